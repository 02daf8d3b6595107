"""Intervals that hold their promise with a dozen answers too, also when all of them agree.

Shares: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212. Means of a bounded scale, the NPS among them as the mean of -1, 0 and 1:
the adjusted Wald interval of Rocks (2016), The American Statistician 70, 365-372, which adds three answers, three quarters of one
at each end and one and a half in the middle. Differences: the method of variance estimates recovery, Zou and Donner (2008),
Statistics in Medicine 27, 1693-1702.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054
_AT_EACH_END, _IN_THE_MIDDLE = 0.75, 1.5


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the truth lies in nineteen cases out of twenty; ``mid`` is what was observed, an estimate like the ends."""

    low: float
    mid: float
    high: float


def share_interval(good: int, answered: int) -> Interval | None:
    """Return a share with Wilson's interval; None without answers. ValueError for more good answers than answers."""
    if not 0 <= good <= answered:
        raise ValueError(f"{good} of {answered} answers cannot be good")
    if not answered:
        return None
    seen, square = good / answered, NORMAL_95**2
    middle = (seen + square / (2 * answered)) / (1 + square / answered)
    reach = (
        NORMAL_95 * sqrt(seen * (1 - seen) / answered + square / (4 * answered**2)) / (1 + square / answered)
    )
    # the ends of nobody and everybody are exact; sums of floats would miss them by a hair
    low = 0.0 if good == 0 else max(0.0, middle - reach)
    high = 1.0 if good == answered else min(1.0, middle + reach)
    return Interval(low, seen, high)


def mean_interval(scores: Mapping[int, int], *, low: int, high: int) -> Interval | None:
    """Return the mean of scores between ``low`` and ``high`` with its interval; None without answers."""
    answered = sum(scores.values())
    if not answered:
        return None
    middle, held = (low + high) / 2, answered + 2 * _AT_EACH_END + _IN_THE_MIDDLE
    counts = [(float(score), float(count)) for score, count in scores.items()]
    counts += [
        (float(low), _AT_EACH_END),
        (middle, _IN_THE_MIDDLE),
        (float(high), _AT_EACH_END),
    ]
    mean = sum(score * count for score, count in counts) / held
    spread = sum(count * (score - mean) ** 2 for score, count in counts) / held
    reach = NORMAL_95 * sqrt(spread / held)
    seen = sum(score * count for score, count in scores.items()) / answered
    # one answer or two at an end lie beyond what the added answers allow; what was seen is never left out
    return Interval(max(float(low), min(mean - reach, seen)), seen, min(float(high), max(mean + reach, seen)))


def net_interval(*, promoters: int, passives: int, detractors: int) -> Interval | None:
    """Return the net promoter score in points from -100 to 100 with its interval; None without answers."""
    found = mean_interval({1: promoters, 0: passives, -1: detractors}, low=-1, high=1)
    return Interval(100 * found.low, 100 * found.mid, 100 * found.high) if found else None


def difference(later: Interval, earlier: Interval) -> Interval:
    """Return how much the later of two independent figures is above the earlier one."""
    gap = later.mid - earlier.mid
    return Interval(
        gap - sqrt((later.mid - later.low) ** 2 + (earlier.high - earlier.mid) ** 2),
        gap,
        gap + sqrt((later.high - later.mid) ** 2 + (earlier.mid - earlier.low) ** 2),
    )
