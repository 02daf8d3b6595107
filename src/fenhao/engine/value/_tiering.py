"""The tier policy as one function: which rule gives a customer its tier."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.value._policy import TierPolicy


class TierReason(Enum):
    """Which rule gave the tier, in the order in which they are asked."""

    no_order = "no_order"
    quiet = "quiet"
    core_value = "core_value"
    core_kept = "core_kept"
    potential_orders = "potential_orders"
    potential_value = "potential_value"
    potential_kept = "potential_kept"
    other = "other"


_TIER = {
    TierReason.no_order: "D",
    TierReason.quiet: "D",
    TierReason.core_value: "A",
    TierReason.core_kept: "A",
    TierReason.potential_orders: "B",
    TierReason.potential_value: "B",
    TierReason.potential_kept: "B",
    TierReason.other: "C",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer on an assessment day.

    ``place`` is the customer's place by value (then orders, then id) among the ``awake`` customers, those not
    dormant; a dormant customer's place is not looked at. ``tier_before`` is '' without an earlier assessment.
    """

    orders: int
    quiet_days: int | None
    place: int
    awake: int
    tier_before: str


@dataclass(frozen=True, slots=True)
class TierDecision:
    """The tier and the rule that gave it."""

    tier: str
    reason: TierReason


def tier_of(policy: TierPolicy, standing: Standing) -> TierDecision:
    """Return the tier that the policy gives: the first rule that holds."""
    reason = _reason(policy, standing)
    return TierDecision(_TIER[reason], reason)


def _reason(policy: TierPolicy, standing: Standing) -> TierReason:
    """Return the first rule that holds; the relation ``tiers`` asks the same in the same order."""
    if standing.orders == 0 or standing.quiet_days is None:
        return TierReason.no_order
    if standing.quiet_days > policy.dormant_after_days:
        return TierReason.quiet
    if standing.orders >= policy.core_orders_min:
        if _within(standing, policy.core_share):
            return TierReason.core_value
        if standing.tier_before == "A" and _within(standing, policy.core_share + policy.keep_margin):
            return TierReason.core_kept
    if standing.orders >= policy.potential_orders_min:
        return TierReason.potential_orders
    if _within(standing, policy.potential_share):
        return TierReason.potential_value
    keeps = standing.tier_before in ("A", "B")
    if keeps and _within(standing, policy.potential_share + policy.keep_margin):
        return TierReason.potential_kept
    return TierReason.other


def _within(standing: Standing, share: Fraction) -> bool:
    """Return whether the place lies in the top share: place / awake <= share, without a division."""
    return standing.place * share.denominator <= share.numerator * standing.awake
