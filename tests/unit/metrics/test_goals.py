"""Goals by tables that a controller could read: the path, the status, and what initiatives have saved."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.metrics import (
    METRIC_OF,
    Aim,
    Better,
    BudgetPart,
    CostPart,
    PeriodFacts,
    Progress,
    Reading,
    ServedPart,
    TierPart,
    Unit,
    Volume,
    Where,
    figures_of,
    path_at,
    progress_of,
    saving_of,
    target_of,
    typed_target,
)
from fenhao.kernel import Trouble
from tests.tables import rows

STANDS = """
# better | baseline | target | due | month | value | low | high | asked | stands
  down   |      100 |     85 |   3 |     1 |    95 |     |      |    95 | on_track
  down   |      100 |     85 |   3 |     1 |    96 |     |      |    95 | behind
  down   |      100 |     85 |   3 |     2 |    85 |     |      |    90 | met
  down   |      100 |     85 |   3 |     3 |    86 |     |      |    85 | missed
  down   |      100 |     85 |   3 |     5 |    80 |     |      |    85 | met
  down   |      100 |     85 |   3 |     0 |    80 |     |      |   100 | unmeasured
  down   |        3 |      5 |  12 |     1 |     4 |     |      |     5 | met
  down   |        3 |      5 |  12 |     1 |     6 |     |      |     5 | behind
  up     |       10 |     13 |   3 |     1 |    11 |     |      |    11 | on_track
  up     |       10 |     13 |   3 |     1 |    10 |     |      |    11 | behind
  up     |       10 |     13 |   3 |     3 |    13 |     |      |    13 | met
  up     |       10 |     13 |   3 |     1 |    11 |  10 |   12 |    11 | unsure
  up     |       10 |     13 |   3 |     1 |    14 |  13 |   15 |    11 | met
  up     |       10 |     13 |   3 |     3 |    13 |  12 |   14 |    13 | unsure
  up     |       10 |     13 |   3 |     3 |    10 |   9 |   11 |    13 | missed
  as_set |       30 |     50 |   2 |     1 |    40 |     |      |    40 | on_track
  as_set |       70 |     50 |   2 |     1 |    61 |     |      |    60 | behind
  as_set |       70 |     50 |   2 |     1 |    50 |     |      |    60 | met
"""


@pytest.mark.parametrize(
    ("better", "baseline", "target", "due", "month", "value", "low", "high", "asked", "stands"), rows(STANDS)
)
def test_a_goal_stands_by_the_line_from_its_baseline_to_its_target(
    better: str,
    baseline: str,
    target: str,
    due: str,
    month: str,
    value: str,
    low: str,
    high: str,
    asked: str,
    stands: str,
) -> None:
    aim = Aim(Better(better), Fraction(baseline), Fraction(target), int(due))
    ends = (Fraction(low), Fraction(high)) if low else (None, None)
    assert path_at(aim, int(month)) == Fraction(asked)
    assert progress_of(aim, Reading(int(month), Fraction(value), *ends)) is Progress(stands)


def test_a_goal_that_was_never_measured_says_so() -> None:
    assert progress_of(Aim(Better.up, Fraction(1), Fraction(2), 3), None) is Progress.unmeasured


numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=100)


@given(numbers, numbers, st.integers(1, 24), st.sampled_from(Better))
def test_the_path_ends_at_the_target_and_never_leaves_what_lies_between(
    baseline: Fraction, target: Fraction, due: int, better: Better
) -> None:
    aim = Aim(better, baseline, target, due)
    path = [path_at(aim, month) for month in range(due + 3)]
    assert path[due:] == [target] * 3
    assert all(min(baseline, target) <= each <= max(baseline, target) for each in path)
    assert path in (sorted(path), sorted(path, reverse=True))


TARGETS = """
# baseline | amount | relative | target
       200 |  -3/20 | yes      |    170
       200 |   1/20 | no       |   1/20
         0 |   1/10 | yes      |      0
       -40 |   1/10 | yes      |    -44
"""


@pytest.mark.parametrize(("baseline", "amount", "relative", "target"), rows(TARGETS))
def test_a_relative_target_is_a_change_of_the_baseline(
    baseline: str, amount: str, relative: str, target: str
) -> None:
    found = target_of(Fraction(baseline), amount=Fraction(amount), relative=relative == "yes")
    assert found == Fraction(target)


TYPED = """
# text       | unit  | relative | target
  -15%       | minor | yes      | -3/20
  −15        | minor | yes      | -3/20
  5％        | share | no       |  1/20
  5          | share | no       |  1/20
  1,200.50   | minor | no       | 120050
  ￥ 10       | minor | no       | 1000
  0          | count | no       | 0
  2.5        | ratio | no       | 5/2
  +30%       | ratio | yes      | 3/10
