"""The money of a request: held while somebody is asked, confirmed by the last yes, given back by every other end."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from fenhao.books.approvals import Case, Recheck
from fenhao.books.budgets import Act, Answer, Ask, Leg, Reference, Request
from fenhao.books.budgets.operations import (
    LineKey,
    Pass,
    ask_within,
    pool_bears,
    rehearse,
    settle_authorisation,
    settle_within,
)
from fenhao.books.database import Session
from fenhao.books.journal import carry, commitments, confirm, hold_back, month_of, months, references_of
from fenhao.books.requests._store import add_holds, request_of
from fenhao.books.requests._values import SpendRequest
from fenhao.engine.budget import CaseState, HeldState, Verdict


def reservation(
    key: str,
    legs: Sequence[Leg],
    currency: str,
    *,
    by: int | None,
    at: datetime,
    expires_at: datetime,
    authorisation: int = 0,
) -> Ask:
    """Return the ask that holds the money of these legs until then."""
    wanted = Request(
        Act.reserve,
        key,
        tuple(legs),
        currency,
        expires_at=expires_at,
        authorisation=authorisation,
        under_route=True,
    )
    return Ask(wanted, by, at)


def hold(session: Session, ask: Ask) -> Answer:
    """Hold the money so that nobody can spend it before the last yes, or say why not."""
    told = settle_within(session, [ask])[0]
    if told.passed and not told.replayed:
        hold_back(session, told.commitments)
    return told


def give_back(session: Session, request: SpendRequest, *, key: str, at: datetime) -> None:
    """Release what is still held for the request; what has expired by itself is free already."""
    found = commitments(session, request.commitments)
    held = [each for each in sorted(found) if found[each].held.state_at(at) is HeldState.open]
    asks = [Ask(Request(Act.release, f"{key}/{each}", target=each), None, at) for each in held]
    if asks:
        told = settle_within(session, asks)
        assert all(answer.passed for answer in told), "what is open is released"


def hold_anew(session: Session, ask: Ask, *, instead_of: Sequence[int]) -> Answer:
    """Hold the money of another draft: what another system calls the earlier one's reservations means these from now on."""
    known = {name: each for each, name in sorted(references_of(session, instead_of).items())}
    again = [leg.reference for leg in ask.request.legs]
    legs = unnamed(ask.request.legs, known)
    told = hold(session, ask._replace(request=replace(ask.request, legs=legs)))
    if told.passed and not told.replayed:
        carry(
            session,
            [
                (known[name], later)
                for name, later in zip(again, told.commitments, strict=True)
                if name in known
            ],
        )
    return told


def unnamed(legs: Sequence[Leg], names: Collection[Reference] | None = None) -> tuple[Leg, ...]:
    """Return the legs without these references, without any where none are told: they are given already."""
    return tuple(
        replace(leg, reference=None) if leg.reference and (names is None or leg.reference in names) else leg
        for leg in legs
    )


def ask_override(
    session: Session,
    ask: Ask,
    told: Answer,
    *,
    by: int,
    at: datetime,
    reason: str,
    expires_at: datetime,
) -> int | None:
    """Return the authorisation that would let the request pass; None when none for a single line would."""
    if told.verdict is not Verdict.needs_override:
        return None
    place = int(told.detail.removeprefix("legs[").removesuffix("]"))
    leg = ask.request.legs[place]
    month = month_of(months(session), leg.occurred_on)
    assert month is not None, "a leg that control judged has its month"
    excess = max(
        each.asked_minor - each.funded_minor + each.reserved_minor + each.actual_minor
        for each in told.levels
        if each.verdict == Verdict.needs_override.value
    )
    return ask_within(
        session,
        Pass.override,
        LineKey(month.label, leg.tier, leg.category),
        amount_minor=excess,
        reason=reason,
        by=by,
        at=at,
        expires_at=expires_at,
    )


def recheck(session: Session, *, case: Case, at: datetime) -> tuple[Recheck, str]:
    """Return whether the spend still passes, as if its money were not held; where not, the case goes on waiting."""
    request = _of_case(session, case)
    if request.authorisation is not None and not pool_bears(session, request.authorisation, at=at):
        return Recheck.blocked, "override_pool_exhausted"
    found = commitments(session, request.commitments)
    if any(each.held.state_at(at) is not HeldState.open for each in found.values()):
        return Recheck.blocked, "hold_released"
    asks = [
        *(Ask(Request(Act.release, f"rehearsal/{each}", target=each), None, at) for each in sorted(found)),
        _final(replace(request, legs=unnamed(request.legs)) if found else request, "rehearsal", at=at),
    ]
    told = rehearse(session, asks, given=request.authorisation)[-1]
    if told.passed:
        return Recheck.passes, ""
    return Recheck.blocked, f"{told.verdict.value} {told.detail}".rstrip()


def on_answered(session: Session, *, case: Case, at: datetime, by: int | None) -> None:
    """Confirm the money that was approved, or give it back."""
    request = _of_case(session, case)
    approved = case.state is CaseState.approved
    if request.authorisation is not None:
        settle_authorisation(session, request.authorisation, allow=approved, by=by, at=at)
    if not approved:
        give_back(session, request, key=f"request/{request.id}/back", at=at)
    elif request.authorisation is None:
        confirm(session, request.commitments, expires_at=request.use_until)
    else:
        ask = _final(request, f"request/{request.id}/hold", at=at)
        told = settle_within(session, [ask])[0]
        assert told.passed, "what was looked at in this transaction passes in it"
        add_holds(session, request.id, request.draft, told.commitments)


def _final(request: SpendRequest, key: str, *, at: datetime) -> Ask:
    """Return the ask that holds the money for whoever asked, as long as he may use it."""
    return reservation(
        key,
        request.legs,
        request.currency,
        by=request.asked_by,
        at=at,
        expires_at=request.use_until,
        authorisation=request.authorisation or 0,
    )


def _of_case(session: Session, case: Case) -> SpendRequest:
    """Return the request that a case is about."""
    found = request_of(session, case.subject_id)
    assert found is not None, "a case of spend is about a request"
    return found
