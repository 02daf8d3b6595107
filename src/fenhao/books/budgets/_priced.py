"""What a request is worth in the books: unknown cost at its bound or its category's default, foreign amounts at their rate."""

from dataclasses import replace
from datetime import datetime

from fenhao.books.budgets._foreign import Refused, in_own_currency
from fenhao.books.budgets._policy import policy_in_force
from fenhao.books.budgets._values import Answer, Leg, Request
from fenhao.books.database import Session
from fenhao.engine.budget import Refusal, held_for_unpriced


def priced(session: Session, request: Request, *, at: datetime) -> Request | Refused:
    """Return the request with an amount in its own currency on every leg, or why there is none; as it is where it has."""
    for leg in request.legs:
        if leg.unpriced:
            found = _bounded(session, request, at=at)
            return found if isinstance(found, Refused) else in_own_currency(session, found)
    return in_own_currency(session, request)


def bounded(session: Session, request: Request, *, at: datetime) -> tuple[Leg, ...] | Answer:
    """Return a request's legs, unknown cost at what is held for it, or why it cannot be held."""
    found = priced(session, request, at=at)
    if isinstance(found, Refused):
        return Answer(request.key, found.why, (), (), (), "", found.what)
    return found.legs


def _bounded(session: Session, request: Request, *, at: datetime) -> Request | Refused:
    """Return the request with what the policy holds for cost that nobody knows and gave no bound for."""
    policy = policy_in_force(session, at)
    legs: list[Leg] = []
    for place, leg in enumerate(request.legs):
        if not leg.unpriced or leg.foreign is not None:
            legs.append(leg)
            continue
        held = held_for_unpriced(policy.of_unpriced(leg.category), stated_minor=leg.amount_minor)
        if held is None:
            return Refused(Refusal.unpriced, f"legs[{place}]")
        legs.append(replace(leg, amount_minor=held))
    return replace(request, legs=tuple(legs))
