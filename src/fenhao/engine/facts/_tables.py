"""One declaration a fact table. Grain, columns, units and signs; the storage is the warehouse's affair.

Every stored row also carries the lineage columns: the source, the batch it came in, and its row number there.
"""

from fenhao.engine.facts._service import (
    MEMBERSHIPS,
    POINTS,
    SERVICE_CONTACTS,
    STAFF_TIME,
    SURVEYS,
    TICKET_EVENTS,
    TICKETS,
    TOOL_USAGE,
    WORK_LOGS,
)
from fenhao.engine.relation import Kind, Table, column

_text, _day, _instant, _money, _count, _flag = (
    Kind.text,
    Kind.day,
    Kind.instant,
    Kind.money,
    Kind.count,
    Kind.flag,
)

LINEAGE = (
    column("source", _text, "the name under which the file or system was loaded; ids are unique within it"),
    column("batch_id", _text, "the load that brought the row; undoing that load withdraws it"),
    column("row_no", _count, "the row's number in its source, from 1, the header not counted"),
)

CUSTOMERS = Table(
    "customers",
    "One row per customer. Ids only: names and telephone numbers stay out of the warehouse.",
    ("customer_id",),
    (
        column("customer_id", _text, "the source's own id"),
        column("acquired_on", _day, "the day the customer was won", needed=False),
        column("acquisition_channel", _text, "where the customer came from", needed=False),
        column("industry", _text, "the customer's industry, for business customers", needed=False),
        column("region", _text, "region", needed=False),
        column("birthday", _text, "month and day as MM-DD; the year of birth is not kept", needed=False),
    ),
)

ORDERS = Table(
    "orders",
    "One row per order.",
    ("order_id",),
    (
        column("order_id", _text, "the source's own id"),
        column("customer_id", _text, "who bought; empty for an anonymous sale", needed=False),
        column("ordered_on", _day, "the civil day of the order in the company's time zone"),
        column("ordered_at", _instant, "the moment of the order", needed=False),
        column(
            "revenue_minor", _money, "revenue before benefits that are booked as cost; a return is negative"
        ),
        column("margin_minor", _money, "revenue less cost of goods, before benefits", needed=False),
        column("channel", _text, "store, web, app, ...", needed=False),
    ),
)

COST_ENTRIES = Table(
    "cost_entries",
    "One row per cost posted. Never edited: a correction is an entry that names the one it reverses.",
    ("entry_id",),
    (
        column("entry_id", _text, "the source's own id"),
        column("occurred_on", _day, "the day the cost belongs to"),
        column("cost_type", _text, "a leaf of the chart of cost types"),
        column("amount_minor", _money, "cost is positive; a credit or reversal is negative"),
        column("customer_id", _text, "the customer it was spent on, where it is known", needed=False),
        column("campaign_id", _text, "the campaign it was spent for", needed=False),
        column("channel", _text, "the channel it was spent in", needed=False),
        column("department", _text, "who spent it", needed=False),
        column("tier", _text, "the customer's tier on that day; stamped at posting", needed=False),
        column("reverses", _text, "the entry_id that this one reverses", needed=False),
        column("note", _text, "what it was for", needed=False),
    ),
)

CONTACTS = Table(
    "contacts",
    "One row per contact made with a customer.",
    ("contact_id",),
    (
        column("contact_id", _text, "the source's own id"),
        column("customer_id", _text, "who was contacted"),
        column("contacted_on", _day, "the civil day of the contact"),
        column("contacted_at", _instant, "the moment of the contact", needed=False),
        column("channel", _text, "mail, sms, wecom, phone, ..."),
        column("purpose", _text, "wake_up, care, marketing, service or survey"),
        column("campaign_id", _text, "the campaign it belongs to", needed=False),
        column("responded_on", _day, "the first response; empty when there was none", needed=False),
        column("cost_type", _text, "the leaf its cost belongs to; needed when it has a cost", needed=False),
        column("cost_minor", _money, "what this contact cost; part of the ledger", needed=False),
        column("tier", _text, "the customer's tier on that day; stamped at posting", needed=False),
    ),
)

