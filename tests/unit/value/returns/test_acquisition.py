"""CAC, payback and ratios from tables that can be checked by hand, and the identities that must hold."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.value.returns import GroupReturn, acquisition, acquisitions, looks_back
from fenhao.kernel import Period
from tests.tables import rows

# spend, customers, margin by month, summed CLV | CAC, payback, CLV : CAC
CASES = """
# spend won  margins       clv  |  cac   payback ratio
  1000  4    100,400,500   4000 |  250   3       4
  1000  4    1000          -    |  250   1       -
  1000  4    100           -    |  250   -       -
  1000  0                  -    |  -     -       -
     0  5    10            50   |  0     -       -
  1000  3    0,-50,2000    3500 |  1000/3 3      7/2
"""


@pytest.mark.parametrize("cells", rows(CASES))
def test_a_channel_is_worked_out_as_by_hand(cells: tuple[str, ...]) -> None:
    spend, won, *rest = cells[0].split()
    margins, clv = rest if len(rest) == 2 else ("", rest[0])
    found = acquisition(
        channel="web",
        spend_minor=int(spend),
        customers=int(won),
        margins_minor=[int(each) for each in margins.split(",") if each],
        clv_minor=None if clv == "-" else int(clv),
    )
    cac, payback, ratio = cells[1].split()
    assert found.cac == (None if cac == "-" else Fraction(cac))
    assert found.payback_months == (None if payback == "-" else int(payback))
    assert found.clv_to_cac == (None if ratio == "-" else Fraction(ratio))


names = st.sampled_from(("web", "fair", ""))


@given(
    spend=st.dictionaries(names, st.integers(0, 10_000)),
    won=st.dictionaries(names, st.integers(1, 9)),
    margins=st.dictionaries(st.tuples(names, st.integers(0, 5)), st.integers(-99, 999)),
)
def test_channels_lose_neither_spend_nor_customers(
    spend: dict[str, int], won: dict[str, int], margins: dict[tuple[str, int], int]
) -> None:
    found = acquisitions(spend=spend, won=won, margins=margins, clv=None)
    assert sum(each.spend_minor for each in found) == sum(spend.values())
    assert sum(each.customers for each in found) == sum(won.values())
    for each in found:
        if each.cac is not None:
            assert each.cac * each.customers == each.spend_minor


def test_who_was_not_won_costs_what_was_spent_and_brings_nothing() -> None:
    # A lead that stays away: its profit is exactly minus what was spent on it.
    (found,) = acquisitions(spend={"fair": 49_377}, won={}, margins={}, clv=None)
    assert (found.margin_minor - found.spend_minor, found.cac) == (-49_377, None)


def test_a_return_without_control_is_the_gain_less_the_cost_over_the_cost() -> None:
    held = GroupReturn("channel", "sms", 10, 200, 1_000, 1_500)
    assert (held.gain_minor, held.roi, held.ltv_per_cost) == (500, Fraction(3, 2), Fraction(15, 2))
    assert GroupReturn("channel", "sms", 10, 0, 1_000, 1_500).roi is None


def test_spend_that_names_no_customer_has_no_return() -> None:
    held = GroupReturn("channel", "web", 0, 12_000, 0, 0)
    assert (held.gain_minor, held.roi, held.ltv_per_cost) == (0, None, None)


def test_without_the_time_before_there_is_no_gain_and_no_return() -> None:
    held = GroupReturn("channel", "sms", 10, 200, None, 1_500)
    assert (held.gain_minor, held.roi, held.ltv_per_cost) == (None, None, Fraction(15, 2))


# the period begins, and so many days are before it | orders from | comparable
REACH = """
  2027-01-01 365 | 2025-12-30 | yes
  2027-01-01 365 | 2026-01-01 | yes
  2027-01-01 365 | 2026-01-19 | yes
  2027-01-01 365 | 2026-01-20 | no
  2027-01-01 365 | 2026-07-01 | no
  2027-01-01 365 | 2027-01-01 | no
  2026-03-01 31  | 2026-01-30 | yes
  2026-03-01 31  | 2026-02-01 | no
"""


@pytest.mark.parametrize(("period", "orders_from", "comparable"), rows(REACH))
def test_orders_that_begin_too_late_are_compared_with_nothing(
    period: str, orders_from: str, comparable: str
) -> None:
    start, days = date.fromisoformat(period.split()[0]), int(period.split()[1])
    before = Period(start - timedelta(days=days), start)
    assert looks_back(orders_from=date.fromisoformat(orders_from), before=before) == (comparable == "yes")
