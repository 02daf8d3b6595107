"""What tiers and customers brought over a period."""

from fenhao.engine.allocation import CUSTOMER_COST_COLUMNS
from fenhao.engine.relation import Kind, Parameter, column, model

_PACKAGE = "fenhao.engine.value"

ROWS_MAX = Parameter("rows_max", Kind.count, "how many of the best, worst or largest are wanted")
_CUSTOMER = column("customer_id", Kind.text, "the customer")
_ORDERS_SUM = column("orders", Kind.count, "orders of the period; a return is none")

_PROFIT_RANK = column("profit_rank", Kind.count, "1 brings most; ties by customer id")

CUSTOMER_RANKS = model(
    package=_PACKAGE,
    name="customer_ranks",
    note="Customers in the order of what they bring.",
    key=("customer_id",),
    columns=(
        *CUSTOMER_COST_COLUMNS,
        _PROFIT_RANK,
        column("customers", Kind.count, "how many customers there are in all"),
    ),
    reads=("customer_cost",),
    keep=True,
)

TIER_RESULT = model(
    package=_PACKAGE,
    name="tier_result",
    note="What the customers of each closing tier brought and cost; together they are all customers of the report.",
    key=("tier",),
    columns=(
        column("tier", Kind.text, "the closing tier; '' when never assessed"),
        column("customers", Kind.count, "customers of the report"),
        _ORDERS_SUM,
        *CUSTOMER_COST_COLUMNS[3:],
    ),
    reads=("customer_cost",),
)

TIER_MOVES = model(
    package=_PACKAGE,
    name="tier_moves",
    note="Ledger cost that carries a customer, by the tier on the day of spending and the closing tier.",
    key=("tier_then", "tier_now"),
    columns=(
        column("tier_then", Kind.text, "tier on the day of spending; '' for none"),
        column("tier_now", Kind.text, "closing tier; '' for none"),
        column("amount_minor", Kind.money, "cost"),
    ),
    reads=("customer_direct", "customer_activity"),
)

WHALE = model(
    package=_PACKAGE,
    name="whale",
    note="The whale curve: the best customers together, in at most 200 steps and one more that ends at the peak, "
    "which is the last customer who brings more than nothing. The last point holds all customers and their "
    "whole profit; the point (0, 0) is not included.",
    key=("customers",),
    columns=(
        column("customers", Kind.count, "this many of the best customers"),
        column("profit_minor", Kind.money, "what they bring together"),
    ),
    reads=("customer_ranks",),
)


BEST_CUSTOMERS = model(
    package=_PACKAGE,
    name="best_customers",
    note="The customers that bring most.",
    key=("customer_id",),
    columns=(*CUSTOMER_COST_COLUMNS, _PROFIT_RANK),
    parameters=(ROWS_MAX,),
    reads=("customer_ranks",),
)

WORST_CUSTOMERS = model(
    package=_PACKAGE,
    name="worst_customers",
    note="The customers that bring least.",
    key=("customer_id",),
    columns=(*CUSTOMER_COST_COLUMNS, _PROFIT_RANK),
    parameters=(ROWS_MAX,),
    reads=("customer_ranks",),
)

RELATIONS = (CUSTOMER_RANKS, TIER_RESULT, TIER_MOVES, WHALE, BEST_CUSTOMERS, WORST_CUSTOMERS)
"""Of a report, after the relations of allocation."""
