"""Allocation drivers, one file each. The registry: one line a driver."""

from fenhao.engine.allocation._driver import Driver
from fenhao.engine.allocation.drivers.contacts import CONTACTS
from fenhao.engine.allocation.drivers.equal import EQUAL
from fenhao.engine.allocation.drivers.orders import ORDERS
from fenhao.engine.allocation.drivers.revenue import REVENUE

DRIVERS: tuple[Driver, ...] = (
    CONTACTS,
    ORDERS,
    REVENUE,
    EQUAL,
)

__all__ = ["DRIVERS"]
