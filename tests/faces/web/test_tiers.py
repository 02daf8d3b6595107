"""The tiers page on a company of its own: nothing yet, assessed, previewed, published with a confirmation, and who may do so."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fenhao.profiles import read_settings
from fenhao.runs.book import Voice, create_book, open_book, say_nothing
from fenhao.runs.loading import load_file, loadable
from fenhao.runs.mart import build_mart
from fenhao.runs.tiers import assess_tiers, preview_tiers
from fenhao.site import migrate
from fenhao.warehouse import Engine
from tests.faces.web.conftest import SETTINGS, return_to, settle
from tests.faces.web.site import PASSWORD, PEOPLE, Site, ended

POLICY = """\
[tiers]
window_days = 365
dormant_after_days = 200
core_share = "100%"
core_orders_min = 1
core_revenue_min = 500
potential_share = "100%"
potential_orders_min = 1000
potential_revenue_min = 100
keep_margin = "0%"
"""
ORDERS = """\
order_id,customer_id,ordered_on,revenue,margin
P1,X1,2026-02-01,600,300
P2,X2,2026-02-01,150,60
P3,X3,2026-02-02,20,5
P4,X2,2026-05-20,450,200
"""
COSTS = "entry_id,occurred_on,cost_type,amount,customer_id\nC1,2026-02-20,coupons,12.50,X1\nC2,2026-02-21,coupons,7.50,X2\n"
QUIET = Voice(say_nothing, lambda code, _: code)
FIRST, SECOND = date(2026, 4, 1), date(2026, 7, 1)
NOW = datetime.fromisoformat("2026-09-01T08:00:00+00:00")


@pytest.fixture(scope="module")
def loaded(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a company with four orders, its books empty but for its people."""
    assert site.root.exists(), "the site of the other tests comes first"
    root = tmp_path_factory.mktemp("tiered")
    book = create_book(root=root, settings=read_settings(SETTINGS))
    (root / "policy.toml").write_text(POLICY, encoding="utf-8")
    book = open_book(root=root)
    for table, text in (("orders", ORDERS), ("cost_entries", COSTS)):
        path = root / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        load_file(
            book=book,
            path=path,
            table=loadable(table),
            source="files",
            sheet="",
            strict=True,
            at=NOW,
            voice=QUIET,
        )
    return_to(root)
    migrate()
    from fenhao.books.people.models import RoleGrant, User

    start = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    for name, role in PEOPLE.items():
        person = User.objects.create_user(name, "", PASSWORD, date_joined=start)
        if role:
            RoleGrant.objects.create(user_id=person.pk, role=role, entity="", starts_at=start)
    settle()
    return root


