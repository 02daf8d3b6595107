"""How well chances told apart who did and who did not: the area under the curve with its interval, and chance against outcome."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FlagArray = NDArray[np.bool_]

BANDS = 10
_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Band:
    """Customers of like chances: the mean chance told, and the share of them with the outcome."""

    customers: int
    told: float
    came: float


def area(scores: FloatArray, came: FlagArray) -> float:
    """Return how often one with the outcome scores above one without; ties count half. One half where there is no pair."""
    hits = int(came.sum())
    misses = len(came) - hits
    if not hits or not misses:
        return 0.5
    _, back, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[back]
    return float((rank[came].sum() - hits * (hits + 1) / 2) / (hits * misses))


def likely_area(scores: FloatArray, came: FlagArray) -> tuple[float, float, float]:
    """Return the area with its 95 % interval. Hanley & McNeil (1982), eq. 1 with their exponential approximation."""
    found = area(scores, came)
    hits = int(came.sum())
    misses = len(came) - hits
    if not hits or not misses:
        return 0.0, found, 1.0
    one, two = found / (2 - found), 2 * found * found / (1 + found)
    spread = found * (1 - found) + (hits - 1) * (one - found * found) + (misses - 1) * (two - found * found)
    reach = _Z95 * sqrt(max(0.0, spread) / (hits * misses))
    return max(0.0, found - reach), found, min(1.0, found + reach)


def bands(chances: FloatArray, came: FlagArray) -> tuple[Band, ...]:
    """Return customers in the order of chances in ten parts, equal but for those of one chance, who stay together."""
    if not len(chances):
        return ()
    order = np.argsort(chances, kind="stable")
    _, first = np.unique(chances[order], return_index=True)
    sizes = np.diff(np.append(first, len(order)))
    # whoever has the same chance lies in the part in which the middle of them lies
    middle = np.repeat(first + sizes / 2, sizes)
    part = np.minimum((middle / len(order) * BANDS).astype(np.int64), BANDS - 1)
    made = []
    for number in range(BANDS):
        inside = order[part == number]
        if len(inside):
            made.append(Band(len(inside), float(chances[inside].mean()), float(came[inside].mean())))
    return tuple(made)


def distance(parts: tuple[Band, ...]) -> float:
    """Return how far chances lie from outcomes over the average customer."""
    whole = sum(each.customers for each in parts)
    return sum(each.customers * abs(each.told - each.came) for each in parts) / whole if whole else 0.0


def lift_of_top(scores: FloatArray, came: FlagArray, *, share: float) -> float:
    """Return how many times as many of the share with the highest scores had the outcome as of everybody."""
    count = max(1, round(share * len(scores)))
    top = np.argsort(-scores, kind="stable")[:count]
    base = float(came.mean())
    return float(came[top].mean()) / base if base else 0.0
