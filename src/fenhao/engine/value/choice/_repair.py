"""From prices to an answer that keeps every limit: take in the order of reduced gain, fill, and move up."""

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.value.choice._dual import Priced
from fenhao.engine.value.choice._problem import NOBODY, Places, Worth, used
from fenhao.engine.value.choice._trial import Floats

_PASSES_MAX = 12
_TIE = 1e-9
Order = NDArray[np.intp]


def repaired(worth: Worth, held: Priced) -> Places:
    """Return a choice within budget and limits, close to what customers take at those prices.

    Ties are settled by the customers' order.
    """
    arm = np.full(worth.gain.shape[1], NOBODY, dtype=np.int32)
    reduced = _reduced(worth, held.prices)
    wanted = np.flatnonzero(held.arm != NOBODY)
    order = wanted[np.argsort(-held.reduced[wanted], kind="stable")]
    # Of arms that are as good at these prices the cheapest: what it leaves over moves customers up below.
    slack = _TIE * float(worth.gain.max(initial=1.0))
    tied = reduced[:, order] >= held.reduced[order] - slack
    cheapest = np.argmin(np.where(tied, worth.cost[:, order], np.iinfo(np.int64).max), axis=0)
    _admit(worth, arm, order, cheapest.astype(np.int32))
    return filled(worth, arm, held.prices)


def filled(worth: Worth, arm: Places, prices: Floats) -> Places:
    """Return a choice within its limits after what room is left was used, at those prices."""
    arm = arm.copy()
    reduced = _reduced(worth, prices)
    for _ in range(_PASSES_MAX):
        free = np.flatnonzero(arm == NOBODY)
        if not len(free) or not _fill(worth, arm, free, reduced):
            break
    for _ in range(_PASSES_MAX):
        if not _move_up(worth, arm):
            break
    return arm


def _reduced(worth: Worth, prices: Floats) -> Floats:
    """Return (arms, n) gains less prices."""
    has_budget = worth.budget is not None
    per_arm = prices[int(has_budget) :] @ worth.usage if worth.limits else np.zeros(len(worth.gain))
    paid = prices[0] * worth.cost if has_budget else 0.0
    return np.asarray(worth.gain - per_arm[:, None] - paid)


def _room(worth: Worth, arm: Places) -> tuple[float, list[int]]:
    """Return what is left of the budget and of each limit."""
    cost, taken = used(worth, arm)
    left = np.inf if worth.budget is None else worth.budget - cost
    return left, [limit.most - count for limit, count in zip(worth.limits, taken, strict=True)]


def _admit(worth: Worth, arm: Places, order: Order, wanted: Places) -> int:
    """Give customers their wanted arm in that order as far as there is room; return how many got it.

    A pass takes everybody before the first who does not fit, then leaves out who can never fit, and goes on.
    """
    given = 0
    for _ in range(_PASSES_MAX):
        if not len(order):
            break
        left, rooms = _room(worth, arm)
        cost = worth.cost[wanted, order]
        fits = np.cumsum(cost) <= left
        possible = cost <= left
        for limit, room in zip(worth.limits, rooms, strict=True):
            counts = np.isin(wanted, list(limit.arms))
            fits &= ~counts | (np.cumsum(counts) <= room)
            possible &= ~counts | (room > 0)
        if fits.any():
            arm[order[fits]] = wanted[fits]
            given += int(fits.sum())
        rest = possible & ~fits
        if not fits.any() and not rest.any():
            break
        order, wanted = order[rest], wanted[rest]
    return given


def _fill(worth: Worth, arm: Places, free: Order, reduced: Floats) -> int:
    """Give customers without an arm the best that still has room."""
    left, rooms = _room(worth, arm)
    closed = np.zeros(len(worth.gain), dtype=bool)
    for limit, room in zip(worth.limits, rooms, strict=True):
        if room <= 0:
            closed[list(limit.arms)] = True
    can = np.isfinite(worth.gain[:, free]) & ~closed[:, None] & (worth.cost[:, free] <= left)
    score = np.where(can, reduced[:, free], -np.inf)
    best = np.argmax(score, axis=0).astype(np.int32)
    value = score[best, np.arange(len(free))]
    there = np.flatnonzero(np.isfinite(value))
    # At the right prices many are equally good: then more gain for the money, then who stands first.
    rate = worth.gain[best[there], free[there]] / np.maximum(worth.cost[best[there], free[there]], 1)
    order = there[np.lexsort((-rate, -value[there]))]
    return _admit(worth, arm, free[order], best[order])


def _move_up(worth: Worth, arm: Places) -> int:
    """Move customers to a better arm where the extra cost and the limits allow it; return how many moved."""
    treated = np.flatnonzero(arm != NOBODY)
    if not len(treated):
        return 0
    left, rooms = _room(worth, arm)
    closed = np.zeros(len(worth.gain), dtype=bool)
    for limit, room in zip(worth.limits, rooms, strict=True):
        if room <= 0:
            closed[list(limit.arms)] = True
    now = arm[treated]
    more = worth.gain[:, treated] - worth.gain[now, treated]
    extra = worth.cost[:, treated] - worth.cost[now, treated]
    can = (more > 0) & (extra <= left) & ~closed[:, None]
    score = np.where(can, more / np.maximum(extra, 1), -np.inf)
    best = np.argmax(score, axis=0).astype(np.int32)
    there = np.flatnonzero(np.isfinite(score[best, np.arange(len(treated))]))
    there = there[np.argsort(-score[best[there], there], kind="stable")]
    spent = np.cumsum(np.maximum(extra[best[there], there], 0)) <= left
    for limit, room in zip(worth.limits, rooms, strict=True):
        spent &= np.cumsum(np.isin(best[there], list(limit.arms))) <= room
    moved = there[spent]
    arm[treated[moved]] = best[moved]
    return len(moved)
