"""Where the value of a purchase comes from: histories made by hand, and what a corner shop's model once got wrong."""

import csv
from collections import defaultdict
from types import SimpleNamespace
from typing import cast

import numpy as np

from fenhao.engine.value.lifetime import Fit, gamma_gamma
from fenhao.runs.value._lifetime import SpendSource, spend_source
from fenhao.runs.value._log import Counted
from tests.tidy.tree import ROOT


def source_of(counts: gamma_gamma.SpendCounts) -> tuple[Fit, SpendSource]:
    """Return Gamma-Gamma's fit and where the value of a purchase is then taken from."""
    seen = SimpleNamespace(totals={"spend_minor": 1}, spend=counts)
    fit = gamma_gamma.fit(counts)
    return fit, spend_source(cast("Counted", seen), fit, gamma_gamma.independence(counts))[0]


def counted(purchases: list[int], spend: list[float]) -> gamma_gamma.SpendCounts:
    return gamma_gamma.SpendCounts(
        np.array(purchases, dtype=np.int64), np.array(spend), np.ones(len(spend), dtype=np.int64)
    )


def test_equal_spend_is_told_by_a_mean() -> None:
    often = [*range(1, 41)] * 2
    assert source_of(counted(often, [20.0 * each for each in often]))[1] is SpendSource.mean


def test_heavy_buyers_who_spend_more_are_never_told_by_one_mean() -> None:
    often = [*range(2, 42)] * 3
    sums = [
        each * (40.0 + 4.0 * each + (-5.0, 0.0, 5.0)[place % 3]) for place, each in enumerate(sorted(often))
    ]
    assert source_of(counted(sorted(often), sums))[1] is SpendSource.by_frequency


def test_the_corner_shop_leans_customers_on_those_who_buy_as_often() -> None:
    orders: defaultdict[str, list[float]] = defaultdict(list)
    with (ROOT / "examples/shop/订单.csv").open(encoding="gb18030", newline="") as file:
        for row in csv.reader(file):
            if len(row) > 3 and row[1].startswith("K") and not row[3].startswith("("):
                orders[row[1]].append(float(row[3].lstrip("￥")))
    held = [*orders.values()]
    fit, source = source_of(counted([len(each) for each in held], [sum(each) for each in held]))
    # Purchases of one customer that hardly vary are no want of differences between customers.
    assert fit.state.value == "flat_ridge"
    assert source is SpendSource.by_frequency
