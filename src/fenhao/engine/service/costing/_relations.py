"""What costing service work sees of the facts: the ledger by department and channel, contacts, tickets, and booked complaints."""

from fenhao.engine.ledger import PERIOD_END, PERIOD_START
from fenhao.engine.relation import Column, Kind, column, model

_PACKAGE = "fenhao.engine.service.costing"


def _text(name: str, note: str) -> Column:
    return column(name, Kind.text, note)


_SOURCE = _text("source", "the source within which ids are unique")
_TICKET = _text("ticket_id", "the ticket; '' for none")
_CUSTOMER = _text("customer_id", "the customer; '' for nobody known")
_CHANNEL = _text("channel", "the channel; '' for none")
_TEAM = _text("team", "the team; '' for none")
_TIER = _text("tier", "the customer's tier on that day; '' for none")

SERVICE_COST_CELLS = model(
    package=_PACKAGE,
    name="service_cost_cells",
    note="Ledger cost of the period by branch, type, department and channel, apart where it carries a customer.",
    key=("cost_type", "department", "channel", "traced"),
    columns=(
        _text("cost_type", "a leaf of the chart"),
        _text("category", "its branch; '' for a leaf that the chart does not know"),
        _text("department", "who spent it; '' for nobody"),
        _CHANNEL,
        column("traced", Kind.count, "1 where the entry carries a customer, 0 where not"),
        column("amount_minor", Kind.money, "cost"),
        column("entries", Kind.count, "entries"),
    ),
    reads=("ledger", "chart"),
)

SERVICE_CONTACT_ROWS = model(
    package=_PACKAGE,
    name="service_contact_rows",
    note="The contacts of the period in which customers were served. A ticket without any contact stands for one where its own staff "
    "time is known; its contact_id is ''.",
    key=("source", "ticket_id", "contact_id"),
    columns=(
        _SOURCE,
        _TICKET,
        _text("contact_id", "the contact; '' where the ticket stands for it"),
        _CUSTOMER,
        column("happened_on", Kind.day, "the day"),
        column("happened_at", Kind.instant, "the moment", needed=False),
        _CHANNEL,
        column(
            "handle_seconds", Kind.count, "seconds of staff time; empty where nobody measured", needed=False
        ),
        column("wait_seconds", Kind.count, "seconds that the customer waited", needed=False),
        _text("outcome", "how it ended; '' where nobody says"),
        _text("category", "what it was about, or the ticket; '' for unknown"),
        _text("kind", "question, request, complaint: that of the ticket; '' for none"),
        _TEAM,
        _TIER,
    ),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("service_contacts", "tickets"),
)

SERVICE_TICKET_ROWS = model(
    package=_PACKAGE,
    name="service_ticket_rows",
    note="The tickets opened in the period, and every complaint opened before its end, with what became of them: what the history says "
    "wins over the ticket's own columns.",
    key=("source", "ticket_id"),
    columns=(
        _SOURCE,
        _TICKET,
        _CUSTOMER,
        column("opened_on", Kind.day, "the day it was opened"),
        column("opened_at", Kind.instant, "the moment it was opened", needed=False),
        _CHANNEL,
        _text("kind", "question, request, complaint, ..."),
        _text("category", "what it was about; '' for unknown"),
        _TEAM,
        _TIER,
        column("first_response_at", Kind.instant, "the first answer by a person", needed=False),
        column(
            "resolved_at",
            Kind.instant,
            "when it was solved for the last time; empty while it is open",
            needed=False,
        ),
        column("reopened", Kind.count, "how often it was opened again"),
        column("escalated", Kind.count, "1 where it was escalated"),
    ),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("tickets", "ticket_events"),
)

COMPLAINT_ENTRIES = model(
    package=_PACKAGE,
    name="complaint_entries",
    note="Every entry of the period's ledger whose cost type is there for complaints; '' for a customer that it does not carry.",
    key=("subledger", "source", "entry_id"),
    columns=(
        _text("subledger", "the fact table that holds the entry"),
        _SOURCE,
        _text("entry_id", "the entry"),
        column("occurred_on", Kind.day, "its day"),
        _text("cost_type", "a leaf of the chart"),
        _CUSTOMER,
        column("amount_minor", Kind.money, "cost"),
    ),
    reads=("ledger", "chart"),
)

RELATIONS = (SERVICE_COST_CELLS, SERVICE_CONTACT_ROWS, SERVICE_TICKET_ROWS, COMPLAINT_ENTRIES)
"""In dependency order, after the ledger's relations."""
