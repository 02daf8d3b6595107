"""Who is let in, and what is said to those who are not: in both languages, with what is wrong with which field."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from fenhao.interfaces.words import say
from tests.faces.api.machine import Machine, Told, give_token
from tests.faces.web.conftest import return_to

LEG = {"occurred_on": "2026-11-05", "amount_minor": 1, "category": "benefits", "tier": "A"}


def test_each_address_is_nowhere_for_a_token_without_its_scope(company: Path) -> None:
    from fenhao.books.people.operations import SCOPES
    from fenhao.interfaces.api import GROUPS

    return_to(company)
    offers = [offer for _, group in GROUPS for offer in group]
    rights = {offer.right.value for offer in offers}
    for right in rights:
        give_token("finance", f"no-{right}", scopes=set(SCOPES) - {right})
    assert len(offers) > 130
    assert len(rights) > 12
    for offer in offers:
        method, path = offer.address
        machine = Machine("finance", f"no-{offer.right.value}")
        answer = machine.ask(method, path.format(number=1, name="orders"), b"{}", key="k")
        nothing = machine.ask(method, "there-is-nothing", b"{}", key="k")
        assert answer.status == 404, (method, path)
        assert {**answer.told, "instance": ""} == {**nothing.told, "instance": ""}


def test_a_method_that_an_address_does_not_take_betrays_it_to_nobody_else(
    company: Path, machine: Machine
) -> None:
    from fenhao.interfaces.api import GROUPS

    return_to(company)
    taken: dict[str, set[str]] = {}
    for _, group in GROUPS:
        for offer in group:
            taken.setdefault(offer.address[1], set()).add(offer.address[0])
    nobody, guest = replace(machine, headers={"Authorization": "Bearer nobody"}), Machine("guest", "see")
    give_token("guest", "see")
    for path, methods in taken.items():
        address = path.format(number=1, name="orders")
        other = "DELETE" if len(methods) > 1 else "POST" if "GET" in methods else "GET"
        assert nobody.ask(other, address, b"{}").status == 401, path
        assert guest.ask(other, address, b"{}").status == 404, path
    allowed = machine.get("check")
    assert (allowed.status, allowed.headers["Allow"]) == (405, "POST")


def test_a_scope_that_its_person_has_no_right_to_opens_nothing(company: Path, machine: Machine) -> None:
    auditor = Machine("auditor")
    assert auditor.get("lines").status == 200
    assert auditor.post("check", {"parts": [LEG]}).status == 404
    assert machine.post("check", {"parts": [LEG]}).status == 200


def test_a_token_that_is_missing_unknown_ended_or_expired_is_told_so(company: Path, machine: Machine) -> None:
    from fenhao.books.people.models import ApiToken, User
    from fenhao.books.people.operations import revoke_token

    give_token("operations", "see", until=datetime(2026, 2, 1, tzinfo=UTC))
    give_token("service", "see")
    number = User.objects.get(username="service").pk
    token = ApiToken.objects.get(user_id=number, name="see").pk
    assert revoke_token(token_id=token, by=number, at=datetime(2026, 3, 1, tzinfo=UTC))
    told = {
        "api.no_token": replace(machine, headers={"Authorization": "Basic eDp5"}),
        "api.token_unknown": replace(machine, headers={"Authorization": "Bearer nobody"}),
        "api.token_expired": Machine("operations", "see"),
        "api.token_revoked": Machine("service", "see"),
    }
    for code, each in told.items():
        answer = each.get("lines")
        assert (answer.status, answer.told["code"]) == (401, code)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_problem_speaks_the_language_that_was_asked_for(machine: Machine, lang: str) -> None:
    speaking = replace(machine, headers={"Accept-Language": "zh-CN" if lang == "zh" else "en-GB"})
    cases = [
        ("GET", "nothing", b"", "", "application/json", 404, "api.nowhere"),
        ("DELETE", "check", b"", "", "application/json", 405, "api.method"),
        ("POST", "check", b"{", "", "application/json", 400, "api.unreadable"),
        ("POST", "check", b"[" * 50_000, "", "application/json", 400, "api.unreadable"),
        ("POST", "check", b"{}", "", "text/plain", 415, "api.media"),
        ("POST", "check", b'{"parts":[{"occurred_on":5}]}', "", "application/json", 422, "api.wrong"),
        ("POST", "hold", b"{}", "k", "application/json", 422, "api.wrong"),
        ("GET", "lines?limit=0", b"", "", "application/json", 422, "api.wrong"),
        ("GET", "lines?cursor=made-up", b"", "", "application/json", 422, "api.wrong"),
        ("GET", f"entries/{2**80}", b"", "", "application/json", 422, "api.wrong"),
    ]
    for method, path, body, key, media, status, code in cases:
        answer = speaking.ask(method, path, body, media=media, key=key)
        assert (answer.status, answer.told["code"]) == (status, code), (path, answer.body)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Content-Language"] == lang
        assert answer.told["status"] == status
        words = say(code, {"given": media, "wanted": "application/json"}, "zh" if lang == "zh" else "en")
        assert answer.told["detail"] == words


def test_a_wrong_field_is_named(machine: Machine) -> None:
    body = {"parts": [{"occurred_on": "2026-11-05", "amount_minor": 1.5, "colour": "red"}]}
    answer = machine.post("check", body)
    assert sorted(answer.fields()) == ["parts.0.amount_minor", "parts.0.colour"]
    unknown = machine.post("check", {"parts": [{**LEG, "cost_type": "no such"}]})
    assert (unknown.status, unknown.fields()) == (422, ["parts.0.cost_type"])


def test_who_asks_too_often_is_told_when_to_come_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from fenhao.interfaces.api import _door
    from fenhao.interfaces.api._rates import Allowance, Rates

    # Each request meets the buckets as another process would: over a connection of its own.
    def of_another_process(_: Path) -> Rates:
        return Rates(tmp_path / "rates", Allowance(per_minute=1, at_once=3))

    monkeypatch.setattr(_door, "rates", of_another_process)
    statuses = [machine.get("me").status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = machine.get("me")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert Machine("management").get("me").status == 200


def test_the_memory_of_who_asks_is_bounded_and_a_bucket_fills_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.interfaces.api import _rates

    monkeypatch.setattr(_rates, "CALLERS_MAX", 20)
    one, other = (_rates.Rates(tmp_path / "rates", _rates.Allowance(per_minute=60, at_once=2)) for _ in "ab")
    second = 10**9
    assert [each.wait_seconds("a", now=0) for each in (one, other, one)] == [0, 0, 1]
    assert other.wait_seconds("a", now=second) == 0
    assert one.wait_seconds("a", now=second) == 1
    assert one.wait_seconds("a", now=0) == 1, "a clock set back fills nothing"
    for caller in range(50):
        one.wait_seconds(str(caller), now=2 * second)
    assert other.callers() == 20


def test_personal_data_is_hidden_unless_the_token_may_see_it(company: Path) -> None:
    hidden = Machine("finance").get("entries?kind=fact&limit=1").told
    seen = Machine("operations").get("entries?kind=fact&limit=500").told
    (row,) = cast("list[dict[str, str]]", hidden["rows"])
    assert "*" in row["customer"] or not row["customer"]
    named = {each["customer_ref"]: each["customer"] for each in cast("list[dict[str, str]]", seen["rows"])}
    assert "K3" in named.values()
    assert set(named) >= {row["customer_ref"]}


def test_a_cursor_belongs_to_its_list_and_its_filters(machine: Machine) -> None:
    first = machine.get("lines?limit=5").told
    cursor = first["next"]
    assert machine.get(f"lines?limit=5&cursor={cursor}").status == 200
    assert machine.get(f"lines?limit=5&tier=A&cursor={cursor}").status == 422
    assert machine.get(f"entries?cursor={cursor}").status == 422
    assert Machine("management").get(f"lines?cursor={cursor}").status == 422


def test_a_key_used_for_something_else_names_the_field(machine: Machine) -> None:
    body = {"parts": [LEG], "hold_until": "2198-01-01T00:00:00Z"}
    assert machine.post("hold", body, key="conflict").status == 200
    other = machine.post("hold", {**body, "parts": [{**LEG, "amount_minor": 2}]}, key="conflict")
    assert (other.status, other.told["code"], other.fields()) == (
        409,
        "api.key_conflict",
        ["legs[0].amount_minor"],
    )
    assert Machine("operations").post("hold", body, key="conflict").told["replayed"] is False


def test_unknown_cost_is_held_under_another_systems_number(machine: Machine) -> None:
    until = "2199-01-01T00:00:00Z"
    leg = LEG | {"amount_minor": 700, "unpriced": True, "reference": "erp:PO-7"}
    assert machine.post("check", {"parts": [leg]}).told["verdict"] == "committed"
    held = machine.post("hold", {"parts": [leg], "hold_until": until}, key="hold").told
    assert held["verdict"] == "committed"
    found = machine.get("commitment?reference=erp%3APO-7").told
    assert (found["number"], found["remaining_minor"]) == (cast("list[int]", held["commitments"])[0], 700)
    assert machine.get("commitment?reference=erp%3APO-8").status == 404
    taken = machine.post("hold", {"parts": [leg], "hold_until": until}, key="again").told
    assert taken["verdict"] == "reference_taken"
    bare = leg | {"amount_minor": 0, "reference": ""}
    assert (
        machine.post("hold", {"parts": [bare], "hold_until": until}, key="bare").told["verdict"] == "unpriced"
    )
    wrong = machine.post("hold", {"parts": [leg | {"reference": "PO-7"}], "hold_until": until}, key="wrong")
    assert (wrong.status, cast("list[Told]", wrong.told["fields"])[0]["field"]) == (422, "parts.0.reference")
    wish = {"title": "Hall", "parts": [leg | {"reference": "erp:PO-9"}], "use_until": until}
    asked = Machine("operations").post("requests", wish, key="wish").told
    view = cast("Told", machine.get(f"requests/{asked['request']}").told["request"])
    kept = cast("list[Told]", view["legs"])[0]
    assert (kept["unpriced"], kept["reference"]) == (True, {"source": "erp", "number": "PO-9"})


@pytest.mark.parametrize(
    "rule", [{"policy": "refuse", "amount_minor": 5}, {"policy": "hold_default", "amount_minor": 0}]
)
def test_an_amount_that_a_policy_of_unknown_cost_does_not_take_is_named(
    machine: Machine, rule: dict[str, object]
) -> None:
    rules = [{"category": "benefits", "policy": "approve"}, {"category": "*", **rule}]
    refused = machine.post("rules/unpriced", {"rules": rules, "seen": "x", "why": "try"}, key="odd-rule")
    assert (refused.status, refused.fields()) == (422, ["rules.1.amount_minor"])
