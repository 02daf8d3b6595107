"""A year that is not loaded whole: months that count, and the average that stands in for the others, worked by hand."""

from datetime import date
from fractions import Fraction

from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    Actual,
    BudgetMonths,
    BudgetPolicy,
    TierShare,
    months_missing,
    prepare,
    stand_ins,
)
from tests.tables import rows

POLICY = BudgetPolicy(
    version="test",
    growth=Fraction(1, 10),
    fixed_growth=Fraction(0),
    tier_shares=(TierShare("A", Fraction(1)),),
    reserve_share=Fraction(0),
    warn_at=Fraction(4, 5),
)
YEAR = (BudgetMonths("Q1", ("01", "02", "03")), BudgetMonths("Q2", ("04", "05", "06")))

SPENT = """
# month | day | tier | category | nature   | amount
  01    | 5   | A    | x        | variable | 100
  02    | 5   | A    | x        | variable | 110
  04    | 9   | A    | x        | variable | 91
  04    | 9   | A    | y        | variable | -10
  01    | 7   |      | rent     | fixed    | 50
  02    | 7   |      | rent     | fixed    | 50
  04    | 7   |      | rent     | fixed    | 50
  05    | 2   | A    | x        | variable | 7
"""
OVER = [("01", True), ("02", True), ("03", True), ("04", True), ("05", False), ("06", False)]

# March is over and has no cost; May has only begun. x: 301 in three whole months is 100 a month, y: -10 is -3, rent 50.
STEPS = """
  fixed_actual     | 150 |
  fixed_missing    | 150 | 03, 05, 06
  fixed_growth     | 0   | 0%
  fixed_budget     | 300 |
  variable_actual  | 291 |
  variable_missing | 291 | 03, 05, 06
  variable_growth  | 58  | 10%
  variable_budget  | 640 |
"""


def spent() -> list[Actual]:
    return [
        Actual(date(2026, int(month), int(day)), month, tier, category, nature == "fixed", int(amount))
        for month, day, tier, category, nature, amount in rows(SPENT)
    ]


def test_a_month_counts_when_it_is_over_and_has_cost() -> None:
    assert months_missing(months=OVER, actuals=spent()) == (("01", "02", "04"), ("03", "05", "06"))


def test_the_average_stands_in_and_the_arithmetic_says_so() -> None:
    made = prepare(
        label="2027",
        policy=POLICY,
        year=YEAR,
        categories=("x", "y", "rent"),
        actuals=spent(),
        missing=("03", "05", "06"),
    )
    steps = [(each.code, str(each.amount_minor), each.detail) for each in made.steps]
    assert steps[:8] == rows(STEPS)
    assert made.total_minor == 940


def test_a_whole_year_says_nothing_of_missing_months() -> None:
    made = prepare(label="2027", policy=POLICY, year=YEAR, categories=("x", "y", "rent"), actuals=spent())
    assert not [each for each in made.steps if each.code.endswith("missing")]


@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12))
def test_the_stand_in_of_a_line_is_within_half_a_unit_of_its_average(amounts: list[int]) -> None:
    months = [f"{place:02d}" for place in range(len(amounts))]
    actuals = [
        Actual(date(2026, 1, 1), month, "A", "x", False, amount)
        for month, amount in zip(months, amounts, strict=True)
    ]
    (one,) = stand_ins(actuals, whole=months, missing=("99",))
    assert abs(Fraction(one.amount_minor) - Fraction(sum(amounts), len(amounts))) <= Fraction(1, 2)
