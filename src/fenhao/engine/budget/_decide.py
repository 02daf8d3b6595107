"""Hard control: what a budget says to one request, as a pure function."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.kernel import Money


class Verdict(Enum):
    """Every way a request can end, in the order checked; the first that holds is the answer."""

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
    available = position.limit - position.posted - position.pending
    amount = request.amount
    stoppable = request.kind is RequestKind.spend
    if amount.minor <= 0:
        return Decision(Verdict.amount_not_positive, available)
    if stoppable and position.closed:
        return Decision(Verdict.period_closed, available)
    if amount.currency != available.currency:
        return Decision(Verdict.currency_mismatch, available)
    if request.kind is RequestKind.reversal:
        return Decision(Verdict.recorded, available + amount)
    if request.kind is RequestKind.fact:
        verdict = Verdict.recorded_over if amount > available else Verdict.recorded
        return Decision(verdict, available - amount)
    return _spend(position, request, available)


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


def _spend(position: Position, request: Request, available: Money) -> Decision:
    """Return the decision on money that can still be stopped, its currency known to be the line's."""
    amount = request.amount
    assert position.tolerance_minor >= 0, "a tolerance is never negative"
    excess = amount.minor - available.minor
    over = excess > position.tolerance_minor
    overridden = excess <= request.override_minor
    if over and position.control is Control.block:
        return Decision(Verdict.exceeds_limit, available)
    if over and position.control is Control.approve_over and not overridden:
        return Decision(Verdict.needs_override, available)
    if amount > position.approval_above and not request.approved:
        return Decision(Verdict.needs_approval, available)
    return Decision(_passed(position.control, excess=excess, over=over), available - amount)


def _passed(control: Control, *, excess: int, over: bool) -> Verdict:
    """Return how spend passes that nothing holds back any more."""
    if excess <= 0:
        return Verdict.committed
    if not over:
        return Verdict.committed_tolerated
    if control is Control.approve_over:
        return Verdict.committed_by_override
    return Verdict.committed_warned if control is Control.warn else Verdict.committed_over
