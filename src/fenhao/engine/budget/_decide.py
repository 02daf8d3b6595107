"""Hard control: what a budget says to one request, as a pure function."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from fenhao.kernel import Money


class Verdict(Enum):
    """Every way a request can end, in the order checked; the first that holds is the answer."""

    __hash__ = object.__hash__  # asked for many times an entry; members are one of a kind

    amount_not_positive = "amount_not_positive"
    period_closed = "period_closed"  # only spend: a fact and a reversal pass
    currency_mismatch = "currency_mismatch"
    recorded_over = "recorded_over"
    recorded = "recorded"
    exceeds_limit = "exceeds_limit"
    needs_override = "needs_override"
    needs_approval = "needs_approval"
    committed_by_override = "committed_by_override"
    committed_warned = "committed_warned"
    committed_tolerated = "committed_tolerated"
    committed_over = "committed_over"
    committed = "committed"


class Control(Enum):
    """What a line does to a request that exceeds it."""

    block = "block"
    approve_over = "approve_over"  # an authorisation of the excess lets it pass
    warn = "warn"  # let it pass, and tell people
    track = "track"  # let it pass, and write it down


class RequestKind(Enum):
    """What can still be stopped (spend) and what cannot (a fact, a reversal)."""

    spend = "spend"
    fact = "fact"  # money already spent: a vendor's bill, a bulk batch
    reversal = "reversal"  # gives its amount back


@dataclass(frozen=True, slots=True)
class Position:
    """Where one line or level stands. available = limit - posted - pending; it may be negative and is shown so.

    Spend above ``approval_above`` needs an approver even where the money is there. ``tolerance`` is how far below zero
    available may go before the control speaks; it is never negative.
    """

    limit: Money
    posted: Money
    pending: Money
    approval_above: Money
    control: Control = Control.block
    closed: bool = False
    tolerance_minor: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Spend, a recorded fact or a reversal; the amount is positive for all three.

    ``override_minor`` is the excess that an approver authorised, ``approved`` that one agreed to the amount itself.
    Neither opens a line that blocks.
    """

    amount: Money
    kind: RequestKind = RequestKind.spend
    override_minor: int = 0
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, and what is available after it: unchanged unless money moved."""

    verdict: Verdict
    available: Money


_PASSING = frozenset(
    {
        Verdict.recorded,
        Verdict.recorded_over,
        Verdict.committed_by_override,
        Verdict.committed_warned,
        Verdict.committed_tolerated,
        Verdict.committed_over,
        Verdict.committed,
    }
)
_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


def decide(*, position: Position, request: Request) -> Decision:
    """Return what hard control says to one request; change nothing.

    A fact and a reversal are never refused for money, policy or a closed period: in which open period a late one is
    posted is the journal's affair.
    """
    here = position.limit.currency
    weighed = weigh(
        Ceiling(
            available_minor=(position.limit - position.posted - position.pending).minor,
            approval_above_minor=position.approval_above.minor,
            control=position.control,
            closed=position.closed,
            tolerance_minor=position.tolerance_minor,
        ),
        request,
        same_currency=request.amount.currency == here,
    )
    return Decision(weighed[0], Money(weighed[1], here))


class Ceiling(NamedTuple):
    """A position in the minor units of one currency, as a store that weighs many of them keeps it."""

    available_minor: int
    approval_above_minor: int
    control: Control
    closed: bool
    tolerance_minor: int


def weigh(ceiling: Ceiling, request: Request, *, same_currency: bool) -> tuple[Verdict, int]:
    """Return the verdict and what is available after it: the arithmetic of ``decide``, where all its rules are."""
    available, amount = ceiling.available_minor, request.amount.minor
    stoppable = request.kind is RequestKind.spend
    if amount <= 0:
        return Verdict.amount_not_positive, available
    if stoppable and ceiling.closed:
        return Verdict.period_closed, available
    if not same_currency:
        return Verdict.currency_mismatch, available
    if request.kind is RequestKind.reversal:
        return Verdict.recorded, available + amount
    if request.kind is RequestKind.fact:
        return (Verdict.recorded_over if amount > available else Verdict.recorded), available - amount
    verdict = _spend(ceiling, request)
    return verdict, available - amount if verdict in _PASSING else available


def fits(*, available_minor: int, approval_above_minor: int, closed: bool, amount_minor: int) -> bool:
    """Whether spend in the limit's own currency is plainly ``committed``, so that nothing else need be asked."""
    return 0 < amount_minor <= available_minor and amount_minor <= approval_above_minor and not closed


def weigh_every_level(
    ceilings: Sequence[Ceiling], request: Request, *, same_currency: bool
) -> tuple[Verdict, list[tuple[Verdict, int]]]:
    """Return the verdict over all levels and each level's own with what it has after; all pass or nothing moves."""
    if not ceilings:
        raise ValueError("a request must be checked somewhere")
    weighed = [weigh(ceiling, request, same_currency=same_currency) for ceiling in ceilings]
    verdict = (
        weighed[0][0] if len(weighed) == 1 else min((each for each, _ in weighed), key=_ORDER.__getitem__)
    )
    if verdict in _PASSING:
        return verdict, weighed
    return verdict, [
        (own, ceiling.available_minor) for (own, _), ceiling in zip(weighed, ceilings, strict=True)
    ]


def decide_at_every_level(
    *, positions: Sequence[Position], request: Request
) -> tuple[Verdict, tuple[Decision, ...]]:
    """Return the verdict over all levels (line, group, quarter, year) and each level's own; change nothing.

    All pass or nothing moves: the verdict that stands first in the order of checks wins.
    """
    if not positions:
        raise ValueError("a request must be checked somewhere")
    decisions = tuple(decide(position=position, request=request) for position in positions)
    verdict = min((decision.verdict for decision in decisions), key=_ORDER.__getitem__)
    if is_passed(verdict):
        return verdict, decisions
    return verdict, tuple(
        Decision(decision.verdict, position.limit - position.posted - position.pending)
        for decision, position in zip(decisions, positions, strict=True)
    )


def is_passed(verdict: Verdict) -> bool:
    """Whether the money moves."""
    return verdict in _PASSING


def _spend(ceiling: Ceiling, request: Request) -> Verdict:
    """Return the verdict on money that can still be stopped, its currency known to be the line's."""
    amount = request.amount.minor
    assert ceiling.tolerance_minor >= 0, "a tolerance is never negative"
    excess = amount - ceiling.available_minor
    over = excess > ceiling.tolerance_minor
    if over and ceiling.control is Control.block:
        return Verdict.exceeds_limit
    if over and ceiling.control is Control.approve_over and excess > request.override_minor:
        return Verdict.needs_override
    if amount > ceiling.approval_above_minor and not request.approved:
        return Verdict.needs_approval
    return _passed(ceiling.control, excess=excess, over=over)


def _passed(control: Control, *, excess: int, over: bool) -> Verdict:
    """Return how spend passes that nothing holds back any more."""
    if excess <= 0:
        return Verdict.committed
    if not over:
        return Verdict.committed_tolerated
    if control is Control.approve_over:
        return Verdict.committed_by_override
    return Verdict.committed_warned if control is Control.warn else Verdict.committed_over
