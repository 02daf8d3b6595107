"""Machines and agents: no customer's id for who may not see it; told to who may, it is on record once a call, with how many."""

import json
from collections.abc import Iterator
from typing import cast

import pytest

from tests.faces.api.machine import Machine, give_token, secret
from tests.faces.web.site import Site
from tests.faces.web.test_agents import CALLS, called, facts
from tests.faces.web.test_masking import RAW, _text
from tests.faces.web.tickets import OPEN

_NAMES = ("2026", "2026-03", "month..2026-12", "policy.toml", "2026-03..2026-02", "orders")
_RECORDED = "audit?action=take_personal&limit=1"


@pytest.fixture(autouse=True)
def tokens(site: Site) -> None:
    """Give a token to those who ask here."""
    from fenhao.books.people.models import ApiToken, User

    assert site.root.exists()
    for name in ("finance", "operations", "auditor"):
        number = User.objects.get(username=name).pk
        if not ApiToken.objects.filter(user_id=number, name="whole").exists():
            give_token(name)


def addresses() -> Iterator[str]:
    """Yield an address of every operation that looks, and some more of those that take a number or a name."""
    from fenhao.interfaces.api import GROUPS
    from fenhao.runs.mart import customer_ref

    for _, group in GROUPS:
        for offer in group:
            method, path = offer.address
            if method != "GET":
                continue
            if "{number}" in path:
                yield from (path.format(number=number, name="") for number in (1, 2, 48))
            elif "{name}" in path:
                yield from (path.format(name=name) for name in (*_NAMES, customer_ref("K2")))
            else:
                yield path


def newest() -> dict[str, object]:
    """Return the newest act of taking ids along."""
    (row,) = cast("list[dict[str, object]]", Machine("auditor").get(_RECORDED).told["rows"])
    return row


@pytest.mark.parametrize("name", ["finance", "auditor"])
def test_no_operation_tells_an_id_to_who_may_not_see_it(site: Site, name: str) -> None:
    assert site.root.exists()
    machine, answered, masked = Machine(name), 0, 0
    for address in addresses():
        answer = machine.get(address)
        answered += answer.status == 200
        masked += b"K*" in answer.body
        assert RAW.findall(_text(answer.body)) == [], address
    assert answered > 60, answered
    assert masked > 6, masked


def test_every_operation_that_tells_ids_puts_it_on_record_once(site: Site) -> None:
    assert site.root.exists()
    machine, telling = Machine("operations"), 0
    for address in addresses():
        before = recorded()
        answer = machine.get(address)
        if answer.body[:2] == b"PK":
            assert RAW.findall(_text(answer.body)) == [], f"{address}: a file tells nobody an id"
        named = set(ids(answer.told)) if answer.status == 200 and answer.body[:1] == b"{" else set()
        after = recorded()
        assert len(after) - len(before) == bool(named), address
        if named:
            telling += 1
            told = json.loads(str(after[0]["after"]))
            assert told["customers"] == len(named), address
            assert told["filter"].startswith(f"api {address}"), told
    assert telling > 6, telling


def ids(told: object) -> Iterator[str]:
    """Yield every id of a customer in an answer."""
    from fenhao.interfaces.api._shapes import PERSONAL

    if isinstance(told, dict):
        for name, each in told.items():
            if name in PERSONAL and isinstance(each, str) and each:
                yield each
            else:
                yield from ids(each)
    elif isinstance(told, list):
        for each in told:
            yield from ids(each)


def recorded() -> list[dict[str, object]]:
    """Return every act of taking ids along, newest first."""
    from fenhao.books.audit import Wanted, newest_records
    from fenhao.books.database import read

    found = read(
        lambda session: newest_records(session, Wanted(action="take_personal"), below=None, limit=1000)
    )
    return [{"after": each.after, "by": each.by} for each in found]


def test_the_record_says_who_asked_for_what(site: Site) -> None:
    assert site.root.exists()
    assert Machine("operations").get("customers?limit=2&tier=A").status == 200
    row = newest()
    assert json.loads(str(row["after"])) == {"customers": 2, "filter": "api customers tier=A"}


