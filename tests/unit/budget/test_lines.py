"""A line's standing, its published ratios and the spread of a total, by tables worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.budget import (
    Actual,
    SheetCell,
    SpreadVerdict,
    Standing,
    deviation,
    line_deviation,
    percent_text,
    scaled,
    spread,
    standing,
    utilisation,
)
from tests.tables import rows

STANDINGS = """
# used | budget | warn at | stands
  0    | 100    | 4/5     | under
  79   | 100    | 4/5     | under
  80   | 100    | 4/5     | warn
  81   | 100    | 4/5     | warn
  99   | 100    | 4/5     | warn
  100  | 100    | 4/5     | used_up
  101  | 100    | 4/5     | over
  2    | 3      | 2/3     | warn
  666666666666666666 | 999999999999999999 | 2/3 | warn
  666666666666666665 | 999999999999999999 | 2/3 | under
  0    | 0      | 4/5     | under
  1    | 0      | 4/5     | over
  -5   | 0      | 4/5     | under
  -5   | 100    | 0       | under
  0    | 100    | 0       | under
  1    | 100    | 0       | warn
  100  | 100    | 1       | used_up
  99   | 100    | 1       | under
"""

SPREADS = """
# what                                | cells (h: held)    | total | verdict           | after
  held February, quarter to 100       | 10 20h 30          | 100   | spread            | 20 20 60
  forty over 20 and 30                | 20 30              | 40    | spread            | 16 24
  zeros share evenly                  | 0 0 0              | 100   | spread            | 34 33 33
  a zero stays zero beside others     | 0 30               | 100   | spread            | 0 100
  a cent that cannot be divided       | 1 1 1h             | 4     | spread            | 2 1 1
  everything held and nothing to move | 10h 20h            | 30    | spread            | 10 20
  everything held                     | 10h 20h            | 31    | all_held          | 10 20
  everything held, less               | 10h 20h            | 29    | all_held          | 10 20
  the held alone exceed the total     | 10h 20h 5          | 29    | held_exceed_total | 10 20 5
  the held are the total              | 10h 20h 5          | 30    | spread            | 10 20 0
  a total below zero                  | 5 5                | -1    | held_exceed_total | 5 5
  no cells                            |                    | 10    | no_cells          |
"""

RATIOS = """
# actual | base | utilisation | deviation
  90     | 100  | 9/10        | 1/10
  110    | 100  | 11/10       | 1/10
  0      | 100  | 0           | 1
  -10    | 100  | -1/10       | 11/10
  1      | 3    | 1/3         | 2/3
  2      | 1    | 2           | 1
  50     | 0    | n/a         | n/a
  50     | -10  | n/a         | n/a
"""

PERCENTS = """
# share   | text
  1/10    | 10%
  1/8     | 12.5%
  0       | 0%
  -3/20   | -15%
  -1/200  | -0.5%
  3/2     | 150%
  1/1000  | 0.1%
  1/100000 | 0.001%
  1/3     | 1/3
"""

SCALED = """
# amount | factor | result
  100    | 1      | 100
  100    | 11/10  | 110
  105    | 11/10  | 116
  15     | 1/2    | 8
  -15    | 1/2    | -8
  14     | 1/3    | 5
  10     | 1/3    | 3
  10     | 7/3    | 23
  10     | 0      | 0