BENEFITS = Table(
    "benefits",
    "One row per benefit issued: coupon, discount, points, gift, dedicated service.",
    ("benefit_id",),
    (
        column("benefit_id", _text, "the source's own id"),
        column("customer_id", _text, "who received it"),
        column("issued_on", _day, "the civil day it was issued"),
        column("benefit_type", _text, "the kind of benefit that tier policies speak of"),
        column("cost_type", _text, "the leaf its cost belongs to"),
        column("face_minor", _money, "its face value"),
        column("cost_minor", _money, "what it cost the company; part of the ledger"),
        column("redeemed_on", _day, "the day it was used; empty when it was not", needed=False),
        column("campaign_id", _text, "the campaign it belongs to", needed=False),
        column("channel", _text, "the channel it was given in", needed=False),
        column("tier", _text, "the customer's tier on that day; stamped at posting", needed=False),
    ),
)

CAMPAIGNS = Table(
    "campaigns",
    "One row per campaign or activity.",
    ("campaign_id",),
    (
        column("campaign_id", _text, "the source's own id"),
        column("name", _text, "its name", needed=False),
        column("kind", _text, "what sort of campaign"),
        column("starts_on", _day, "its first day"),
        column("ends_on", _day, "its last day, included"),
        column("online", _flag, "whether it is held online", needed=False),
    ),
)

CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    "One row per customer invited to a campaign.",
    ("campaign_id", "customer_id"),
    (
        column("campaign_id", _text, "the campaign"),
        column("customer_id", _text, "the invited customer"),
        column("invited_on", _day, "the day of the invitation"),
        column(
            "participated_on", _day, "the first day of taking part; empty when there was none", needed=False
        ),
    ),
)

CONTRACTS = Table(
    "contracts",
    "One row per contract or subscription that is renewed period by period.",
    ("contract_id",),
    (
        column("contract_id", _text, "the source's own id"),
        column("customer_id", _text, "who is under contract"),
        column("started_on", _day, "the first day of the first period"),
        column("ended_on", _day, "the last day in force; empty while it runs", needed=False),
        column("period_months", _count, "months from one renewal to the next: 1, 3, 12 ..."),
        column("fee_minor", _money, "the fee of one period"),
        column("margin_minor", _money, "the fee less what providing it costs", needed=False),
        column("plan", _text, "the plan or product", needed=False),
    ),
)

TIER_ASSIGNMENTS = Table(
    "tier_assignments",
    "One row per customer and assessment: the tier in force from that day until the next assessment.",
    ("customer_id", "assessed_on"),
    (
        column("customer_id", _text, "the customer"),
        column("assessed_on", _day, "in force from this day; only earlier facts were looked at"),
        column("tier", _text, "A core, B potential, C basic or D dormant"),
        column("value_minor", _money, "the value in the window that the policy looks at"),
        column("orders", _count, "orders in the window"),
        column("quiet_days", _count, "days since the last order; empty when there was none", needed=False),
        column("policy", _text, "the version of the policy that decided"),
    ),
)

TABLES = (
    CUSTOMERS,
    ORDERS,
    COST_ENTRIES,
    CONTACTS,
    BENEFITS,
    CAMPAIGNS,
    CAMPAIGN_MEMBERS,
    TICKETS,
    TICKET_EVENTS,
    SERVICE_CONTACTS,
    SURVEYS,
    STAFF_TIME,
    POINTS,
    MEMBERSHIPS,
    CONTRACTS,
    WORK_LOGS,
    TOOL_USAGE,
    TIER_ASSIGNMENTS,
)

STAMPED = {
    "cost_entries": "occurred_on",
    "contacts": "contacted_on",
    "benefits": "issued_on",
    "tickets": "opened_on",
    "service_contacts": "happened_on",
    "surveys": "asked_on",
}
"""The tables whose rows carry the tier of the customer on the named day."""

VERSIONED = {"tickets": "updated_at", "service_contacts": "updated_at", "surveys": "updated_at"}
"""The tables whose rows a source goes on writing: a row with a known id and other content is a newer version of it.

The column says when the source changed the row. Every version is kept; only the one in force is read.
"""

WRITTEN_AGAIN = frozenset(
    {*VERSIONED, "customers", "campaigns", "campaign_members", "contracts", "memberships"}
)
"""The tables whose rows anybody may write again, a file too. In the others only a system that owns its rows corrects them: what comes
with a file under a known id is more likely another voucher under the same number."""

VERSION = column(
    "version", _count, "which version of the row this is, from 1; empty for the first", needed=False
)
"""What the rows of versioned tables carry beside the lineage, and those of the others from the first correction on."""


def table(name: str) -> Table:
    """Return the fact table of that name; KeyError for any other name."""
    return {known.name: known for known in TABLES}[name]
