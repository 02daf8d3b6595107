"""From direct cost and activity to what each customer costs."""

from fenhao.engine.allocation.drivers import DRIVERS
from fenhao.engine.ledger import PERIOD_END, PERIOD_START
from fenhao.engine.relation import Division, Kind, Model, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.allocation"

CLOSING_ON = Parameter(
    "closing_on", Kind.day, "the assessment whose tiers close the period; empty when there is none"
)

_CUSTOMER = column("customer_id", Kind.text, "the customer")
_DIRECT = column("direct_minor", Kind.money, "ledger cost that carries the customer")
_ORDERS = column("orders", Kind.count, "orders of the period; a return is none")
_REVENUE = column("revenue_minor", Kind.money, "revenue of the period less returns")
_MARGIN = column("margin_minor", Kind.money, "margin of the period; revenue where an order names no margin")
_CLOSING_TIER = column("tier", Kind.text, "the closing tier; '' when never assessed")

CUSTOMER_DIRECT = model(
    package=_PACKAGE,
    name="customer_direct",
    note="Ledger cost that carries a customer, by the tier on the day of spending: one scan of the ledger.",
    key=("customer_id", "tier"),
    columns=(
        _CUSTOMER,
        column("tier", Kind.text, "the tier on the day of spending; '' for none"),
        column("amount_minor", Kind.money, "cost; negative when credits outweigh it"),
    ),
    reads=("ledger",),
    keep=True,
)

CUSTOMER_ACTIVITY = model(
    package=_PACKAGE,
    name="customer_activity",
    note="The customers of the report and what they did in the period. A customer of the report is anybody who "
    "stands in customers (unless won after the period), has a closing tier, ordered, was contacted, or "
    "carries cost in the period.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        _CLOSING_TIER,
        _ORDERS,
        _REVENUE,
        _MARGIN,
        column("contacts", Kind.count, "contacts of the period"),
        _DIRECT,
    ),
    parameters=(PERIOD_START, PERIOD_END, CLOSING_ON),
    reads=("customers", "tier_assignments", "orders", "contacts", "customer_direct"),
    keep=True,
)

ORDER_TOTALS = model(
    package=_PACKAGE,
    name="order_totals",
    note="One row: the orders of the period, anonymous ones included, and what a reader must know of them.",
    key=(),
    columns=(
        _ORDERS,
        _REVENUE,
        _MARGIN,
        column("without_margin", Kind.count, "rows whose revenue stood in for a margin that is not known"),
        column(
            "anonymous_orders", Kind.count, "rows without customer: they belong to no tier and no customer"
        ),
        column("anonymous_revenue_minor", Kind.money, "their revenue"),
    ),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("orders",),
)

DRIVER_WEIGHTS = model(
    package=_PACKAGE,
    name="driver_weights",
    note="The weights of all drivers; a customer without weight has no row.",
    key=("driver", "party_id"),
    columns=(
        column("driver", Kind.text, "name of the driver"),
        column("party_id", Kind.text, "the customer"),
        column("weight", Kind.count, "above zero"),
    ),
    reads=tuple(driver.relation.name for driver in DRIVERS),
)

DRIVER_TOTALS = model(
    package=_PACKAGE,
    name="driver_totals",
    note="What each driver counted in all; a driver without units has no row.",
    key=("driver",),
    columns=(
        column("driver", Kind.text, "name of the driver"),
        column("units", Kind.count, "sum of the weights"),
        column("customers", Kind.count, "customers that weigh anything"),
    ),
    reads=("driver_weights",),
)

POOL_AMOUNTS = Table(
    "pool_amounts",
    "Given: the part of each pool that is allocated, as place_pools found it.",
    ("pool_id",),
    (
        column("pool_id", Kind.text, "the pool"),
        column("driver", Kind.text, "the driver that carries it to customers"),
        column("amount_minor", Kind.money, "what is allocated; neither idle nor unallocated cost"),
    ),
)

POOL_SHARES = Division(
    "pool_shares",
    "Each pool's allocated cost by customer, exact to the minor unit.",
    amounts="pool_amounts",
    weights="driver_weights",
)

CUSTOMER_COST_COLUMNS = (
    _CUSTOMER,
    _CLOSING_TIER,
    _ORDERS,
    _REVENUE,
    _MARGIN,
    _DIRECT,
    column("allocated_minor", Kind.money, "the customer's share of all pools"),
    column("profit_minor", Kind.money, "margin - direct - allocated"),
)

CUSTOMER_COST = model(
    package=_PACKAGE,
    name="customer_cost",
    note="What each customer of the report brought and cost.",
    key=("customer_id",),
    columns=CUSTOMER_COST_COLUMNS,
    reads=("customer_activity", "pool_shares_by_party"),
    keep=True,
)

BEFORE_POOLS: tuple[Model, ...] = (
    CUSTOMER_DIRECT,
    CUSTOMER_ACTIVITY,
    ORDER_TOTALS,
    *(driver.relation for driver in DRIVERS),
    DRIVER_WEIGHTS,
    DRIVER_TOTALS,
)
"""What place_pools needs to know; in dependency order, after the ledger's relations."""

AFTER_POOLS: tuple[Division | Model, ...] = (POOL_SHARES, CUSTOMER_COST)
"""What follows once POOL_AMOUNTS has been given."""

RELATIONS: tuple[Division | Model, ...] = (*BEFORE_POOLS, *AFTER_POOLS)
