"""Cost pools to customers: drivers, time-driven capacity, and what each customer costs."""

from fenhao.engine.allocation._behind import CUSTOMER_BEHIND, ENTRIES_BEHIND, FILTERS, SHARES_BEHIND
from fenhao.engine.allocation._driver import Driver
from fenhao.engine.allocation._place import (
    DriverUsage,
    PlacedPool,
    PoolAmount,
    place_pools,
    pool_amount_rows,
)
from fenhao.engine.allocation._pools import PoolRule
from fenhao.engine.allocation._relations import (
    AFTER_POOLS,
    BEFORE_POOLS,
    CLOSING_ON,
    CUSTOMER_ACTIVITY,
    CUSTOMER_COST,
    CUSTOMER_COST_COLUMNS,
    CUSTOMER_DIRECT,
    DRIVER_TOTALS,
    DRIVER_WEIGHTS,
    ORDER_TOTALS,
    POOL_AMOUNTS,
    POOL_SHARES,
    RELATIONS,
)
from fenhao.engine.allocation.drivers import DRIVERS

__all__ = [
    "AFTER_POOLS",
    "BEFORE_POOLS",
    "CLOSING_ON",
    "CUSTOMER_ACTIVITY",
    "CUSTOMER_BEHIND",
    "CUSTOMER_COST",
    "CUSTOMER_COST_COLUMNS",
    "CUSTOMER_DIRECT",
    "DRIVERS",
    "DRIVER_TOTALS",
    "DRIVER_WEIGHTS",
    "ENTRIES_BEHIND",
    "FILTERS",
    "ORDER_TOTALS",
    "POOL_AMOUNTS",
    "POOL_SHARES",
    "RELATIONS",
    "SHARES_BEHIND",
    "Driver",
    "DriverUsage",
    "PlacedPool",
    "PoolAmount",
    "PoolRule",
    "place_pools",
    "pool_amount_rows",
]
