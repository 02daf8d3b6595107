"""Cost pools: indirect cost that waits for a driver."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PoolRule:
    """How one pool reaches customers.

    ``driver`` names a file of ``drivers/``. With a capacity the pool is time-driven (Kaplan and Anderson):
    each driver unit takes ``seconds_per_unit``, the period supplies ``capacity_seconds_per_year`` (pro rata to
    the days of the period), and what is supplied but not used stays visible as idle. Without one (both zero)
    the whole pool is allocated by the driver.
    """

    pool_id: str
    name_zh: str
    name_en: str
    driver: str
    seconds_per_unit: int
    capacity_seconds_per_year: int
