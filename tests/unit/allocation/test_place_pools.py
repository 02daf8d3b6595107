"""Pools are placed by a table: what reaches customers, what is idle, what no driver reaches.

Then any pools that Hypothesis draws: nothing is lost, and a reversal mirrors its original.
"""

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.allocation import (
    DRIVERS,
    DriverUsage,
    PlacedPool,
    PoolAmount,
    PoolRule,
    place_pools,
    pool_amount_rows,
)

# amount   per unit, capacity of the year, units | days -> allocated, idle, unallocated, used, capacity
TABLE = """
  # a pool without capacity follows its driver whole
    1000        0          0       7  365 ->  1000     0     0       0       0
   -1000        0          0       7  365 -> -1000     0     0       0       0
  # ... and stays unallocated when the driver counted nothing
    1000        0          0       0  365 ->     0     0  1000       0       0
  # time-driven: 300 of 1000 seconds used, the rest is idle
    1000      100       1000       3  365 ->   300   700     0     300    1000
   -1000      100       1000       3  365 ->  -300  -700     0     300    1000
  # one minor unit goes to the larger remainder; used seconds stand first in a tie
       1      100        200       1  365 ->     1     0     0     100     200
       1      100        300       1  365 ->     0     1     0     100     300
  # nothing used is all idle
    1000      100       1000       0  365 ->     0  1000     0       0    1000
  # at capacity nothing is idle, above it neither
    1000      100       1000      10  365 ->  1000     0     0    1000    1000
    1000      100       1000      11  365 ->  1000     0     0    1100    1000
  # capacity is pro rata to the days, whole seconds
    1000      100       1000       1   73 ->   500   500     0     100     200
    1000      100       1000       1   31 ->  1000     0     0     100      84
  # a pool without cost in the period is shown, empty
       0      100       1000       3  365 ->     0     0     0     300    1000
"""


def lines() -> list[tuple[int, ...]]:
    """Return the numbers of each row of the table."""
    rows = [line for line in TABLE.splitlines() if line.strip() and not line.strip().startswith("#")]
    return [tuple(int(word) for word in line.replace("->", " ").split()) for line in rows]


def rule(pool_id: str, *, per_unit: int = 0, capacity: int = 0, driver: str = "contacts") -> PoolRule:
    """Return a rule."""
    return PoolRule(
        pool_id, "池", "Pool", driver, seconds_per_unit=per_unit, capacity_seconds_per_year=capacity
    )


@pytest.mark.parametrize("line", lines(), ids=str)
def test_a_pool_is_placed_as_the_table_says(line: tuple[int, ...]) -> None:
    amount, per_unit, capacity, units, days, *wanted = line
    (placed,) = place_pools(
        costs=[PoolAmount("care", amount)],
        rules=[rule("care", per_unit=per_unit, capacity=capacity)],
        usage=[DriverUsage("contacts", units, 2)] if units else [],
        days=days,
        year_days=365,
    )
    got = [placed.allocated_minor, placed.idle_minor, placed.unallocated_minor]
    assert [*got, placed.used_seconds, placed.capacity_seconds] == wanted
    assert placed.over_capacity == (placed.used_seconds > placed.capacity_seconds > 0)


def test_cost_without_a_rule_stays_unallocated_and_stands_last() -> None:
    placed = place_pools(
        costs=[PoolAmount("", 5), PoolAmount("old", 7), PoolAmount("care", 9)],
        rules=[rule("care"), rule("new")],
        usage=[DriverUsage("contacts", 3, 2)],
        days=30,
        year_days=365,
    )
    assert [(pool.pool_id, pool.amount_minor, pool.unallocated_minor) for pool in placed] == [
        ("care", 9, 0),
        ("new", 0, 0),
        ("old", 7, 7),
        ("", 5, 5),
    ]
    assert pool_amount_rows(placed) == (("care", "contacts", 9),)


@pytest.mark.parametrize("days, year_days", [(0, 365), (366, 365), (-1, 365)])
def test_days_outside_the_year_are_refused(days: int, year_days: int) -> None:
    with pytest.raises(ValueError, match="do not lie within a year"):
        place_pools(costs=[], rules=[], usage=[], days=days, year_days=year_days)


def test_a_pool_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        place_pools(costs=[], rules=[rule("care"), rule("care")], usage=[], days=1, year_days=365)


whole = st.integers(0, 10**6)


@given(
    amount=st.integers(-(10**12), 10**12),
    per_unit=whole,
    capacity=st.integers(0, 10**9),
    units=whole,
    days=st.integers(1, 365),
)
def test_nothing_of_a_pool_is_lost_and_a_reversal_mirrors_it(
    amount: int, per_unit: int, capacity: int, units: int, days: int
) -> None:
    def place(minor: int) -> PlacedPool:
        (placed,) = place_pools(
            costs=[PoolAmount("care", minor)],
            rules=[rule("care", per_unit=per_unit, capacity=capacity)],
            usage=[DriverUsage("contacts", units, 1)],
            days=days,
            year_days=365,
        )
        return placed

    there, back = place(amount), place(-amount)
    assert there.allocated_minor + there.idle_minor + there.unallocated_minor == amount
    assert back.allocated_minor == -there.allocated_minor
    assert back.idle_minor == -there.idle_minor
    if units == 0:
        assert there.allocated_minor == 0


def test_each_driver_has_a_name_of_its_own_and_words_in_both_languages() -> None:
    names = [driver.name for driver in DRIVERS]
    assert len(set(names)) == len(names)
    for driver in DRIVERS:
        assert driver.relation.name == f"driver_{driver.name}"
        assert all((driver.name_zh, driver.name_en, driver.counts_zh, driver.counts_en))
