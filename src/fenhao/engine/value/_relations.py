"""Tiers on an assessment day, and what tiers and customers brought over a period."""

from datetime import date, timedelta

from fenhao.engine.allocation import CUSTOMER_COST_COLUMNS
from fenhao.engine.facts import TIER_ASSIGNMENTS
from fenhao.engine.relation import Kind, Parameter, Value, column, model
from fenhao.engine.value._policy import TierPolicy

_PACKAGE = "fenhao.engine.value"

ROWS_MAX = Parameter("rows_max", Kind.count, "how many of the best, worst or largest are wanted")
_ASSESSED_ON = Parameter("assessed_on", Kind.day, "the assessment day; only earlier days are looked at")

_CUSTOMER = column("customer_id", Kind.text, "the customer")
_ORDERS_SUM = column("orders", Kind.count, "orders of the period; a return is none")

TIER_INPUTS = model(
    package=_PACKAGE,
    name="tier_inputs",
    note="What the tier policy looks at. Assessed is everybody who stands in customers (unless won on the day or "
    "later), ever ordered before it, or was assessed the time before. Nobody looks ahead: run again later, "
    "the day gives the same rows from the same facts.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("value_minor", Kind.money, "revenue of the window less returns"),
        column("orders", Kind.count, "orders of the window; a return is none"),
        column(
            "quiet_days",
            Kind.count,
            "days since the last order of all history; empty without any",
            needed=False,
        ),
        column("tier_before", Kind.text, "the tier of the previous assessment; '' without one"),
    ),
    parameters=(
        _ASSESSED_ON,
        Parameter("window_start", Kind.day, "the first day of the window"),
        Parameter("previous_on", Kind.day, "the previous assessment; empty for the first one"),
    ),
    reads=("customers", "orders", "tier_assignments"),
    keep=True,
)


def _count(name: str, note: str) -> Parameter:
    return Parameter(name, Kind.count, note)


TIERS_ON_DAY = model(
    package=_PACKAGE,
    name="tiers",
    note="The tier of every assessed customer: rows for tier_assignments. The first rule that holds gives the "
    "tier; see TierPolicy. Places go by value, then orders, then customer id, among those not dormant; a place "
    "lies in a top share when place <= share * customers not dormant.",
    key=("customer_id",),
    columns=TIER_ASSIGNMENTS.columns,
    parameters=(
        _ASSESSED_ON,
        Parameter("policy", Kind.text, "version of the policy"),
        _count("dormant_after_days", "more quiet days than this are dormant"),
        _count("core_orders_min", "fewer orders are not core"),
        _count("core_parts", "core share, numerator"),
        _count("core_of", "core share, denominator"),
        _count("core_keep_parts", "core share plus keep margin, numerator"),
        _count("core_keep_of", "core share plus keep margin, denominator"),
        _count("potential_orders_min", "this many orders are at least potential"),
        _count("potential_parts", "potential share, numerator"),
        _count("potential_of", "potential share, denominator"),
        _count("potential_keep_parts", "potential share plus keep margin, numerator"),
        _count("potential_keep_of", "potential share plus keep margin, denominator"),
    ),
    reads=("tier_inputs",),
)

ASSESSMENT_RELATIONS = (TIER_INPUTS, TIERS_ON_DAY)
"""One assessment; reads facts only."""


def tier_parameters(policy: TierPolicy, *, assessed_on: date, previous_on: date | None) -> dict[str, Value]:
    """Return the parameters of ASSESSMENT_RELATIONS for one assessment day."""
    core_keep = policy.core_share + policy.keep_margin
    potential_keep = policy.potential_share + policy.keep_margin
    return {
        "assessed_on": assessed_on,
        "window_start": assessed_on - timedelta(days=policy.window_days),
        "previous_on": previous_on,
        "policy": policy.version,
        "dormant_after_days": policy.dormant_after_days,
        "core_orders_min": policy.core_orders_min,
        "core_parts": policy.core_share.numerator,
        "core_of": policy.core_share.denominator,
        "core_keep_parts": core_keep.numerator,
        "core_keep_of": core_keep.denominator,
        "potential_orders_min": policy.potential_orders_min,
        "potential_parts": policy.potential_share.numerator,
        "potential_of": policy.potential_share.denominator,
        "potential_keep_parts": potential_keep.numerator,
        "potential_keep_of": potential_keep.denominator,
    }


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
