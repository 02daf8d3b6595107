"""What each filter of the cost ledger costs: processor time of a page, beside the bare question in SQL.

``python -m benchmarks.ledger_page [entries]`` makes books on SQLite with that many entries (default 1,000,000), each with
a request of its own, then opens the page with each filter as a signed-in person and prints the median. The baseline asks
the same rows and the same sum of the whole table in two statements of plain SQL, without rights, words or a page.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fenhao.kernel import FiscalCalendar
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book
from fenhao.site import configure, migrate

if TYPE_CHECKING:
    from fenhao.books.database import Session

AT = datetime(2026, 1, 1, tzinfo=UTC)
TURNS = 15
SETTINGS = '[company]\nname = "Bench"\ncurrency = "CNY"\n'
YEARS = (2025, 2026)
CATEGORIES = ("acquisition", "benefits", "activities", "service", "data", "tools")
FILTERS: tuple[tuple[str, str, str], ...] = (
    ("nothing", "", "1 = 1"),
    ("a month, spent", "from=2026-03&to=2026-03&what=spent", "e.period = '2026-03' AND e.actual_minor <> 0"),
    ("a year", "from=2026-01&to=2026-12", "e.period LIKE '2026%'"),
    ("a year, tier and category", "from=2026-01&to=2026-12&tier=A&category=benefits", "{cell}"),
    ("funding of a year", "from=2026-01&to=2026-12&what=funded", "e.period LIKE '2026%' AND e.funded_minor <> 0"),
    ("a customer", "customer=K77", "e.customer = 'K77'"),
    ("a campaign", "campaign=C7", "e.campaign = 'C7'"),
    ("a department", "department=D3", "e.department = 'D3'"),
    ("a person", "by=finance", "c.by = 1"),
    ("a document", "document=doc-4711", "c.key LIKE 'doc-4711%'"),
    ("a month by amount", "from=2026-03&to=2026-03&tier=A&category=benefits&sort=amount", "{cell} AND e.period = '2026-03'"),
    ("a rare word", "text=zzz", "c.key LIKE '%zzz%'"),
    ("an amount", "least=99999", "e.amount_minor >= 9999900"),
)  # fmt: skip
"""Name, query of the page, and the same as a condition; ``cell`` stands for the lines of tier A benefits of 2026."""
_CELL = "e.line_id IN (SELECT id FROM budgets_line WHERE period LIKE '2026%' AND tier = 'A' AND category = 'benefits')"


def fill(session: "Session", entries: int) -> None:
    """Put the lines in with their balances, then funding and so many facts, and add everything up."""
    from fenhao.books.budgets._structure import FOLD_INTO_BALANCES

    number = "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ?)"
    session.run(
        f"{number} INSERT INTO journal_command (id, key, act, body, verdict, answer, by, at)"
        " SELECT n + 10000, 'doc-' || n, 'fact', '', 'recorded', '{\"levels\":[]}',"
        " CASE WHEN n % 1000 = 0 THEN 1 END, ? FROM s",
        (entries, AT),
    )
    indexes = session.rows(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'journal_entry' AND sql IS NOT NULL"
    )
    for (
        name,
        _,
    ) in indexes:  # filled first and sorted once: rows in the order of no index would touch all its pages
        session.run(f'DROP INDEX "{name}"')
    session.run(
        f"{number} INSERT INTO journal_entry (command_id, kind, line_id, period, belongs_to, occurred_on, cost_type,"
        " customer, campaign, amount_minor, currency, funded_minor, reserved_minor, actual_minor, batch, department, at)"
        " SELECT n + 10000, 'fact', l.id, l.period, l.period, l.period || '-' || printf('%02d', 1 + n % 28),"
        " 'type' || (n * 7 % 23), CASE WHEN n % 4 THEN 'K' || (n * 31 % 50000) ELSE '' END,"
        " CASE WHEN n % 3 = 0 THEN 'C' || (n * 13 % 400) ELSE '' END, 100 + n * 37 % 90000, 'CNY', 0, 0,"
        " 100 + n * 37 % 90000, '', 'D' || (n * 11 % 12), ?"
        " FROM s JOIN budgets_line l ON l.id = 1 + (n * 24 / (? + 1)) * 24 + n * 17 % 24",
        (entries, AT, entries),
    )
    for _, made in indexes:
        session.run(str(made))
    session.run(FOLD_INTO_BALANCES, (0, 0))


def make(root: Path, entries: int) -> None:
    """Make the company, its people and its entries."""
    create_book(root=root, settings=read_settings(SETTINGS))
    os.environ.update(FENHAO_HOSTS="testserver", FENHAO_INSECURE="1", FENHAO_BOOK_ROOT=str(root))
    configure(root)
    migrate()
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund
    from fenhao.books.database import write
    from fenhao.books.journal import open_year
    from fenhao.books.people.models import RoleGrant, User

    for year in YEARS:
        open_year(FiscalCalendar(), year)
        for month in range(1, 13):
            legs = [
                Leg(date(year, month, 1), tier, category, 10**11)
                for tier in "ABCD"
                for category in CATEGORIES
            ]
            told = fund(key=f"{year}-{month}", legs=legs, currency="CNY", by=None, at=AT)
            assert told.passed
    write(lambda session: fill(session, entries))
    person = User.objects.create_user("finance", "", "a-long-enough-secret", date_joined=AT)
    RoleGrant.objects.create(user_id=person.pk, role="finance", entity="", starts_at=AT)


def median(once: Callable[[], object]) -> float:
    """Return the median processor time of several turns in milliseconds, the first of all left out."""
    once()
    spent = []
    for _ in range(TURNS):
        begin = time.process_time()
        once()
        spent.append((time.process_time() - begin) * 1000)
    return statistics.median(spent)


def bare(condition: str) -> None:
    """Ask for a page and the sum of the whole table, as plainly as it can be said."""
    from fenhao.books.database import read

    joined = (
        "FROM journal_entry e JOIN journal_command c ON c.id = e.command_id WHERE e.line_id IS NOT NULL AND"
    )
    told = condition.replace("{cell}", _CELL)

    def work(session: "Session") -> None:
        """Ask twice."""
        session.rows(f"SELECT e.*, c.key, c.by {joined} {told} ORDER BY e.id DESC LIMIT 100")
        session.rows(
            f"SELECT count(*), sum(e.funded_minor), sum(e.reserved_minor), sum(e.actual_minor) {joined} {told}"
        )

    read(work)


def main() -> int:
    """Make the books, open every page, print what each costs."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "company", entries)
        from django.test import Client

        visitor = Client()
        assert visitor.login(username="finance", password="a-long-enough-secret")
        print(
            f"{entries:,} entries; milliseconds of processor\n| filter | page | bare SQL | bare : page |\n|---|--:|--:|--:|"
        )
        for name, query, condition in FILTERS:

            def page(query: str = query) -> None:
                assert visitor.get(f"/ledger/?{query}").status_code == 200

            own = median(page)
            other = median(lambda condition=condition: bare(condition))  # type: ignore[misc]
            print(f"| {name} | {own:.1f} | {other:.1f} | {other / own:.1f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
