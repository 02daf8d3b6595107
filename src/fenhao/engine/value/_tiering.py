"""The tier policy as one function: which rule gives a customer its tier."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.value._thresholds import Threshold, Thresholds


class TierReason(Enum):
    """Which rule gave the tier, in the order in which they are asked; ``stay`` overrules a fall."""

    no_order = "no_order"
    quiet = "quiet"
    core_value = "core_value"
    core_kept = "core_kept"
    potential_orders = "potential_orders"
    potential_value = "potential_value"
    potential_kept = "potential_kept"
    other = "other"
    stay = "stay"


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

    ``place`` is the customer's place among the ``awake`` customers, those not dormant; a dormant customer's place is not
    looked at. ``tier_before`` is '' without an earlier assessment; ``stays`` tells that its minimum stay is running still.
    """

    orders: int
    quiet_days: int | None
    place: int
    awake: int
    tier_before: str
    revenue_minor: int = 0
    net_minor: int = 0
    stays: bool = False


@dataclass(frozen=True, slots=True)
class TierDecision:
    """The tier and the rule that gave it."""

    tier: str
    reason: TierReason


def tier_of(borders: Thresholds, standing: Standing) -> TierDecision:
    """Return the tier that the policy gives: the first rule that holds, unless the minimum stay forbids the fall."""
    reason = _reason(borders, standing)
    tier = _TIER[reason]
    if standing.stays and "" < standing.tier_before < tier:
        return TierDecision(standing.tier_before, TierReason.stay)
    return TierDecision(tier, reason)


def is_dormant(borders: Thresholds, standing: Standing) -> bool:
    """Return whether the customer sleeps, and has no place among the others."""
    keeps = standing.tier_before in ("A", "B", "C")
    quiet_max = borders.quiet_days_keep if keeps else borders.quiet_days
    return standing.orders == 0 or standing.quiet_days is None or standing.quiet_days > quiet_max


def within(standing: Standing, share: Fraction) -> bool:
    """Return whether the place lies in the top share: place / awake <= share, without a division."""
    return standing.place * share.denominator <= share.numerator * standing.awake


def brings(standing: Standing, asked: Threshold) -> bool:
    """Return whether revenue and net profit are what a tier asks for."""
    return standing.revenue_minor >= asked.revenue_minor and standing.net_minor >= asked.net_minor


def _reason(borders: Thresholds, standing: Standing) -> TierReason:
    """Return the first rule that holds; the relation ``tier_standings`` asks the same in the same order."""
    if standing.orders == 0 or standing.quiet_days is None:
        return TierReason.no_order
    if is_dormant(borders, standing):
        return TierReason.quiet
    if _core(standing, borders.core):
        return TierReason.core_value
    if standing.tier_before == "A" and _core(standing, borders.core_keep):
        return TierReason.core_kept
    asked, keep = borders.potential, borders.potential_keep
    if standing.orders >= asked.orders and brings(standing, asked):
        return TierReason.potential_orders
    if within(standing, asked.share) and brings(standing, asked):
        return TierReason.potential_value
    held = within(standing, keep.share) or standing.orders >= keep.orders
    if standing.tier_before in ("A", "B") and held and brings(standing, keep):
        return TierReason.potential_kept
    return TierReason.other


def _core(standing: Standing, asked: Threshold) -> bool:
    """Return whether a customer is core by what is asked."""
    return standing.orders >= asked.orders and within(standing, asked.share) and brings(standing, asked)