"""


@pytest.mark.parametrize(("used", "budget", "warn_at", "stands"), rows(STANDINGS))
def test_a_line_stands_where_exact_comparison_puts_it(
    used: str, budget: str, warn_at: str, stands: str
) -> None:
    found = standing(used_minor=int(used), budget_minor=int(budget), warn_at=Fraction(warn_at))
    assert found is Standing[stands]


@given(
    used=st.integers(-100, 10**12),
    more=st.integers(0, 10**6),
    budget=st.integers(0, 10**12),
    warn_at=st.fractions(0, 1, max_denominator=100),
)
def test_a_line_that_uses_more_never_stands_better(
    used: int, more: int, budget: int, warn_at: Fraction
) -> None:
    before = standing(used_minor=used, budget_minor=budget, warn_at=warn_at)
    after = standing(used_minor=used + more, budget_minor=budget, warn_at=warn_at)
    assert after.value >= before.value


def test_a_negative_budget_is_a_broken_contract() -> None:
    with pytest.raises(AssertionError, match="never negative"):
        standing(used_minor=1, budget_minor=-1, warn_at=Fraction(1))
    with pytest.raises(AssertionError, match="never negative"):
        spread([SheetCell(-1)], total_minor=5)


@pytest.mark.parametrize(("what", "cells", "total", "verdict", "after"), rows(SPREADS))
def test_an_edited_total_spreads_over_what_is_not_held(
    what: str, cells: str, total: str, verdict: str, after: str
) -> None:
    sheet = [SheetCell(int(cell.rstrip("h")), held=cell.endswith("h")) for cell in cells.split()]
    result = spread(sheet, total_minor=int(total))
    assert result.verdict is SpreadVerdict(verdict)
    assert result.amounts_minor == tuple(int(amount) for amount in after.split())
    assert result.held_minor == sum(cell.amount_minor for cell in sheet if cell.held)


@given(
    cells=st.lists(st.builds(SheetCell, st.integers(0, 10**9), held=st.booleans()), max_size=12),
    total=st.integers(-100, 10**12),
)
def test_a_spread_is_exact_or_changes_nothing(cells: list[SheetCell], total: int) -> None:
    result = spread(cells, total_minor=total)
    before = tuple(cell.amount_minor for cell in cells)
    if result.verdict is not SpreadVerdict.spread:
        assert result.amounts_minor == before
        return
    assert sum(result.amounts_minor) == total
    assert all(after >= 0 for after in result.amounts_minor)
    kept = [
        after == cell.amount_minor
        for cell, after in zip(cells, result.amounts_minor, strict=True)
        if cell.held
    ]
    assert all(kept)


@given(
    cells=st.lists(st.builds(SheetCell, st.integers(0, 10**9), held=st.booleans()), min_size=1, max_size=12)
)
def test_a_total_that_is_not_changed_changes_no_cell(cells: list[SheetCell]) -> None:
    before = tuple(cell.amount_minor for cell in cells)
    assert spread(cells, total_minor=sum(before)).amounts_minor == before


@pytest.mark.parametrize(("actual", "base", "used", "away"), rows(RATIOS))
def test_the_published_ratios_are_exact_and_never_infinite(
    actual: str, base: str, used: str, away: str
) -> None:
    expected = [None if text == "n/a" else Fraction(text) for text in (used, away)]
    assert utilisation(actual_minor=int(actual), funded_minor=int(base)) == expected[0]
    assert deviation(actual_minor=int(actual), baseline_minor=int(base)) == expected[1]


def test_too_much_here_and_too_little_there_do_not_cancel() -> None:
    assert line_deviation([(110, 100), (90, 100)]) == Fraction(1, 10)
    assert deviation(actual_minor=200, baseline_minor=200) == 0
    assert line_deviation([(3, 1)]) == 2
    assert line_deviation([(5, 0)]) is None
    assert line_deviation([]) is None


@pytest.mark.parametrize(("share", "text"), rows(PERCENTS))
def test_a_rate_is_written_exactly(share: str, text: str) -> None:
    assert percent_text(Fraction(share)) == text


@pytest.mark.parametrize(("amount", "factor", "result"), rows(SCALED))
def test_growth_is_counted_to_the_nearest_unit(amount: str, factor: str, result: str) -> None:
    assert scaled(int(amount), Fraction(factor)) == int(result)


@given(amount=st.integers(-(10**15), 10**15), factor=st.fractions(0, 5, max_denominator=1000))
def test_growth_is_never_half_a_unit_away_from_exact(amount: int, factor: Fraction) -> None:
    assert abs(scaled(amount, factor) - amount * factor) <= Fraction(1, 2)
    assert scaled(-amount, factor) == -scaled(amount, factor)


def test_fixed_cost_belongs_to_no_tier_whoever_caused_it() -> None:
    on = date(2026, 1, 1)
    assert Actual(on, "2026-01", "A", "service", True, 1).line_tier == ""
    assert Actual(on, "2026-01", "A", "service", False, 1).line_tier == "A"
