"""Submit a request and edit it: the money and the question move in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fenhao.books.approvals import case_of, must_be_answerable, open_case, restart, routed
from fenhao.books.audit import Act as AuditAct, record
from fenhao.books.budgets import Act, Answer, Leg, Request
from fenhao.books.budgets.operations import bounded, pool_bears, rehearse
from fenhao.books.database import Session
from fenhao.books.journal import Plain, once
from fenhao.books.people import Right, require
from fenhao.books.requests._money import ask_override, give_back, hold, hold_anew, reservation
from fenhao.books.requests._store import REQUEST, add_draft, add_holds, held_ever, legs_text, request_of
from fenhao.books.requests._values import RequestAnswer, RequestVerdict, SpendRequest
from fenhao.engine.budget import CaseState, RouteKind, restart_place
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to spend: why, on what, and until when the money is to be used once it is approved."""

    title: str
    legs: tuple[Leg, ...]
    currency: str
    use_until: datetime
    ask_override: bool = False

    @property
    def amount_minor(self) -> int:
        """What all legs ask for."""
        return sum(leg.amount_minor for leg in self.legs)


class _Refused(Exception):
    """Nothing is kept under the key, and what was begun is taken back."""

    def __init__(self, verdict: RequestVerdict, answer: Answer | None = None) -> None:
        super().__init__(verdict.value)
        self.told = RequestAnswer(verdict, answer=answer)