"""


@pytest.mark.parametrize(("text", "unit", "relative", "target"), rows(TYPED))
def test_a_target_is_read_as_people_type_it(text: str, unit: str, relative: str, target: str) -> None:
    assert typed_target(text, unit=Unit(unit), relative=relative == "yes", digits=2) == Fraction(target)


@pytest.mark.parametrize("text", ["", "a lot", "1e9", "5%%", "nan", "3%"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(Trouble):
        typed_target(text, unit=Unit.count, relative=False, digits=2)


SAVINGS = """
# before: cost entries months | since: cost entries of each month | by    | saved
  1000    10      1           | 900 8, 950 12                     | month |   150
  1000    10      1           | 900 8, 950 12                     | unit  |   150
  1000    10      1           | 900 8, 950 2                      | unit  |  -850
  3000    30      3           | 900 8                             | month |   100
  1000    3       1           | 100 1                             | unit  |   233
  1000    0       1           | 100 1                             | unit  |     0
  1000    10      1           | 1200 10                           | month |  -200
"""


@pytest.mark.parametrize(("before", "since", "by", "saved"), rows(SAVINGS))
def test_what_was_saved_is_the_baselines_cost_less_what_was_spent(
    before: str, since: str, by: str, saved: str
) -> None:
    cost, entries, months = map(int, before.split())
    volumes = [Volume(int(each.split()[0]), int(each.split()[1]), 1) for each in since.split(",")]
    assert saving_of(Volume(cost, entries, months), volumes, by_unit=by == "unit") == int(saved)


def company() -> PeriodFacts:
    def cost(tier: str, category: str, kind: str, nature: str, minor: int, entries: int) -> CostPart:
        purpose = "acquisition" if kind == "advertising" else "retention"
        department = "crm" if tier == "A" else ""
        return CostPart(tier, category, kind, department, nature, purpose, minor, entries)

    return PeriodFacts(
        label="2026-01",
        months=1,
        costs=(
            cost("A", "benefits", "coupons", "variable", 4_000, 4),
            cost("A", "activities", "seminars", "variable", 1_000, 1),
            cost("C", "benefits", "coupons", "variable", 3_000, 15),
            cost("", "acquisition", "advertising", "variable", 2_000, 2),
            cost("", "system", "hardware", "fixed", 5_000, 1),
        ),
        served=(ServedPart("A", "benefits", 4_000, 0), ServedPart("A", "service", 1_000, 3_000)),
        tiers=(TierPart("A", 5, 9, 90_000, 30_000, 5_000, 3_000), TierPart("C", 9, 9, 9_000, 900, 3_000, 0)),
        unallocated_minor=0,
        idle_minor=0,
        ineffective_minor=750,
        active_customers=7,
        new_customers=2,
        clv=None,
        trailing_minor=0,
        trailing_months=0,
    )


SCOPES = """
# metric                  | tier | category | department | value
  cost_per_month          |      |          |            | 15000
  cost_per_month          | A    |          |            |  5000
  cost_per_month          |      | benefits |            |  7000
  cost_per_month          |      |          | crm        |  5000
  unit_cost               | C    | coupons  |            |   200
  unit_cost               | C    | benefits |            |   200
  unit_cost               | D    | coupons  |            |
  share_of_variable       | A    |          |            |   1/2
  share_of_served         | A    | service  |            |   1/2
  fixed_share             |      |          |            |   1/3
  acquisition_cost        |      |          |            |  1000
  ineffective_share       |      |          |            |  1/20
  return_on_customer_cost | A    |          |            |  11/4
  new_customers           |      |          |            |     2
  overruns                |      |          |            |     4
  budget_utilisation      |      |          |            |   3/4
  ltv_per_cost            |      |          |            |
"""


@pytest.mark.parametrize(("code", "tier", "category", "department", "value"), rows(SCOPES))
def test_a_metric_of_a_scope_is_made_from_what_lies_inside_it(
    code: str, tier: str, category: str, department: str, value: str
) -> None:
    figures = figures_of(
        company(), Where(tier, category, department), BudgetPart(20_000, 20_000, 15_000, 24, 4)
    )
    assert METRIC_OF[code].value(figures) == (Fraction(value) if value else None)