@pytest.fixture(scope="module")
def judged(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same company after the assessments of April and July."""
    root = tmp_path_factory.mktemp("judged")
    shutil.copytree(loaded, root, dirs_exist_ok=True)
    assess_tiers(book=open_book(root=root), until=SECOND, redo=False, at=NOW, advance=say_nothing)
    return root


def own(folder: Path, root: Path) -> Iterator[Site]:
    """Give a test a copy of a company, after the fixture of all tests has opened the other; leave no work behind it."""
    shutil.copytree(folder, root)
    return_to(root)
    yield Site(root)
    ended(Site(root).visitor("finance"), "/tiers/")
    settle()


@pytest.fixture
def company(at_home: None, loaded: Path, tmp_path: Path) -> Iterator[Site]:
    """A company whose tiers nobody has assessed."""
    yield from own(loaded, tmp_path / "company")


@pytest.fixture
def assessed(at_home: None, judged: Path, tmp_path: Path) -> Iterator[Site]:
    """A company whose tiers were assessed in April and July, and are not in force."""
    yield from own(judged, tmp_path / "assessed")


def page(company: Site, name: str = "finance", lang: str = "en") -> str:
    return company.visitor(name, lang=lang).get("/tiers/").content.decode()


def act(company: Site, **typed: str) -> None:
    visitor = company.visitor("finance")
    answer = visitor.post("/tiers/act/", {"key": f"k-{sorted(typed.items())}", **typed})
    assert (answer.status_code, answer["Location"]) == (302, "/tiers/")
    ended(visitor, "/tiers/")


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_before_any_assessment_the_page_says_what_to_do(company: Site) -> None:
    html = page(company)
    assert "No tiers have been assessed yet" in html
    assert "Import orders first" in html
    assert "A core: in the top 100%" in html, "the policy can be read already"


def test_assessing_shows_the_tiers_and_who_moved_and_records_who_asked(company: Site) -> None:
    act(company, act="assess", on=FIRST.isoformat())
    assert "The first assessment, 2026-04-01" in page(company)
    act(company, act="assess", on=SECOND.isoformat())
    html = page(company)
    told = text(html)
    assert "B potential to A core: 1 customer, 100.0%" in html, "X2 rose after its order of May"
    assert re.search(r"A core 1 1 0 0 100\.0% 0\.00", told), "A kept its one customer"
    assert re.search(r"B potential 1 0 1 0 100\.0%", told)
    from fenhao.books.database import read

    acts = read(
        lambda session: session.rows("SELECT subject FROM audit_record WHERE action = 'assess_tiers'")
    )
    assert [subject for (subject,) in acts] == ["tiers/2026-04-01", "tiers/2026-07-01"]


def test_the_same_day_again_gives_the_same_tiers(assessed: Site) -> None:
    before = text(page(assessed).split('id="result"')[1].split('id="policy"')[0])
    act(assessed, act="assess", on=SECOND.isoformat())
    assert text(page(assessed).split('id="result"')[1].split('id="policy"')[0]) == before


def test_a_preview_is_what_the_engine_says_and_changes_nothing(assessed: Site) -> None:
    book = open_book(root=assessed.root)
    batches = [each.batch_id for each in book.warehouse.batches()]
    day = date(2026, 9, 1)
    act(assessed, act="preview", on=day.isoformat())
    html = page(assessed)
    found = preview_tiers(book=book, on=day, today=day, advance=say_nothing)
    assert found.movement.moved == 2, "X1 and X3 sleep by then"
    assert "As of 2026-09-01, against 2026-07-01: 2 customers would change tier." in text(html)
    assert [each.batch_id for each in book.warehouse.batches()] == batches


def test_a_day_that_is_none_or_lies_ahead_is_refused_in_words(company: Site) -> None:
    visitor = company.visitor("finance")
    visitor.post("/tiers/act/", {"act": "assess", "on": "soon", "key": "x1"})
    assert 'class="told' in visitor.get("/tiers/").content.decode()
    act(company, act="assess", on="2199-01-01")
    assert "has not come yet" in page(company)


def test_publishing_asks_first_says_how_many_move_and_puts_the_tiers_in_force(assessed: Site) -> None:
    from fenhao.books.gates import operations as gates

    visitor = assessed.visitor("operations")
    assert "not in force in the books yet" in page(assessed)
    asked = visitor.get("/tiers/publish/").content.decode()
    assert "1 change of tier in all" in asked
    assert gates.customer("X2", on=SECOND, at=datetime.now(UTC)).tier is None, "asking changes nothing"
    assert visitor.post("/tiers/publish/", {"key": "p1"}).status_code == 302
    ended(visitor, "/tiers/")
    found = {name: gates.customer(name, on=SECOND, at=datetime.now(UTC)).tier for name in ("X1", "X2", "X3")}
    assert {name: tier.tier if tier else "" for name, tier in found.items()} == {
        "X1": "A",
        "X2": "A",
        "X3": "C",
    }
    assert "in force in the books" in page(assessed)
    assert visitor.get("/tiers/publish/").status_code == 302, "nothing waits any more"


def test_the_sums_of_the_tiers_are_those_of_the_mart(assessed: Site) -> None:
    book = open_book(root=assessed.root)
    assert "run fenhao mart" in page(assessed)
    build_mart(book=book, at=NOW, engine=Engine.duckdb, advance=say_nothing)
    html = page(assessed)
    total = text(html.split("<tfoot>")[1].split("</tfoot>")[0])
    assert "1,220.00" in total
    assert "545.00" in total, "margin 565 less 20 of coupons"


def test_whoever_may_only_read_is_offered_nothing_and_refused(company: Site) -> None:
    for name in ("management", "auditor", "service"):
        assert 'action="/tiers/act/"' not in page(company, name)
        visitor = company.visitor(name)
        assert visitor.post("/tiers/act/", {"act": "assess", "on": "2026-08-01"}).status_code == 404
        assert visitor.get("/tiers/publish/").status_code == 404
        assert visitor.post("/tiers/publish/", {"key": "x"}).status_code == 404
    assert company.visitor("guest").get("/tiers/").status_code == 404
    assert 'action="/tiers/act/"' in page(company, "operations")


def test_the_chinese_page_speaks_chinese(company: Site) -> None:
    told = text(page(company, lang="zh"))
    assert "成文的分层政策" in told
    assert "A 级的消费额不低于" in told
    assert not re.search(r"web\.tiers|\{[a-z]+\}", told)


def test_two_assessments_by_different_policies_are_said_to_be_so(company: Site) -> None:
    file, day = company.root / "policy.toml", date(2026, 8, 1)

    def assess(*extra: date) -> None:
        """Assess by the policy as it is written now."""
        book = open_book(root=company.root)
        assess_tiers(book=book, until=day, redo=False, at=NOW, advance=say_nothing, extra=extra)

    assess()
    assert "go by different written policies" not in page(company)
    file.write_text(POLICY.replace("window_days = 365", "window_days = 300"), encoding="utf-8")
    assess(day)
    assert "go by different written policies" in page(company)
