"""Work that goes on behind a page: watched, left and come back to, stopped, refused, failed, and cut off in the middle."""

import os
import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from fenhao.interfaces.jobs import _errands
from fenhao.interfaces.web.pages import findings as page
from fenhao.runs.report import FoundYear
from tests.faces.web.site import Site, ended
from tests.faces.web.waste import WEEKS, entry

FINDINGS = "/findings/"
REFRESH = "/findings/refresh/"
Advance = Callable[[str, int, int], None]


def found(count: int) -> FoundYear:
    """Return a year of its own with so many findings."""
    return FoundYear(
        label="2024",
        as_of=date(2024, 3, 15),
        currency="CNY",
        policy="waste w1",
        share_target=Fraction(1, 20),
        entries=tuple(entry(900 + place, 5_000, date(2024, 3, 4)) for place in range(count)),
        weeks=((date(2024, 3, 4), WEEKS[0][1]),),
        undone=frozenset(),
    )


@pytest.fixture
def held(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Findings of a year that take as long as the test wants; the event lets them go on."""
    go_on = threading.Event()

    def found_in_year(*, advance: Advance, **_others: object) -> FoundYear:
        advance("step.ledger", 1, 3)
        assert go_on.wait(30)
        advance("step.waste", 2, 3)
        return found(3)

    monkeypatch.setattr(page, "found_in_year", found_in_year)
    yield go_on
    go_on.set()
    ended(site.visitor("finance"), FINDINGS)
    (site.root / "errands" / "findings.json").unlink(missing_ok=True)


def cases() -> int:
    """Return how many cases of 2024 there are."""
    from fenhao.books.database import read

    return len(read(lambda session: session.rows("SELECT id FROM findings_case WHERE year = ?", ("2024",))))


def test_the_button_answers_at_once_and_the_page_shows_how_far_it_is(
    site: Site, held: threading.Event
) -> None:
    visitor = site.visitor("finance")
    assert visitor.post(REFRESH, {"year": "2024", "key": "w1"}).status_code == 302
    while (errand := _errands.under_way("work-findings")) is not None and not errand.step:
        pass
    html = visitor.get(FINDINGS).content.decode()
    assert 'http-equiv="refresh"' in html
    assert re.search(r'<progress [^>]*value="1" max="3"', html), re.findall("<progress.*", html)
    assert 'action="/findings/refresh/"' not in html, "nobody begins it a second time meanwhile"
    other = site.visitor("management", lang="zh").get(FINDINGS).content.decode()
    assert 'http-equiv="refresh"' in other, "whoever opens the page sees it"
    visitor.get("/")
    held.set()
    html = ended(visitor, FINDINGS)
    assert "2024: 3 found; 3 new" in html
    assert "finance ·" in html
    assert "2024：共 3 条" in ended(site.visitor("operations", lang="zh"), FINDINGS)


def test_the_outcome_waits_until_it_is_put_away_by_somebody_who_may_begin_it(
    site: Site, held: threading.Event
) -> None:
    held.set()
    visitor = site.visitor("finance")
    visitor.post(REFRESH, {"year": "2024", "key": "w2"})
    assert "3 found" in ended(visitor, FINDINGS)
    assert site.visitor("auditor").post("/errands/findings/", {"act": "seen"}).status_code == 404
    assert "3 found" in visitor.get(FINDINGS).content.decode()
    assert visitor.post("/errands/findings/", {"act": "seen"})["Location"] == FINDINGS
    assert "3 found" not in visitor.get(FINDINGS).content.decode()
    assert visitor.post("/errands/findings/", {"act": "seen"}).status_code == 404
    assert visitor.post("/errands/..%2Fbooks/", {"act": "seen"}).status_code == 404


def test_stopping_changes_nothing_and_says_so(site: Site, held: threading.Event) -> None:
    visitor, before = site.visitor("finance"), cases()
    visitor.post(REFRESH, {"year": "2024", "key": "w3"})
    visitor.post("/errands/findings/", {"act": "stop"})
    held.set()
    assert "Stopped on request. Nothing was changed." in ended(visitor, FINDINGS)
    assert cases() == before


def test_what_the_books_refuse_is_said_afterwards_with_its_reason(
    site: Site, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.set()
    visitor = site.visitor("finance")
    visitor.post(REFRESH, {"year": "2024", "key": "w4"})
    ended(visitor, FINDINGS)
    monkeypatch.setattr(page, "found_in_year", lambda **_others: found(4))
    visitor.post(REFRESH, {"year": "2024", "key": "w4"})
    html = ended(visitor, FINDINGS)
    assert 'role="alert"' in html
    assert "w4" in html.split('role="alert"')[1], "the key had been used for other facts"


def test_an_error_of_ours_gives_a_reference_that_stands_in_the_log(
    site: Site, held: threading.Event, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    held.set()

    def broken(**_others: object) -> FoundYear:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(page, "found_in_year", broken)
    visitor = site.visitor("finance")
    visitor.post(REFRESH, {"year": "2024", "key": "w5"})
    html = ended(visitor, FINDINGS)
    reference = html.split("the reference ")[1].split(".")[0]
    assert "a secret of ours" not in html
    assert any(f"reference {reference}" in record.getMessage() for record in caplog.records)


CRASH = """
    import os, sys
    from pathlib import Path
    os.environ.update(FENHAO_HOSTS="testserver", FENHAO_INSECURE="1", FENHAO_BOOK_ROOT=sys.argv[1])
    from fenhao.site import configure
    configure(Path(sys.argv[1]))
    from django.test import Client
    from fenhao.books.findings import _refresh
    from fenhao.interfaces.web.pages import findings as page
    from tests.faces.web.site import PASSWORD, ended
    from tests.faces.web.test_long_work import found
    page.found_in_year = lambda **_others: found(int(sys.argv[4]))
    real = _refresh._bring_up
    def half(*told, **more):
        done = real(*told, **more)
        if sys.argv[2] == "before":
            os._exit(9)
        return done
    _refresh._bring_up = half
    if sys.argv[2] == "after":
        from fenhao.interfaces.jobs import _jobs
        wrote = _jobs._write
        def write(book, kept):
            if kept.ended_at:
                os._exit(9)
            wrote(book, kept)
        _jobs._write = write
    visitor = Client()
    assert visitor.login(username="finance", password=PASSWORD)
    visitor.post("/findings/refresh/", {"year": "2024", "key": sys.argv[3]})
    ended(visitor, "/findings/")
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_in_the_middle_leaves_all_or_nothing_says_so_and_does_it_once(
    site: Site, held: threading.Event, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    held.set()
    before, count = cases(), 5 if moment == "before" else 6
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CRASH), str(site.root), moment, f"crash-{moment}", str(count)],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=120,
        check=False,
    )
    assert child.returncode == 9
    written = cases() - before
    assert (written == 0) == (moment == "before")
    visitor = site.visitor("finance")
    html = visitor.get(FINDINGS).content.decode()
    assert "It did not finish" in html
    assert 'http-equiv="refresh"' not in html
    assert f'name="key" value="crash-{moment}"' in html, "again under the same key"
    monkeypatch.setattr(page, "found_in_year", lambda **_others: found(count))
    visitor.post(REFRESH, {"year": "2024", "key": f"crash-{moment}"})
    html = ended(visitor, FINDINGS)
    assert f"{count} found" in html
    assert "It did not finish" not in html


