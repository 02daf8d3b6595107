"""Where the lines of months stand, for those who look at a month as a whole: what is funded, held, spent, and by whom over."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from fenhao.books.budgets._lines import LineKey
from fenhao.books.budgets._settle import OUTBOX
from fenhao.books.database import Session
from fenhao.books.journal import due_by_line
from fenhao.engine.budget import RESERVE_CATEGORY


class LineStanding(NamedTuple):
    """A line and its own balance. Reservations whose time has come are not counted as reserved any more."""

    id: int
    balance_id: int
    key: LineKey
    currency: str
    fixed: bool
    planned: bool
    closed: bool
    funded_minor: int
    reserved_minor: int
    actual_minor: int

    @property
    def available_minor(self) -> int:
        """What is left; negative when the line is over."""
        return self.funded_minor - self.reserved_minor - self.actual_minor


def month_standing(session: Session, labels: Sequence[str], *, at: datetime) -> tuple[LineStanding, ...]:
    """Return the lines of these months as they stand at that instant, by month, category and tier."""
    if not labels:
        return ()
    return _standing(session, *session.among("l.period", labels), at=at)


def line_standing(session: Session, number: int, *, at: datetime) -> LineStanding | None:
    """Return one line as it stands at that instant; None when there is none of that number."""
    found = _standing(session, "l.id = ?", (number,), at=at)
    return found[0] if found else None


def _standing(
    session: Session, condition: str, values: Sequence[object], *, at: datetime
) -> tuple[LineStanding, ...]:
    """Return the lines that meet a condition."""
    due = due_by_line(session, at=at)
    rows = session.rows(
        "SELECT l.id, b.id, l.period, l.tier, l.category, l.currency, l.fixed, l.planned, b.closed, b.funded_minor,"
        " b.reserved_minor, b.actual_minor FROM budgets_line l JOIN budgets_touch t ON t.line_id = l.id"
        " JOIN budgets_balance b ON b.id = t.balance_id AND b.level = 'line' AND b.horizon = 'month'"
        f" WHERE {condition} ORDER BY l.period, l.category, l.tier",
        values,
    )
    return tuple(
        LineStanding(
            id=cast("int", row[0]),
            balance_id=cast("int", row[1]),
            key=LineKey(str(row[2]), str(row[3]), str(row[4])),
            currency=str(row[5]),
            fixed=bool(row[6]),
            planned=bool(row[7]),
            closed=bool(row[8]),
            funded_minor=cast("int", row[9]),
            reserved_minor=cast("int", row[10]) - due.get(cast("int", row[0]), 0),
            actual_minor=cast("int", row[11]),
        )
        for row in rows
    )


def raise_alert(
    session: Session, *, kind: str, line: LineStanding, used_minor: int, key: str, at: datetime
) -> None:
    """Put an alert about a line into the outbox, with what is, or will be, used of its funding."""
    session.insert(OUTBOX, [(kind, line.balance_id, used_minor, line.funded_minor, key, at)])


def overrun_count(session: Session, labels: Sequence[str]) -> int:
    """Return on how many lines of these months something passed beyond funding, whatever let it."""
    return len(overrun_lines(session, labels))


def overrun_lines(session: Session, labels: Sequence[str]) -> frozenset[int]:
    """Return the balances of the lines of these months on which something passed beyond funding, whatever let it."""
    if not labels:
        return frozenset()
    condition, values = session.among("b.period", labels)
    rows = session.rows(
        "SELECT DISTINCT b.id FROM budgets_overrun o JOIN budgets_balance b ON b.id = o.balance_id"
        f" WHERE b.level = 'line' AND b.horizon = 'month' AND {condition}",
        values,
    )
    return frozenset(cast("int", row[0]) for row in rows)


def line_budgets(session: Session, labels: Sequence[str], *, at: datetime) -> dict[tuple[str, str], int]:
    """Return what is funded over these months by (tier, category); an emergency reserve is no line's budget."""
    found: dict[tuple[str, str], int] = {}
    for each in month_standing(session, labels, at=at):
        if each.key.category != RESERVE_CATEGORY and each.planned:
            key = (each.key.tier, each.key.category)
            found[key] = found.get(key, 0) + each.funded_minor
    return found
