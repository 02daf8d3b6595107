"""The best split under the rules, by linear programming (HiGHS through scipy) on curves cut into straight pieces.

A curve that rises and flattens is cut into pieces whose slopes fall, so a linear program fills them in the right order; the
pieces around its answer are then cut finer, until the answer stands. What is left to hand out in whole minor units is an
integer program of one step up or down a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner

from fenhao.engine.value.spending._curve import Curve, Floats
from fenhao.engine.value.spending._rules import Rule, RuleCode

_PIECES = 24
_FINER = 12
_ROUNDS = 5
WORST = 0.2
"""The robust split makes the mean gain over last year's split in the worst fifth of drawn futures as good as it can be."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the range that four of five drawn futures lie in; never booked money."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class Binding:
    """A rule that holds the split back: what one more unit of room would bring, in minor units a unit."""

    rule: Rule
    price: float


@dataclass(frozen=True, slots=True)
class Split:
    """What each cell gets, whole minor units a year; what it is expected to bring, and one more unit in each place.

    ``margin`` is before the spending itself, ``over_last`` how much of it is above that of the past year's split carried to
    this budget, future by future; ``marginal`` belongs to cells, ``more`` is what one more unit of budget would bring
    over and above itself, and ``binding`` the rules that cost something, the dearest first.
    """

    amounts: tuple[int, ...]
    margin: Estimate
    over_last: Estimate
    marginal: tuple[Estimate, ...]
    more: float
    binding: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Rules that cannot all be kept: without any one of them the others could. ``missing_minor`` is by how much they fail."""

    rules: tuple[Rule, ...]
    missing_minor: int


def split(curves: Sequence[Curve], rules: Sequence[Rule], *, robust: bool) -> Split | Clash:
    """Return the split with the most margin after spending, or why there is none.

    ``robust`` asks for the best mean of the worst futures instead of the best mean of all, beside the past year's split
    carried to this budget: money moves only where that is better in bad futures too, and what is not known is not bet on.
    """
    if not _feasible(rules, len(curves)):
        return clash(rules, len(curves))
    most = np.array([_most(place, rules) for place in range(len(curves))], dtype=np.float64)
    grids = [np.unique(np.linspace(0.0, 1.0, _PIECES + 1) ** 2 * top) for top in most.tolist()]
    last = _last(curves, rules)
    grids = [
        np.unique(np.append(grid, min(at, grid[-1]))) for grid, at in zip(grids, last.tolist(), strict=True)
    ]
    amounts, prices = np.zeros(len(curves)), np.zeros(len(rules))
    for _ in range(_ROUNDS):
        amounts, prices = _solved(curves, rules, grids, last if robust else None)
        grids = [_finer(grid, amount) for grid, amount in zip(grids, amounts.tolist(), strict=True)]
    whole = _whole(amounts, rules, curves)
    return _told(curves, rules, whole, prices)


def valued(curves: Sequence[Curve], amounts: Sequence[int]) -> Estimate:
    """Return the margin that a split is expected to bring, with its range."""
    spent = [np.array([float(amount)]) for amount in amounts]
    mid = sum(float(curve.expected(each)[0]) for curve, each in zip(curves, spent, strict=True))
    low, high = np.quantile(_drawn(curves, np.array(amounts, dtype=np.float64)), (0.1, 0.9))
    return Estimate(float(low), mid, float(high))


def _drawn(curves: Sequence[Curve], amounts: Floats) -> Floats:
    """Return (draws): the margin of a split in each drawn future."""
    each = [curve.drawn(np.array([at]))[:, 0] for curve, at in zip(curves, amounts.tolist(), strict=True)]
    return np.asarray(np.sum(each, axis=0))


def clash(rules: Sequence[Rule], cells: int) -> Clash:
    """Return a smallest set of rules that cannot all be kept: each is left out in turn, and back in when the rest then could."""
    kept = list(rules)
    for rule in rules:
        rest = [each for each in kept if each is not rule]
        if not _feasible(rest, cells):
            kept = rest
    return Clash(tuple(kept), _missing(kept, cells))


def _rows(rules: Sequence[Rule], cells: int) -> "tuple[scipy.sparse.csr_matrix, Floats]":
    """Return the rules as rows of "at most": a lower bound is turned round."""
    signs = [-1.0 if rule.is_least else 1.0 for rule in rules]
    entries = [
        (sign, row, place)
        for row, (rule, sign) in enumerate(zip(rules, signs, strict=True))
        for place in rule.cells
    ]
    values, rows, places = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = scipy.sparse.csr_matrix((list(values), (list(rows), list(places))), shape=(len(rules), cells))
    return matrix, np.array([sign * rule.minor for rule, sign in zip(rules, signs, strict=True)])


def _feasible(rules: Sequence[Rule], cells: int) -> bool:
    if not rules:
        return True
    matrix, bounds = _rows(rules, cells)
    unit = max(1.0, float(np.abs(bounds).max()))
    found = scipy.optimize.linprog(
        np.zeros(cells), A_ub=matrix, b_ub=bounds / unit, bounds=(0, None), method="highs"
    )
    return bool(found.status == 0)


def _missing(rules: Sequence[Rule], cells: int) -> int:
    """Return the least by which the rules together must give way."""
    matrix, bounds = _rows(rules, cells)
    unit = max(1.0, float(np.abs(bounds).max()))
    eased = scipy.sparse.hstack([matrix, -scipy.sparse.csr_matrix(np.eye(len(rules)))])
    cost = np.concatenate([np.zeros(cells), np.ones(len(rules))])
    found = scipy.optimize.linprog(cost, A_ub=eased, b_ub=bounds / unit, bounds=(0, None), method="highs")
    return int(np.ceil(found.fun * unit - 1e-6))


def _most(place: int, rules: Sequence[Rule]) -> int:
    """Return what a cell can get at all: the tightest upper bound that it stands in."""
    return max(0, min(rule.minor for rule in rules if not rule.is_least and place in rule.cells))


def _last(curves: Sequence[Curve], rules: Sequence[Rule]) -> Floats:
    """Return the past year's split carried to this budget."""
    spent = np.array([float(curve.spent_minor) for curve in curves])
    (budget,) = (rule.minor for rule in rules if rule.code is RuleCode.budget)
    return np.asarray(spent * (budget / spent.sum() if spent.sum() > 0 else 0.0))


