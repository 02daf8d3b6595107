"""Points spread evenly over a cube, the same ones every time: where a search without a slope begins and goes on."""

import numpy as np

from fenhao.engine.forecast._season import FloatArray

_ROOTS = (1.618033988749895, 1.324717957244746, 1.2207440846057596, 1.1673039782614187)
"""The generalised golden ratios of one to four dimensions (Roberts 2018, "quasirandom sequences")."""


def spread(dimensions: int, count: int, *, start: int = 1) -> FloatArray:
    """Return ``count`` points of the unit cube, a column each: an additive recurrence by powers of the golden ratio."""
    root = _ROOTS[dimensions - 1]
    steps = np.array([root ** -(place + 1) for place in range(dimensions)])
    return (0.5 + np.outer(steps, np.arange(start, start + count))) % 1.0


def around(best: FloatArray, *, width: float, each: int, start: int) -> FloatArray:
    """Return ``each`` points around every column of ``best``, at most ``width`` away, kept inside the cube."""
    dimensions, count = best.shape
    moves = width * (2 * spread(dimensions, count * each, start=start) - 1)
    return np.clip(np.repeat(best, each, axis=1) + moves, 0.0, 1.0)
