"""What is refused before money is asked for: a request that means nothing, and a person who may not make it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from fenhao.books.budgets._values import Act, Ask, Leg, Request
from fenhao.books.database import Session
from fenhao.books.people import Right, Role, may, roles_at
from fenhao.engine.budget import RESERVE_CATEGORY, Refusal
from fenhao.kernel import AMOUNT_MINOR_MAX, currency_codes

LEGLESS = frozenset({Act.consume, Act.release, Act.reverse, Act.expire})
"""Acts on something that is in the books already."""
NAMED = frozenset({Act.consume, Act.release})
"""Acts on a commitment that another system's number may name."""
SPENDING = frozenset({Act.reserve, Act.spend, Act.fact, Act.credit})
_CURRENCIES = currency_codes()

NEEDS: Mapping[Act, Right] = {
    Act.fund: Right.fund,
    Act.defund: Right.fund,
    Act.transfer: Right.fund,
    Act.reserve: Right.spend,
    Act.spend: Right.spend,
    Act.consume: Right.spend,
    Act.release: Right.spend,
    Act.fact: Right.record_facts,
    Act.credit: Right.record_facts,
    Act.reverse: Right.reverse,
}
"""The right that each act takes; expiry is nobody's act."""
assert set(NEEDS) == set(Act) - {Act.expire}, "every act of a person takes a right"


def is_currency(code: str) -> bool:
    """Whether there is such a currency."""
    return code in _CURRENCIES


def is_amount(minor: int) -> bool:
    """Whether that much can be asked for."""
    return 0 < minor <= AMOUNT_MINOR_MAX


def malformed(request: Request) -> tuple[Refusal, str] | None:
    """Return what is wrong with a request whatever the books hold, and where; None when nothing is."""
    legless = request.act in LEGLESS
    if not request.legs and not legless:
        return Refusal.no_legs, ""
    if not legless and request.currency not in _CURRENCIES:
        return Refusal.unknown_currency, "currency"
    for at, leg in enumerate(request.legs):
        if leg.unpriced and request.act is not Act.reserve:
            return Refusal.unpriced, f"legs[{at}]"
    least = 0 if request.act is Act.release else 1
    amounts = (
        [request.amount_minor or request.foreign_minor] if legless else [_stated(leg) for leg in request.legs]
    )
    for at, amount in enumerate(amounts):
        if amount < least:
            return Refusal.amount_not_positive, "" if legless else f"legs[{at}]"
        if amount > AMOUNT_MINOR_MAX:
            return Refusal.amount_too_large, "" if legless else f"legs[{at}]"
    if request.amount_minor and request.foreign_minor:
        return Refusal.two_amounts, "foreign_minor"
    for at, leg in enumerate(request.legs):
        if leg.foreign is not None and (wrong := _malformed_abroad(request, leg)) is not None:
            return wrong, f"legs[{at}].foreign"
    if request.act is Act.transfer and (len(request.legs) != 2 or amounts[0] != amounts[1]):
        return Refusal.no_legs, "legs"
    if (where := _misplaced_reference(request)) is not None:
        return Refusal.bad_reference, where
    if request.act in SPENDING:
        for at, leg in enumerate(request.legs):
            if leg.category == RESERVE_CATEGORY:
                return Refusal.reserve_not_spendable, f"legs[{at}]"
    return None


def _misplaced_reference(request: Request) -> str | None:
    """Return where another system's number means nothing: it is named by a reservation, and used in place of a target."""
    used = request.reference
    if used is not None and (request.act not in NAMED or request.target or not used.sound):
        return "reference"
    for at, leg in enumerate(request.legs):
        if leg.reference is not None and (request.act is not Act.reserve or not leg.reference.sound):
            return f"legs[{at}].reference"
    return None


def _stated(leg: Leg) -> int:
    """Return what a leg says it costs, in whatever currency; 1 for what nobody knows, which the policy puts a bound on."""
    if leg.unpriced and not leg.foreign and not leg.amount_minor:
        return 1
    return leg.foreign.amount_minor if leg.foreign else leg.amount_minor


def _malformed_abroad(request: Request, leg: Leg) -> Refusal | None:
    """Return what is wrong with an amount in another currency; funding is in the books' own."""
    assert leg.foreign is not None, "asked of a foreign leg"
    if leg.foreign.currency not in _CURRENCIES:
        return Refusal.unknown_currency
    if leg.amount_minor:
        return Refusal.two_amounts
    own = leg.foreign.currency == request.currency
    return Refusal.currency_mismatch if own or request.act not in SPENDING else None


def acting_roles(session: Session, asks: Sequence[Ask], *, at: datetime) -> Mapping[int, Collection[Role]]:
    """Return the roles of everybody who asks for something, as they are in this transaction."""
    return roles_at(session, {ask.by for ask in asks if ask.by is not None}, at=at)


def not_allowed(ask: Ask, roles: Mapping[int, Collection[Role]]) -> tuple[Refusal, str] | None:
    """Return that the person lacks the right, and which; None when it is there. ``by`` None is the system itself."""
    if ask.by is None:
        return None
    right = NEEDS[ask.request.act]
    return None if may(frozenset(roles[ask.by]), right) else (Refusal.not_allowed, right.value)
