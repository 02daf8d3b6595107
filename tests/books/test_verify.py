"""``verify`` on the books: whole books hold, each kind of tampering is named, and the exceptions are those of the entries."""

import re
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from fenhao.engine.budget import ANY, Control, ControlPolicy, ControlRule, Horizon, Level
from fenhao.engine.ledger import ExceptionPolicy
from fenhao.runs.book import Book, say_nothing
from tests.books.company import VOICE, company, load_costs
from tests.books.stage import NOW, Stage, later, of
from tests.books.test_postings import MAY, post, tamper
from tests.tables import rows


def told(book: Book) -> list[str]:
    """Return the codes of what does not hold."""
    from fenhao.books.postings import operations as postings

    checks = postings.verify_books(book=book, kept="", at=NOW, advance=say_nothing)
    return [check.code for check in checks if not check.holds]


def kept_books(root: Path) -> Book:
    """Return a company with a bit of everything in its books: posted, published, verified and so sealed."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.journal import operations as chart
    from fenhao.books.postings import operations as postings

    book = company(root)
    chart.import_chart(book=book, from_on=date(2026, 7, 1), by=None, at=NOW)
    books.fund(key="f", legs=[of(9000, category="benefits")], currency="EUR", by=None, at=NOW)
    leg = of(250, category="benefits", cost_type="coupons")
    held = books.reserve(key="h", legs=[leg], currency="EUR", by=None, at=NOW)
    books.consume(key="c", commitment=held.commitments[0], amount_minor=100, by=None, at=NOW)
    load_costs(book, "may", MAY)
    post(book)
    postings.publish(book=book, by=None, at=NOW, voice=VOICE)
    assert told(book) == []
    return book


# what is done to the database                                                             | what verify names
TAMPERED = """
  UPDATE budgets_balance SET actual_minor = actual_minor - 1 WHERE overrun_minor = 0 AND actual_minor > 0 | books.balance_differs
  UPDATE journal_commitment SET remaining_minor = remaining_minor - 1                       | books.commitment_differs
  UPDATE journal_command SET by = 7 WHERE id = 1                                            | audit.rows_changed
  DELETE FROM budgets_overrun                                                               | audit.rows_missing
  UPDATE postings_publication SET last_id = 1, first_id = 1 WHERE state = 'done'            | audit.rows_changed postings.published_differs
"""


@pytest.mark.parametrize(("statement", "found"), rows(TAMPERED))
def test_verify_names_each_kind_of_tampering_with_whole_books(
    stage: Stage, tmp_path: Path, statement: str, found: str
) -> None:
    book = kept_books(tmp_path)
    tamper(statement)
    assert sorted(set(told(book))) == found.split()


def test_what_differs_is_told_in_whole_units_of_the_currency(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.postings import operations as postings

    book = kept_books(tmp_path)
    tamper("UPDATE journal_commitment SET remaining_minor = remaining_minor - 1")
    tamper("UPDATE postings_sheet SET amount_minor = amount_minor + 5 WHERE id = 1")
    checks = postings.verify_books(book=book, kept="", at=NOW, advance=say_nothing)
    told = {each.code: dict(each.details) for each in checks if not each.holds}
    held = told["books.commitment_differs"]
    assert (held["actual"], held["expected"]) == ("1.49 EUR", "1.50 EUR")
    for code in ("postings.rows_differ", "postings.entry_differs"):
        for amount in (told[code]["actual"], told[code]["expected"]):
            assert re.fullmatch(r"\d+\.\d\d EUR", amount), told[code]


def test_the_tables_of_every_room_that_may_never_change_are_sealed(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.audit import guarded
    from fenhao.books.database import read

    names = {table.name for table in read(lambda session: guarded(session, ()))}
    assert {"budgets_overrun", "budgets_policy", "journal_entry", "audit_record", "postings_sheet"} <= names
    assert "audit_seal" not in names


def test_exceptions_are_found_among_the_entries_of_the_books(stage: Stage, tmp_path: Path) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.database import read
    from fenhao.books.postings import operations as postings

    book = company(tmp_path)
    rule = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.block, 0, Fraction(0), 1000)
    matrix = ControlPolicy("marks", (rule,), Control.block, Control.warn, Fraction(4, 5))
    books.set_policy(matrix, by=None, at=NOW, why="marks")
    books.fund(key="f", legs=[of(9000, category="benefits")], currency="EUR", by=None, at=NOW)

    def spent(key: str, minor: int, day: int, *, cost_type: str = "coupons", fact: bool = False) -> int:
        leg = of(minor, day=day, category="benefits", cost_type=cost_type, customer="K1")
        act = books.record_fact if fact else books.spend
        answer = act(key=key, legs=[leg], currency="EUR", by=None, at=later(hours=day))
        assert answer.passed, answer
        return answer.entries[0]

    near = [spent("a", 900, 3), spent("b", 950, 4)]
    twice = [spent("c", 10, 5), spent("d", 10, 5)]
    bill = spent("e", 1200, 6, fact=True)
    odd = spent("g", 7, 7, cost_type="no_such_type")
    taken = spent("i", 1300, 8, fact=True)
    assert books.reverse(key="j", entry=taken, amount_minor=1300, by=None, at=NOW).passed
    found = read(
        lambda session: postings.spend_exceptions(
            session,
            since=date(2026, 5, 1),
            until=date(2026, 5, 31) + timedelta(days=1),
            policy=ExceptionPolicy(),
            chart=book.chart,
            by=None,
            at=later(days=1),
        )
    )
    assert [(each.kind.value, list(each.entries)) for each in found] == [
        ("missing_approval", [bill]),
        ("split_purchase", near),
        ("duplicate_voucher", twice),
        ("outside_chart", [odd]),
    ]
