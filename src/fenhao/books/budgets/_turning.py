"""Turn a month as a part of somebody else's transaction: the mechanics, for the room that knows the rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from fenhao.books.budgets._months import MonthVerdict, _line_ids, _turn, totals_digest
from fenhao.books.budgets._settle import _expire
from fenhao.books.database import Session
from fenhao.books.journal import HeldLine, PeriodState, months, open_on_lines


def may_turn(session: Session, label: str, to: PeriodState) -> MonthVerdict:
    """Return ``turned`` when the month may be turned, or why not; everybody else waits from here on."""
    session.lock_structure()
    everything = months(session)
    month = next((each for each in everything if each.label == label), None)
    if month is None:
        return MonthVerdict.unknown_period
    if month.state not in _FROM[to]:
        return MonthVerdict.wrong_state
    earlier = (each for each in everything if each.days.start < month.days.start)
    if to is PeriodState.closed and any(each.state is not PeriodState.closed for each in earlier):
        return MonthVerdict.earlier_month_open
    return MonthVerdict.turned


def turn_month(
    session: Session, label: str, to: PeriodState, *, by: int | None, at: datetime, why: str
) -> str:
    """Turn a month that may be turned; return the seal of its totals, empty unless it is closed now."""
    assert may_turn(session, label, to) is MonthVerdict.turned, "only a month that may be turned is turned"
    before = next(each.state for each in months(session) if each.label == label)
    seal = totals_digest(session, label) if to is PeriodState.closed else ""
    _turn(session, label, before, to, by=by, at=at, why=why, seal=seal)
    return seal


@contextmanager
def unlatched(session: Session, label: str) -> Iterator[None]:
    """Let funding move within a closing month while its books are being balanced; nobody else sees it open."""
    session.lock_structure()
    _latch(session, label, closed=False)
    yield
    _latch(session, label, closed=True)


def held_in_month(session: Session, label: str, *, at: datetime) -> dict[int, HeldLine]:
    """Return the open commitments on the month's lines, locked; those whose time has come are expired first."""
    session.lock_structure()
    while _expire(session, at=at):
        pass
    return open_on_lines(session, _line_ids(session, label))


def _latch(session: Session, label: str, *, closed: bool) -> None:
    """Mark the month's own balances."""
    session.run(
        "UPDATE budgets_balance SET closed = ? WHERE level = 'line' AND horizon = 'month' AND period = ?",
        (closed, label),
    )


_FROM = {
    PeriodState.closing: frozenset({PeriodState.open, PeriodState.reopened}),
    PeriodState.closed: frozenset({PeriodState.closing}),
    PeriodState.reopened: frozenset({PeriodState.closed}),
}
