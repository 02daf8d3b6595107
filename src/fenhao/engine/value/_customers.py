"""Customers one by one: how each stands, since when each bought, what each brought and cost, and what happened to each."""

from fenhao.engine.allocation import CLOSING_ON, CUSTOMER_COST_COLUMNS
from fenhao.engine.ledger import PERIOD_END
from fenhao.engine.relation import Kind, column, model

_PACKAGE = "fenhao.engine.value"

_CUSTOMER = column("customer_id", Kind.text, "the customer")
_PREVIOUS = column("tier_previous", Kind.text, "the last other tier before that day; '' without one")

CUSTOMER_STANDING = model(
    package=_PACKAGE,
    name="customer_standing",
    note="The closing assessment customer by customer: since when the tier has held without a break, and what was before. "
    "Nobody without a closing tier has a row.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("tier", Kind.text, "the closing tier"),
        column("since_on", Kind.day, "the assessment that began it"),
        _PREVIOUS,
    ),
    parameters=(CLOSING_ON,),
    reads=("tier_assignments",),
)

CUSTOMER_HISTORY = model(
    package=_PACKAGE,
    name="customer_history",
    note="When each customer was won, first bought and last bought before the period's end, over all facts.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("acquired_on", Kind.day, "the day the customer was won, where known", needed=False),
        column("acquisition_channel", Kind.text, "where the customer came from, where known", needed=False),
        column("first_on", Kind.day, "the first order; empty without any", needed=False),
        column("last_on", Kind.day, "the last order; empty without any", needed=False),
    ),
    parameters=(PERIOD_END,),
    reads=("customers", "orders"),
)

CUSTOMER_RECORD = model(
    package=_PACKAGE,
    name="customer_record",
    note="All that a list or a page of customers tells: the customers of the report with their result, history and tier.",
    key=("customer_id",),
    columns=(
        *CUSTOMER_COST_COLUMNS,
        column("cost_minor", Kind.money, "direct + allocated"),
        column("profit_rank", Kind.count, "1 brings most; ties by customer id"),
        column("contacts", Kind.count, "contacts of the period"),
        *CUSTOMER_HISTORY.columns[1:],
        column(
            "since_on",
            Kind.day,
            "the assessment that began the closing tier; empty without one",
            needed=False,
        ),
        _PREVIOUS,
    ),
    reads=("customer_ranks", "customer_activity", "customer_history", "customer_standing"),
)

CUSTOMER_TIMELINE = model(
    package=_PACKAGE,
    name="customer_timeline",
    note="Everything that is known to have happened with a customer, over all facts. Within a period the amounts of rows "
    "with a cost type sum to the customer's direct cost.",
    key=("customer_id", "happened_on", "kind", "source", "record_id"),
    columns=(
        _CUSTOMER,
        column("happened_on", Kind.day, "its day"),
        column("kind", Kind.text, "order, return, contact, benefit, invitation, ticket, service or cost"),
        column(
            "what",
            Kind.text,
            "purpose of a contact, type of a benefit, kind of a ticket, channel of an order or of service",
        ),
        column("amount_minor", Kind.money, "revenue of an order or return, otherwise cost; 0 without any"),
        column("cost_type", Kind.text, "where it is part of the ledger: the leaf of the chart", needed=False),
        column(
            "answered_on", Kind.day, "first response, use or taking part; empty without any", needed=False
        ),
        column("campaign_id", Kind.text, "the campaign it belongs to", needed=False),
        column("channel", Kind.text, "channel", needed=False),
        column("source", Kind.text, "the source that told of it"),
        column("record_id", Kind.text, "its own id there"),
        column("batch_id", Kind.text, "the load that brought it"),
        column("row_no", Kind.count, "its row in that load"),
    ),
    reads=(
        "orders",
        "contacts",
        "benefits",
        "campaign_members",
        "tickets",
        "service_contacts",
        "cost_entries",
    ),
)

CUSTOMER_RELATIONS = (CUSTOMER_STANDING, CUSTOMER_HISTORY, CUSTOMER_RECORD, CUSTOMER_TIMELINE)
"""Of the mart, after the relations of a report."""
