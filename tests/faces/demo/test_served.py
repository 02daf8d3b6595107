"""``fenhao demo`` typed in a process of its own: it makes the company, serves it, lets people in, and ends when told to.

What the browser shows is read with http.client's eyes: the pages' own text, held against the report of the same folder.
"""

import http.cookiejar
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fenhao.runs.book import open_book, say_nothing
from fenhao.runs.example import DEMO_STARTS_AT
from fenhao.runs.report import build_report
from fenhao.warehouse import Engine

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-P", "-c", "import sys; from fenhao.site import main; sys.exit(main())")
PEOPLE = {"finance", "controller", "operations", "service", "management", "auditor", "admin"}


@dataclass
class Served:
    """A demonstration under way: its process, folder, address, and what it printed until it could be opened."""

    process: "subprocess.Popen[str]"
    folder: Path
    address: str
    printed: str
    complaints: Path
    progress: int

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Tell it to end; return its exit code and what it complained about since it was ready."""
        self.process.send_signal(how)
        self.process.communicate(timeout=30)
        return self.process.returncode, self.complaints.read_text(encoding="utf-8")[self.progress :]


def started(folder: Path, *, port: int = 0) -> Served:
    """Type the command and wait until it says where it is."""
    complaints = folder.parent / f"{port}.err"  # a pipe that nobody reads would fill
    with complaints.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*COMMAND, "--lang", "en", "demo", "--folder", str(folder), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, "COLUMNS": "200"},
            # A shell that runs the tests in the background makes them deaf to SIGINT, and their children with them.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if found := re.search(r"is at (http://127\.0\.0\.1:\d+/)", line):
            progress = len(complaints.read_text(encoding="utf-8"))
            return Served(process, folder, found[1], printed, complaints, progress)
    raise AssertionError(f"it ended with {process.wait()}: {printed}")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The demonstration, made and served once for this module."""
    found = started(tmp_path_factory.mktemp("demo") / "company")
    yield found
    if found.process.poll() is None:
        found.end(signal.SIGKILL)


def browser(served: Served, name: str) -> urllib.request.OpenerDirector:
    """Return a browser in which that person has signed in with what was printed."""
    password = re.search(r"password is ([0-9a-f-]+)", served.printed)
    assert password
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    place = f"{served.address}accounts/login/"
    form = opener.open(place).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "login": name, "password": password[1]}
    request = urllib.request.Request(
        place, urllib.parse.urlencode(fields).encode(), headers={"Referer": place}
    )
    page = opener.open(request)
    assert page.geturl() == served.address, "whoever signs in is at the overview"
    return opener


def test_everybody_who_is_named_can_sign_in_and_the_password_is_its_owners_alone(served: Served) -> None:
    named = set(re.findall(r"^  (\w+) ", served.printed, re.MULTILINE))
    assert named == PEOPLE
    for name in sorted(PEOPLE):
        assert browser(served, name).open(served.address).status == 200
    mode = (served.folder / "demo-password.txt").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_overview_shows_the_cost_that_the_report_of_the_folder_shows(served: Served) -> None:
    book = open_book(root=served.folder)
    at = DEMO_STARTS_AT
    report = build_report(book=book, label="2017", at=at, engine=Engine.duckdb, advance=say_nothing)
    page = browser(served, "finance").open(served.address).read().decode()
    months = dict(re.findall(r"(\w{3}) 2017 (-?[\d,]+\.\d\d) USD / ", page))
    shown = sum(int(re.sub(r"[^\d-]", "", amount)) for amount in months.values())
    assert len(months) == 12
    spent_on_the_last_day = 2 * 12_00 + 5 + 16_00 + 2 * 13_50
    assert shown == report.totals.total_minor == 124_958_059 + spent_on_the_last_day


def test_every_page_says_where_the_clock_stands_and_everybody_who_decides_has_something_to(
    served: Served,
) -> None:
    for name in ("controller", "operations", "service", "management"):
        opener = browser(served, name)
        page = opener.open(f"{served.address}inbox/").read().decode()
        assert "its clock stands on 2017-12-31" in page
        assert re.search(r'href="/inbox/\d+/"', page), name


def test_the_auditor_finds_every_kind_of_exception(served: Served) -> None:
    page = browser(served, "auditor").open(
        f"{served.address}audit/exceptions/?since=2017-01-01&until=2017-12-31"
    )
    found = dict(re.findall(r"kind=(\w+)\"[^>]*>[^<\d]*(\d+)", page.read().decode()))
    kinds = ("missing_approval", "split_purchase", "duplicate_voucher", "over_budget")
    assert all(int(found[each]) for each in kinds), found


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("value/bridge/", "Q4 2017 costs"),
        ("value/returns/", "generated, seed 20171"),
        ("value/cohorts/", "customers order again"),
        ("value/churn/", "customers are likely to leave"),
        ("value/choose/", "a coupon for all does"),
    ],
)
def test_the_pages_of_value_are_worked_out_already(served: Served, page: str, told: str) -> None:
    html = browser(served, "finance").open(f"{served.address}{page}").read().decode()
    assert told in html
    assert "has not been worked out yet" not in html
    assert "have changed since" not in html


def test_a_second_start_takes_the_next_free_port_and_shows_the_same_company(served: Served) -> None:
    port = int(served.address.rstrip("/").rpartition(":")[2])
    again = started(served.folder, port=port)
    assert again.address != served.address
    assert f"Port {port} is taken" in again.printed
    assert "holds the example company already" in again.printed
    assert browser(again, "auditor").open(again.address).status == 200
    assert again.end(signal.SIGINT) == (0, "")


def test_it_ends_when_it_is_told_to(served: Served) -> None:
    assert served.end(signal.SIGTERM) == (0, "")