def _finer(grid: Floats, amount: float) -> Floats:
    """Return the grid with the pieces beside an amount cut finer."""
    at = int(np.clip(np.searchsorted(grid, amount), 1, max(1, len(grid) - 1)))
    low, high = grid[max(0, at - 2)], grid[min(len(grid) - 1, at + 1)]
    return np.unique(np.concatenate([grid, np.linspace(low, high, _FINER + 1), [amount]]))


def _solved(
    curves: Sequence[Curve], rules: Sequence[Rule], grids: Sequence[Floats], last: Floats | None
) -> tuple[Floats, Floats]:
    """Return the best amounts on these pieces, and the price of each rule; beside ``last``, where it is given, in bad futures."""
    owner = np.concatenate([np.full(len(grid) - 1, place) for place, grid in enumerate(grids)]).astype(int)
    widths = np.concatenate([np.diff(grid) for grid in grids])
    matrix, bounds = _rows(rules, len(curves))
    unit = max(1.0, float(np.abs(bounds).max()))
    pieces = scipy.sparse.csr_matrix(matrix[:, owner])
    limits = np.column_stack([np.zeros(len(widths)), widths / unit])
    if last is None:
        gain = np.concatenate(
            [np.diff(curve.expected(grid)) for curve, grid in zip(curves, grids, strict=True)]
        )
        cost = 1.0 - gain / np.maximum(widths, 1e-12)
        found = scipy.optimize.linprog(cost, A_ub=pieces, b_ub=bounds / unit, bounds=limits, method="highs")
    else:
        gain = np.concatenate(
            [np.diff(curve.drawn(grid), axis=1) for curve, grid in zip(curves, grids, strict=True)], axis=1
        )
        slopes = gain / np.maximum(widths, 1e-12)
        found = _worst_solved(slopes, _drawn(curves, last) / unit, pieces, bounds / unit, limits)
    assert found.status == 0, found.message
    amounts = np.bincount(owner, found.x[: len(widths)] * unit, minlength=len(curves))
    return np.asarray(amounts, dtype=np.float64), -np.asarray(found.ineqlin.marginals)[: len(rules)]


