"""What the peers need beside data frames: exact shares and the tier rules, written for NumPy.

A data frame has no largest-remainder split, so the peers get this one; it is checked against the product's cents.
"""

from collections.abc import Mapping

import numpy as np

from benchmarks.product import END, START
from fenhao.engine import allocation
from fenhao.engine.value import TierPolicy
from fenhao.runs.book import Book


def shares(amount: int, weights: np.ndarray) -> np.ndarray:
    """Return the amount split by largest remainder, ties by place."""
    total = int(weights.sum())
    assert amount >= 0, "the benchmark's pools have no credit balance"
    assert amount * int(weights.max()) < 2**63, "too large for NumPy's whole numbers"
    base, remainder = np.divmod(amount * weights, total)
    left = amount - int(base.sum())
    largest = np.argsort(-remainder, kind="stable")[:left]
    base[largest] += 1
    return base


def pools_to_customers(
    book: Book, *, indirect: Mapping[str, int], weights: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Return each customer's allocated cost, in the order of ids."""
    count = len(next(iter(weights.values())))
    by_driver = {**weights, "equal": np.ones(count, dtype=np.int64)}
    pool_of = {each.code: each.pool_id for each in book.chart.cost_types}
    amounts: dict[str, int] = {}
    for cost_type, amount in indirect.items():
        amounts[pool_of.get(cost_type, "")] = amounts.get(pool_of.get(cost_type, ""), 0) + int(amount)
    usage = [
        allocation.DriverUsage(name, int(weight.sum()), int((weight > 0).sum()))
        for name, weight in by_driver.items()
    ]
    days = (END - START).days
    placed = allocation.place_pools(
        costs=[allocation.PoolAmount(pool, amount) for pool, amount in sorted(amounts.items())],
        rules=book.policies.pools,
        usage=usage,
        days=days,
        year_days=days,
    )
    allocated = np.zeros(count, dtype=np.int64)
    for pool in placed:
        if pool.allocated_minor:
            allocated += shares(pool.allocated_minor, by_driver[pool.driver].astype(np.int64))
    return allocated


def tier_rules(policy: TierPolicy, *, orders: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the tiers of customers that are awake and stand in the order of the policy."""
    count = len(orders)
    place = np.arange(1, count + 1)

    def within(share: object) -> np.ndarray:
        from fractions import Fraction

        assert isinstance(share, Fraction)
        return place * share.denominator <= share.numerator * count

    core = orders >= policy.core_orders_min
    kept = core & (before == "A") & within(policy.core_share + policy.keep_margin)
    second = np.isin(before, ["A", "B"]) & within(policy.potential_share + policy.keep_margin)
    return np.select(
        [
            core & within(policy.core_share),
            kept,
            (orders >= policy.potential_orders_min) | within(policy.potential_share),
            second,
        ],
        ["A", "A", "B", "B"],
        "C",
    )
