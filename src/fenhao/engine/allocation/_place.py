"""What of each pool reaches customers, what is idle, and what no driver reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

from fenhao.engine.allocation._pools import PoolRule
from fenhao.kernel import split


@dataclass(frozen=True, slots=True)
class PoolAmount:
    """Cost without customer whose types name the pool; '' is cost whose type names none."""

    pool_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DriverUsage:
    """What a driver counted in the period, and over how many customers."""

    driver: str
    units: int
    customers: int


@dataclass(frozen=True, slots=True)
class PlacedPool:
    """One pool: amount = allocated + idle + unallocated. Seconds are zero for a pool that is not time-driven."""

    pool_id: str
    driver: str
    amount_minor: int
    allocated_minor: int
    idle_minor: int
    unallocated_minor: int
    units: int
    customers: int
    used_seconds: int
    capacity_seconds: int

    @property
    def over_capacity(self) -> bool:
        """Return whether more time was used than the pool supplies: the rate is then dearer than planned."""
        return self.used_seconds > self.capacity_seconds > 0


def place_pools(
    *,
    costs: Sequence[PoolAmount],
    rules: Sequence[PoolRule],
    usage: Sequence[DriverUsage],
    days: int,
    year_days: int,
) -> tuple[PlacedPool, ...]:
    """Return where each pool's cost goes: one row per rule in its order, then one per pool without rule.

    ``days`` of the period and ``year_days`` of its fiscal year make capacity pro rata, whole seconds, floored.
    A pool without capacity is allocated whole. A time-driven pool is split into used and idle seconds: nothing
    used is all idle, at or above capacity nothing is idle. Without a unit to follow, a pool that is not
    time-driven stays unallocated, as does the cost of a pool without rule and of types without pool ('', last).
    ValueError for a pool named twice or days outside the year.
    """
    if not 0 < days <= year_days:
        raise ValueError(f"{days} days do not lie within a year of {year_days}")
    amounts = {cost.pool_id: cost.amount_minor for cost in costs}
    known = {rule.pool_id: rule for rule in rules}
    if len(amounts) != len(costs) or len(known) != len(rules):
        raise ValueError("a pool stands twice among the costs or the rules")
    counted = {use.driver: use for use in usage}
    ruled = tuple(
        _place(
            rule=rule,
            amount_minor=amounts.get(rule.pool_id, 0),
            use=counted.get(rule.driver, DriverUsage(rule.driver, 0, 0)),
            capacity_seconds=rule.capacity_seconds_per_year * days // year_days,
        )
        for rule in rules
    )
    stray = sorted((pool for pool in amounts if pool not in known), key=lambda pool: (pool == "", pool))
    return ruled + tuple(
        PlacedPool(pool, "", amounts[pool], 0, 0, amounts[pool], 0, 0, 0, 0) for pool in stray
    )


def _place(*, rule: PoolRule, amount_minor: int, use: DriverUsage, capacity_seconds: int) -> PlacedPool:
    """Return the placed pool of one rule."""
    time_driven = rule.capacity_seconds_per_year > 0
    used_seconds = use.units * rule.seconds_per_unit if time_driven else 0
    idle_seconds = max(0, capacity_seconds - used_seconds) if time_driven else 0
    if time_driven and used_seconds + idle_seconds > 0:
        allocated, idle = split(amount_minor, (used_seconds, idle_seconds))
    else:
        allocated, idle = (amount_minor if use.units > 0 else 0), 0
    return PlacedPool(
        pool_id=rule.pool_id,
        driver=rule.driver,
        amount_minor=amount_minor,
        allocated_minor=allocated,
        idle_minor=idle,
        unallocated_minor=amount_minor - allocated - idle,
        units=use.units,
        customers=use.customers,
        used_seconds=used_seconds,
        capacity_seconds=capacity_seconds if time_driven else 0,
    )


def pool_amount_rows(placed: Sequence[PlacedPool]) -> tuple[tuple[str, str, int], ...]:
    """Return the rows of the given ``pool_amounts``: pools of which anything is allocated."""
    return tuple((pool.pool_id, pool.driver, pool.allocated_minor) for pool in placed if pool.allocated_minor)
