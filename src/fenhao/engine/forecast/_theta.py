"""The dynamic optimised theta model: a level that follows the series, and a straight line that is learnt on the way.

Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016, "Models for optimising the theta method and their relationship
to state space models", equations 11 to 15. Level, smoothing and theta are searched on a fixed spread of points, all of them
at once, so that the same series has the same forecast on every machine.
"""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.forecast._season import FloatArray
from fenhao.engine.forecast._spread import around, spread

_FIRST, _EACH, _KEPT = 128, 10, 4
_WIDTHS = (0.25, 0.1, 0.04, 0.015)
_WARM = 3
"""The first errors tell of the start and not of the fit."""
_SMOOTHS = (0.05, 0.94)
_SLANTS = 0.95
"""1 - 1/theta lies between nothing (a level alone) and this."""
_LEVELS = 1.2
"""The level before the first value is searched between nothing and this many times the first value."""


@dataclass(slots=True)
class _Line:
    """The straight line through what is known so far: intercept and slope, and how many values it knows."""

    count: int = 0
    mean: float = 0.0
    start: float = 0.0
    slope: float = 0.0

    def take(self, value: float) -> None:
        """Learn one more value."""
        before, self.count = self.mean, self.count + 1
        count = self.count
        self.mean = ((count - 1) * before + value) / count
        self.slope = (
            ((count - 2) * self.slope + 6 * (value - before) / count) / (count + 1) if count > 1 else 0.0
        )
        self.start = self.mean - (count + 1) / 2 * self.slope


def theta(values: FloatArray, *, horizon: int) -> tuple[FloatArray, FloatArray, float]:
    """Return the forecast, the fitted values and the smoothing of a series without season."""
    cube = spread(3, _FIRST)
    scores = _run(values, cube, horizon=0)[0]
    for turn, width in enumerate(_WIDTHS):
        best = cube[:, np.argsort(scores, kind="stable")[:_KEPT]]
        more = around(best, width=width, each=_EACH, start=1 + turn)
        cube = np.concatenate([cube, more], axis=1)
        scores = np.concatenate([scores, _run(values, more, horizon=0)[0]])
    chosen = int(np.argmin(scores))
    only = cube[:, chosen : chosen + 1]
    _, path = _run(values, only, horizon=horizon)
    return path[len(values) :], path[: len(values)], float(_smooth(only)[0])


def _smooth(cube: FloatArray) -> FloatArray:
    return np.asarray(_SMOOTHS[0] + _SMOOTHS[1] * cube[0], dtype=np.float64)


def _run(values: FloatArray, cube: FloatArray, *, horizon: int) -> tuple[FloatArray, FloatArray]:
    """Return each point's squared error, and the first point's path through the values and ``horizon`` places beyond."""
    smooth, slant = _smooth(cube), _SLANTS * cube[1]
    level = float(values[0]) * _LEVELS * cube[2]
    left, score, line = np.ones_like(smooth), np.zeros_like(smooth), _Line()
    path = np.zeros(len(values) + horizon)
    for place in range(len(values) + horizon):
        start, slope = (line.start, line.slope) if place else (float(values[0]), 0.0)
        after = left * (1 - smooth)
        told = level + slant * (left * start + (1 - after) / smooth * slope)
        path[place] = told[0]
        value = float(values[place]) if place < len(values) else float(told[0])
        if _WARM <= place < len(values):
            score += (value - told) ** 2
        level = smooth * value + (1 - smooth) * level
        left = after
        line.take(value)
    return score, path
