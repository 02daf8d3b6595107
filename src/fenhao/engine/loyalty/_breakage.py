"""Breakage: which share of the points outstanding nobody will redeem, learnt from the months in which points were earned.

Points earned in one month are a cohort. Of the points a cohort had left at some age (whole months), a share was redeemed during
that month of age: pooled over cohorts these shares say what becomes of points that are still young (the chain ladder of loss
reserving). What varies between cohorts gives the interval: the jackknife over whole cohorts with Student's t.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import sqrt

import scipy  # loads its parts when they are first used: whoever needs none starts sooner

COHORTS_MIN = 4


@dataclass(frozen=True, slots=True)
class Cohort:
    """Points earned in one month: redeemed and expired by age in whole months, as far as the age is over.

    ``ages`` is how many months of age are over. ``outstanding`` is what is left now.
    """

    month: str
    earned: int
    redeemed: Mapping[int, int]
    expired: Mapping[int, int]
    ages: int
    outstanding: int


class BreakageVerdict(Enum):
    """Whether breakage can be told, in the order in which it is asked."""

    nothing = "nothing"  # no points are outstanding
    few_cohorts = "few_cohorts"  # fewer than four months of earning with a month of age behind them
    found = "found"


@dataclass(frozen=True, slots=True)
class Breakage:
    """Points outstanding, and how many of them are expected to be redeemed: an estimate with its interval, never booked.

    ``horizon`` is the age in months up to which something was seen; ``is_bounded`` says that points live no longer than that.
    Otherwise ``high`` counts every point that outlives the horizon as redeemed.
    """

    verdict: BreakageVerdict
    outstanding: int
    cohorts: int
    horizon: int
    is_bounded: bool
    redeemed_low: float
    redeemed_mid: float
    redeemed_high: float

    def rate(self, redeemed: float) -> float:
        """Return the breakage rate if so many of the outstanding points were redeemed."""
        return 1 - redeemed / self.outstanding if self.outstanding else 0.0


def breakage(cohorts: Sequence[Cohort], *, life_months: int) -> Breakage:
    """Return what becomes of the points outstanding; without an estimate every point counts as redeemed, from none to all."""
    outstanding = sum(each.outstanding for each in cohorts)
    seen = [each for each in cohorts if each.ages > 0 and each.earned > 0]
    horizon = max((each.ages for each in seen), default=0)
    bounded = bool(life_months) and horizon >= life_months
    if not outstanding or len(seen) < COHORTS_MIN:
        verdict = BreakageVerdict.few_cohorts if outstanding else BreakageVerdict.nothing
        return Breakage(
            verdict, outstanding, len(seen), horizon, bounded, 0.0, float(outstanding), float(outstanding)
        )
    ages = min(horizon, life_months) if life_months else horizon
    redeemed, beyond = _expected(cohorts, _shares(seen, ages), ages)
    without = [
        _expected(cohorts, _shares([each for each in seen if each is not left], ages), ages)[0]
        for left in seen
    ]
    count = len(seen)
    apart = sum((each - redeemed) ** 2 for each in without)
    reach = float(scipy.special.stdtrit(count - 1, 0.975)) * sqrt((count - 1) / count * apart)
    rest = 0.0 if bounded else beyond
    return Breakage(
        BreakageVerdict.found,
        outstanding,
        count,
        horizon,
        bounded,
        max(0.0, redeemed - reach),
        redeemed,
        min(float(outstanding), redeemed + rest + reach),
    )


def full_liability_minor(points: int, unit_cost: Fraction) -> int:
    """Return the most that so many points can cost at ``unit_cost`` minor units each, exactly; a part of a minor unit counts as one."""
    whole = points * unit_cost
    return -(-whole.numerator // whole.denominator)


def likely_liability(points: float, unit_cost: Fraction) -> float:
    """Return what so many points are expected to cost, in minor units: an estimate with parts of them, and no money."""
    return points * float(unit_cost)


def _shares(cohorts: Sequence[Cohort], ages: int) -> list[tuple[float, float]]:
    """Return, of the points left at the beginning of each month of age, the shares redeemed and expired within it."""
    found = []
    left = {id(each): each.earned for each in cohorts}
    for age in range(ages):
        there = [each for each in cohorts if each.ages > age]
        open_points = sum(left[id(each)] for each in there)
        redeemed = sum(each.redeemed.get(age, 0) for each in there)
        expired = sum(each.expired.get(age, 0) for each in there)
        for each in there:
            left[id(each)] -= each.redeemed.get(age, 0) + each.expired.get(age, 0)
        found.append((redeemed / open_points, expired / open_points) if open_points else (0.0, 0.0))
    return found


def _expected(
    cohorts: Sequence[Cohort], shares: Sequence[tuple[float, float]], ages: int
) -> tuple[float, float]:
    """Return how many of the points outstanding are redeemed up to that age, and how many are left beyond it."""
    redeemed = beyond = 0.0
    for each in cohorts:
        left = float(each.outstanding)
        for used, lapsed in shares[each.ages : ages]:
            redeemed += left * used
            left *= max(0.0, 1 - used - lapsed)
        beyond += left
    return redeemed, beyond
