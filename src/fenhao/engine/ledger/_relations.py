"""The ledger and what is rolled up from it."""

from fenhao.engine.ledger._chart import Chart
from fenhao.engine.relation import Column, Kind, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.ledger"

PERIOD_START = Parameter("period_start", Kind.day, "the first day of the report")
PERIOD_END = Parameter("period_end", Kind.day, "the first day after the report")

AMOUNT = column("amount_minor", Kind.money, "cost is positive; a credit or reversal is negative")
ENTRIES = column("entries", Kind.count, "ledger entries summed here, reversals included")
TIER = column("tier", Kind.text, "the customer's tier on the day of the entry; '' without customer or tier")
COST_TYPE = column("cost_type", Kind.text, "a leaf of the chart; '' where a contact names none")


def _text(name: str, note: str) -> Column:
    return column(name, Kind.text, note)


DAYS = Table(
    "days",
    "Given: one row per day of the report period.",
    ("day",),
    (
        column("day", Kind.day, "a day of the period"),
        _text("month", "label of the fiscal month that holds the day"),
        column(
            "assessed_on",
            Kind.day,
            "the tier assessment in force on the day; for earlier days the first one; empty without any",
            needed=False,
        ),
    ),
)

CHART = Table(
    "chart",
    "Given: the leaves of the company's chart of cost types.",
    ("cost_type",),
    (
        _text("cost_type", "code of the leaf"),
        _text("category", "the branch that budget lines speak of"),
        _text("nature", "fixed or variable"),
        _text("purpose", "what the money is for"),
        _text("stage", "life-cycle stage"),
        _text("pool_id", "the pool for entries without customer; '' when nothing may allocate them"),
    ),
)

LATE_CUSTOMERS = model(
    package=_PACKAGE,
    name="late_customers",
    note="Customers with a row of the period that was loaded before an assessment could stamp it.",
    key=("customer_id",),
    columns=(_text("customer_id", "a customer with a row that carries no tier"),),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("cost_entries", "benefits", "contacts"),
    keep=True,
)

LATE_TIERS = model(
    package=_PACKAGE,
    name="late_tiers",
    note="The tiers of late_customers, for the ledger to look up.",
    key=("customer_id", "assessed_on"),
    columns=(
        _text("customer_id", "a customer with a row that carries no tier"),
        column("assessed_on", Kind.day, "an assessment that is in force on some day of the period"),
        _text("tier", "the tier that it gave"),
    ),
    reads=("tier_assignments", "days", "late_customers"),
    keep=True,
)

LEDGER = model(
    package=_PACKAGE,
    name="ledger",
    note="Every cost entry of the period, from cost_entries and from the subledgers benefits and contacts. "
    "A benefit or contact that cost nothing is no entry. The tier is the one stamped at posting; rows that were "
    "loaded without one take that of the assessment in force on their day.",
    key=("subledger", "source", "entry_id"),
    columns=(
        _text("subledger", "the fact that holds the row: cost_entries, benefits or contacts"),
        _text("source", "where the row was loaded from"),
        _text("entry_id", "the row's own id in that source"),
        column("occurred_on", Kind.day, "the day the cost belongs to"),
        COST_TYPE,
        AMOUNT,
        column("customer_id", Kind.text, "the customer it was spent on", needed=False),
        column("campaign_id", Kind.text, "the campaign it was spent for", needed=False),
        column("channel", Kind.text, "the channel it was spent in", needed=False),
        column("department", Kind.text, "who spent it", needed=False),
        column("benefit_type", Kind.text, "of a benefit, its kind", needed=False),
        TIER,
        _text("batch_id", "the load that brought the row"),
        column("row_no", Kind.count, "the row's number in its source"),
    ),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("cost_entries", "benefits", "contacts", "days", "late_tiers"),
)

DAILY_COST = model(
    package=_PACKAGE,
    name="daily_cost",
    note="Ledger cost by day, tier and cost type: the cells of a report and the days of a budget are summed from it.",
    key=("day", "tier", "cost_type"),
    columns=(column("day", Kind.day, "the day of the entries"), TIER, COST_TYPE, AMOUNT, ENTRIES),
    reads=("ledger",),
    keep=True,
)

CAMPAIGN_DAYS = model(
    package=_PACKAGE,
    name="campaign_days",
    note="Ledger cost that names a campaign, by campaign and day.",
    key=("campaign_id", "day"),
    columns=(
        _text("campaign_id", "the campaign"),
        column("day", Kind.day, "the day of the entries"),
        AMOUNT,
        ENTRIES,
        column("largest_minor", Kind.money, "the largest single entry"),
    ),
    reads=("ledger",),
    keep=True,
)

