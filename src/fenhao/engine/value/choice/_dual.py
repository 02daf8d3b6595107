"""Prices instead of limits: the Lagrangian bound, and the prices at which it is lowest.

With a price on budget and on every limit, customers part from each other and each takes its best arm. Whatever the
prices, what they then bring together, plus the limits sold at their prices, is a bound that no answer can exceed.
"""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.choice._problem import NOBODY, Places, Worth
from fenhao.engine.value.choice._trial import Floats

_ENOUGH = 1e-5
_HALVINGS = 60
_CUTS_MAX = 60
_SAMPLE = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """The answer to prices: the bound, its slope in each price, and each customer's best arm at its reduced gain."""

    prices: Floats
    bound: float
    slope: Floats
    arm: Places
    reduced: Floats


def limits_of(worth: Worth) -> Floats:
    """Return the right-hand sides: the budget, when there is one, and the limits."""
    budget = [] if worth.budget is None else [float(worth.budget)]
    return np.array([*budget, *(float(limit.most) for limit in worth.limits)])


def priced(worth: Worth, prices: Floats) -> Priced:
    """Return what customers take at those prices, in the order of ``limits_of``."""
    has_budget = worth.budget is not None
    usage = worth.usage
    per_arm = prices[int(has_budget) :] @ usage if len(usage) else np.zeros(len(worth.gain))
    best = np.zeros(worth.gain.shape[1])
    arm = np.full(worth.gain.shape[1], NOBODY, dtype=np.int32)
    for place in range(len(worth.gain)):
        reduced = worth.gain[place] - per_arm[place]
        if has_budget:
            reduced -= prices[0] * worth.cost[place]
        better = reduced > best
        best = np.maximum(best, reduced)
        arm[better] = place
    treated = np.flatnonzero(arm != NOBODY)
    counts = np.bincount(arm[treated], minlength=len(worth.gain)).astype(np.float64)
    taken = usage @ counts if len(usage) else np.zeros(0)
    if has_budget:
        taken = np.concatenate([[float(worth.cost[arm[treated], treated].sum())], taken])
    most = limits_of(worth)
    return Priced(prices, float(prices @ most + best.sum()), most - taken, arm, best)


def lowest(worth: Worth) -> Priced:
    """Return the prices at which the bound is lowest, or nearly: any bound that comes back is a valid one."""
    free = priced(worth, np.zeros(len(limits_of(worth))))
    if (free.slope >= 0).all():
        return free
    if len(free.slope) == 1:
        return _one_price(worth)
    top = _price_tops(worth)
    start = np.zeros_like(top)
    rows = worth.gain.shape[1]
    if rows > 2 * _SAMPLE:
        start = _cutting(_sampled(worth), start, np.zeros_like(top), top, cuts=4 * _CUTS_MAX).prices
        return _cutting(worth, start, start * 0.8, np.minimum(start * 1.25 + top * 1e-3, top), cuts=_CUTS_MAX)
    return _cutting(worth, start, np.zeros_like(top), top, cuts=4 * _CUTS_MAX)


def _price_tops(worth: Worth) -> Floats:
    """Return prices above which nobody takes anything that has that price."""
    dearest = float(worth.gain.max(initial=0.0))
    tops = [dearest * (1 + 1e-9) + 1e-12] * len(worth.limits)
    if worth.budget is not None:
        costly = (worth.cost > 0) & np.isfinite(worth.gain)
        rate = worth.gain[costly] / worth.cost[costly]
        tops.insert(0, float(rate.max(initial=0.0)) * (1 + 1e-9) + 1e-12)
    return np.array(tops)


def _one_price(worth: Worth) -> Priced:
    """Halve the stretch in which the bound turns; it is convex in one price."""
    low, high = 0.0, float(_price_tops(worth)[0])
    best = priced(worth, np.array([high]))
    for _ in range(_HALVINGS):
        here = priced(worth, np.array([(low + high) / 2]))
        if here.bound < best.bound:
            best = here
        if here.slope[0] < 0:
            low = (low + high) / 2
        else:
            high = (low + high) / 2
        if here.slope[0] == 0 or (high - low) <= 1e-12 * max(high, 1e-300):
            break
    return best


def _sampled(worth: Worth) -> Worth:
    """Return every k-th customer with limits as much smaller."""
    step = worth.gain.shape[1] // _SAMPLE
    part = worth.gain[:, ::step]
    share = part.shape[1] / worth.gain.shape[1]
    budget = None if worth.budget is None else int(worth.budget * share)
    limits = tuple(type(each)(each.arms, int(each.most * share)) for each in worth.limits)
    return Worth(worth.rows[::step], part, worth.cost[:, ::step], budget, limits)


def _cutting(worth: Worth, start: Floats, low: Floats, high: Floats, *, cuts: int) -> Priced:
    """Kelley's cutting planes: each answer is a line below the bound; the next prices are where the lines are lowest."""
    from scipy.optimize import (
        linprog,
    )  # takes a second to import: only where several limits are priced at once

    best = priced(worth, start)
    points = [best]
    scale = np.maximum(high, 1e-12)
    for _ in range(cuts):
        lines = np.array([[*(each.slope * scale), -1.0] for each in points])
        ends = np.array([each.slope @ each.prices - each.bound for each in points])
        unit = max(1.0, float(np.abs(lines[:, :-1]).max()))
        lines[:, :-1] /= unit
        answer = linprog(
            c=[*([0.0] * len(scale)), 1.0],
            A_ub=lines,
            b_ub=ends / unit,
            bounds=[*zip(low / scale, high / scale, strict=True), (None, None)],
            method="highs",
        )
        if answer.status != 0:
            break
        here = priced(worth, np.asarray(answer.x[:-1]) * scale)
        best = here if here.bound < best.bound else best
        if best.bound - float(answer.fun) * unit <= _ENOUGH * max(1.0, abs(best.bound)):
            break
        points.append(here)
    return best
