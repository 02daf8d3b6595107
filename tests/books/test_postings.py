"""Loads become postings and entries become cost, each once: by cases, through crashes, and against every kind of tampering."""

import signal
from datetime import date
from pathlib import Path

import pytest

from fenhao.kernel import FiscalCalendar, Trouble
from fenhao.runs.book import Book, open_book, say_nothing
from fenhao.runs.loading import undo_load
from tests.books.company import VOICE, Entry, company, load_costs
from tests.books.stage import NOW, Stage, of
from tests.tables import rows

MAY: tuple[Entry, ...] = (
    ("e1", "2026-05-03", "coupons", 700, "C1", "A"),
    ("e2", "2026-05-09", "coupons", 301, "C1", "A"),
    ("e3", "2026-05-10", "coupons", 40, "C1", "B"),
    ("e4", "2026-05-11", "team_pay", 5000, "", "A"),
    ("e5", "2026-05-12", "team_pay", 2000, "", "B"),
    ("e6", "2026-05-13", "sms", -60, "", "C"),
    ("e7", "2026-06-01", "coupons", 9, "", "A"),
    ("e8", "2026-05-14", "gone_type", 5, "", ""),
    ("e9", "2026-05-20", "points", 30, "", "A"),
    ("e10", "2026-05-21", "points", -30, "", "A"),
)

# month   | tier | category   | cost type | campaign | amount | kind
POSTED = """
  2026-05 | A    | benefits   | coupons   | C1       |   1001 | fact
  2026-05 | B    | benefits   | coupons   | C1       |     40 | fact
  2026-05 |      | team       | team_pay  |          |   7000 | fact
  2026-05 | C    | activities | sms       |          |    -60 | reversal
  2026-05 |      |            | gone_type |          |      5 | fact
  2026-06 | A    | benefits   | coupons   |          |      9 | fact
"""


def post(book: Book) -> list[str]:
    """Post what is due; return the loads that were taken in hand."""
    from fenhao.books.postings import operations as postings

    told = postings.post_loads(book=book, by=None, at=NOW, advance=say_nothing)
    return [*told.posted, *told.withdrawn]


def faults(book: Book) -> list[str]:
    """Return the codes of everything that does not hold."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.postings import operations as postings
    from fenhao.runs.loading import cost_loads

    assert books.differences() == ()
    found = postings.posting_differences(book=book, at=NOW, advance=say_nothing)
    loads = cost_loads(book=book)
    open_ones = read(lambda session: postings.unposted(session, loads=loads, month=None))
    return [each.code for each in (*found, *open_ones, *postings.publication_differences(book=book))]


def lying() -> list[tuple[str, ...]]:
    """Return the entries with cost as a table."""
    from fenhao.books.database import read

    rows = read(
        lambda session: session.rows(
            "SELECT l.period, l.tier, l.category, e.cost_type, e.campaign, e.actual_minor, e.kind FROM journal_entry e"
            " JOIN budgets_line l ON l.id = e.line_id WHERE e.actual_minor <> 0 ORDER BY e.id"
        )
    )
    return [tuple(str(cell) for cell in row) for row in rows]


def test_a_load_is_posted_once_by_month_tier_category_type_and_campaign(stage: Stage, tmp_path: Path) -> None:

    book = company(tmp_path)
    loaded = load_costs(book, "may", MAY)
    assert faults(book) == ["postings.unposted"]
    assert post(book) == [loaded.batch_id]
    assert sorted(lying()) == sorted(rows(POSTED))
    assert faults(book) == []
    assert post(book) == []
    assert sorted(lying()) == sorted(rows(POSTED))


def test_an_undone_load_is_taken_back_by_linked_reversals(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.database import read
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    loaded = load_costs(book, "may", MAY)
    post(book)
    undo_load(book=book, batch_id=loaded.batch_id, at=NOW)
    assert faults(book) == ["postings.not_taken_back"]
    assert post(book) == [loaded.batch_id]
    assert faults(book) == []
    assert postings.posted_total([loaded.batch_id]) == 0
    linked = read(
        lambda session: session.rows(
            "SELECT r.kind, e.kind, r.actual_minor + e.actual_minor FROM journal_entry r"
            " JOIN journal_entry e ON e.id = r.reverses_id"
        )
    )
    assert linked == [("reversal", "fact", 0)] * 5
    again = load_costs(book, "may", MAY)
    assert again.batch_id != loaded.batch_id
    post(book)
    assert faults(book) == []
    assert postings.posted_total([again.batch_id]) == sum(entry[3] for entry in MAY)


def test_what_a_person_reversed_before_is_not_taken_back_twice(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.journal import posted_between
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    loaded = load_costs(book, "may", MAY[:1] + MAY[3:4])
    post(book)
    first, second = read(lambda session: posted_between(session, above=0, upto=99))
    assert books.reverse(key="hand", entry=first.id, amount_minor=100, by=None, at=NOW).passed
    assert books.reverse(key="all", entry=second.id, amount_minor=5000, by=None, at=NOW).passed
    postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    undo_load(book=book, batch_id=loaded.batch_id, at=NOW)
    post(book)
    postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    assert faults(book) == []
    in_books = sum(entry.actual_minor for entry in read(lambda s: posted_between(s, above=0, upto=99)))
    in_warehouse = sum(batch.control_total_minor for batch in book.warehouse.batches())
    assert in_books == in_warehouse == -5100


def test_months_that_the_books_do_not_know_wait_until_their_year_is_opened(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.journal import open_year
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    load_costs(book, "old", (("o1", "2025-12-31", "coupons", 8, "", "A"), *MAY[:1]))
    told = postings.post_loads(book=book, by=None, at=NOW, advance=say_nothing)
    assert (told.outside, len(lying()), faults(book)) == (("2025-12",), 1, [])
    open_year(FiscalCalendar(), 2025)
    assert faults(book) == ["postings.unposted"]
    post(book)
    assert (len(lying()), faults(book), post(book)) == (2, [], [])


def test_a_fact_beyond_its_line_is_recorded_and_counted_as_an_overrun(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.budgets.models import Overrun

    book = company(tmp_path)
    books.fund(key="f", legs=[of(1000, category="benefits")], currency="EUR", by=None, at=NOW)
    load_costs(book, "may", MAY[:2])
    post(book)
    assert list(Overrun.objects.values_list("kind", "amount_minor")) == [("fact", 1)]


def spend(book: Book, key: str, minor: int) -> int:
    """Spend on a funded line; return the entry's id."""
    from fenhao.books.budgets import operations as books

    leg = of(minor, category="benefits", cost_type="coupons", customer="", campaign="C7")
    told = books.spend(key=key, legs=[leg], currency="EUR", by=None, at=NOW)
    assert told.passed, told
    return told.entries[0]


