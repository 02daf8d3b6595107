"""Everything of one case at once: what each relation must hold, and the parameters that the models are given."""

from dataclasses import dataclass

from fenhao.engine.allocation import DriverUsage, PlacedPool, PoolAmount, place_pools
from fenhao.engine.relation import Value
from fenhao.engine.waste import waste_parameters
from tests.oracle.case import Case, Rows
from tests.oracle.customers import activity, customer_cost, results
from tests.oracle.ledger import late_tiers, ledger, roll_ups, text_of, whole
from tests.oracle.records import records
from tests.oracle.waste import waste


@dataclass(frozen=True)
class Expected:
    """The rows of every relation of a report, and where the pools went."""

    relations: dict[str, Rows]
    pools: tuple[PlacedPool, ...]


def placed(case: Case, *, pool_costs: Rows, driver_totals: Rows) -> tuple[PlacedPool, ...]:
    """Return where the pools go, from the rows of two relations."""
    return place_pools(
        costs=[PoolAmount(text_of(row["pool_id"]), whole(row["amount_minor"])) for row in pool_costs],
        rules=case.pools,
        usage=[
            DriverUsage(text_of(row["driver"]), whole(row["units"]), whole(row["customers"]))
            for row in driver_totals
        ],
        days=(case.end - case.start).days,
        year_days=case.year_days,
    )


def pool_amounts(pools: tuple[PlacedPool, ...]) -> Rows:
    """Return the given ``pool_amounts``."""
    return [
        {"pool_id": pool.pool_id, "driver": pool.driver, "amount_minor": pool.allocated_minor}
        for pool in pools
        if pool.allocated_minor
    ]


def expected(case: Case) -> Expected:
    """Return what every relation of the case's report must hold."""
    entries = ledger(case)
    relations = late_tiers(case) | {"ledger": entries} | roll_ups(case, entries) | activity(case, entries)
    pools = placed(case, pool_costs=relations["pool_costs"], driver_totals=relations["driver_totals"])
    relations |= customer_cost(
        pool_amounts(pools), relations["driver_weights"], relations["customer_activity"]
    )
    relations |= results(case, relations["customer_cost"], relations["customer_direct"])
    relations |= records(case, relations["customer_ranks"], relations["customer_activity"])
    return Expected(relations | waste(case, entries), pools)


def parameters(case: Case) -> dict[str, Value]:
    """Return the parameters of a report."""
    return {
        "period_start": case.start,
        "period_end": case.end,
        "closing_on": case.closing_on,
        "as_of_on": case.as_of_on,
        "rows_max": case.rows_max,
        **waste_parameters(case.waste_policy),
    }
