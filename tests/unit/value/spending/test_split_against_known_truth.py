"""Splits learnt from drawn histories, valued by the truth that drew them, beside an equal split and last year's."""

from fractions import Fraction

import numpy as np
import pytest

from fenhao.engine.value.spending import Split, Wanted, keeps, learn, rules_of, split
from tests.unit.value.spending.worlds import PROGRAMMES, TIERS, World, world

SEEDS = range(8)


def wanted(budget: int) -> Wanted:
    """All of the budget is to be put to use, so that splits differ by where it goes alone."""
    return Wanted(budget, Fraction(0), Fraction(1), {}, {}, Fraction(4))


def chosen(held: World, budget: int, *, robust: bool) -> np.ndarray:
    curves = learn(held.histories, (), periods_yearly=52, draws=150, seed=1)
    rules = rules_of([each.cell for each in curves], [each.spent_minor for each in curves], wanted(budget))
    found = split(curves, rules, robust=robust)
    assert isinstance(found, Split)
    assert keeps(found.amounts, rules)
    assert sum(found.amounts) == budget
    return np.array(found.amounts, dtype=np.float64).reshape(len(TIERS), len(PROGRAMMES))


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_both_splits_bring_more_than_an_equal_one_and_last_year_s(noise: float) -> None:
    """Over the seeds together, and in nearly each of them: chance may win once."""
    gains = []
    for seed in SEEDS:
        held = world(seed, noise=noise)
        budget = int(held.usual.sum())
        last = held.brought(held.usual)
        equal = held.brought(np.full(held.usual.shape, budget / held.usual.size))
        best, robust = (held.brought(chosen(held, budget, robust=each)) for each in (False, True))
        gains.append([best - last, best - equal, robust - last, robust - equal])
    told = np.array(gains)
    assert (told.mean(axis=0) > 0).all()
    assert ((told > 0).mean(axis=0) >= 0.75).all(), told


def test_the_robust_split_stays_nearer_to_what_is_known_where_noise_is_loud() -> None:
    """Its worst world is better than that of the split which believes every middle."""
    lost = []
    for seed in SEEDS:
        held = world(seed, noise=6.0)
        budget = int(held.usual.sum())
        last = held.brought(held.usual)
        lost.append([held.brought(chosen(held, budget, robust=each)) - last for each in (False, True)])
    told = np.array(lost)
    assert told[:, 1].min() >= told[:, 0].min()


def test_the_true_slopes_lie_within_the_ranges_as_often_as_they_say() -> None:
    inside = []
    for seed in range(12):
        held = world(seed, noise=1.0)
        curves = learn(held.histories, (), periods_yearly=52, draws=300, seed=2)
        for curve in curves:
            place = TIERS.index(curve.cell.tier), PROGRAMMES.index(curve.cell.programme)
            true = float(held.slopes[place] / (1 + held.usual[place] / held.scales[place]))
            low, high = np.quantile(curve.marginals(float(held.usual[place])), (0.1, 0.9))
            inside.append(low <= true <= high)
    assert 0.68 <= float(np.mean(inside)) <= 0.92
