"""The range of a sum of estimates: what is chance alone cancels out among customers, what is not known of the model does not."""

from dataclasses import replace
from datetime import date

import pytest

from fenhao.engine.value.lifetime import HoldOutVerdict, untried
from fenhao.runs.value import ValueTold, sum_range

TOLD = ValueTold(
    first_on=date(2023, 1, 1),
    observed_on=date(2023, 12, 31),
    span_days=1095,
    discount_yearly=0.1,
    draws=200,
    orders_in_future=0,
    orders_anonymous=0,
    returns=0,
    orders_without_margin=0,
    customers=10_000,
    repeaters=5_000,
    purchases=20_000,
    histories=4_000,
    merged=0,
    fits=(),
    apart=None,
    trial=untried(HoldOutVerdict.too_short, days=0),
    spend_source="model",
    spend=None,
    correlation=None,
    leans=False,
    margin_share=0.4,
    served_minor=0,
    scored=True,
    orders_expected=1_000.0,
    orders_error=0.0,
    gross_minor=0,
    net_minor=0,
)
WIDTH = 1_000
"""Each customer's own range, in minor units."""


@pytest.mark.parametrize("customers", [1, 100, 10_000])
def test_chance_alone_grows_with_the_root_of_the_customers(customers: int) -> None:
    low, mid, high = sum_range(TOLD, net_minor=700 * customers, squares=customers * WIDTH**2)
    assert mid == 700 * customers
    assert high - low == pytest.approx(WIDTH * customers**0.5, rel=0.01)


def test_what_is_not_known_of_the_model_is_shared_by_all() -> None:
    unsure = replace(TOLD, orders_error=100.0)
    low, mid, high = sum_range(unsure, net_minor=7_000_000, squares=10_000 * WIDTH**2)
    # a tenth of the sum, times what holds four draws in five
    assert high - mid == pytest.approx(1.2816 * 700_000, rel=0.02)
    assert mid - low == high - mid


def test_a_sum_that_loses_money_has_its_ends_in_order() -> None:
    low, mid, high = sum_range(replace(TOLD, orders_error=50.0), net_minor=-5_000, squares=4 * WIDTH**2)
    assert low < mid < high


def test_where_nothing_is_expected_nothing_is_unsure() -> None:
    assert sum_range(replace(TOLD, orders_expected=0.0), net_minor=0, squares=0) == (0, 0, 0)
