"""Open a case, answer it, take it back, ask again. Every function is a part of its caller's transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fenhao.books.approvals._policy import policy_at, read_policy
from fenhao.books.approvals._store import CASE, append, case_of, cases, events, insert_steps, store
from fenhao.books.approvals._values import Case, CaseAnswer, CaseEvent, Happening, Step
from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session
from fenhao.books.people import Approver, Role, approvers, directory, heads
from fenhao.engine.budget import (
    DEFAULT_APPROVALS,
    KEPT,
    CaseReply,
    CaseState,
    CaseVerdict,
    answer_verdict,
    withdrawal_verdict,
)
from fenhao.kernel import Trouble

SURELY_ENOUGH = 12
"""More people than this for one step, and somebody is left for it whoever answers the others."""
TITLE_CHARACTERS_MAX = 200
"""How much of a title is kept with the case; the room keeps the whole reason."""


def open_case(
    session: Session,
    *,
    kind: str,
    subject_id: int,
    steps: Sequence[Step],
    amount_minor: int,
    currency: str,
    by: int | None,
    at: datetime,
    due_at: datetime,
    title: str,
) -> int:
    """Return the id of a new case, whose first step is asked from now until it is due.

    Trouble ``approvals.nobody_could`` where some step would wait for nobody: then nothing that belongs to it lasts.
    """
    assert steps, "a case asks somebody"
    assert amount_minor >= 0, "a case is about an amount"
    assert at < due_at, "a case ends after it begins"
    must_be_answerable(session, steps, amount_minor=amount_minor, by=by, at=at)
    policy = policy_at(session, at).version
    waiting = CaseState.waiting.value
    row = (
        kind, subject_id, title[:TITLE_CHARACTERS_MAX], amount_minor, currency, by, at, due_at, policy, waiting, 1, 0, 1,
    )  # fmt: skip
    case = session.insert(CASE, [row])[0]
    insert_steps(session, case, 1, steps)
    append(session, case, CaseEvent(1, Happening.opened, 0, by, None, at, title))
    after: Facts = {"kind": kind, "subject": subject_id, "amount_minor": amount_minor, "policy": policy}
    record(session, Act(at, by, "ask", f"case/{case}", {}, after, title))
    return case


def answer(
    session: Session, *, case: int, by: int, allow: bool, why: str, at: datetime, version: int = 0
) -> CaseAnswer:
    """Keep one person's answer: no ends the case at once, yes asks the next step or approves.

    ``version`` is that of the case as the person saw it, 0 for whatever it is by now. Nothing but the case changes.
    """
    found = case_of(session, case, lock=True)
    if found is None:
        return CaseAnswer(CaseVerdict.unknown, None)
    verdict, asked = judged(session, found, CaseReply(by, allow, why, version), at=at)
    if verdict not in KEPT:
        return CaseAnswer(verdict, found)
    assert asked is not None, "whose answer is kept was asked"
    place = found.place + 1 if verdict is CaseVerdict.waiting else found.place
    after = replace(found, state=CaseState(verdict.value), place=place, version=found.version + 1)
    stands_for = asked.stands_for if asked.stands_for != by else None
    what = Happening.allowed if allow else Happening.refused
    store(session, after, CaseEvent(after.version, what, found.place, by, stands_for, at, why))
    _record(session, found, after, "answer", by=by, at=at, why=why)
    return CaseAnswer(verdict, after)


def judged(
    session: Session, case: Case, reply: CaseReply, *, at: datetime
) -> tuple[CaseVerdict, Approver | None]:
    """Return what would become of an answer, and as whom the person gives it; nothing is written."""
    able = _able(session, case, case.steps[case.place], at=at)
    mine = [each for each in able if each.user_id == reply.by]
    spoken = _spoken(session, case)
    free = [each for each in mine if not spoken & {each.user_id, each.stands_for}]
    verdict = answer_verdict(
        case.stand,
        reply,
        at=at,
        entitled=bool(mine),
        answered_before=reply.by in spoken or bool(mine and not free),
    )
    own = next((each for each in free if each.stands_for == reply.by), None)
    return verdict, own or next(iter(free), None)


def withdraw(session: Session, *, case: int, by: int | None, why: str, at: datetime) -> CaseAnswer:
    """End the case for who asked; None is the system, that ends what has lost its object."""
    found = case_of(session, case, lock=True)
    if found is None:
        return CaseAnswer(CaseVerdict.unknown, None)
    verdict = withdrawal_verdict(found.stand, by=by, at=at)
    if verdict is not CaseVerdict.withdrawn:
        return CaseAnswer(verdict, found)
    return CaseAnswer(verdict, _ended(session, found, CaseState.withdrawn, by=by, at=at, why=why))


def expire(session: Session, *, case: int, at: datetime, why: str) -> Case:
    """Return the case, ended because its time has come or what it asked for cannot be done any more."""
    found = case_of(session, case, lock=True)
    assert found is not None, "only a case that exists expires"
    assert found.state is CaseState.waiting, "only a case that waits expires"
    return _ended(session, found, CaseState.expired, by=None, at=at, why=why)


def restart(
    session: Session,
    *,
    case: int,
    at_step: int,
    steps: Sequence[Step],
    amount_minor: int,
    by: int | None,
    at: datetime,
    due_at: datetime,
    why: str,
) -> Case:
    """Return the case, edited: it asks ``at_step`` of the new route next; answers from there on are void."""
    found = case_of(session, case, lock=True)
    assert found is not None, "only a case that exists is edited"
    assert found.state is CaseState.waiting, "only a case that waits is edited"
    assert 0 <= at_step <= min(found.place, len(steps) - 1), "nobody is passed over"
    after = replace(
        found,
        steps=tuple(steps),
        amount_minor=amount_minor,
        due_at=due_at,
        policy=policy_at(session, at).version,
        place=at_step,
        round=found.round + 1,
        version=found.version + 1,
    )
    insert_steps(session, case, after.round, steps)
    store(session, after, CaseEvent(after.version, Happening.restarted, at_step, by, None, at, why))
    _record(session, found, after, "edit", by=by, at=at, why=why)
    return after


def due(session: Session, at: datetime) -> tuple[Case, ...]:
    """Return the cases whose time has come and that nobody has ended yet, oldest first."""
    return cases(session, "state = 'waiting' AND due_at <= ?", (at,))


def open_at(session: Session, at: datetime) -> tuple[Case, ...]:
    """Return the cases that wait for somebody, oldest first."""
    return cases(session, "state = 'waiting' AND due_at > ?", (at,))


def may_answer(session: Session, case: Case, *, at: datetime) -> tuple[Approver, ...]:
    """Return who may answer the step that is asked now; nobody when the case has ended."""
    step = case.step
    if step is None or case.state_at(at) is not CaseState.waiting:
        return ()
    spoken = _spoken(session, case)
    return tuple(
        each for each in _able(session, case, step, at=at) if not spoken & {each.user_id, each.stands_for}
    )


def who_is_asked(
    session: Session, steps: Sequence[Step], *, amount_minor: int, by: int | None, at: datetime
) -> tuple[tuple[Approver, ...], ...]:
    """Return who could answer each step of a route today, before anybody is asked."""
    return tuple(_entitled(session, step, amount_minor=amount_minor, not_user=by, at=at) for step in steps)


def history(session: Session, case: int) -> tuple[CaseEvent, ...]:
    """Return everything that happened to a case, in order."""
    return events(session, case)


def must_be_answerable(
    session: Session, steps: Sequence[Step], *, amount_minor: int, by: int | None, at: datetime
) -> None:
    """Refuse to ask where some step would wait for nobody: Trouble ``approvals.nobody_could`` names who holds its role."""
    asked = who_is_asked(session, steps, amount_minor=amount_minor, by=by, at=at)
    place = _stuck(asked, one_step_each=policy_at(session, at).one_step_each)
    if place is None:
        return
    role = steps[place].role or Role.management
    holders = [each.username for each in directory(session, at=at) if each.active and role in each.roles]
    details = {"step": str(place + 1), "role": role.value, "holders": ", ".join(holders) or "–"}
    raise Trouble("approvals.nobody_could", details)


def _stuck(asked: Sequence[Sequence[Approver]], *, one_step_each: bool) -> int | None:
    """Return the first step for which nobody is left, whoever answers those before it; None when all can be answered."""
    reached = 0

    def answered(place: int, spoken: frozenset[int]) -> bool:
        """Whether the steps from this one on can be answered without those who have spoken."""
        nonlocal reached
        reached = max(reached, place)
        if place == len(asked) or len(asked[place]) > SURELY_ENOUGH:
            return place == len(asked) or answered(place + 1, spoken)
        return any(
            answered(place + 1, spoken | {each.user_id, each.stands_for} if one_step_each else spoken)
            for each in asked[place]
            if not spoken & {each.user_id, each.stands_for}
        )

    return None if answered(0, frozenset()) else reached


def _able(session: Session, case: Case, step: Step, *, at: datetime) -> tuple[Approver, ...]:
    """Return who is entitled to answer a step of the case, whether he has spoken or not."""
    return _entitled(session, step, amount_minor=case.amount_minor, not_user=case.opened_by, at=at)


def _entitled(
    session: Session, step: Step, *, amount_minor: int, not_user: int | None, at: datetime
) -> tuple[Approver, ...]:
    """Return who may answer a step about so much that this person asked for."""
    if step.role is None:
        return heads(session, department=step.department, at=at, amount_minor=amount_minor, not_user=not_user)
    return approvers(session, role=step.role, at=at, amount_minor=amount_minor, not_user=not_user)


def _spoken(session: Session, case: Case) -> frozenset[int]:
    """Return who has answered a step that still counts, in person or through a stand-in; nobody where that may repeat."""
    if not _one_step_each(session, case.policy):
        return frozenset()
    counted: dict[int, CaseEvent] = {}
    for event in events(session, case.id):
        if event.what is Happening.restarted:
            counted = {place: each for place, each in counted.items() if place < event.place}
        elif event.what is Happening.allowed:
            counted[event.place] = event
    people = {each for event in counted.values() for each in (event.by, event.stands_for)}
    return frozenset(each for each in people if each is not None)


def _one_step_each(session: Session, version: str) -> bool:
    """Whether the policy of that version lets one person answer one step only."""
    rows = session.rows("SELECT matrix FROM approvals_policy WHERE version = ?", (version,))
    return read_policy(version, str(rows[0][0])).one_step_each if rows else DEFAULT_APPROVALS.one_step_each


def _ended(session: Session, case: Case, state: CaseState, *, by: int | None, at: datetime, why: str) -> Case:
    """Return the case, ended without an answer."""
    after = replace(case, state=state, version=case.version + 1)
    store(session, after, CaseEvent(after.version, Happening(state.value), case.place, by, None, at, why))
    _record(session, case, after, state.value, by=by, at=at, why=why)
    return after


def _record(
    session: Session, before: Case, after: Case, action: str, *, by: int | None, at: datetime, why: str
) -> None:
    """Write down who changed a case."""
    then: Facts = {"state": before.state.value, "place": before.place, "amount_minor": before.amount_minor}
    now: Facts = {"state": after.state.value, "place": after.place, "amount_minor": after.amount_minor}
    record(session, Act(at, by, action, f"case/{before.id}", then, now, why))
