"""Customers who are alike are chosen together: where few kinds of customer exist, their numbers are one small linear programme.

This is how it always is when nothing speaks for one customer before another: then prices alone leave ties that no order
of customers settles well, and the programme's answer is the best there is but for the fractions of single customers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.value.choice._dual import limits_of
from fenhao.engine.value.choice._problem import NOBODY, Places, Worth
from fenhao.engine.value.choice._trial import Floats

_TYPES_MAX = 500
_LOOK = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class ByTypes:
    """The whole part of the programme's answer, the bound that it proves, and its prices in the order of ``limits_of``."""

    arm: Places
    bound: float
    prices: Floats


def by_types(worth: Worth) -> ByTypes | None:
    """Return the choice by kinds of customer; None where there are too many kinds."""
    kinds = _kinds(worth)
    if kinds is None:
        return None
    first, kind, counts = kinds
    from scipy.optimize import linprog  # takes a second to import: only where it is needed

    arms, types = len(worth.gain), len(first)
    gain = worth.gain[:, first]
    open_ones = np.isfinite(gain)
    cells = np.argwhere(open_ones)  # (arm, type) of each unknown
    rows = []
    if worth.budget is not None:
        rows.append(worth.cost[cells[:, 0], first[cells[:, 1]]].astype(np.float64))
    rows += [np.isin(cells[:, 0], list(limit.arms)).astype(np.float64) for limit in worth.limits]
    own = np.zeros((types, len(cells)))
    own[cells[:, 1], np.arange(len(cells))] = 1.0
    answer = linprog(
        c=-gain[cells[:, 0], cells[:, 1]],
        A_ub=np.vstack([*rows, own]),
        b_ub=np.concatenate([limits_of(worth), counts.astype(np.float64)]),
        method="highs",
    )
    if answer.status != 0:
        return None
    arm = np.full(len(kind), NOBODY, dtype=np.int32)
    whole = np.zeros((arms, types), dtype=np.int64)
    whole[cells[:, 0], cells[:, 1]] = np.floor(np.asarray(answer.x) + 1e-7).astype(np.int64)
    order = np.argsort(kind, kind="stable")
    begins = np.concatenate([[0], np.cumsum(counts)])
    for place in range(types):
        at = int(begins[place])
        for one in range(arms):
            arm[order[at : at + int(whole[one, place])]] = one
            at += int(whole[one, place])
    bound = -float(answer.fun)
    prices = -np.asarray(answer.ineqlin.marginals, dtype=np.float64)[: len(rows)]
    return ByTypes(arm, bound * (1 + 1e-9) + 1e-9, np.maximum(prices, 0.0))


_Kinds = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]


def _kinds(worth: Worth) -> _Kinds | None:
    """Return each kind's first customer, each customer's kind and the kinds' sizes; None for too many kinds."""
    mark = _marks(worth, slice(None, None, max(1, worth.gain.shape[1] // _LOOK)))
    if len(np.unique(mark)) > _TYPES_MAX:
        return None
    found, first, kind, counts = np.unique(
        _marks(worth, slice(None)), return_index=True, return_inverse=True, return_counts=True
    )
    if len(found) > _TYPES_MAX:
        return None
    # The mark is a number made of the customer's figures: whether equal marks are equal customers is looked at.
    alike = (worth.gain == worth.gain[:, first[kind]]).all() and (
        worth.cost == worth.cost[:, first[kind]]
    ).all()
    return (first, kind, counts) if alike else None


def _marks(worth: Worth, part: slice) -> Floats:
    gain = np.nan_to_num(worth.gain[:, part], neginf=-1.0)
    weights = np.sqrt(np.arange(2, 2 + 2 * len(gain)))
    return np.asarray(weights[: len(gain)] @ gain + weights[len(gain) :] @ worth.cost[:, part])