def cost_in_warehouse(book: Book) -> list[tuple[str, int]]:
    """Return source and amount of every cost entry in force."""
    from fenhao.runs.report import relation_rows
    from fenhao.warehouse import Engine

    table = relation_rows(
        book=book, name="cost_entries", label="", at=NOW, engine=Engine.duckdb, advance=say_nothing
    )
    return sorted((row["source"], row["amount_minor"]) for row in table.to_pylist())


def test_spend_is_published_once_and_what_came_from_loads_never(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    books.fund(key="f", legs=[of(9000, category="benefits")], currency="EUR", by=None, at=NOW)
    load_costs(book, "may", MAY[:2])
    post(book)
    entry = spend(book, "s", 250)
    first = postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    assert (first.rows, first.amount_minor) == (1, 250)
    books.reverse(key="r", entry=entry, amount_minor=50, by=None, at=NOW)
    held = books.reserve(
        key="h", legs=[of(80, category="benefits", cost_type="coupons")], currency="EUR", by=None, at=NOW
    )
    books.consume(key="c", commitment=held.commitments[0], amount_minor=70, by=None, at=NOW)
    second = postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    assert (second.rows, second.amount_minor) == (2, 20)
    assert postings.publish(book=book, by=None, at=NOW, voice=VOICE).runs == 0
    wanted = [("bank", 301), ("bank", 700), ("books", -50), ("books", 70), ("books", 250)]
    assert cost_in_warehouse(book) == wanted
    assert post(book) == []
    assert faults(book) == []
    batch = next(each for each in book.warehouse.batches() if each.source == "books")
    undo_load(book=book, batch_id=batch.batch_id, at=NOW)
    assert faults(book) == ["postings.published_differs"]
    postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    assert (cost_in_warehouse(book), faults(book)) == (wanted, [])


CRASHING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from fenhao.site import configure
configure(sys.argv[1])
from fenhao.books.database import Session
from fenhao.runs.book import Voice, open_book, say_nothing
from fenhao.warehouse import Warehouse
from fenhao.books.postings import operations as postings
at = datetime(2026, 5, 15, 9, tzinfo=UTC)
book = open_book(root=Path(sys.argv[2]))
deadly, seen = int(sys.argv[3]), [0]
def counted(owner, name):
    plain = getattr(owner, name)
    def run(self, *arguments, **named):
        seen[0] += 1
        if seen[0] == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        answer = plain(self, *arguments, **named)
        return answer
    setattr(owner, name, run)
for name in ("insert", "commit"):
    counted(Session, name)
counted(Warehouse, "append")
postings.post_loads(book=book, by=None, at=at, advance=say_nothing)
postings.publish(book=book, by=None, at=at, voice=Voice(say_nothing, lambda code, _: code))
print(seen[0], flush=True)
"""


@pytest.mark.slow
def test_whatever_point_a_process_dies_at_posting_and_publishing_go_on_and_end_the_same(
    stage: Stage, tmp_path: Path
) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    books.fund(key="f", legs=[of(900, month=6, category="benefits")], currency="EUR", by=None, at=NOW)
    gone = load_costs(book, "gone", (("g1", "2026-05-02", "gifts", 77, "", "A"),))
    post(book)
    undo_load(book=book, batch_id=gone.batch_id, at=NOW)
    load_costs(book, "may", MAY)
    leg = of(250, month=6, category="benefits", cost_type="coupons")
    assert books.spend(key="s", legs=[leg], currency="EUR", by=None, at=NOW).passed
    died = 0
    for deadly in range(1, 60):
        child = stage.child(CRASHING, str(book.root), str(deadly))
        _, errors = child.communicate(timeout=120)
        assert child.returncode in {0, -signal.SIGKILL}, errors
        if child.returncode == 0:
            break
        died += 1
        assert books.differences() == ()
    assert died >= 6
    book = open_book(root=book.root)
    assert faults(book) == []
    assert postings.publish(book=book, by=None, at=NOW, voice=VOICE).runs == 0
    assert [amount for source, amount in cost_in_warehouse(book) if source == "books"] == [250]
    own = [row for row in lying() if row[6] != "spend" and row[3] != "gifts"]
    assert sorted(own) == sorted(rows(POSTED))


POSTING = CRASHING.partition("postings.publish(")[0]


def test_processes_that_post_the_same_load_at_once_post_it_once(stage: Stage, tmp_path: Path) -> None:
    book = company(tmp_path)
    load_costs(book, "may", MAY)
    children = [stage.child(POSTING, str(book.root), "0") for _ in range(4)]
    for child in children:
        _, errors = child.communicate(timeout=120)
        assert child.returncode == 0, errors
    assert sorted(lying()) == sorted(rows(POSTED))
    assert faults(book) == []


# what is tampered with                                                          | what is found
TAMPERED = """
  UPDATE postings_sheet SET amount_minor = amount_minor + 1 WHERE cost_type = 'team_pay' | postings.rows_differ postings.entry_differs
  UPDATE postings_sheet SET rows = rows + 1 WHERE cost_type = 'team_pay'         | postings.rows_differ
  DELETE FROM postings_sheet WHERE cost_type = 'sms'                             | postings.rows_differ
  UPDATE journal_entry SET actual_minor = actual_minor + 1 WHERE cost_type = 'team_pay' | postings.entry_differs
  DELETE FROM postings_load                                                      | postings.unposted
"""


@pytest.mark.parametrize(("statement", "found"), rows(TAMPERED))
def test_each_kind_of_tampering_is_found_and_named(
    stage: Stage, tmp_path: Path, statement: str, found: str
) -> None:
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    load_costs(book, "may", MAY)
    post(book)
    tamper(statement.replace(" rows ", ' "rows" '))
    told = [each.code for each in postings.posting_differences(book=book, at=NOW, advance=say_nothing)]
    from fenhao.books.database import read
    from fenhao.runs.loading import cost_loads

    loads = cost_loads(book=book)
    told += [each.code for each in read(lambda s: postings.unposted(s, loads=loads, month=None))]
    assert sorted(set(told)) == sorted(found.split())


def tamper(statement: str) -> None:
    """Change a table that may not change, as somebody with the database in his hands can."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _, sql in triggers:
            cursor.execute(sql)


# subject                                       | day        | asserted | what the books have then
ASSERTED = """
  actual:period=2026-05,tier=A,category=benefits | 2026-05-31 |      250 |  250
  actual:campaign=C7                              | 2026-05-09 |        0 |    0
  actual:campaign=C7                              | 2026-05-10 |      249 |  250
  available:category=benefits                     | 2026-12-31 |      750 |  750
  funded                                          | 2026-12-31 |     1000 | 1000
"""


def test_assertions_are_kept_dated_and_told_with_their_difference(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.postings import operations as postings

    books.fund(key="f", legs=[of(1000, category="benefits")], currency="EUR", by=None, at=NOW)
    spend(company(tmp_path), "s", 250)
    for place, (subject, on, expected, actual) in enumerate(rows(ASSERTED)):
        told = postings.assert_balance(
            key=f"a{place}",
            subject=subject,
            on=date.fromisoformat(on),
            amount_minor=int(expected),
            currency="EUR",
            note="",
            by=None,
            at=NOW,
        )
        assert (told.expected_minor, told.actual_minor) == (int(expected), int(actual))
    (broken,) = read(lambda session: postings.failing(session, until=None))
    assert dict(broken.details)["difference"] == "0.01 EUR"
    assert read(lambda session: postings.failing(session, until=date(2026, 5, 9))) == ()
    assert postings.withdraw_assertion(
        key="w", assertion=int(dict(broken.details)["id"]), why="typing", by=None, at=NOW
    )
    assert read(lambda session: postings.failing(session, until=None)) == ()
    with pytest.raises(Trouble) as raised:
        postings.assert_balance(
            key="x",
            subject="spent:colour=red",
            on=NOW.date(),
            amount_minor=1,
            currency="EUR",
            note="",
            by=None,
            at=NOW,
        )
    assert raised.value.code == "assert.bad_subject"
