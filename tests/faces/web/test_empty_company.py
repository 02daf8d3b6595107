"""A company just made: every page of the navigation stands, says what comes next, and sends nobody to a command line."""

import html
import re
from datetime import UTC, datetime

import pytest

from fenhao.profiles import read_settings
from fenhao.runs.book import Voice, create_book, open_book, say_nothing
from fenhao.runs.loading import load_file, loadable
from fenhao.site import migrate
from tests.faces.web.conftest import SETTINGS, return_to
from tests.faces.web.site import PASSWORD, PEOPLE, Site, words_of

NEXT = ("/", "/lines/", "/ledger/", "/months/", "/report/", "/goals/", "/value/bridge/", "/value/returns/",
        "/value/cohorts/", "/value/churn/", "/value/contracts/", "/service/", "/service/tickets/", "/service/cost/", "/service/complaints/",
        "/service/capacity/", "/service/satisfaction/", "/service/care/", "/service/warnings/", "/service/points/",
        "/plan/forecast/", "/plan/split/", "/plan/watch/")  # fmt: skip
"""Pages that lead on to the import of data from the words that say that there is nothing yet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A book with its people and nothing else."""
    root = tmp_path_factory.mktemp("empty")
    create_book(root=root, settings=read_settings(SETTINGS))
    return_to(root)
    migrate()
    from fenhao.books.people.models import RoleGrant, User

    start = datetime(2026, 1, 1, tzinfo=UTC)
    for name, role in PEOPLE.items():
        person = User.objects.create_user(name, "", PASSWORD, date_joined=start)
        if role:
            RoleGrant.objects.create(user_id=person.pk, role=role, entity="", starts_at=start)
    return Site(root)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_an_empty_company_says_what_comes_next(site: Site, lang: str) -> None:
    for name in ("finance", "admin"):
        visitor = site.visitor(name, lang=lang)
        first = visitor.get("/").content.decode()
        paths = sorted(set(re.findall(r'href="(/[a-z/]*)"', first[first.index("<nav") :])))
        assert len(paths) > 40
        for path in paths:
            answer = visitor.get(path)
            assert answer.status_code == 200, path
            page = answer.content.decode()
            main = page[page.index("<main") :]
            assert "fenhao " not in words_of(main), f"{path} sends a reader to the command line"
            if name == "finance" and path in NEXT:
                assert 'href="/imports/"' in main, path
            if path.startswith(("/value/", "/plan/split", "/plan/forecast")):
                assert not re.search(r'action="/[a-z/]*/work/"', main), f"{path} offers to work on nothing"


def test_a_reader_who_may_not_load_is_told_the_steps_without_links_that_are_not_there(site: Site) -> None:
    page = site.visitor("auditor").get("/").content.decode()
    main = page[page.index("<main") :]
    assert "Import data (done by Finance · Operations)" in words_of(main)
    assert "Add people (done by Administrator)" in words_of(main)
    assert "You cannot give a role to yourself" in words_of(site.visitor("admin").get("/").content.decode())
    assert 'href="/imports/"' not in main
    assert 'href="/people/"' not in main
    assert 'href="/help/start/"' in main


def test_once_facts_are_loaded_a_budget_comes_next(site: Site) -> None:
    path = site.root / "orders.csv"
    path.write_text("order_id,customer_id,ordered_on,revenue\nO1,K1,2026-03-01,20\n", encoding="utf-8")
    load_file(
        book=open_book(root=site.root),
        path=path,
        table=loadable("orders"),
        source="files",
        sheet="",
        strict=False,
        at=datetime(2026, 4, 1, tzinfo=UTC),
        voice=Voice(say_nothing, lambda code, _: code),
    )
    words = words_of(site.visitor("finance").get("/").content.decode())
    assert "Facts are loaded: a budget comes next" in words
    assert "Nothing is here yet" not in words


def test_before_the_first_budget_is_in_force_the_overview_shows_what_waits(site: Site) -> None:
    finance = site.visitor("finance")
    finance.post("/budget/prepare/", {"way": "empty", "year": "2026", "key": "e"})
    edit = {"token": "1", "act": "add", "tier": "A", "category": "benefits", "key": "e1"}
    assert finance.post("/budget/1/edit/", edit).status_code == 302
    put = {"token": "2", "act": "set", "row": "l~A~benefits", "col": "y", "text": "1200", "key": "e2"}
    assert finance.post("/budget/1/edit/", put).status_code == 302
    submit = {"act": "submit", "token": "3", "key": "s"}
    told = site.visitor("operations").post("/budget/1/act/", submit, follow=True)
    assert "Submitted." in told.content.decode()
    warned = "smaller than the policy expects, 10% of each quarter's variable budget: Q1 2026 0.00 CNY of 30.00 CNY"
    assert warned in html.unescape(words_of(told.content.decode()))
    assert warned in html.unescape(words_of(finance.get("/budget/1/").content.decode()))
    page = finance.get("/").content.decode()
    main = page[page.index("<main") :]
    assert 'href="/inbox/1/"' in main
    assert "asked by operations" in words_of(main)
