"""What lines have, looked up within the caller's own transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.budgets._lines import LineKey
from fenhao.books.database import Session
from fenhao.books.journal import due_by_line


@dataclass(frozen=True, slots=True)
class LineFunds:
    """A line's own balance in its month. ``available_minor`` may be negative."""

    id: int
    key: LineKey
    currency: str
    closed: bool
    funded_minor: int
    reserved_minor: int
    actual_minor: int

    @property
    def available_minor(self) -> int:
        """What is left."""
        return self.funded_minor - self.reserved_minor - self.actual_minor


_FUNDS = (
    "SELECT l.id, l.period, l.tier, l.category, l.currency, b.closed, b.funded_minor, b.reserved_minor, b.actual_minor"
    " FROM budgets_line l JOIN budgets_touch t ON t.line_id = l.id JOIN budgets_balance b ON b.id = t.balance_id"
    " WHERE b.level = 'line' AND b.horizon = 'month'"
)


def funds(session: Session, keys: Iterable[LineKey], *, at: datetime) -> dict[LineKey, LineFunds]:
    """Return what those lines have that exist among the cells; what has expired by then is not reserved any more."""
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    due = due_by_line(session, at=at)
    marks = ", ".join("(?, ?, ?)" for _ in wanted)
    rows = session.rows(
        f"{_FUNDS} AND (l.period, l.tier, l.category) IN (VALUES {marks})",
        [part for key in wanted for part in key],
    )
    return {line.key: line for line in (_funds(row, due) for row in rows)}


def funded_in(session: Session, labels: Sequence[str], *, currency: str) -> int:
    """Return what all lines of these months are funded with in one currency."""
    if not labels:
        return 0
    condition, values = session.among("period", labels)
    rows = session.rows(
        "SELECT coalesce(sum(funded_minor), 0) FROM budgets_balance WHERE level = 'line' AND horizon = 'month'"
        f" AND {condition} AND currency = ?",
        (*values, currency),
    )
    return int(cast("int", rows[0][0]))


def _funds(row: Sequence[object], due: dict[int, int]) -> LineFunds:
    """Return a line's balance from its row."""
    line = cast("int", row[0])
    return LineFunds(
        id=line,
        key=LineKey(str(row[1]), str(row[2]), str(row[3])),
        currency=str(row[4]),
        closed=bool(row[5]),
        funded_minor=cast("int", row[6]),
        reserved_minor=cast("int", row[7]) - due.get(line, 0),
        actual_minor=cast("int", row[8]),
    )
