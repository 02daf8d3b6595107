"""What the mart keeps of each customer, in plain Python: standing, history, record, time line."""

from datetime import date

from tests.oracle.case import Case, Row, Rows
from tests.oracle.ledger import day_of, text_of, whole

SERVED = (
    ("tickets", "opened_on", "ticket", "ticket_id", "kind"),
    ("service_contacts", "happened_on", "service", "contact_id", "channel"),
)
"""Facts of service that name a customer: the table, its day, what the time line calls it, its id, and what it was."""


def records(case: Case, ranks: Rows, customers: Rows) -> dict[str, Rows]:
    """Return customer_standing, customer_history, customer_record and customer_timeline."""
    stands, known = standing(case), history(case)
    by_customer = {row["customer_id"]: row for row in stands}
    lived = {row["customer_id"]: row for row in known}
    contacts = {row["customer_id"]: row["contacts"] for row in customers}
    made: Rows = []
    for rank in ranks:
        customer = rank["customer_id"]
        one, past = by_customer.get(customer), lived.get(customer)
        row: Row = {name: held for name, held in rank.items() if name != "customers"}
        row["cost_minor"] = whole(rank["direct_minor"]) + whole(rank["allocated_minor"])
        row["contacts"] = contacts[customer]
        for name in ("acquired_on", "acquisition_channel", "first_on", "last_on"):
            row[name] = past[name] if past else None
        row["since_on"] = one["since_on"] if one else None
        row["tier_previous"] = one["tier_previous"] if one else ""
        made.append(row)
    return {
        "customer_standing": stands,
        "customer_history": known,
        "customer_record": made,
        "customer_timeline": timeline(case),
    }


def standing(case: Case) -> Rows:
    """Return who stands where in the closing assessment, going back from it one assessment after the other."""
    given = case.facts["tier_assignments"]
    if case.closing_on is None:
        return []
    closing = [row for row in given if row["assessed_on"] == case.closing_on]
    rows: Rows = []
    for row in closing:
        past = {
            day_of(each["assessed_on"]): text_of(each["tier"])
            for each in given
            if each["customer_id"] == row["customer_id"] and day_of(each["assessed_on"]) <= case.closing_on
        }
        since, previous = case.closing_on, ""
        for day in sorted(past, reverse=True):
            if past[day] != row["tier"]:
                previous = past[day]
                break
            since = day
        rows.append(
            {"customer_id": row["customer_id"], "tier": row["tier"]}
            | {"since_on": since, "tier_previous": previous}
        )
    return rows


def history(case: Case) -> Rows:
    """Return when each customer was won, first bought and last bought."""
    known, orders = case.facts["customers"], case.facts["orders"]
    ids = {text_of(row["customer_id"]) for row in known}
    ids |= {
        text_of(row["customer_id"])
        for row in orders
        if row["customer_id"] is not None and day_of(row["ordered_on"]) < case.end
    }
    rows: Rows = []
    for customer in ids:
        told = [row for row in known if row["customer_id"] == customer]
        won = [day_of(row["acquired_on"]) for row in told if row["acquired_on"] is not None]
        channels = [
            text_of(row["acquisition_channel"]) for row in told if row["acquisition_channel"] is not None
        ]
        days: list[date] = [
            day_of(row["ordered_on"])
            for row in orders
            if row["customer_id"] == customer
            and day_of(row["ordered_on"]) < case.end
            and whole(row["revenue_minor"]) >= 0
        ]
        rows.append(
            {
                "customer_id": customer,
                "acquired_on": min(won, default=None),
                "acquisition_channel": min(channels, default=None),
                "first_on": min(days, default=None),
                "last_on": max(days, default=None),
            }
        )
    return rows


def timeline(case: Case) -> Rows:
    """Return every fact that names a customer."""
    rows: Rows = []

    def add(fact: Row, *, on: str, kind: str, identity: str, **told: str | int | date | None) -> None:
        """Add one fact; what is not told is empty."""
        if fact["customer_id"] is None:
            return
        empty: Row = {"what": "", "amount_minor": 0, "cost_type": None, "answered_on": None}
        own: Row = {name: fact.get(name) for name in ("customer_id", "campaign_id", "channel")}
        lineage: Row = {name: fact[name] for name in ("source", "batch_id", "row_no")}
        rows.append(
            empty
            | own
            | lineage
            | {"happened_on": fact[on], "kind": kind, "record_id": fact[identity]}
            | told
        )

    for row in case.facts["orders"]:
        kind = "return" if whole(row["revenue_minor"]) < 0 else "order"
        what = text_of(row["channel"] or "")
        add(
            row,
            on="ordered_on",
            kind=kind,
            identity="order_id",
            what=what,
            amount_minor=whole(row["revenue_minor"]),
        )
    for row in case.facts["contacts"]:
        cost = whole(row["cost_minor"] or 0)
        add(
            row,
            on="contacted_on",
            kind="contact",
            identity="contact_id",
            what=text_of(row["purpose"]),
            amount_minor=cost,
            cost_type=text_of(row["cost_type"] or "") if cost else None,
            answered_on=day_of(row["responded_on"]) if row["responded_on"] else None,
        )
    for row in case.facts["benefits"]:
        cost = whole(row["cost_minor"])
        add(
            row,
            on="issued_on",
            kind="benefit",
            identity="benefit_id",
            what=text_of(row["benefit_type"]),
            amount_minor=cost,
            cost_type=text_of(row["cost_type"]) if cost else None,
            answered_on=day_of(row["redeemed_on"]) if row["redeemed_on"] else None,
        )
    for row in case.facts["campaign_members"]:
        answered = day_of(row["participated_on"]) if row["participated_on"] else None
        add(row, on="invited_on", kind="invitation", identity="campaign_id", answered_on=answered)
    for fact, on, kind, identity, what in SERVED:
        for row in case.facts[fact]:
            add(row, on=on, kind=kind, identity=identity, what=text_of(row[what]))
    for row in case.facts["cost_entries"]:
        add(
            row,
            on="occurred_on",
            kind="cost",
            identity="entry_id",
            amount_minor=whole(row["amount_minor"]),
            cost_type=text_of(row["cost_type"]),
        )
    return rows
