"""A new person with a limited role, made by page: what that person may not see does not exist, by whatever door one comes."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.faces.web.site import PAGES_OF_SOME, Site

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "correct-horse-battery"
ROLE, LIKE = "customer_service", "service"
"""The role, and who of the company's people holds it."""
HIDDEN = tuple(address for address, readers in PAGES_OF_SOME.items() if LIKE not in readers)
SECRETS = ("Channel-of-finance", "fin-office")
"""What stands on hidden pages only: the name of a channel, and of a department."""


@dataclass(frozen=True)
class Limited:
    """The person, signed in."""

    name: str
    number: int
    client: "Client"


@pytest.fixture(scope="module")
def limited(site: Site) -> Limited:
    """Made by an administrator through the page, with one role, and signed in with the password given."""
    from django.test import Client

    admin = site.visitor("admin")
    place = admin.post("/people/", {"act": "add", "name": "wang", "email": "", "role": ROLE})["Location"]
    assert admin.post(place, {"act": "password", "password": PASSWORD}).status_code == 302
    channel = {"act": "save", "name": SECRETS[0], "url": "https://8.8.8.8/x", "language": "en"}
    assert admin.post("/settings/messages/new/wecom/", channel).status_code == 302
    department = {"act": "department", "code": "fin", "department_name": SECRETS[1]}
    assert admin.post("/people/", department).status_code == 302
    client = Client()
    signed_in = client.post("/accounts/login/", {"login": "wang", "password": PASSWORD})
    assert signed_in.status_code == 302
    client.cookies["fenhao_language"] = "en"
    return Limited("wang", int(place.strip("/").rpartition("/")[2]), client)


def bodies(text: str) -> str:
    """Return a page without what differs from request to request."""
    return re.sub(
        r'value="[^"]{16,}"|name="next" value="[^"]*"|/[a-z0-9/_?=&;.-]*|[0-9A-F]{4}-[0-9A-F]{4}', "", text
    )


def test_hidden_pages_are_as_absent_as_pages_that_never_were(site: Site, limited: Limited) -> None:
    assert len(HIDDEN) > 8
    nowhere = limited.client.get("/never-was/")
    for address in (
        *HIDDEN,
        "/people/1/",
        f"/people/{limited.number}/",
        "/settings/messages/1/",
        "/audit/acts.csv",
    ):
        for answer in (limited.client.get(address), limited.client.post(address, {"act": "save"})):
            assert answer.status_code == 404, address
            assert bodies(answer.content.decode()) == bodies(nowhere.content.decode()), address


def test_nothing_that_the_person_can_reach_leads_to_a_hidden_page_or_names_what_stands_there(
    site: Site, limited: Limited
) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting:
        address = waiting.pop()
        shape = re.sub(r"\d+", "9", address)
        if shape in seen or len(seen) > 200:
            continue
        seen.add(shape)
        answer = limited.client.get(address, follow=True)
        assert answer.status_code == 200, f"a link leads to {address}"
        if "text/html" not in answer["Content-Type"]:
            answer.close()
            continue
        html = answer.content.decode()
        assert all(secret not in html for secret in SECRETS), address
        links = {unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', html)}
        assert not {link.partition("?")[0] for link in links} & {each.partition("?")[0] for each in HIDDEN}, (
            address
        )
        waiting += sorted(link for link in links if not link.startswith(("/style", "/icon", "/script")))
    assert {"/", "/lines/", "/findings/", "/settings/", "/me/"} <= seen


@pytest.mark.parametrize(
    "text", ["People", "人员", "Audit", "审计", "Import", "导入", "Channel-of", "fin-office", "messages"]
)
def test_searching_finds_nothing_that_is_hidden(site: Site, limited: Limited, text: str) -> None:
    html = limited.client.get("/search/", {"q": text}).content.decode().split("<main", 1)[1]
    links = {link.partition("?")[0] for link in re.findall(r'href="([^"]+)"', html)}
    assert not links & {each.partition("?")[0] for each in HIDDEN}
    assert all(secret not in html for secret in SECRETS if text not in secret), "but for the question itself"


def test_a_token_opens_no_more_than_its_person_may(site: Site, limited: Limited) -> None:
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund, set_policy
    from fenhao.books.outgoing import operations as outgoing
    from fenhao.books.people import operations as people
    from fenhao.books.people.operations import TokenVerdict, answer_token
    from fenhao.engine.budget import DEFAULT_CONTROL
    from fenhao.kernel import Trouble

    html = limited.client.get("/me/").content.decode()
    offered = set(re.findall(r'name="scope-(\w+)"', html))
    assert "see" in offered
    assert not offered & {"fund", "record_facts"}, "what the person may not do is not offered"
    sent = {"act": "token", "token_name": "script", "days": "9", "scope-see": "1", "scope-fund": "1"}
    told = limited.client.post("/me/", sent).content.decode()
    secret = re.search(r'<code class="mono">([^<]{32,})</code>', told)
    assert secret
    at = datetime.now(UTC)
    user = answer_token(secret=secret[1], scope="see", at=at).user_id
    assert user == limited.number
    assert answer_token(secret=secret[1], scope="spend", at=at).verdict is TokenVerdict.scope_missing
    leg = Leg(date(2026, 12, 1), "A", "benefits", 100)
    assert not fund(key="wang-fund", legs=[leg], currency="CNY", by=user, at=at).passed
    acts = (
        lambda: people.add_user(username="eve", email="", password="", by=user, at=at),
        lambda: people.tokens(user_id=1, by=user, at=at),
        lambda: outgoing.log(by=user, at=at),
        lambda: set_policy(DEFAULT_CONTROL, by=user, at=at, why="w"),
    )
    for act in acts:
        with pytest.raises(Trouble) as refused:
            act()
        assert refused.value.code == "people.not_allowed"


COMMANDS = (
    ("people", "list"),
    ("people", "tokens", "finance"),
    ("people", "add", "eve"),
    ("audit", "list"),
    ("audit", "exceptions"),
    ("messages", "log"),
    ("gates", "policy"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_refuses_what_the_pages_do_not_show(
    site: Site, limited: Limited, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    from fenhao.site import main

    code = main(["--book", str(site.root), *words, "--by", limited.name])
    said = capsys.readouterr()
    assert code == 2, said.out
    assert "management" not in said.out
    assert all(secret not in said.out + said.err for secret in SECRETS)


def test_a_role_that_ends_ends_here(site: Site, limited: Limited) -> None:
    from fenhao.books.people import Role, operations as people

    assert limited.client.get("/lines/").status_code == 200
    at = datetime.now(UTC)
    people.revoke_role(user_id=limited.number, role=Role.customer_service, by=None, at=at)
    assert limited.client.get("/lines/").status_code == 404
    people.grant_role(
        user_id=limited.number, role=Role.customer_service, by=None, at=at + timedelta(milliseconds=1)
    )