CHANNEL_DAYS = model(
    package=_PACKAGE,
    name="channel_days",
    note="Ledger cost by day, tier, cost type and channel: what forecasts and the watch over cost are worked out from.",
    key=("day", "tier", "cost_type", "channel"),
    columns=(
        column("day", Kind.day, "the day of the entries"),
        TIER,
        COST_TYPE,
        _text("channel", "the channel; '' for none"),
        AMOUNT,
        ENTRIES,
    ),
    reads=("ledger",),
)

MOVED_COST = model(
    package=_PACKAGE,
    name="moved_cost",
    note="Ledger cost of customers whom the assessment in force moved to another tier, by day: what is mix and not rate.",
    key=("day", "tier_then", "tier", "cost_type"),
    columns=(
        column("day", Kind.day, "the day of the entries"),
        _text("tier_then", "the customer's tier at the assessment before; '' where there was none"),
        TIER,
        COST_TYPE,
        AMOUNT,
        ENTRIES,
    ),
    reads=("ledger", "days", "tier_assignments"),
)

COST_ROLLUP = model(
    package=_PACKAGE,
    name="cost_rollup",
    note="Ledger cost by fiscal month and every dimension; computed when it is asked for, since a report itself needs "
    "fewer.",
    key=("month", "tier", "cost_type", "campaign_id", "channel", "department"),
    columns=(
        _text("month", "label of the fiscal month"),
        TIER,
        COST_TYPE,
        _text("campaign_id", "the campaign; '' for none"),
        _text("channel", "the channel; '' for none"),
        _text("department", "the department; '' for none"),
        AMOUNT,
        ENTRIES,
    ),
    reads=("ledger", "days"),
)

BATCH_SUMS = model(
    package=_PACKAGE,
    name="batch_sums",
    note="Ledger cost by the load that brought it: what the books post of a load, and are held against for ever after.",
    key=("batch_id", "month", "tier", "cost_type", "campaign_id"),
    columns=(
        _text("batch_id", "the load"),
        _text("month", "label of the fiscal month"),
        TIER,
        COST_TYPE,
        _text("campaign_id", "the campaign; '' for none"),
        column("last_on", Kind.day, "the last day of an entry summed here"),
        AMOUNT,
        ENTRIES,
    ),
    reads=("ledger", "days"),
)

COST_CELLS = model(
    package=_PACKAGE,
    name="cost_cells",
    note="Ledger cost by fiscal month, tier and cost type.",
    key=("month", "tier", "cost_type"),
    columns=(_text("month", "label of the fiscal month"), TIER, COST_TYPE, AMOUNT, ENTRIES),
    reads=("daily_cost", "days"),
)

LINE_DAYS = model(
    package=_PACKAGE,
    name="line_days",
    note="Ledger cost by day and budget line, for a replay against a budget. Fixed cost belongs to no tier. A cost "
    "type outside the chart keeps empty words, so that its money stays visible.",
    key=("day", "tier", "category", "nature"),
    columns=(
        column("day", Kind.day, "the day of the entries"),
        _text("tier", "tier on the day; '' for fixed cost and for variable cost without a tier"),
        _text("category", "branch of the chart"),
        _text("nature", "fixed or variable"),
        AMOUNT,
    ),
    reads=("daily_cost", "chart"),
)

INDIRECT_COST = model(
    package=_PACKAGE,
    name="indirect_cost",
    note="Ledger cost that carries no customer, by cost type.",
    key=("cost_type",),
    columns=(COST_TYPE, AMOUNT, ENTRIES),
    reads=("ledger",),
    keep=True,
)

POOL_COSTS = model(
    package=_PACKAGE,
    name="pool_costs",
    note="Cost without customer by the pool that its type belongs to; '' gathers what no pool takes.",
    key=("pool_id",),
    columns=(_text("pool_id", "the pool; '' for none"), AMOUNT, ENTRIES),
    reads=("indirect_cost", "chart"),
)

RELATIONS = (
    LATE_CUSTOMERS,
    LATE_TIERS,
    LEDGER,
    DAILY_COST,
    CAMPAIGN_DAYS,
    CHANNEL_DAYS,
    MOVED_COST,
    COST_ROLLUP,
    BATCH_SUMS,
    COST_CELLS,
    LINE_DAYS,
    INDIRECT_COST,
    POOL_COSTS,
)
"""In dependency order; the givens DAYS and CHART come before them."""


def chart_rows(chart: Chart) -> tuple[tuple[str, str, str, str, str, str], ...]:
    """Return the rows of the given ``chart``, one per leaf in declared order."""
    return tuple(
        (leaf.code, leaf.category, leaf.nature.value, leaf.purpose.value, leaf.stage.value, leaf.pool_id)
        for leaf in chart.cost_types
    )
