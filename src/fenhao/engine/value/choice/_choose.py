"""The best choice of customers and arms: exact where that can be proven, otherwise within a gap that is reported."""

from dataclasses import dataclass, replace

import numpy as np

from fenhao.engine.value.choice._dual import limits_of, lowest, priced
from fenhao.engine.value.choice._exact import CUSTOMERS_MAX, exactly
from fenhao.engine.value.choice._problem import (
    NOBODY,
    Chosen,
    Limit,
    Places,
    Problem,
    Worth,
    check_problem,
    gained,
    used,
    worth_of,
)
from fenhao.engine.value.choice._repair import filled, repaired
from fenhao.engine.value.choice._types import by_types

CURVE_POINTS = 12
_CURVE_CUSTOMERS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What the best choice brings at one budget; ``price`` is what one more unit of budget brings there."""

    budget: int
    cost: int
    customers: int
    gain: float
    price: float


def choose(problem: Problem) -> Chosen:
    """Return the choice of the most gain within budget and limits; Trouble for a problem without meaning.

    The same problem gives the same answer. Customers who are worth the same are taken in the order of their rows.
    """
    check_problem(problem)
    worth = worth_of(problem)
    arm, bound, exact, price = _solved(worth)
    whole = np.full(problem.gain.shape[1], NOBODY, dtype=np.int32)
    whole[worth.rows] = arm
    cost, taken = used(worth, arm)
    gain = gained(worth, arm)
    assert problem.budget is None or cost <= problem.budget, (cost, problem.budget)
    assert all(count <= limit.most for count, limit in zip(taken, worth.limits, strict=True)), taken
    assert gain <= bound * (1 + 1e-9) + 1e-6, (gain, bound)
    return Chosen(whole, gain, cost, max(bound, gain), exact, price)


def _solved(worth: Worth) -> tuple[Places, float, bool, float]:
    """Return the choice, the bound, whether it is proven best, and the price of budget."""
    if not len(worth.rows):
        return np.full(0, NOBODY, dtype=np.int32), 0.0, True, 0.0
    free = priced(worth, np.zeros(len(limits_of(worth))))
    if (free.slope >= 0).all():
        return free.arm, gained(worth, free.arm), True, 0.0
    if len(worth.rows) > CUSTOMERS_MAX and (alike := by_types(worth)) is not None:
        price = float(alike.prices[0]) if worth.budget is not None else 0.0
        return filled(worth, alike.arm, alike.prices), alike.bound, False, price
    held = lowest(worth)
    price = float(held.prices[0]) if worth.budget is not None else 0.0
    arm = repaired(worth, held)
    gain = gained(worth, arm)
    if len(worth.rows) <= CUSTOMERS_MAX:
        better = exactly(worth, held, at_least=gain)
        if better is not None:
            arm = better if gained(worth, better) >= gain else arm
            return arm, gained(worth, arm), True, price
    return arm, held.bound, False, price


def curve(problem: Problem) -> tuple[CurvePoint, ...]:
    """Return what the best choice brings at budgets from none to all that could be spent with gain.

    Of many customers every k-th is asked and the figures scaled, so that a curve takes seconds.
    """
    check_problem(problem)
    step = max(1, problem.gain.shape[1] // _CURVE_CUSTOMERS_MAX)
    limits = tuple(Limit(limit.arms, limit.most // step) for limit in problem.limits)
    part = Problem(
        np.ascontiguousarray(problem.gain[:, ::step]),
        np.ascontiguousarray(problem.cost[:, ::step]),
        np.ascontiguousarray(problem.allowed[:, ::step]),
        None,
        limits,
    )
    scale = problem.gain.shape[1] / max(1, part.gain.shape[1])
    top = choose(part).cost
    points = []
    for turn in range(CURVE_POINTS + 1):
        budget = top * turn // CURVE_POINTS
        found = choose(replace(part, budget=budget))
        points.append(
            CurvePoint(
                int(budget * scale),
                int(found.cost * scale),
                int(int((found.arm != NOBODY).sum()) * scale),
                found.gain * scale,
                found.shadow_price,
            )
        )
    return tuple(points)


def bound_of(problem: Problem) -> float:
    """Return what no answer can exceed: the bound at the best prices found."""
    worth = worth_of(problem)
    if not len(worth.rows):
        return 0.0
    if not len(limits_of(worth)):
        return priced(worth, np.zeros(0)).bound
    return lowest(worth).bound
