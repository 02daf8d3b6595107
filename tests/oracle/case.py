"""One case for the twins: facts as plain rows, a period, policies. Rows are dicts by column name."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from fenhao.engine.allocation import PoolRule
from fenhao.engine.facts import LINEAGE, TABLES
from fenhao.engine.value import TierPolicy
from fenhao.engine.waste import Entitlement, WastePolicy

Cell = str | int | bool | date | None
Row = dict[str, Cell]
Rows = list[Row]

UNIT_MINOR = 100
"""Minor units in one unit of the currency."""

TIER_POLICY = TierPolicy(
    version="t1",
    window_days=30,
    dormant_after_days=12,
    core_share=Fraction(1, 4),
    core_orders_min=2,
    potential_share=Fraction(1, 2),
    potential_orders_min=3,
    keep_margin=Fraction(1, 5),
)

WASTE_POLICY = WastePolicy(
    version="w1",
    wake_ups_unanswered_max=2,
    participation_min=Fraction(1, 3),
    entitlements=(Entitlement("A", "gift"), Entitlement("B", "gift"), Entitlement("A", "points")),
    share_target=Fraction(1, 20),
)

POOLS = (
    PoolRule("care", "客服", "Care", "contacts", seconds_per_unit=600, capacity_seconds_per_year=60_000),
    PoolRule("store", "门店", "Store", "orders", seconds_per_unit=0, capacity_seconds_per_year=0),
    PoolRule("brand", "品牌", "Brand", "revenue", seconds_per_unit=0, capacity_seconds_per_year=0),
    PoolRule("system", "系统", "System", "equal", seconds_per_unit=0, capacity_seconds_per_year=0),
)

CHART: Rows = [
    {
        "cost_type": code,
        "category": category,
        "nature": nature,
        "purpose": "service",
        "stage": "all",
        "pool_id": pool,
    }
    for code, category, nature, pool in (
        ("coupon", "benefits", "variable", "brand"),
        ("mail", "wake_up", "variable", "care"),
        ("crm", "systems", "fixed", "system"),
        ("shop", "team", "fixed", "store"),
        ("gift", "benefits", "variable", ""),
    )
]


@dataclass(frozen=True)
class Case:
    """Facts and everything a report of one period needs; ``facts`` holds rows by table name."""

    facts: dict[str, Rows]
    start: date
    end: date
    assessments: tuple[date, ...] = ()
    closing_on: date | None = None
    as_of: date | None = None
    tier_policy: TierPolicy = TIER_POLICY
    waste_policy: WastePolicy = WASTE_POLICY
    pools: tuple[PoolRule, ...] = POOLS
    chart: Rows = field(default_factory=lambda: list(CHART))
    rows_max: int = 3
    year_days: int = 365

    def __post_init__(self) -> None:
        for table in TABLES:
            self.facts.setdefault(table.name, [])
            for number, row in enumerate(self.facts[table.name], 1):
                row.setdefault("source", "s1")
                row.setdefault("batch_id", "b1")
                row.setdefault("row_no", number)
                for each in (*table.columns, *LINEAGE):
                    row.setdefault(each.name, None)

    @property
    def as_of_on(self) -> date:
        """Return the last day that the report looks at."""
        return self.as_of or self.end - timedelta(days=1)

    @property
    def days(self) -> Rows:
        """Return the given ``days``: months by the calendar, the assessment in force or else the first one."""
        rows: Rows = []
        day = self.start
        while day < self.end:
            in_force = [each for each in self.assessments if each <= day]
            assessed_on = max(in_force) if in_force else min(self.assessments, default=None)
            rows.append({"day": day, "month": f"{day:%Y-%m}", "assessed_on": assessed_on})
            day += timedelta(days=1)
        return rows