def _worst_solved(
    slopes: Floats, base: Floats, pieces: "scipy.sparse.csr_matrix", bounds: Floats, limits: Floats
) -> "scipy.optimize.OptimizeResult":
    """Maximise the mean of the worst futures (Rockafellar and Uryasev 2000): a level, less what futures fall short of it.

    A future is what the split brings in it beside ``base``.
    """
    draws, size = slopes.shape
    rules = pieces.shape[0]
    cost = np.concatenate([np.ones(size), [-1.0], np.full(draws, 1 / (WORST * draws))])
    short = scipy.sparse.hstack(
        [
            scipy.sparse.csr_matrix(-slopes),
            scipy.sparse.csr_matrix(np.ones((draws, 1))),
            -scipy.sparse.csr_matrix(np.eye(draws)),
        ]
    )
    ruled = scipy.sparse.hstack([pieces, scipy.sparse.csr_matrix((rules, 1 + draws))])
    free = np.vstack(
        [limits, [[-np.inf, np.inf]], np.column_stack([np.zeros(draws), np.full(draws, np.inf)])]
    )
    return scipy.optimize.linprog(
        cost,
        A_ub=scipy.sparse.vstack([ruled, short]).tocsr(),
        b_ub=np.concatenate([bounds, -base]),
        bounds=free,
        method="highs",
    )


def _whole(amounts: Floats, rules: Sequence[Rule], curves: Sequence[Curve]) -> tuple[int, ...]:
    """Return whole minor units that keep every rule, each within two units of the answer."""
    down = np.floor(amounts + 1e-6).astype(np.int64)
    matrix, bounds = _rows(rules, len(curves))
    room = bounds - matrix @ down.astype(np.float64)
    worth = np.array([curve.marginal(float(amount)) for curve, amount in zip(curves, amounts, strict=True)])
    steps = scipy.optimize.milp(
        1.0 - worth,
        constraints=scipy.optimize.LinearConstraint(matrix, -np.inf, room),
        bounds=scipy.optimize.Bounds(np.maximum(-2, -down), np.full(len(curves), 2)),
        integrality=np.ones(len(curves)),
    )
    assert steps.status == 0, steps.message
    found = tuple(int(amount) for amount in down + np.rint(steps.x).astype(np.int64))
    assert keeps(found, rules)
    return found


def keeps(amounts: Sequence[int], rules: Sequence[Rule]) -> bool:
    """Return whether whole amounts keep every rule."""
    for rule in rules:
        total = sum(amounts[place] for place in rule.cells)
        if total < rule.minor if rule.is_least else total > rule.minor:
            return False
    return min(amounts, default=0) >= 0


def _told(curves: Sequence[Curve], rules: Sequence[Rule], amounts: tuple[int, ...], prices: Floats) -> Split:
    marginal = []
    for curve, amount in zip(curves, amounts, strict=True):
        low, high = np.quantile(curve.marginals(float(amount)), (0.1, 0.9))
        marginal.append(Estimate(float(low), curve.marginal(float(amount)), float(high)))
    binding = [
        Binding(rule, float(price))
        for rule, price in zip(rules, prices.tolist(), strict=True)
        if price > 1e-6
    ]
    more = sum(each.price for each in binding if each.rule.code is RuleCode.budget)
    margin, last = valued(curves, amounts), _last(curves, rules)
    gained = _drawn(curves, np.array(amounts, dtype=np.float64)) - _drawn(curves, last)
    low, high = np.quantile(gained, (0.1, 0.9))
    past = sum(
        float(curve.expected(np.array([at]))[0]) for curve, at in zip(curves, last.tolist(), strict=True)
    )
    return Split(
        amounts,
        margin,
        Estimate(float(low), margin.mid - past, float(high)),
        tuple(marginal),
        more,
        tuple(sorted(binding, key=lambda each: -each.price)),
    )
