"""A tier policy as the whole numbers that a customer is held against: strict to rise, kept to stay."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from fenhao.engine.value._policy import TierPolicy

NO_MINIMUM = -(2**62)
"""Less than any amount: nothing is asked for."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What one tier asks for. ``share`` is of the customers not dormant, amounts are minor units."""

    share: Fraction
    orders: int
    revenue_minor: int
    net_minor: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every border of a policy: what it takes to rise above it, and what it takes to stay above it."""

    core: Threshold
    core_keep: Threshold
    potential: Threshold
    potential_keep: Threshold
    quiet_days: int
    quiet_days_keep: int


def thresholds(policy: TierPolicy, *, unit_minor: int) -> Thresholds:
    """Return the borders; ``unit_minor`` minor units make one unit of the company's currency."""
    core = Threshold(
        share=policy.core_share,
        orders=policy.core_orders_min,
        revenue_minor=_minor(policy.core_revenue_min, unit_minor),
        net_minor=_minor(policy.core_net_min, unit_minor),
    )
    potential = Threshold(
        share=policy.potential_share,
        orders=policy.potential_orders_min,
        revenue_minor=_minor(policy.potential_revenue_min, unit_minor),
        net_minor=_minor(policy.potential_net_min, unit_minor),
    )
    quiet_keep = floor(policy.dormant_after_days * (1 + policy.keep_band))
    return Thresholds(
        core=core,
        core_keep=_kept(core, policy),
        potential=potential,
        potential_keep=_kept(potential, policy),
        quiet_days=policy.dormant_after_days,
        quiet_days_keep=quiet_keep,
    )


def stay_cutoff(policy: TierPolicy, *, assessed_on: date) -> date:
    """Return the day after which a tier must have begun for its minimum stay to be running still."""
    year, month = divmod(assessed_on.year * 12 + assessed_on.month - 1 - policy.stay_months_min, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(assessed_on.day, monthrange(year, month + 1)[1]))


def _kept(asked: Threshold, policy: TierPolicy) -> Threshold:
    """Return what it takes to stay: the margin more of the places, the band less of each amount."""
    return Threshold(
        share=asked.share + policy.keep_margin,
        orders=_less(asked.orders, policy.keep_band),
        revenue_minor=_less(asked.revenue_minor, policy.keep_band),
        net_minor=_less(asked.net_minor, policy.keep_band),
    )


def _minor(units: int | None, unit_minor: int) -> int:
    """Return the amount in minor units."""
    return NO_MINIMUM if units is None else units * unit_minor


def _less(asked: int, band: Fraction) -> int:
    """Return the least whole number that is not below ``asked`` less the band of it, also where it is negative."""
    return asked if asked == NO_MINIMUM else ceil(asked - abs(asked) * band)
