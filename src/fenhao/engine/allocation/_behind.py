"""From a figure back to its entries: the ledger of the period, filtered as the figure was."""

from fenhao.engine.allocation._relations import CUSTOMER_COST_COLUMNS
from fenhao.engine.relation import Kind, Parameter, column, model

FILTERS = (
    Parameter("only_month", Kind.text, "fiscal month"),
    Parameter("only_tier", Kind.text, "tier on the day; empty text: no tier known"),
    Parameter(
        "only_tier_now", Kind.text, "the customer's tier at the period's end; empty text: no tier known"
    ),
    Parameter("only_cost_type", Kind.text, "cost type"),
    Parameter("only_category", Kind.text, "category of the chart"),
    Parameter("only_nature", Kind.text, "fixed or variable"),
    Parameter("only_purpose", Kind.text, "purpose"),
    Parameter("only_stage", Kind.text, "life-cycle stage"),
    Parameter("only_pool", Kind.text, "pool; entries with a customer are in none"),
    Parameter("only_traced", Kind.text, "yes: entries with a customer; no: the others"),
    Parameter("only_subledger", Kind.text, "the fact table that holds the entry"),
    Parameter("only_entry", Kind.text, "the entry's own id"),
    Parameter("only_customer", Kind.text, "customer"),
    Parameter("only_campaign", Kind.text, "campaign; empty text: none"),
    Parameter("only_channel", Kind.text, "channel; empty text: none"),
    Parameter("only_department", Kind.text, "department; empty text: none"),
)
"""What a figure may be narrowed by; a filter that is null lets everything through."""

ENTRIES_BEHIND = model(
    package="fenhao.engine.allocation",
    name="entries_behind",
    note="The entries behind a figure, each with the batch and the row that brought it.",
    key=("occurred_on", "subledger", "source", "entry_id"),
    columns=(
        column("subledger", Kind.text, "the fact table that holds the entry"),
        column("source", Kind.text, "the source within which its id is unique"),
        column("entry_id", Kind.text, "the entry"),
        column("occurred_on", Kind.day, "its day"),
        column("cost_type", Kind.text, "a leaf of the chart"),
        column("amount_minor", Kind.money, "cost is positive"),
        column("customer_id", Kind.text, "the customer, where known", needed=False),
        column("campaign_id", Kind.text, "the campaign, where known", needed=False),
        column("channel", Kind.text, "the channel, where known", needed=False),
        column("department", Kind.text, "the department, where known", needed=False),
        column("tier", Kind.text, "the customer's tier on that day; empty where none is known"),
        column("batch_id", Kind.text, "the load that brought it"),
        column("row_no", Kind.count, "its row in that load"),
    ),
    parameters=FILTERS,
    reads=("ledger", "days", "chart", "customer_activity"),
)

_ONE = (Parameter("only_customer", Kind.text, "the customer"),)

CUSTOMER_BEHIND = model(
    package="fenhao.engine.allocation",
    name="customer_behind",
    note="One customer's row of customer_cost.",
    key=("customer_id",),
    columns=CUSTOMER_COST_COLUMNS,
    parameters=_ONE,
    reads=("customer_cost",),
)

SHARES_BEHIND = model(
    package="fenhao.engine.allocation",
    name="shares_behind",
    note="What one customer bears of each pool.",
    key=("pool_id",),
    columns=(
        column("pool_id", Kind.text, "the pool"),
        column("customer_id", Kind.text, "the customer"),
        column("amount_minor", Kind.money, "the customer's share of it"),
    ),
    parameters=_ONE,
    reads=("pool_shares",),
)
