"""What people, tools and money are used for."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st
from scipy import stats

from fenhao.engine.service.costing import (
    Served,
    difference,
    seat_use,
    tiers_served,
    time_use,
    waiting,
)
from tests.tables import rows

TIME = """
# paid | customer | paperwork | cost | customer_cost | paperwork_cost | other_cost | overlogged
 100   | 60       | 30        | 1000 | 600           | 300            | 100        | 0
 100   | 80       | 40        | 1200 | 800           | 400            | 0          | 20
 0     | 0        | 0         | 500  | 0             | 0              | 500        | 0
 3     | 1        | 1         | 100  | 34            | 33             | 33         | 0
"""


@pytest.mark.parametrize("case", rows(TIME))
def test_paid_time_goes_to_customers_paperwork_or_nobody_knows_where(case: tuple[str, ...]) -> None:
    paid, customer, paperwork, cost, *wanted = (int(cell) for cell in case)
    found = time_use(
        team="phone",
        staff=1,
        paid_seconds=paid,
        customer_seconds=customer,
        paperwork_seconds=paperwork,
        amount_minor=cost,
    )
    assert [
        found.customer_minor,
        found.paperwork_minor,
        found.other_minor,
        found.overlogged_seconds,
    ] == wanted


@given(
    months=st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 600), st.integers(-(10**9), 10**9)), max_size=12
    )
)
def test_a_fee_is_parted_whole_between_seats_used_and_idle(months: list[tuple[int, int, int]]) -> None:
    found = seat_use(tool="crm", months=months)
    assert found.fee_minor == sum(fee for _, _, fee in months)
    assert found.over is any(used > seats for seats, used, _ in months)


def test_seats_that_nobody_used_are_paid_for() -> None:
    found = seat_use(tool="crm", months=[(10, 7, 1000), (10, 3, 1000)])
    assert (found.used_minor, found.idle_minor, found.share) == (1000, 1000, Fraction(1, 2))


def test_a_tier_is_over_served_when_its_cost_share_outweighs_its_value_share() -> None:
    found = tiers_served(
        [("A", 10, 200, 700), ("B", 20, 300, 300), ("C", 50, 500, 0), ("D", 5, 0, -10)],
        tolerance=Fraction(1, 5),
    )
    assert [each.verdict for each in found] == [Served.under, Served.level, Served.over, Served.level]
    assert found[0].index == Fraction(2, 7)
    assert found[2].index is None
    assert tiers_served([("A", 1, 0, 5)], tolerance=Fraction(0))[0].verdict is Served.unknown


@given(
    before=st.lists(st.integers(0, 100), min_size=2, max_size=20),
    after=st.lists(st.integers(0, 100), min_size=2, max_size=20),
)
def test_welchs_interval_is_that_of_a_second_implementation(before: list[int], after: list[int]) -> None:
    found = difference(before, after)
    assert found is not None
    if len({*before}) == len({*after}) == 1:
        assert found.low == found.difference == found.high
    if len({*before}) == 1 or len({*after}) == 1:
        return  # the second implementation warns where a side does not vary
    other = stats.ttest_ind(after, before, equal_var=False).confidence_interval(0.95)
    assert [found.low, found.high] == pytest.approx([other.low, other.high])


def test_a_difference_needs_two_values_on_each_side() -> None:
    assert difference([1], [1, 2]) is None
    same = difference([2, 2], [3, 3])
    assert same is not None
    assert [same.low, same.high] == [1, 1]


WAITED = """
# seconds              | count | median | ninth
                       | 0     | 0      | 0
 5                     | 1     | 5      | 5
 1 2 3 4 5 6 7 8 9 10  | 10    | 5      | 9
 3 1 2                 | 3     | 2      | 3
"""


@pytest.mark.parametrize("case", rows(WAITED))
def test_waiting_is_told_by_the_middle_and_the_ninth_of_ten(case: tuple[str, ...]) -> None:
    found = waiting([int(each) for each in case[0].split()])
    assert (found.count, found.median_seconds, found.ninth_seconds) == tuple(int(cell) for cell in case[1:])
