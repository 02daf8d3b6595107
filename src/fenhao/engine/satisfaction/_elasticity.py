"""By how much satisfaction, or renewal, goes with what is spent on service: cells of tier, channel and month compared in logs.

The logarithm of the outcome is regressed on that of the cost per ticket, each cell of tier and channel and each month with a
level of its own, cells weighted by their answers. So only changes within a cell that other cells did not share count. What lies
within a cell is not independent from month to month: the error is the jackknife over whole cells with Student's t, MacKinnon,
Nielsen and Webb (2023), Journal of Econometrics 232, 272-299 (CV3). Nobody drew by lot what was spent where: it is association.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner
from numpy.typing import NDArray

from fenhao.engine.satisfaction._intervals import Interval

Floats = NDArray[np.float64]

GROUPS_MIN, MONTHS_MIN, ROWS_MIN, ANSWERS_MIN = 6, 4, 30, 5
_MOVES_MIN = 0.02
"""Cost within cells has to move by two percent at least (standard deviation of the logarithm) to learn anything from."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group (tier and channel) in one month: its cost per ticket in minor units, the outcome, and the answers behind it.

    ``outcome`` is a positive number: a mean score, or a share of renewals.
    """

    group: str
    month: str
    cost: float
    outcome: float
    answers: int


class Verdict(Enum):
    """Whether there is an elasticity to tell, in the order in which it is asked."""

    few_cells = "few_cells"  # fewer than thirty cells with five answers each
    few_groups = "few_groups"  # fewer than six tiers and channels
    few_months = "few_months"  # fewer than four months
    cost_still = "cost_still"  # cost hardly moved within cells beyond what all shared
    found = "found"


@dataclass(frozen=True, slots=True)
class Elasticity:
    """Percent of outcome that go with one percent more cost, None unless ``found``. An estimate, never money.

    ``randomised`` says whether spending was drawn by lot, so that the cost may be called the cause.
    """

    verdict: Verdict
    cells: int
    groups: int
    months: int
    answers: int
    percent: Interval | None = None
    randomised: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves no doubt about the direction."""
        return self.percent is not None and (self.percent.low > 0 or self.percent.high < 0)


def elasticity(cells: Sequence[Cell], *, randomised: bool = False) -> Elasticity:
    """Return the elasticity of the outcome to cost, or why the data are too thin for one."""
    held = sorted(
        (each for each in cells if each.answers >= ANSWERS_MIN and each.cost > 0 and each.outcome > 0),
        key=lambda each: (each.group, each.month),
    )
    groups = sorted({each.group for each in held})
    months = sorted({each.month for each in held})
    answers = sum(each.answers for each in held)

    def told(verdict: Verdict, percent: Interval | None = None) -> Elasticity:
        """Return what was found."""
        return Elasticity(verdict, len(held), len(groups), len(months), answers, percent, randomised)

    for verdict, found, least in (
        (Verdict.few_cells, len(held), ROWS_MIN),
        (Verdict.few_groups, len(groups), GROUPS_MIN),
        (Verdict.few_months, len(months), MONTHS_MIN),
    ):
        if found < least:
            return told(verdict)
    percent = _jackknifed(held, groups, months)
    return told(Verdict.cost_still) if percent is None else told(Verdict.found, percent)


def _jackknifed(held: Sequence[Cell], groups: Sequence[str], months: Sequence[str]) -> Interval | None:
    """Return the slope with its interval; None where cost does not move enough in the whole or without one of the groups."""
    cost = np.log([each.cost for each in held])
    outcome = np.log([each.outcome for each in held])
    weight = np.array([float(each.answers) for each in held])
    group = np.array([groups.index(each.group) for each in held])
    month = np.array([months.index(each.month) for each in held])
    levels = np.column_stack(
        [group[:, None] == np.arange(len(groups)), month[:, None] == np.arange(1, len(months))]
    ).astype(np.float64)
    slope = _slope(cost, outcome, levels, weight)
    without = [
        _slope(cost[kept], outcome[kept], levels[kept], weight[kept])
        for kept in (group != each for each in range(len(groups)))
    ]
    if slope is None or any(each is None for each in without):
        return None
    count = len(groups)
    apart = sum((each - slope) ** 2 for each in without if each is not None)
    reach = float(scipy.special.stdtrit(count - 1, 0.975)) * sqrt((count - 1) / count * apart)
    return Interval(slope - reach, slope, slope + reach)


def _slope(cost: Floats, outcome: Floats, levels: Floats, weight: Floats) -> float | None:
    """Return the weighted slope once levels are taken out of both (Frisch, Waugh and Lovell)."""
    root = np.sqrt(weight)
    scaled = levels * root[:, None]

    def cleared(values: Floats) -> Floats:
        """Return what the levels leave of the values."""
        seen = values * root
        found, *_ = np.linalg.lstsq(scaled, seen, rcond=None)
        return np.asarray(seen - scaled @ found, dtype=np.float64)

    left = cleared(cost)
    moves = float(left @ left)
    if moves < float(np.sum(weight)) * _MOVES_MIN**2:
        return None
    return float(left @ cleared(outcome)) / moves
