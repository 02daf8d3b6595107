"""How many contracts are still there after each renewal: as counted, and as a fit says of the same contracts."""

from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import bdw
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._scores import drawn_parameters
from fenhao.engine.value.lifetime._special import FloatArray

AT_RISK_MIN = 30
"""A renewal that fewer contracts came to is not told: its share would be chance."""

_RENEWALS_MAX = 120
_DRAWS, _DRAWS_MIN = 400, 20
_WORK_MAX = 4_000_000
_RANGE = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal, the first being 1: ``at_risk`` contracts came to it, ``lost`` of them were not renewed.

    ``kept`` is the share of contracts still there after it as counted (Kaplan & Meier 1958), ``expected`` that share by the fit,
    of the contracts that came to each renewal. Were the fit right, ``kept`` would lie from ``low`` to ``high`` in 95 of 100 such bases.
    """

    renewal: int
    at_risk: int
    lost: int
    kept: float
    expected: float
    low: float
    high: float


def renewals_seen(fit: Fit, counts: bdw.ContractCounts, *, seed: int) -> tuple[Renewal, ...]:
    """Return the renewals that at least ``AT_RISK_MIN`` contracts came to; ``counts`` are those that ``fit`` was made of.

    What the fit does not know of its parameters is in the range, and what chance does to so many contracts.
    """
    last = int(counts.renewals.max(initial=0))
    dates = np.arange(1, min(last, _RENEWALS_MAX) + 1)
    came = counts.renewals[:, None] >= dates
    at_risk = counts.customers @ came
    dates = dates[at_risk >= AT_RISK_MIN]
    if not fit.is_found or not len(dates):
        return ()
    at_risk = at_risk[: len(dates)]
    lost = (counts.customers * counts.is_lost) @ (counts.renewals[:, None] == dates)
    rows = np.column_stack(
        [counts.courses.begins, counts.courses.levels.reshape(len(counts.courses.begins), -1)]
    )
    _, first, of_course = np.unique(rows[counts.group], axis=0, return_index=True, return_inverse=True)
    there = np.zeros((len(first), len(dates)))
    np.add.at(there, of_course.reshape(-1), counts.customers[:, None] * came[:, : len(dates)])
    courses = counts.courses.of(counts.group[first])
    spread = bdw.Courses(
        np.repeat(courses.begins, len(dates) + 1, axis=0), np.repeat(courses.levels, len(dates) + 1, axis=0)
    )
    steps = np.tile(np.arange(len(dates) + 1, dtype=np.float64), len(first))

    def leaving(values: tuple[float, ...]) -> FloatArray:
        """Return the share of those who come to each renewal that is lost at it."""
        reach = bdw.survival(fit.at(values), renewals=steps, courses=spread).reshape(len(first), -1)
        gone = 1 - np.divide(reach[:, 1:], reach[:, :-1], out=np.zeros_like(there), where=reach[:, :-1] > 0)
        return np.asarray(np.clip(np.sum(there * gone, axis=0) / at_risk, 0, 1), dtype=np.float64)

    chance = Generator(PCG64(seed))
    draws = max(_DRAWS_MIN, min(_DRAWS, _WORK_MAX // len(steps)))
    drawn = np.array([leaving(each) for each in drawn_parameters(fit, draws=draws, chance=chance)])
    bases = np.cumprod(1 - chance.binomial(at_risk, drawn) / at_risk, axis=1)
    low, high = np.quantile(bases, _RANGE, axis=0)
    kept, expected = np.cumprod(1 - lost / at_risk), np.cumprod(1 - leaving(fit.values))
    return tuple(
        Renewal(
            int(dates[at]),
            int(at_risk[at]),
            int(lost[at]),
            float(kept[at]),
            float(expected[at]),
            float(low[at]),
            float(high[at]),
        )
        for at in range(len(dates))
    )
