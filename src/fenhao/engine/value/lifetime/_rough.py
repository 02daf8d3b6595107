"""Climbing a large log: first on copies with rough days, which cost little, then from there on all of it."""

from collections.abc import Callable, Sequence

from fenhao.engine.value.lifetime._counts import PurchaseCounts, coarser
from fenhao.engine.value.lifetime._fit import Edge, FitState, Likelihood, Summit, highest

_ROUGH_PARTS = (16, 64)
_ROUGH_MIN = 4
"""A copy is worth its climb when it has at most a quarter of the histories."""


def highest_of_many(
    counts: PurchaseCounts,
    *,
    likelihood: Likelihood,
    rough: Callable[[PurchaseCounts], Likelihood],
    starts: Sequence[tuple[float, ...]],
    edge: Edge,
) -> Summit:
    """Return the best summit of ``likelihood``; ``rough`` gives the surface of fewer histories.

    Where a copy runs to an edge of the model, one start on the days themselves has to end there as well to settle it.
    """
    near, hint = tuple(starts), FitState.found
    for parts in _ROUGH_PARTS:
        few = coarser(counts, grain_days=max(2, int(counts.age_days.max()) // parts)).counts
        if _ROUGH_MIN * len(few) > len(counts):
            break
        summit = highest(likelihood=rough(few), starts=near, edge=edge)
        hint = FitState.found if summit.is_certified else edge(summit.values)
        near = (summit.values,) if summit.is_certified else tuple(starts)
    if hint is not FitState.found:
        near = near[:1]
    summit = highest(likelihood=likelihood, starts=near, edge=edge)
    settled = summit.is_certified or (hint is not FitState.found and edge(summit.values) is hint)
    if len(near) < len(starts) and not settled:
        return highest(likelihood=likelihood, starts=starts, edge=edge)
    return summit
