"""The one door through which cases are answered, withdrawn and expire, whichever room they are of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from fenhao.books import approvals
from fenhao.books.approvals import Case, CaseAnswer, CaseEvent, Recheck, Step
from fenhao.books.database import Session, read, write
from fenhao.books.inbox._kinds import kind_of
from fenhao.books.journal import Plain, once
from fenhao.books.people import Approver, Right, require, usernames
from fenhao.engine.budget import KEPT, CaseReply, CaseState, CaseVerdict

__all__ = [
    "AskedNow",
    "CaseFile",
    "answer",
    "asked_now",
    "case_file",
    "expire",
    "open_cases",
    "waiting",
    "waiting_count",
    "withdraw",
]

Work = Callable[[Session], tuple[str, dict[str, Plain]]]
TIME_IS_UP = "time is up"
"""Why a case ended that nobody answered."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that happened to it, who may answer it now, and what its room says about a yes."""

    case: Case
    state: CaseState
    events: tuple[CaseEvent, ...]
    asked: tuple[Approver, ...]


@dataclass(frozen=True, slots=True)
class AskedNow:
    """Whom a case asks at this moment: the step, and the user names of everybody who may answer it; perhaps nobody."""

    step: Step
    people: tuple[str, ...]


class _Refused(Exception):
    """The answer is not kept: nothing stays under its key."""

    def __init__(self, told: CaseAnswer) -> None:
        super().__init__(told.verdict.value)
        self.told = told


def answer(
    *, key: str, case: int, allow: bool, by: int, at: datetime, why: str = "", version: int = 0
) -> CaseAnswer:
    """Answer the step that a case asks, for one person; what follows from it happens in the same transaction.

    ``version`` is that of the case as the person saw it, 0 for whatever it is by now. The same key gives the same
    answer, so that a message that arrives twice counts once. Before a yes the room looks again whether what it asks
    for still passes.
    """

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge, keep, and let the room act."""
        found = approvals.case_of(session, case, lock=True)
        if found is None:
            raise _Refused(CaseAnswer(CaseVerdict.unknown, None))
        verdict, _ = approvals.judged(session, found, CaseReply(by, allow, why, version), at=at)
        if verdict is CaseVerdict.expired:
            raise _Refused(CaseAnswer(verdict, _expired(session, found, at=at, why=TIME_IS_UP)))
        if verdict in KEPT and allow:
            _look_again(session, found, at=at)
        told = approvals.answer(session, case=case, by=by, allow=allow, why=why, at=at, version=version)
        if told.verdict not in KEPT:
            raise _Refused(told)
        assert told.case is not None, "what was answered exists"
        if told.verdict is not CaseVerdict.waiting:
            kind_of(told.case).on_answered(session, case=told.case, at=at, by=by)
        return told.verdict.value, {}

    body: dict[str, Plain] = {"case": case, "allow": allow, "by": by, "why": why, "version": version}
    return write(lambda session: _done(session, "answer", key, body, work, case=case, by=by, at=at))


def withdraw(*, key: str, case: int, by: int, at: datetime, why: str = "") -> CaseAnswer:
    """Take a question back; only who asked it may."""

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """End the case, and let the room undo what it did for it."""
        told = approvals.withdraw(session, case=case, by=by, why=why, at=at)
        if told.verdict is CaseVerdict.expired and told.case is not None:
            told = replace(told, case=_expired(session, told.case, at=at, why=TIME_IS_UP))
        if told.verdict is not CaseVerdict.withdrawn:
            raise _Refused(told)
        assert told.case is not None, "what was withdrawn exists"
        kind_of(told.case).on_answered(session, case=told.case, at=at, by=by)
        return told.verdict.value, {}

    body: dict[str, Plain] = {"case": case, "by": by, "why": why}
    return write(lambda session: _done(session, "withdraw", key, body, work, case=case, by=by, at=at))


def expire(*, at: datetime) -> tuple[int, ...]:
    """End every case whose time has come; return their ids. Nobody has to call this in time: time itself decides."""

    def work(session: Session) -> tuple[int, ...]:
        """End them, oldest first."""
        session.lock_structure()
        return tuple(_expired(session, each, at=at, why=TIME_IS_UP).id for each in approvals.due(session, at))

    return write(work)


def waiting(*, user: int, at: datetime) -> tuple[Case, ...]:
    """Return the cases that this person may answer now, oldest first."""
    return read(lambda session: approvals.waiting_for(session, user, at))


def waiting_count(*, user: int, at: datetime) -> int:
    """Return how many cases this person may answer now."""
    return len(read(lambda session: approvals.waiting_ids(session, user, at)))


def open_cases(*, by: int | None, at: datetime) -> tuple[Case, ...]:
    """Return every case that waits for somebody, oldest first, to whoever may see the books."""

    def work(session: Session) -> tuple[Case, ...]:
        """Look."""
        require(session, by, Right.see, at=at)
        return approvals.open_at(session, at)

    return read(work)


def asked_now(*, case: int, at: datetime) -> AskedNow | None:
    """Return whom a case asks now, None when it asks nobody any more: what who submits something is told at once."""

    def work(session: Session) -> AskedNow | None:
        """Look."""
        found = approvals.case_of(session, case)
        if found is None or found.step is None:
            return None
        names = usernames(session)
        able = sorted({each.user_id for each in approvals.may_answer(session, found, at=at)})
        return AskedNow(found.step, tuple(names[each] for each in able))

    return read(work)


def case_file(*, case: int, by: int | None, at: datetime) -> CaseFile | None:
    """Return a case with its history and who may answer it now; None when there is none."""

    def work(session: Session) -> CaseFile | None:
        """Look."""
        require(session, by, Right.see, at=at)
        found = approvals.case_of(session, case)
        if found is None:
            return None
        events = approvals.history(session, case)
        asked = approvals.may_answer(session, found, at=at)
        return CaseFile(found, found.state_at(at), events, asked)

    return read(work)


def _done(
    session: Session,
    act: str,
    key: str,
    body: dict[str, Plain],
    work: Work,
    *,
    case: int,
    by: int,
    at: datetime,
) -> CaseAnswer:
    """Return what became of an act on a case: done now, done before under this key, or refused."""
    session.lock_structure()
    require(session, by, Right.answer_approval if act == "answer" else Right.see, at=at)
    try:
        kept = once(session, key=key, act=f"case_{act}", body=body, by=by, at=at, work=work)
    except _Refused as refused:
        return refused.told
    after = approvals.case_of(session, case)
    return CaseAnswer(CaseVerdict(kept.verdict), after, replayed=kept.replayed)


def _look_again(session: Session, case: Case, *, at: datetime) -> None:
    """Refuse a yes to what cannot be done: it goes on waiting, or it is over for good."""
    said, detail = kind_of(case).recheck(session, case=case, at=at)
    if said is Recheck.gone:
        ended = _expired(session, case, at=at, why=detail)
        raise _Refused(CaseAnswer(CaseVerdict.no_longer_passes, ended, detail))
    if said is Recheck.blocked:
        raise _Refused(CaseAnswer(CaseVerdict.no_longer_passes, case, detail))


def _expired(session: Session, case: Case, *, at: datetime, why: str) -> Case:
    """Return the case, ended by time or circumstance, after its room has undone what it did for it."""
    ended = approvals.expire(session, case=case.id, at=at, why=why)
    kind_of(ended).on_answered(session, case=ended, at=at, by=None)
    return ended
