"""Open a closed month again: asked with a reason, answered by management, by somebody else than who asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.approvals import Case, Recheck, open_case, routed
from fenhao.books.audit import Act, record
from fenhao.books.budgets.operations import MonthVerdict, may_turn, turn_month
from fenhao.books.database import Session, Table, instant, write
from fenhao.books.journal import PeriodState, Plain, once
from fenhao.books.monthend._values import ReopenAnswer, ReopenVerdict
from fenhao.books.people import Right, require
from fenhao.engine.budget import CaseState, RouteKind

REOPENING = Table(
    "monthend_reopening",
    (
        ("month", "text"),
        ("why", "text"),
        ("asked_by", "bigint"),
        ("asked_at", "timestamptz"),
        ("state", "text"),
    ),
)


@dataclass(frozen=True, slots=True)
class Reopening:
    """Somebody asked to open a closed month again; ``state`` is that of the approval ``case``."""

    why: str
    asked_by: int | None
    asked_at: datetime
    state: str
    case: int


class _Refused(Exception):
    """Nobody is asked, nothing is kept."""

    def __init__(self, verdict: ReopenVerdict) -> None:
        super().__init__(verdict.value)
        self.verdict = verdict


def ask_reopening(label: str, *, why: str, key: str, by: int, at: datetime, currency: str) -> ReopenAnswer:
    """Ask management to open a closed month again. Its seal is taken off only when somebody else agrees."""

    def act(session: Session) -> tuple[str, Mapping[str, Plain]]:
        """Open the case."""
        verdict = _judged(session, label, why)
        if verdict is not ReopenVerdict.asked:
            raise _Refused(verdict)
        each = session.insert(REOPENING, [(label, why, by, at, "waiting")])[0]
        route = routed(session, kind=RouteKind.reopen, amount_minor=0, at=at)
        case = open_case(
            session,
            kind=RouteKind.reopen.value,
            subject_id=each,
            steps=route.steps,
            amount_minor=0,
            currency=currency,
            by=by,
            at=at,
            due_at=route.due_at,
            title=f"{label}: {why}",
        )
        session.run("UPDATE monthend_reopening SET approval_id = ? WHERE id = ?", (case, each))
        record(session, Act(at, by, "ask_reopening", f"period/{label}", {}, {"case": case}, why))
        return verdict.value, {"case": case}

    def work(session: Session) -> ReopenAnswer:
        """Do it once."""
        require(session, by, Right.reopen_month, at=at)
        session.lock_structure()
        body: dict[str, Plain] = {"month": label, "why": why}
        kept = once(session, key=key, act="ask_reopening", body=body, by=by, at=at, work=act)
        return ReopenAnswer(ReopenVerdict(kept.verdict), cast("int", kept.answer["case"]), kept.replayed)

    try:
        return write(work)
    except _Refused as refused:
        return ReopenAnswer(refused.verdict)


def reopenings(session: Session, label: str) -> tuple[Reopening, ...]:
    """Return who asked to open a month again, oldest first."""
    found = []
    for row in session.rows(
        "SELECT why, asked_by, asked_at, state, approval_id FROM monthend_reopening WHERE month = ? ORDER BY id",
        (label,),
    ):
        at = instant(row[2])
        assert at is not None, "a question has its moment"
        found.append(Reopening(str(row[0]), cast("int | None", row[1]), at, str(row[3]), cast("int", row[4])))
    return tuple(found)


def on_answered(session: Session, *, case: Case, at: datetime, by: int | None) -> None:
    """Open the month when management agreed; write down how the question ended in any case."""
    label, why, asked_by = _asked(session, case)
    if case.state is CaseState.approved:
        assert by is not None, "a month is opened by a person"
        assert by != asked_by, "nobody agrees with himself"
        require(session, by, Right.reopen_month, at=at)
        turn_month(session, label, PeriodState.reopened, by=by, at=at, why=why)
    session.run("UPDATE monthend_reopening SET state = ? WHERE id = ?", (case.state.value, case.subject_id))


def recheck(session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:  # noqa: ARG001 - as every room's
    """Return whether the month is still closed: one that was opened meanwhile needs nobody's answer."""
    label, _, _ = _asked(session, case)
    verdict = may_turn(session, label, PeriodState.reopened)
    return (Recheck.passes, "") if verdict is MonthVerdict.turned else (Recheck.gone, verdict.value)


def _judged(session: Session, label: str, why: str) -> ReopenVerdict:
    """Return whether somebody may be asked, or why not."""
    verdict = may_turn(session, label, PeriodState.reopened)
    if verdict is not MonthVerdict.turned:
        return ReopenVerdict(verdict.value)
    if not why.strip():
        return ReopenVerdict.reason_missing
    if session.rows("SELECT 1 FROM monthend_reopening WHERE month = ? AND state = 'waiting'", (label,)):
        return ReopenVerdict.already_asked
    return ReopenVerdict.asked


def _asked(session: Session, case: Case) -> tuple[str, str, int | None]:
    """Return month, reason and who asked."""
    rows = session.rows(
        "SELECT month, why, asked_by FROM monthend_reopening WHERE id = ?", (case.subject_id,)
    )
    assert rows, "an approval of a reopening names one"
    return str(rows[0][0]), str(rows[0][1]), cast("int | None", rows[0][2])