def submit_within(session: Session, asked: Wish, *, key: str, by: int, at: datetime) -> RequestAnswer:
    """Hold the money and open the case, or say why not; with ``ask_override`` ask for what is missing."""
    session.lock_structure()
    require(session, by, Right.spend, at=at)
    if not asked.title.strip():
        raise Trouble("requests.reason_missing", {})

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Hold, ask, remember."""
        wish = replace(asked, legs=_bounded(session, asked.legs, asked.currency, at=at))
        way = routed(session, kind=RouteKind.spend, amount_minor=max(0, wish.amount_minor), at=at)
        if wish.use_until <= way.due_at:
            raise Trouble("requests.ends_too_early", {"due": way.due_at.isoformat()})
        must_be_answerable(session, way.steps, amount_minor=wish.amount_minor, by=by, at=at)
        ask = reservation(f"{key}/hold", wish.legs, wish.currency, by=by, at=at, expires_at=way.due_at)
        told = hold(session, ask)
        if not told.passed:
            if not wish.ask_override:
                raise _Refused(RequestVerdict.refused, told)
            return RequestVerdict.override_asked.value, _asked_override(session, wish, told, by=by, at=at)
        request = _insert(session, wish, by=by, at=at)
        add_holds(session, request, 1, told.commitments)
        case = _open(session, request, wish, RouteKind.spend, by=by, at=at)
        return RequestVerdict.submitted.value, {"request": request, "case": case}

    body: dict[str, Plain] = {
        "title": asked.title,
        "legs": legs_text(asked.legs),
        "currency": asked.currency,
        "use_until": asked.use_until.isoformat(),
        "ask_override": asked.ask_override,
    }
    try:
        kept = once(session, key=key, act="request", body=body, by=by, at=at, work=work)
    except _Refused as refused:
        return refused.told
    return RequestAnswer(
        RequestVerdict(kept.verdict),
        int(kept.answer["request"] or 0),
        int(kept.answer["case"] or 0),
        replayed=kept.replayed,
    )


def edit_within(
    session: Session,
    *,
    key: str,
    request: int,
    legs: Sequence[Leg],
    why: str,
    by: int,
    at: datetime,
    version: int,
) -> RequestAnswer:
    """Release, reserve anew and ask again from the right step, all or nothing.

    Who agreed to more of the same keeps having agreed; what grew, or is for something else, is asked from the start.
    """
    session.lock_structure()
    require(session, by, Right.spend, at=at)
    if not why.strip():
        raise Trouble("requests.reason_missing", {})

    def work(session: Session) -> tuple[str, dict[str, Plain]]:
        """Take the old money back and hold the new."""
        found = _editable(session, request, by=by, at=at, version=version)
        with session.savepoint():
            case = _redraw(session, found, tuple(legs), key=key, why=why, by=by, at=at)
        return RequestVerdict.edited.value, {"request": request, "case": case}

    body: dict[str, Plain] = {"request": request, "legs": legs_text(legs), "why": why, "version": version}
    try:
        kept = once(session, key=key, act="request_edit", body=body, by=by, at=at, work=work)
    except _Refused as refused:
        return refused.told
    return RequestAnswer(
        RequestVerdict(kept.verdict), request, int(kept.answer["case"] or 0), replayed=kept.replayed
    )


def _editable(session: Session, request: int, *, by: int, at: datetime, version: int) -> SpendRequest:
    """Return the request when this person may edit it now."""
    found = request_of(session, request, lock=True)
    if found is None:
        raise _Refused(RequestVerdict.unknown)
    if found.asked_by != by:
        raise _Refused(RequestVerdict.not_requester)
    case = case_of(session, found.case, lock=True)
    assert case is not None, "the case is never removed"
    if case.state_at(at) is not CaseState.waiting:
        raise _Refused(RequestVerdict.already_ended)
    if version not in {0, case.version}:
        raise _Refused(RequestVerdict.changed)
    return found


def _redraw(
    session: Session,
    request: SpendRequest,
    legs: tuple[Leg, ...],
    *,
    key: str,
    why: str,
    by: int,
    at: datetime,
) -> int:
    """Return the case, asked again; the money of the last draft is free and that of this one held."""
    case = case_of(session, request.case)
    assert case is not None, "the case is never removed"
    legs = _bounded(session, legs, request.currency, at=at)
    amount = sum(leg.amount_minor for leg in legs)
    way = routed(session, kind=RouteKind.spend, amount_minor=max(0, amount), at=at)
    if request.use_until <= way.due_at:
        raise Trouble("requests.ends_too_early", {"due": way.due_at.isoformat()})
    must_be_answerable(session, way.steps, amount_minor=amount, by=by, at=at)
    give_back(session, request, key=f"{key}/back", at=at)
    ask = reservation(f"{key}/hold", legs, request.currency, by=by, at=at, expires_at=way.due_at)
    told = hold_anew(session, ask, instead_of=held_ever(session, request.id))
    if not told.passed:
        raise _Refused(RequestVerdict.refused, told)
    number = request.draft + 1
    add_draft(session, request.id, number, legs, why=why, by=by, at=at)
    add_holds(session, request.id, number, told.commitments)
    session.run("UPDATE requests_request SET authorisation_id = NULL WHERE id = ?", (request.id,))
    restart(
        session,
        case=case.id,
        at_step=restart_place(
            before=case.steps, after=way.steps, answered=case.place, grew=grew(request.legs, legs)
        ),
        steps=way.steps,
        amount_minor=amount,
        by=by,
        at=at,
        due_at=way.due_at,
        why=why,
    )
    return case.id


def _bounded(session: Session, legs: tuple[Leg, ...], currency: str, *, at: datetime) -> tuple[Leg, ...]:
    """Return the legs, cost that nobody knows yet at what is held for it: people agree to that."""
    if any(leg.foreign is not None for leg in legs):
        raise Trouble("requests.own_currency_only", {"currency": currency})
    found = bounded(session, Request(Act.reserve, "", legs, currency), at=at)
    if isinstance(found, Answer):
        raise _Refused(RequestVerdict.refused, found)
    return found


def grew(before: Sequence[Leg], after: Sequence[Leg]) -> bool:
    """Whether anything is asked for that was not asked for before: more of a leg, or another one."""
    left = list(before)
    for leg in after:
        match = next(
            (old for old in left if old.amount_minor >= leg.amount_minor and _same_but_amount(old, leg)),
            None,
        )
        if match is None:
            return True
        left.remove(match)
    return False


def _same_but_amount(one: Leg, other: Leg) -> bool:
    """Whether two legs are for the same thing."""
    return legs_text([one]).replace(f'"amount_minor": {one.amount_minor}', "") == legs_text([other]).replace(
        f'"amount_minor": {other.amount_minor}', ""
    )


def _asked_override(session: Session, wish: Wish, told: Answer, *, by: int, at: datetime) -> dict[str, Plain]:
    """Return the ids of a request that asks to pass control; nothing is held, for there is nothing to hold."""
    with session.savepoint():
        way = routed(session, kind=RouteKind.override, amount_minor=wish.amount_minor, at=at)
        must_be_answerable(session, way.steps, amount_minor=wish.amount_minor, by=by, at=at)
        ask = reservation("rehearsal", wish.legs, wish.currency, by=by, at=at, expires_at=wish.use_until)
        given = ask_override(session, ask, told, by=by, at=at, reason=wish.title, expires_at=wish.use_until)
        if given is None:
            raise _Refused(RequestVerdict.override_impossible, told)
        ask = reservation(
            "rehearsal",
            wish.legs,
            wish.currency,
            by=by,
            at=at,
            expires_at=wish.use_until,
            authorisation=given,
        )
        again = rehearse(session, [ask], given=given)[0]
        if not again.passed:
            raise _Refused(RequestVerdict.override_impossible, again)
        if not pool_bears(session, given, at=at):
            raise _Refused(RequestVerdict.override_pool_exhausted, told)
    assert at < way.due_at, "an override is asked before it is due"
    request = _insert(session, wish, by=by, at=at)
    session.run("UPDATE requests_request SET authorisation_id = ? WHERE id = ?", (given, request))
    case = _open(session, request, wish, RouteKind.override, by=by, at=at)
    return {"request": request, "case": case}


def _insert(session: Session, wish: Wish, *, by: int, at: datetime) -> int:
    """Return the id of a new request with its first draft."""
    row = (wish.title, wish.currency, by, at, wish.use_until, None, None)
    request = session.insert(REQUEST, [row])[0]
    add_draft(session, request, 1, wish.legs, why=wish.title, by=by, at=at)
    record(
        session,
        AuditAct(
            at, by, "request", f"request/{request}", {}, {"amount_minor": wish.amount_minor}, wish.title
        ),
    )
    return request


def _open(session: Session, request: int, wish: Wish, kind: RouteKind, *, by: int, at: datetime) -> int:
    """Return the case that decides about a request."""
    way = routed(session, kind=kind, amount_minor=wish.amount_minor, at=at)
    case = open_case(
        session,
        kind="spend",
        subject_id=request,
        steps=way.steps,
        amount_minor=wish.amount_minor,
        currency=wish.currency,
        by=by,
        at=at,
        due_at=way.due_at,
        title=wish.title,
    )
    session.run("UPDATE requests_request SET case_id = ? WHERE id = ?", (case, request))
    return case
