"""What the runs hand to the interfaces: frozen values, money in whole minor units of the book's currency."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fenhao.engine.budget import Alert, BudgetCell, BudgetStep, QuarterReserve
from fenhao.kernel import Period


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One pinned table: what a result was made from."""

    table: str
    version: int
    rows: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The period's cost. total = fixed + variable = direct + allocated + unallocated + idle."""

    total_minor: int
    fixed_minor: int
    variable_minor: int
    direct_minor: int
    allocated_minor: int
    unallocated_minor: int
    idle_minor: int
    entries: int
    customers: int


@dataclass(frozen=True, slots=True)
class CostCell:
    """Ledger cost of one month, tier and cost type. ``tier`` is empty where no customer or no tier is known."""

    month: str
    tier: str
    cost_type: str
    amount_minor: int
    entries: int


@dataclass(frozen=True, slots=True)
class CategoryName:
    """What a branch of the company's chart is called."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class TypeCost:
    """Ledger cost of one leaf of the chart."""

    cost_type: str
    category: str
    name_zh: str
    name_en: str
    nature: str
    purpose: str
    stage: str
    amount_minor: int
    entries: int


@dataclass(frozen=True, slots=True)
class PoolCost:
    """One pool: amount = allocated + idle + unallocated. ``units`` counts what its driver counted."""

    pool_id: str
    name_zh: str
    name_en: str
    driver: str
    amount_minor: int
    allocated_minor: int
    idle_minor: int
    unallocated_minor: int
    units: int
    customers: int
    used_seconds: int
    capacity_seconds: int


@dataclass(frozen=True, slots=True)
class CustomerCost:
    """One customer over the period. profit = margin - direct - allocated. ``tier`` is the closing tier."""

    customer_id: str
    tier: str
    orders: int
    revenue_minor: int
    margin_minor: int
    direct_minor: int
    allocated_minor: int
    profit_minor: int


@dataclass(frozen=True, slots=True)
class TierResult:
    """The P&L of the customers whose tier at the period's end is ``tier`` (empty: never assessed)."""

    tier: str
    customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    direct_minor: int
    allocated_minor: int
    profit_minor: int


@dataclass(frozen=True, slots=True)
class TierMove:
    """Ledger cost with a customer, by the tier on the day of spending and the tier at the period's end."""

    tier_then: str
    tier_now: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class WhalePoint:
    """Customers ordered by profit, best first: the first ``customers`` of them bring ``profit_minor`` together."""

    customers: int
    profit_minor: int


@dataclass(frozen=True, slots=True)
class CampaignCost:
    """One campaign over the period. ``judged`` is false while it has not ended."""

    campaign_id: str
    name: str
    kind: str
    starts_on: date
    ends_on: date
    invited: int
    participated: int
    cost_minor: int
    entries: int
    judged: bool


@dataclass(frozen=True, slots=True)
class RuleWaste:
    """What one rule found. ``counted_minor`` leaves out what an earlier rule has already counted."""

    rule: str
    findings: int
    found_minor: int
    counted_minor: int


@dataclass(frozen=True, slots=True)
class WeekWaste:
    """Ineffective spend by the week (its Monday) in which it became known."""

    week_on: date
    rule: str
    findings: int
    counted_minor: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One ineffective spend and its evidence. ``entry_id`` with ``subledger`` opens the row behind it."""

    rule: str
    subledger: str
    entry_id: str
    found_on: date
    customer_id: str
    campaign_id: str
    tier: str
    counted_minor: int
    evidence: str


@dataclass(frozen=True, slots=True)
class Waste:
    """Ineffective spend of the period. ``findings`` holds the largest; ``findings_total`` counts all.

    ``participation_min`` is the policy's mark for campaigns, drawn beside their participation.
    """

    counted_minor: int
    share: Fraction
    target: Fraction
    rules: tuple[RuleWaste, ...]
    weeks: tuple[WeekWaste, ...]
    findings: tuple[Finding, ...]
    findings_total: int
    participation_min: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """Next period's budget, and this period's actual replayed against it, days moved to the budget's calendar.

    total = sum of cells' budget + sum of reserves.
    """

    label: str
    total_minor: int
    steps: tuple[BudgetStep, ...]
    cells: tuple[BudgetCell, ...]
    reserves: tuple[QuarterReserve, ...]
    alerts: tuple[Alert, ...]
    warn_at: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything of one period. ``assumptions`` and ``left_out`` are codes that the interfaces put into words."""

    company: str
    currency: str
    label: str
    period: Period
    time_zone: str
    made_from: tuple[TableVersion, ...]
    policies: tuple[str, ...]
    totals: Totals
    cells: tuple[CostCell, ...]
    types: tuple[TypeCost, ...]
    campaigns: tuple[CampaignCost, ...]
    pools: tuple[PoolCost, ...]
    tiers: tuple[TierResult, ...]
    tier_moves: tuple[TierMove, ...]
    whale: tuple[WhalePoint, ...]
    best: tuple[CustomerCost, ...]
    worst: tuple[CustomerCost, ...]
    waste: Waste
    budget: Budget | None
    assumptions: tuple["Remark", ...]
    left_out: tuple["Remark", ...]
    categories: tuple[CategoryName, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a reader must know: a code that the interfaces put into words, and its figures as text."""

    code: str
    details: tuple[tuple[str, str], ...]
