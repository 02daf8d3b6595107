"""What the models of lifetimes see of the order log: one row a customer, and counts of customers who are alike."""

from fenhao.engine.relation import Kind, Parameter, column, model

_PACKAGE = "fenhao.engine.value"

OBSERVED_ON = Parameter("observed_on", Kind.day, "the last day that a fit sees")
UNTIL_ON = Parameter(
    "until_on", Kind.day, "the last day of the hold-out; the same day when nothing is held out"
)
TODAY = Parameter("today", Kind.day, "the company's today; later orders are dated in the future")

_CUSTOMER = column("customer_id", Kind.text, "the customer")
_FREQUENCY = column("frequency", Kind.count, "purchase days after the first one")
_CUSTOMERS = column("customers", Kind.count, "how many customers share this row")
_TRIPLE = (
    _FREQUENCY,
    column("recency_days", Kind.count, "from the first to the last purchase day; 0 without a repeat"),
    column("age_days", Kind.count, "from the first purchase day to the last day observed"),
    column("days_after", Kind.count, "purchase days in the hold-out"),
)
_REPEAT_SPEND = column(
    "repeat_spend_minor", Kind.money, "revenue of the purchase days after the first, returns apart"
)
_SPEND = column("spend_minor", Kind.money, "revenue of all purchases, returns apart")
_MARGIN = column(
    "margin_minor", Kind.money, "margin less that of returns; revenue stands in where it is not known"
)
_SERVED = (
    column("served_minor", Kind.money, "cost that carries the customer, the winning of it left out"),
    column("treated_minor", Kind.money, "of that: benefits and contacts"),
    column("won_minor", Kind.money, "what it cost to win the customer, where the ledger names it"),
)
_ORDERS = column(
    "orders", Kind.count, "orders; several a day are one purchase to the models; a return is none"
)

ORDER_LOG = model(
    package=_PACKAGE,
    name="order_log",
    note="What the whole order log holds but for customers under contract: where it begins and ends, and what the models pass over.",
    key=(),
    columns=(
        column("first_on", Kind.day, "the first order up to today; empty without any", needed=False),
        column("last_on", Kind.day, "the last order up to today; empty without any", needed=False),
        column("orders_in_future", Kind.count, "orders dated after today; passed over"),
        column("orders_anonymous", Kind.count, "orders without a customer; passed over"),
        column("returns", Kind.count, "orders below nought: no purchase, but less margin"),
        column("orders_without_margin", Kind.count, "orders whose revenue stands in for the margin"),
    ),
    parameters=(TODAY,),
    reads=("orders", "contracts_begun"),
)

CUSTOMER_SERVED = model(
    package=_PACKAGE,
    name="customer_served",
    note="What it cost to serve each customer up to the last day observed: all cost that carries the customer, but for that of "
    "winning it, which stands beside it.",
    key=("customer_id",),
    columns=(_CUSTOMER, *_SERVED),
    parameters=(OBSERVED_ON,),
    reads=("cost_entries", "benefits", "contacts", "chart"),
)

CONTRACTS_BEGUN = model(
    package=_PACKAGE,
    name="contracts_begun",
    note="Contracts begun up to the last day observed; those that cannot be (no period, or ended before they began) left out.",
    key=("source", "contract_id"),
    columns=(
        column("source", Kind.text, "whose contract id it is"),
        column("contract_id", Kind.text, "the source's own id"),
        _CUSTOMER,
        column("started_on", Kind.day, "the first day of the first period"),
        column("ended_on", Kind.day, "the last day in force; empty while it runs", needed=False),
        column("period_months", Kind.count, "months from one renewal to the next, from 1"),
        column(
            "margin_minor", Kind.money, "what a period brings: its margin, or its fee where that is not known"
        ),
        column("plan", Kind.text, "the plan; '' for none"),
    ),
    parameters=(OBSERVED_ON,),
    reads=("contracts",),
)

CUSTOMER_BUYING = model(
    package=_PACKAGE,
    name="customer_buying",
    note="How each customer has bought up to the last day observed, and on how many days in the hold-out after it. Whoever "
    "never bought, first bought in the hold-out, or is under contract has no row.",
    key=("customer_id",),
    columns=(_CUSTOMER, *_TRIPLE, _ORDERS, _SPEND, _REPEAT_SPEND, _MARGIN, *_SERVED),
    parameters=(OBSERVED_ON, UNTIL_ON),
    reads=("orders", "contracts_begun", "customer_served"),
    keep=True,
    in_parts=True,
)

BUYERS_CONTRACTED = model(
    package=_PACKAGE,
    name="buyers_contracted",
    note="How many customers who bought up to the last day observed are left out of customer_buying, for they are or were "
    "under contract.",
    key=(),
    columns=(column("customers", Kind.count, "customers who bought and have a contract begun"),),
    parameters=(OBSERVED_ON,),
    reads=("orders", "contracts_begun"),
)

BUYING_COUNTS = model(
    package=_PACKAGE,
    name="buying_counts",
    note="Customers by frequency, recency, age and what they bought in the hold-out: all that a fit sees.",
    key=tuple(each.name for each in _TRIPLE),
    columns=(*_TRIPLE, _CUSTOMERS),
    reads=("customer_buying",),
)

SPEND_COUNTS = model(
    package=_PACKAGE,
    name="spend_counts",
    note="Customers who bought again for more than nothing, by repeat purchase days and what these brought.",
    key=("frequency", "repeat_spend_minor"),
    columns=(_FREQUENCY, _REPEAT_SPEND, _CUSTOMERS),
    reads=("customer_buying",),
)

BUYING_TOTALS = model(
    package=_PACKAGE,
    name="buying_totals",
    note="All customers of customer_buying together.",
    key=(),
    columns=(
        _CUSTOMERS,
        _ORDERS,
        column("purchase_days", Kind.count, "purchase days, the first ones included"),
        _SPEND,
        _MARGIN,
        *_SERVED,
    ),
    reads=("customer_buying",),
)

PURCHASES_BY_DAY = model(
    package=_PACKAGE,
    name="purchases_by_day",
    note="Purchase days of the customers of customer_buying, first ones and those of the hold-out included, by day: what a "
    "trial is tracked against.",
    key=("day",),
    columns=(
        column("day", Kind.day, "a day on which somebody bought"),
        column("purchases", Kind.count, "customers who bought on it"),
    ),
    parameters=(UNTIL_ON,),
    reads=("orders", "customer_buying"),
)

LIFETIME_RELATIONS = (
    CUSTOMER_SERVED,
    CONTRACTS_BEGUN,
    CUSTOMER_BUYING,
    BUYERS_CONTRACTED,
    BUYING_COUNTS,
    SPEND_COUNTS,
    BUYING_TOTALS,
    PURCHASES_BY_DAY,
)
"""One look at the order log, after ORDER_LOG (with a CONTRACTS_BEGUN of its own) has told where it ends; reads facts and the given chart."""
