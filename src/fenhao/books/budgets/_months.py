"""Close a month and open it again. Spend stops when closing begins; facts still come in until it is closed."""

import hashlib
import json
from datetime import datetime
from enum import Enum

from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets._settle import expire_due, settle_within
from fenhao.books.budgets._values import Act, Ask, Request
from fenhao.books.database import Session, write
from fenhao.books.journal import PeriodState, months, open_on_lines, turn
from fenhao.books.people import Right, require


class MonthVerdict(Enum):
    """Every way a turn of a month can end, in the order checked."""

    unknown_period = "unknown_period"
    wrong_state = "wrong_state"
    reason_missing = "reason_missing"
    approver_missing = "approver_missing"
    earlier_month_open = "earlier_month_open"
    commitments_open = "commitments_open"
    turned = "turned"


class Leftover(Enum):
    """What becomes of reservations that are still open when their month closes."""

    refuse = "refuse"
    release = "release"


def begin_closing(label: str, *, by: int | None, at: datetime) -> MonthVerdict:
    """Stop new spend in the month; what is reserved may still be consumed, facts still recorded."""

    def work(session: Session) -> MonthVerdict:
        """Turn the month and mark its lines."""
        require(session, by, Right.close_month, at=at)
        session.lock_structure()
        month = next((each for each in months(session) if each.label == label), None)
        if month is None:
            return MonthVerdict.unknown_period
        if month.state not in {PeriodState.open, PeriodState.reopened}:
            return MonthVerdict.wrong_state
        _turn(session, label, month.state, PeriodState.closing, by=by, at=at, why="", seal="")
        return MonthVerdict.turned

    return write(work)


def close_month(
    label: str, *, by: int | None, at: datetime, leftover: Leftover = Leftover.refuse
) -> MonthVerdict:
    """Close for good: nothing is held any more, the totals are sealed. Months close in order of date."""

    def work(session: Session) -> MonthVerdict:
        """Resolve what is held, seal, turn."""
        require(session, by, Right.close_month, at=at)
        while expire_due(session, at=at):
            pass
        session.lock_structure()
        everything = months(session)
        month = next((each for each in everything if each.label == label), None)
        if month is None:
            return MonthVerdict.unknown_period
        if month.state is not PeriodState.closing:
            return MonthVerdict.wrong_state
        if any(
            each.state is not PeriodState.closed and each.days.start < month.days.start for each in everything
        ):
            return MonthVerdict.earlier_month_open
        held = open_on_lines(session, _line_ids(session, label))
        if held and leftover is Leftover.refuse:
            return MonthVerdict.commitments_open
        if held:
            asks = [
                Ask(Request(Act.release, f"close/{label}/{each}", target=each), by, at)
                for each in sorted(held)
            ]
            settle_within(session, asks)
        seal = totals_digest(session, label)
        _turn(session, label, month.state, PeriodState.closed, by=by, at=at, why="", seal=seal)
        return MonthVerdict.turned

    return write(work)


def reopen_month(
    label: str, *, by: int | None, approved_by: int | None, at: datetime, why: str
) -> MonthVerdict:
    """Open a closed month again, with a reason and somebody else's agreement."""

    def work(session: Session) -> MonthVerdict:
        """Turn the month and free its lines."""
        require(session, by, Right.reopen_month, at=at)
        session.lock_structure()
        month = next((each for each in months(session) if each.label == label), None)
        if month is None:
            return MonthVerdict.unknown_period
        if month.state is not PeriodState.closed:
            return MonthVerdict.wrong_state
        if not why.strip():
            return MonthVerdict.reason_missing
        if approved_by is None or approved_by == by:
            return MonthVerdict.approver_missing
        require(session, approved_by, Right.reopen_month, at=at)
        _turn(session, label, month.state, PeriodState.reopened, by=by, at=at, why=why, seal="")
        return MonthVerdict.turned

    return write(work)


def totals_digest(session: Session, label: str) -> str:
    """Return the digest over what every line of the month holds: what closing seals and ``verify`` computes again."""
    rows = session.rows(
        "SELECT name, funded_minor, reserved_minor, actual_minor FROM budgets_balance"
        " WHERE level = 'line' AND horizon = 'month' AND period = ?"
        " AND (funded_minor <> 0 OR reserved_minor <> 0 OR actual_minor <> 0) ORDER BY name",
        (label,),
    )
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def _turn(
    session: Session,
    label: str,
    before: PeriodState,
    to: PeriodState,
    *,
    by: int | None,
    at: datetime,
    why: str,
    seal: str,
) -> None:
    """Turn the month, its lines' balances with it, and write down who did."""
    turn(session, label, to=to, seal=seal)
    session.run(
        "UPDATE budgets_balance SET closed = ? WHERE level = 'line' AND horizon = 'month' AND period = ?",
        (to in {PeriodState.closing, PeriodState.closed}, label),
    )
    subject = f"period/{label}"
    record(
        session, AuditAct(at, by, "turn_month", subject, {"state": before.value}, {"state": to.value}, why)
    )


def _line_ids(session: Session, label: str) -> list[int]:
    """Return the month's lines."""
    return [
        int(str(each)) for (each,) in session.rows("SELECT id FROM budgets_line WHERE period = ?", (label,))
    ]
