"""Splits beside brute force, under every kind of rule; rules that clash are named; a yuan more brings what is said."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.spending import (
    Band,
    Cell,
    Clash,
    Curve,
    Evidence,
    Experiment,
    Part,
    RuleCode,
    Split,
    Wanted,
    keeps,
    learn,
    rules_of,
    split,
)
from fenhao.kernel import Trouble
from tests.unit.value.spending.worlds import world

CELLS = (Cell("A", "care"), Cell("A", "mail"), Cell("B", "care"), Cell("B", "mail"))
UNIT = 1_000
FREE = Wanted(20 * UNIT, Fraction(0), Fraction(0), {}, {}, Fraction(100))
SPENT = [5 * UNIT] * 4


def drawn_curves(seed: int, *, draws: int = 40) -> tuple[Curve, ...]:
    """Curves over a few thousands, so that every split in whole thousands can be tried."""
    chance = Generator(PCG64(seed))
    return tuple(
        Curve(
            cell,
            (Part(0.6, float(slope), 4.0 * UNIT), Part(0.4, float(slope) / 2, 9.0 * UNIT)),
            float(slope) + chance.normal(0, 0.5, draws),
            chance.choice([4.0 * UNIT, 9.0 * UNIT], draws),
            SPENT[0],
            Evidence.history,
        )
        for cell, slope in zip(CELLS, chance.uniform(0.5, 4, 4), strict=True)
    )


def value(curves: tuple[Curve, ...], amounts: tuple[int, ...]) -> float:
    """Return what is maximised: margin less spending."""
    return sum(
        float(curve.expected(np.array([float(at)]))[0]) - at
        for curve, at in zip(curves, amounts, strict=True)
    )


RULED = (
    FREE,
    replace(FREE, used_least=Fraction(1)),
    replace(FREE, reserve=Fraction(1, 10), used_least=Fraction(9, 10)),
    replace(FREE, tiers={"A": Band(Fraction(0), Fraction(3, 10)), "B": Band(Fraction(1, 5), Fraction(1))}),
    replace(
        FREE, amounts={Cell("", "mail"): (12 * UNIT, 15 * UNIT), Cell("A", "care"): (2 * UNIT, 3 * UNIT)}
    ),
    replace(FREE, amounts={Cell("B", ""): (11 * UNIT, -1)}, times_most=Fraction(3, 2)),
)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("wanted", RULED)
def test_the_split_is_the_best_of_all_that_keep_the_rules(wanted: Wanted, seed: int) -> None:
    curves = drawn_curves(seed)
    rules = rules_of(CELLS, SPENT, wanted)
    found = split(curves, rules, robust=False)
    assert isinstance(found, Split)
    assert keeps(found.amounts, rules)
    grid = (
        tuple(UNIT * each for each in units) for units in product(range(21), repeat=4) if sum(units) <= 20
    )
    best = max(value(curves, each) for each in grid if keeps(each, rules))
    assert value(curves, found.amounts) >= best - 2, "the grid is part of what the split may choose from"


@pytest.mark.parametrize("robust", [False, True])
def test_large_amounts_come_out_to_the_minor_unit_and_use_all_that_must_be_used(robust: bool) -> None:
    curves = learn(world(3, noise=1.0).histories, (), periods_yearly=52, draws=60, seed=1)
    wanted = Wanted(
        40_000_001, Fraction(1, 10), Fraction(1), {"A": Band(Fraction(2, 5), Fraction(2, 5))}, {}, Fraction(9)
    )
    rules = rules_of([each.cell for each in curves], [each.spent_minor for each in curves], wanted)
    found = split(curves, rules, robust=robust)
    assert isinstance(found, Split)
    assert keeps(found.amounts, rules)
    assert sum(found.amounts) == 36_000_000
    own = sum(at for at, each in zip(found.amounts, curves, strict=True) if each.cell.tier == "A")
    assert own == 14_400_000


def test_one_more_of_budget_brings_what_is_said_and_every_open_place_the_same() -> None:
    curves = learn(world(5, noise=0.5).histories, (), periods_yearly=52, draws=60, seed=1)
    cells, past = [each.cell for each in curves], [each.spent_minor for each in curves]
    budget = sum(past) // 2
    asked = Wanted(budget, Fraction(0), Fraction(0), {}, {}, Fraction(20))
    one, two = (
        split(curves, rules_of(cells, past, replace(asked, budget_minor=budget + more)), robust=False)
        for more in (0, budget // 100)
    )
    assert isinstance(one, Split)
    assert isinstance(two, Split)
    gained = (value(curves, two.amounts) - value(curves, one.amounts)) / (budget // 100)
    assert one.more == pytest.approx(gained, rel=0.05)
    opened = [each.mid for at, each in zip(one.amounts, one.marginal, strict=True) if at > 1000]
    assert max(opened) == pytest.approx(min(opened), rel=0.05)
    assert one.more + 1 == pytest.approx(max(opened), rel=0.05)


# what is asked on a budget of 20, which rules clash
CLASHES = (
    (
        replace(FREE, amounts={Cell("A", "care"): (15 * UNIT, -1), Cell("B", "care"): (6 * UNIT, -1)}),
        ("budget", "cell_least", "cell_least"),
        1,
    ),
    (replace(FREE, used_least=Fraction(1), times_most=Fraction(1, 2)), ("used", *("cell_most",) * 4), 10),
    (
        replace(
            FREE, tiers={"A": Band(Fraction(0), Fraction(1, 4))}, amounts={Cell("A", "mail"): (8 * UNIT, -1)}
        ),
        ("tier_most", "cell_least"),
        3,
    ),
    (
        replace(FREE, tiers={"A": Band(Fraction(1, 2), Fraction(1)), "B": Band(Fraction(3, 5), Fraction(1))}),
        ("budget", "tier_least", "tier_least"),
        2,
    ),
)


@pytest.mark.parametrize(("wanted", "codes", "missing"), CLASHES)
def test_rules_that_clash_are_named_and_no_others(
    wanted: Wanted, codes: tuple[str, ...], missing: int
) -> None:
    rules = rules_of(CELLS, SPENT, wanted)
    for robust in (False, True):
        found = split(drawn_curves(1), rules, robust=robust)
        assert isinstance(found, Clash)
        assert tuple(each.code.value for each in found.rules) == codes
        assert found.missing_minor == missing * UNIT
        for left_out in found.rules:
            rest = tuple(each for each in found.rules if each is not left_out)
            grid = (tuple(UNIT * each for each in units) for units in product(range(0, 31, 5), repeat=4))
            assert any(keeps(each, rest) for each in grid), f"without {left_out.code} the others can be kept"


def test_a_trial_moves_a_curve_to_what_it_showed() -> None:
    held = world(2, noise=8.0)
    plain = learn(held.histories, (), periods_yearly=52, draws=200, seed=1)
    tried = learn(held.histories, (Experiment("", "care", 0.2, 0.05),), periods_yearly=52, draws=200, seed=1)
    for before, after in zip(plain, tried, strict=True):
        if after.cell.programme != "care":
            continue
        assert after.evidence is Evidence.experiment
        here = float(after.spent_minor) / 2
        assert after.marginal(here) == pytest.approx(0.2, abs=0.12)
        assert np.std(after.marginals(here)) < np.std(before.marginals(here))


def test_where_nothing_can_be_learnt_it_is_refused() -> None:
    held = world(1, noise=1.0)
    short = [replace(each, margin=each.margin[:20], spent=each.spent[:20]) for each in held.histories]
    for histories, code in (
        (short, "split.short"),
        ([replace(each, spent=each.spent * 0) for each in held.histories], "split.nothing_spent"),
    ):
        with pytest.raises(Trouble) as raised:
            learn(histories, (), periods_yearly=52, draws=10, seed=1)
        assert raised.value.code == code


def test_the_order_of_rules_is_that_of_their_codes() -> None:
    wanted = replace(RULED[3], used_least=Fraction(1, 2), amounts={Cell("", "mail"): (UNIT, 5 * UNIT)})
    codes = [each.code for each in rules_of(CELLS, SPENT, wanted)]
    assert codes[:2] == [RuleCode.budget, RuleCode.used]