def test_preparing_a_budget_goes_on_behind_its_page_and_leads_to_the_draft(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenhao.engine.budget import guided
    from fenhao.interfaces.web.pages import budget
    from fenhao.runs.book import open_book
    from fenhao.runs.report import Proposal

    book = open_book(root=site.root)

    def proposed(*, advance: Advance, **_others: object) -> Proposal:
        advance("step.budget", 0, 1)
        from fenhao.books.plans import operations as plans

        year = plans.year_quarters(book.calendar, 2031)
        made = guided(label="2031", year=year, staff=(), spending=(), policy=book.policies.budget)
        return Proposal(fiscal_year=2031, prepared=made, fixed_categories=frozenset())

    monkeypatch.setattr(budget, "newest_year", lambda _book: "2030")
    monkeypatch.setattr(budget, "propose_budget", proposed)
    visitor = site.visitor("finance")
    form = {"way": "cost", "growth": "x", "name": "Later", "key": "p1"}
    assert 'role="alert"' in visitor.post("/budget/prepare/", form).content.decode(), "at once, not behind"
    assert visitor.post("/budget/prepare/", form | {"growth": "5%"}).status_code == 302
    html = ended(visitor, "/budget/")
    href = html.split('<li class="success"><a href="')[1].split('"')[0]
    assert "Later" in visitor.get(href).content.decode()


def test_a_process_that_ends_lets_short_work_come_to_its_end(tmp_path: Path) -> None:
    done = tmp_path / "done"
    text = (
        "import sys, time; from pathlib import Path; from fenhao.interfaces.jobs import send\n"
        "def work(errand):\n    time.sleep(0.3)\n    Path(sys.argv[1]).touch()\n"
        "send('short', work, first=lambda: None)\n"
    )
    subprocess.run([sys.executable, "-P", "-c", text, str(done)], check=True, timeout=60)
    assert done.exists()


def test_work_sent_while_the_last_one_leaves_is_done_and_not_dropped() -> None:
    written, go, again = threading.Event(), threading.Event(), threading.Event()

    def leaving(_: _errands.Errand) -> None:
        written.set()
        go.wait(10)

    assert _errands.send("leaving", leaving, first=lambda: None)
    assert written.wait(10)
    assert not _errands.send("leaving", lambda _: None, first=lambda: None), "it is under way"
    threading.Timer(0.1, go.set).start()
    assert _errands.send("leaving", lambda _: again.set(), first=lambda: None, ended=written.is_set)
    assert again.wait(10)
