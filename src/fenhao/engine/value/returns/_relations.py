"""What acquisition, cohorts and returns see of the facts."""

from fenhao.engine.ledger import PERIOD_END, PERIOD_START
from fenhao.engine.relation import Column, Kind, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.value.returns"

AS_OF_ON = Parameter("as_of_on", Kind.day, "the last day that is looked at")
_AGE = column("age", Kind.count, "fiscal months since the first; 0 is the month itself")
_CUSTOMER = column("customer_id", Kind.text, "the customer")
_CHANNEL = column("channel", Kind.text, "the channel; '' for none")
_CUSTOMERS = column("customers", Kind.count, "customers")
_MARGIN = column("margin_minor", Kind.money, "margin less that of returns; revenue where none is known")


def _day(name: str, note: str) -> Parameter:
    return Parameter(name, Kind.day, note)


def _money(name: str, note: str) -> Column:
    return column(name, Kind.money, note)


ORDER_DAYS = Table(
    "order_days",
    "Given: every day from the first order or customer to the last day that is looked at, in its fiscal month.",
    ("day",),
    (
        column("day", Kind.day, "a day"),
        column("month_no", Kind.count, "the fiscal month, counted from the first one as 0"),
    ),
)

FIRST_ORDERS = model(
    package=_PACKAGE,
    name="first_orders",
    note="Each customer's first order; a return is none.",
    key=("customer_id",),
    columns=(_CUSTOMER, column("first_on", Kind.day, "the day of the first order")),
    parameters=(AS_OF_ON,),
    reads=("orders",),
    keep=True,
)

COHORT_CELLS = model(
    package=_PACKAGE,
    name="cohort_cells",
    note="What the customers who first ordered in one month did in each month since. At age 0 everybody is there, so its "
    "customers are the size of the cohort.",
    key=("cohort_no", "age"),
    columns=(
        column("cohort_no", Kind.count, "the fiscal month of the first order"),
        _AGE,
        column("customers", Kind.count, "customers with an order that month"),
        column("orders", Kind.count, "orders; a return is none"),
        _money("revenue_minor", "revenue less returns"),
        _MARGIN,
    ),
    parameters=(AS_OF_ON,),
    reads=("orders", "first_orders", "order_days"),
)

CUSTOMERS_WON = model(
    package=_PACKAGE,
    name="customers_won",
    note="Customers won in a span of days: on the day that stands in customers, else on that of the first order.",
    key=("customer_id",),
    columns=(_CUSTOMER, column("won_on", Kind.day, "the day"), _CHANNEL),
    parameters=(
        _day("won_from", "the first day of the span"),
        _day("won_until", "the first day after the span"),
    ),
    reads=("customers", "first_orders"),
    keep=True,
)

CHANNELS_WON = model(
    package=_PACKAGE,
    name="channels_won",
    note="Customers won, by the channel that they came from.",
    key=("channel",),
    columns=(_CHANNEL, _CUSTOMERS),
    reads=("customers_won",),
)

CHANNEL_MONTHS = model(
    package=_PACKAGE,
    name="channel_months",
    note="What the customers won through a channel brought in each month since.",
    key=("channel", "age"),
    columns=(_CHANNEL, _AGE, _MARGIN),
    parameters=(AS_OF_ON,),
    reads=("customers_won", "orders", "order_days"),
)

CHANNEL_SPEND = model(
    package=_PACKAGE,
    name="channel_spend",
    note="Ledger cost of the period whose purpose is acquisition, by channel.",
    key=("channel",),
    columns=(_CHANNEL, _money("amount_minor", "cost")),
    reads=("ledger", "chart"),
)

MARGIN_AROUND = model(
    package=_PACKAGE,
    name="margin_around",
    note="What each customer brought in the period and in as many days before it.",
    key=("customer_id",),
    columns=(_CUSTOMER, _money("before_minor", "before the period"), _money("after_minor", "in the period")),
    parameters=(
        PERIOD_START,
        PERIOD_END,
        _day("before_start", "the first of as many days before the period"),
    ),
    reads=("orders",),
    keep=True,
)

GROUP_RETURNS = model(
    package=_PACKAGE,
    name="group_returns",
    note="What was spent on each thing (an entry may stand under several dimensions), and what the customers it was spent on brought before and in the period. No "
    "control group: what would have come anyway stands among it.",
    key=("dimension", "name"),
    columns=(
        column("dimension", Kind.text, "tier, benefit_type, campaign or channel"),
        column("name", Kind.text, "which one"),
        column("customers", Kind.count, "customers it was spent on"),
        _money("cost_minor", "cost, that without a customer included"),
        _money("before_minor", "their margin before the period"),
        _money("after_minor", "their margin in the period"),
    ),
    reads=("ledger", "margin_around"),
)

CAMPAIGN_FRAME = model(
    package=_PACKAGE,
    name="campaign_frame",
    note="Everybody who had ordered before a campaign began, invited or not: what was known the day before, and the margin "
    "while it ran. Those not invited are who the invited are set beside.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("invited", Kind.flag, "whether the customer is a member of the campaign"),
        column("known_days", Kind.count, "days since the first order"),
        column("quiet_days", Kind.count, "days since the last order"),
        column("orders_before", Kind.count, "orders in the look-back"),
        _money("margin_before_minor", "margin in the look-back"),
        _money("margin_span_minor", "margin in as many days before as the campaign ran"),
        _money("margin_minor", "margin while the campaign ran"),
    ),
    parameters=(
        Parameter("campaign_id", Kind.text, "the campaign"),
        _day("starts_on", "its first day"),
        _day("ends_on", "its last day that is looked at"),
        _day("before_start", "the first day of the look-back"),
        _day("span_before", "the first of as many days before as the campaign ran"),
    ),
    reads=("orders", "campaign_members"),
)

COHORT_RELATIONS = (FIRST_ORDERS, COHORT_CELLS)
"""Cohorts: read facts and the given ORDER_DAYS only."""

RETURN_RELATIONS = (
    FIRST_ORDERS,
    CUSTOMERS_WON,
    CHANNELS_WON,
    CHANNEL_MONTHS,
    CHANNEL_SPEND,
    MARGIN_AROUND,
    GROUP_RETURNS,
)
"""Acquisition and returns of a period, after the ledger's relations and ORDER_DAYS."""

RELATIONS = (FIRST_ORDERS, COHORT_CELLS, *RETURN_RELATIONS[1:], CAMPAIGN_FRAME)
