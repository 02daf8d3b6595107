"""Next year's budget: one year worked out by hand to the last unit, then what must hold at every level of any year."""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    Actual,
    BudgetMonths,
    BudgetPolicy,
    PreparedBudget,
    TierShare,
    prepare,
    scaled,
)
from fenhao.engine.budget._grid import proportional_grid
from fenhao.kernel import split
from tests.tables import rows

POLICY = BudgetPolicy(
    version="test",
    growth=Fraction(1, 10),
    fixed_growth=Fraction(1, 2),
    tier_shares=tuple(
        TierShare(tier, Fraction(share, 10)) for tier, share in zip("ABCD", (4, 3, 2, 1), strict=True)
    ),
    reserve_share=Fraction(1, 10),
    warn_at=Fraction(4, 5),
)
YEAR = (BudgetMonths("Q1", ("01", "02")), BudgetMonths("Q2", ("03",)))
CATEGORIES = ("x", "y", "fix")
SOME_DAY = date(2026, 1, 1)

SPENT = """
# month | tier | category | nature   | amount
  01    | A    | x        | variable | 300
  01    | B    | y        | variable | 100
  02    | A    | x        | variable | 100
  03    | A    | x        | variable | 200
  03    | B    | y        | variable | 300
  01    |      | fix      | fixed    | 60
  02    | C    | fix      | fixed    | 60
"""

# 1000 + 10 % = 1100, half of it in each quarter; 10 % of 550 is kept; 495 a quarter go 40/30/20/10. B and D tie for
# a unit in both quarters: B takes one and D the other, so that the year is 297 and 99. C and D spent nothing and
# follow everybody's months (400:100) and categories (600:400).
PLANNED = """
# month | tier | category | budget
  01    | A    | x        | 149
  01    | B    | y        | 148
  01    | C    | x        | 47
  01    | C    | y        | 32
  01    | D    | x        | 24
  01    | D    | y        | 16
  01    |      | fix      | 90
  02    | A    | x        | 49
  02    | B    | y        | 0
  02    | C    | x        | 12
  02    | C    | y        | 8
  02    | D    | x        | 6
  02    | D    | y        | 4
  02    |      | fix      | 90
  03    | A    | x        | 198
  03    | B    | y        | 149
  03    | C    | x        | 59
  03    | C    | y        | 40
  03    | D    | x        | 29
  03    | D    | y        | 20
  03    |      | fix      | 0
"""

STEPS = """
  fixed_actual    | 120  |
  fixed_growth    | 60   | 50%
  fixed_budget    | 180  |
  variable_actual | 1000 |
  variable_growth | 100  | 10%
  variable_budget | 1100 |
  reserve         | 110  | 10%
  tier            | 396  | A 40%
  tier            | 297  | B 30%
  tier            | 198  | C 20%
  tier            | 99   | D 10%
  without_tier    | 0    |
  total           | 1280 |
"""


def spent(table: str) -> list[Actual]:
    return [
        Actual(SOME_DAY, month, tier, category, nature == "fixed", int(amount))
        for month, tier, category, nature, amount in rows(table)
    ]


def planned(actuals: list[Actual], policy: BudgetPolicy = POLICY) -> PreparedBudget:
    return prepare(label="2027", policy=policy, year=YEAR, categories=CATEGORIES, actuals=actuals)


def test_a_year_is_planned_as_it_is_by_hand() -> None:
    budget = planned(spent(SPENT))
    lines = [(line.month, line.tier, line.category, str(line.budget_minor)) for line in budget.lines]
    assert lines == rows(PLANNED)
    assert [(each.quarter, each.reserve_minor) for each in budget.reserves] == [("Q1", 55), ("Q2", 55)]
    assert (budget.label, budget.total_minor) == ("2027", 1280)


def test_the_arithmetic_is_shown_step_by_step() -> None:
    steps = [(step.code, str(step.amount_minor), step.detail) for step in planned(spent(SPENT)).steps]
    assert steps == rows(STEPS)


def test_cost_without_a_customer_keeps_lines_of_its_own() -> None:
    budget = planned(spent(SPENT + "  02 |  | y | variable | 1000\n"))
    steps = {step.detail or step.code: step.amount_minor for step in budget.steps}
    # 2000 + 10 % = 2200, of which 1980 are spent; half of it has no customer.
    assert [steps[name] for name in ("without_tier", "A 40%", "B 30%", "C 20%", "D 10%")] == [
        990,
        396,
        297,
        198,
        99,
    ]
    untiered = [line for line in budget.lines if not line.tier and line.category == "y"]
    assert sum(line.budget_minor for line in untiered) == 990


def test_tiers_that_spent_nothing_receive_nothing_when_all_cost_has_no_customer() -> None:
    budget = planned(spent("  01 | | x | variable | 10\n"))
    assert [(line.tier, line.budget_minor) for line in budget.lines if line.budget_minor] == [("", 10)]


def test_a_year_without_cost_gives_a_budget_of_zero() -> None:
    budget = planned([])
    assert (budget.total_minor, budget.lines) == (0, ())
    assert [each.reserve_minor for each in budget.reserves] == [0, 0]


