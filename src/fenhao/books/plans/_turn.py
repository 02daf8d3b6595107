"""Submit a version, withdraw it, and carry out what its approval case decides.

A submitted version is not edited: its cells are what is being approved. Who wants to change them withdraws it, or waits for
the answer, and goes on with a copy; the copy has the whole route to go, since nobody has agreed to it.
"""

from datetime import datetime

from fenhao.books.approvals import Case, Recheck, Step, open_case, routed, withdraw
from fenhao.books.audit import Act, record
from fenhao.books.database import Session
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, Role, require, roles_at
from fenhao.books.plans._save import SUBMITS, editor_of
from fenhao.books.plans._store import ready, sheet_in, version_of
from fenhao.books.plans._values import NotDone, PlanAnswer, PlanVerdict, Version
from fenhao.engine.budget import CaseState, CaseVerdict, RouteKind, VersionState, may_become

KIND = "plan"
"""The kind of the cases that this room opens; their subject is a version's id."""

_AFTER = {
    CaseState.approved: VersionState.approved,
    CaseState.rejected: VersionState.rejected,
    CaseState.withdrawn: VersionState.withdrawn,
    CaseState.expired: VersionState.withdrawn,
}


def submit_version(
    session: Session, *, key: str, by: int | None, at: datetime, version: int, token: int, why: str
) -> PlanAnswer:
    """Return what became of asking for approval of the draft as it is at ``token``. One of ``SUBMITS`` does.

    Operations agrees by submitting and is not asked again; finance and management are asked whoever submits.
    """
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge, then open the case."""
        found = turnable(session, version, VersionState.submitted)
        if found.token != token:
            raise NotDone(PlanAnswer(PlanVerdict.stale, version, str(found.token)))
        roles = SUBMITS if by is None else roles_at(session, (by,), at=at)[by]
        if roles.isdisjoint(SUBMITS):
            raise NotDone(PlanAnswer(PlanVerdict.not_owner, version))
        of = sheet_in(session, found)
        if not of.total_minor:
            raise NotDone(PlanAnswer(PlanVerdict.empty, version))
        missing = [each for each in of.departments if each not in ready(session, version)]
        if missing:
            raise NotDone(PlanAnswer(PlanVerdict.parts_missing, version, ", ".join(missing)))
        route = routed(
            session, kind=RouteKind.plan, amount_minor=of.total_minor, departments=of.departments, at=at
        )
        case = open_case(
            session,
            kind=KIND,
            subject_id=version,
            steps=_asked(route.steps, roles if by is not None else frozenset()),
            amount_minor=of.total_minor,
            currency=found.currency,
            by=by,
            at=at,
            due_at=route.due_at,
            title=f"{found.fiscal_year} v{found.number} {found.name}",
        )
        session.run("UPDATE plans_version SET case_id = ? WHERE id = ?", (case, version))
        turn(session, found, VersionState.submitted, by=by, at=at, why=why)
        return PlanVerdict.done.value, {"version": version}

    body: dict[str, Plain] = {"version": version, "token": token}
    kept = once(session, key=key, act="plan_submit", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, version, replayed=kept.replayed)


def _asked(steps: tuple[Step, ...], roles: frozenset[Role]) -> tuple[Step, ...]:
    """Return the steps without that of operations where one of them submits; a route never ends up empty."""
    left = tuple(each for each in steps if not (each.role is Role.operations and Role.operations in roles))
    return left or steps


def withdraw_version(
    session: Session, *, key: str, by: int | None, at: datetime, version: int, why: str
) -> PlanAnswer:
    """Return what became of taking a version back before it is in force; what was withdrawn stays to be read and copied.

    A submitted one is taken back by who submitted it, a draft, a scenario or an approved one by finance or management.
    """
    require(session, by, Right.prepare_budget, at=at)

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Judge, end the case, write."""
        found = turnable(session, version, VersionState.withdrawn)
        if found.state is VersionState.submitted:
            assert found.case is not None, "what is submitted has its case"
            told = withdraw(session, case=found.case, by=by, why=why, at=at)
            if told.verdict is not CaseVerdict.withdrawn or told.case is None:
                other = told.verdict is CaseVerdict.not_requester
                verdict = PlanVerdict.not_requester if other else PlanVerdict.wrong_state
                raise NotDone(PlanAnswer(verdict, version, told.verdict.value))
            on_answered(session, case=told.case, at=at, by=by)
        elif not editor_of(session, by, at=at).everything:
            raise NotDone(PlanAnswer(PlanVerdict.not_owner, version))
        else:
            turn(session, found, VersionState.withdrawn, by=by, at=at, why=why)
        return PlanVerdict.done.value, {"version": version}

    body: dict[str, Plain] = {"version": version}
    kept = once(session, key=key, act="plan_withdraw", body=body, by=by, at=at, work=work)
    return PlanAnswer(PlanVerdict.done, version, replayed=kept.replayed)


def on_answered(session: Session, *, case: Case, at: datetime, by: int | None) -> None:
    """Carry out what a case of this room decided; a case that nobody answered in time leaves its version withdrawn."""
    found = version_of(session, case.subject_id, lock=True)
    assert found is not None, "a case is about a version"
    assert found.case == case.id, "a version has one case"
    turn(session, found, _AFTER[case.state], by=by, at=at, why=case.state.value)


def recheck(session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:
    """Return whether what the case asks can still be done: a submitted version waits for nothing but its answers."""
    found = version_of(session, case.subject_id)
    alive = (
        found is not None and found.state is VersionState.submitted and case.state_at(at) is CaseState.waiting
    )
    return (Recheck.passes, "") if alive else (Recheck.gone, "")


def turnable(session: Session, version: int, then: VersionState) -> Version:
    """Return the version, locked, when it may go to that state; the answer that refuses it otherwise."""
    found = version_of(session, version, lock=True)
    if found is None:
        raise NotDone(PlanAnswer(PlanVerdict.unknown_version, 0))
    if not may_become(found.state, then, scenario=found.scenario):
        scenario = found.scenario and then is not VersionState.withdrawn
        verdict = PlanVerdict.scenario if scenario else PlanVerdict.wrong_state
        raise NotDone(PlanAnswer(verdict, version, found.state.value))
    return found


def turn(
    session: Session, found: Version, then: VersionState, *, by: int | None, at: datetime, why: str
) -> None:
    """Write the new state down."""
    assert may_become(found.state, then, scenario=found.scenario), "only what may follow follows"
    session.run("UPDATE plans_version SET state = ? WHERE id = ?", (then.value, found.id))
    states = {"state": found.state.value}, {"state": then.value}
    record(session, Act(at, by, then.value, f"plan/{found.id}", *states, why))
