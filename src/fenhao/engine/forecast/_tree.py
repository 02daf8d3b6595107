"""Lines, tiers and the whole: each foretold for itself, then moved as little as their spreads ask for until they agree."""

from collections.abc import Sequence

import numpy as np

from fenhao.engine.forecast._season import FloatArray


def reconciled(
    *, own: Sequence[FloatArray], spreads: Sequence[FloatArray], groups: Sequence[Sequence[int]], floor: bool
) -> FloatArray:
    """Return the lines' middles, a row each, so that lines, groups and the whole agree.

    ``own`` and ``spreads`` hold the lines first, then the groups, then the whole, each foretold for itself; ``groups`` name
    the lines of each group. Weighted least squares: what is surest moves least (Wickramasuriya, Athanasopoulos and
    Hyndman 2019, "Optimal forecast reconciliation", with the variances on the diagonal). With ``floor`` no line
    goes below nothing; sums are always the sums of the lines.
    """
    lines = len(own) - len(groups) - 1
    rows = [np.eye(lines)]
    for members in groups:
        row = np.zeros((1, lines))
        row[0, list(members)] = 1.0
        rows.append(row)
    sums = np.concatenate([*rows, np.ones((1, lines))])
    told, wide = np.array(own), np.maximum(np.array(spreads), 1e-6)
    found = np.zeros((lines, told.shape[1]))
    for place in range(told.shape[1]):
        weights = 1 / wide[:, place]
        answer, *_ = np.linalg.lstsq(sums * weights[:, None], told[:, place] * weights, rcond=None)
        found[:, place] = answer
    return np.maximum(found, 0.0) if floor else found