def test_more_credits_than_cost_give_a_budget_of_zero_and_show_why() -> None:
    budget = planned(spent("  01 | A | x | variable | -50\n  01 | | fix | fixed | -7\n"))
    steps = {step.code: step.amount_minor for step in budget.steps}
    assert budget.total_minor == 0
    assert (steps["variable_actual"], steps["variable_growth"]) == (-50, 50)
    assert (steps["fixed_actual"], steps["fixed_growth"]) == (-7, 7)


def test_a_refund_larger_than_its_months_cost_takes_no_budget_from_another() -> None:
    budget = planned(spent("  01 | A | x | variable | 200\n  02 | A | x | variable | -100\n"))
    assert all(line.budget_minor >= 0 for line in budget.lines)
    assert sum(line.budget_minor for line in budget.lines if line.month == "02") == 0


@pytest.mark.parametrize(
    "stray",
    [
        "  04 | A | x | variable | 1",
        "  01 | A | z | variable | 1",
        "  04 | | fix | fixed | 1",
        "  01 | | z | fixed | 1",
    ],
)
def test_cost_outside_the_year_or_the_chart_is_refused_rather_than_lost(stray: str) -> None:
    with pytest.raises(ValueError, match=r"outside|does not have"):
        planned(spent(stray))


entries = st.lists(
    st.tuples(
        st.sampled_from(["01", "02", "03"]),
        st.sampled_from(["A", "B", "C", "D", ""]),
        st.sampled_from(["x", "y"]),
        st.booleans(),
        st.integers(-500, 10**7),
    ),
    max_size=25,
)
shares = st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(any)


def actuals_of(cost: list[tuple[str, str, str, bool, int]]) -> list[Actual]:
    """Return the cost with all that is fixed in a category of its own, so that both can be told apart in the lines."""
    return [
        Actual(SOME_DAY, month, tier, "fix" if fixed else category, fixed, amount)
        for month, tier, category, fixed, amount in cost
    ]


def policy_of(weights: list[int], reserve: Fraction, growth: Fraction) -> BudgetPolicy:
    whole = sum(weights)
    tiers = tuple(
        TierShare(tier, Fraction(weight, whole)) for tier, weight in zip("ABCD", weights, strict=True)
    )
    return replace(POLICY, tier_shares=tiers, reserve_share=reserve, growth=growth)


@given(
    cost=entries,
    weights=shares,
    reserve=st.fractions(0, 1, max_denominator=30),
    growth=st.fractions(-1, 2, max_denominator=50),
)
def test_every_level_sums_to_the_one_above(
    cost: list[tuple[str, str, str, bool, int]], weights: list[int], reserve: Fraction, growth: Fraction
) -> None:
    actuals, policy = actuals_of(cost), policy_of(weights, reserve, growth)
    budget = planned(actuals, policy)
    fixed = scaled(max(sum(each.amount_minor for each in actuals if each.fixed), 0), 1 + policy.fixed_growth)
    variable = scaled(max(sum(each.amount_minor for each in actuals if not each.fixed), 0), 1 + growth)
    kept = sum(each.reserve_minor for each in budget.reserves)
    fixed_lines = [line.budget_minor for line in budget.lines if line.category == "fix"]
    variable_lines = [line for line in budget.lines if line.category != "fix"]
    assert budget.total_minor == fixed + variable
    assert sum(fixed_lines) == fixed
    assert sum(line.budget_minor for line in variable_lines) + kept == variable
    assert all(line.budget_minor >= 0 for line in budget.lines)
    steps = [step for step in budget.steps if step.code in ("tier", "without_tier")]
    for tier, step in zip("ABCD", steps, strict=False):
        assert sum(line.budget_minor for line in variable_lines if line.tier == tier) == step.amount_minor
    for quarter, held in zip(YEAR, budget.reserves, strict=True):
        spendable = sum(line.budget_minor for line in variable_lines if line.month in quarter.months)
        assert held.reserve_minor == split(spendable + held.reserve_minor, (reserve, 1 - reserve))[0]


@given(cost=entries, seed=st.integers(0, 99))
def test_the_order_of_the_years_cost_is_irrelevant(
    cost: list[tuple[str, str, str, bool, int]], seed: int
) -> None:
    actuals = actuals_of(cost)
    assert planned(random.Random(seed).sample(actuals, len(actuals))) == planned(actuals)


@given(
    columns=st.lists(st.integers(0, 10**9), min_size=1, max_size=12),
    weights=st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any),
)
def test_a_grid_is_exact_along_both_margins_and_near_its_shares(
    columns: list[int], weights: list[int]
) -> None:
    totals = split(sum(columns), weights)
    grid = proportional_grid(row_totals=totals, column_totals=columns, weights=weights)
    assert [sum(row) for row in grid] == list(totals)
    assert [sum(row[at] for row in grid) for at in range(len(columns))] == columns
    for row, weight in zip(grid, weights, strict=True):
        for cell, column in zip(row, columns, strict=True):
            assert cell >= 0
            assert abs(cell - Fraction(column * weight, sum(weights))) < 2


def test_margins_that_hold_different_money_are_a_broken_contract() -> None:
    with pytest.raises(AssertionError, match="same money"):
        proportional_grid(row_totals=[1, 1], column_totals=[3], weights=[1, 1])
