"""What ``verify`` asks of the books: seals, balances, commitments, closed months, postings, publications, assertions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from fenhao.books.audit import RECORD, check, guarded, newest_seal, seal
from fenhao.books.budgets.operations import differences
from fenhao.books.database import Session, Table, read
from fenhao.books.journal import SEALED as JOURNAL
from fenhao.books.people import Right, require
from fenhao.books.postings._assert import asserted, failing
from fenhao.books.postings._held import Condition, posting_differences, unposted
from fenhao.books.postings._publish import publication_differences, unpublished
from fenhao.books.postings._tables import SEALED
from fenhao.runs.book import Advance, Book
from fenhao.runs.loading import cost_loads
from fenhao.runs.report import Check

_WAITING = frozenset({"postings.unposted", "postings.unpublished"})
"""What is not wrong, only not done yet; closing a month asks for it."""
_KNOWN: tuple[Table, ...] = (*JOURNAL, RECORD, *SEALED)


def seal_books(*, by: int | None, at: datetime) -> tuple[int, str]:
    """Seal what is new in every table that may never change; return how many rows that were, and the newest digest."""
    read(lambda session: require(session, by, Right.see_audit, at=at))
    return seal(_tables(), at=at), newest_seal()


def _tables() -> tuple[Table, ...]:
    """Return every table that may never change, those of other rooms included."""
    return read(lambda session: guarded(session, _KNOWN))


def verify_books(*, book: Book, kept: str, at: datetime, advance: Advance) -> tuple[Check, ...]:
    """Check everything that the books hold, then seal what is new when the seals hold; each fault is named on its own.

    ``kept`` is a digest that was printed before, '' for none. Nothing is mended, and nothing written but seals.
    """
    loads, tables = cost_loads(book=book), _tables()
    parts: tuple[tuple[str, Callable[[], Sequence[Condition]]], ...] = (
        ("verify.books_seals", lambda: _breaches(tables, kept)),
        ("verify.books_balances", _differences),
        ("verify.books_posted", lambda: read(lambda s: unposted(s, loads=loads, month=None))),
        ("verify.books_postings", lambda: posting_differences(book=book, at=at, advance=advance)),
        (
            "verify.books_published",
            lambda: (*publication_differences(book=book), *read(unpublished)),
        ),
        ("verify.books_assertions", lambda: read(lambda s: failing(s, until=None))),
    )
    figures = read(_figures)
    checks: list[Check] = []
    for count, (code, faults) in enumerate(parts):
        advance("step.verify_books", count, len(parts))
        found = faults()
        for each in found:
            waits = each.code in _WAITING
            checks.append(Check(each.code, each.details, holds=waits, waits=waits))
        if not found:
            checks.append(Check(code, tuple(sorted(figures.items())), holds=True))
        if code == "verify.books_seals" and not found:
            seal(tables, at=at)
    advance("step.verify_books", len(parts), len(parts))
    return tuple(checks)


def _breaches(tables: Sequence[Table], kept: str) -> list[Condition]:
    """Return the seals that do not hold."""
    return [
        Condition(
            f"audit.{breach.reason}",
            (("table", breach.table), ("first", str(breach.first_id)), ("last", str(breach.last_id))),
        )
        for breach in check(tables, kept=kept)
    ]


def _differences() -> list[Condition]:
    """Return what does not follow from the entries, by what it is about."""
    kinds = {
        "commitment": "books.commitment_differs",
        "reversed": "books.reversed_differs",
        "period": "books.seal_differs",
    }
    return [
        Condition(
            kinds.get(each.what.partition("/")[0], "books.balance_differs"),
            (("what", each.what), ("expected", each.computed), ("actual", each.stored)),
        )
        for each in differences()
    ]


def _figures(session: Session) -> Mapping[str, str]:
    """Return how much there is to hold together."""
    (entries,) = session.rows("SELECT count(*) FROM journal_entry")
    (seals,) = session.rows("SELECT count(*) FROM audit_seal")
    return {
        "entries": f"{entries[0]:,}",
        "seals": f"{seals[0]:,}",
        "assertions": f"{len(asserted(session)):,}",
    }