def test_an_id_that_was_asked_for_is_masked_in_the_record() -> None:
    from fenhao.interfaces.api._personal import described
    from fenhao.interfaces.api.groups.ledger import Entries

    assert (
        described("entries", {}, Entries.model_validate({"customer": "K30017"}))
        == "api entries customer=K****7"
    )


def test_an_id_that_the_request_itself_named_is_no_news(site: Site) -> None:
    assert site.root.exists()
    before = recorded()
    leg = {
        "occurred_on": "2026-12-05",
        "amount_minor": 1,
        "category": "benefits",
        "tier": "A",
        "customer": "K3",
    }
    assert Machine("operations").post("check", {"parts": [leg]}).status == 200
    assert Machine("operations").get("entries?customer=K3").status == 200
    assert recorded() == before
    ledger = Machine("operations").get("entries?kind=fact&limit=500")
    assert ledger.status == 200
    assert len(recorded()) == len(before) + 1


def test_a_decision_about_a_customer_is_in_the_trail_without_his_id(site: Site) -> None:
    from datetime import UTC, date, datetime

    from fenhao.books.gates.operations import decide_tier

    at = datetime(2026, 12, 1, tzinfo=UTC)
    decide_tier(
        key="d", customer="K3", tier="A", since=date(2026, 12, 1), until=None, why="owed", by=None, at=at
    )
    told = Machine("auditor").get("audit?action=decide_tier").told["rows"]
    assert [each["subject"] for each in told] == ["customer/K*"]  # type: ignore[attr-defined]
    visitor = site.visitor("auditor")
    page = visitor.get("/audit/?act=decide_tier").content.decode()
    assert "customer/K*" in page
    export = b"".join(visitor.get("/audit/acts.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "customer/K*" in export
    assert RAW.findall(page + export) == []


@pytest.mark.parametrize("begins", ["customer/K3", "Customer/k", "customer/K"])
def test_no_search_of_the_trail_confirms_an_id_to_who_sees_it_masked(site: Site, begins: str) -> None:
    from datetime import UTC, date, datetime

    from fenhao.books.gates.operations import decide_tier

    at, since = datetime(2026, 12, 1, tzinfo=UTC), date(2026, 12, 1)
    decide_tier(key="sought", customer="K3", tier="A", since=since, until=None, why="sought", by=None, at=at)
    visitor = site.visitor("auditor")
    assert "sought" in visitor.get("/audit/?subject=customer/").content.decode()
    page = visitor.get(f"/audit/?subject={begins}").content.decode()
    assert "sought" not in page
    assert "ids are masked for you" in page
    assert visitor.get(f"/audit/acts.csv?subject={begins}").status_code == 404
    refused = Machine("auditor").get(f"audit?subject={begins}")
    assert (refused.status, refused.fields()) == (422, ["subject"])
    assert Machine("auditor").get("audit?subject=customer/").told["rows"]


def test_what_customers_wrote_is_for_tokens_that_may_see_personal_data(site: Site) -> None:
    assert site.root.exists()
    hidden, seen = (Machine(name).get(f"tickets/{OPEN}").told for name in ("finance", "operations"))
    assert (hidden["text"], hidden["subject"]) == ("", "")
    assert "已经第三次了" in str(seen["text"])


def test_no_tool_of_an_agent_tells_an_id_not_even_to_who_may_see_it(site: Site) -> None:
    _, (listed,) = called(site, secret("operations"), ("customers", {"limit": 2}))
    rows = facts(listed)["rows"]
    assert isinstance(rows, list)
    ref = rows[0]["customer"]["ref"]
    assert "K" in rows[0]["customer"]["masked"]["quote"]
    _, answers = called(site, secret("operations"), *{**CALLS, "customer": {"ref": ref}}.items())
    for name, answer in zip((*CALLS, "customer"), answers, strict=True):
        assert RAW.findall(json.dumps(facts(answer), ensure_ascii=False)) == [], name
