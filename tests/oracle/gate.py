"""What the gate needs to know, in plain Python: the day's truth replayed event by event, as the books would hear of it."""

from collections.abc import Iterator
from datetime import date, timedelta

from fenhao.engine.waste import WAKE_UP, WakeUp, WakeUps
from tests.oracle.case import Case, Row, Rows
from tests.oracle.ledger import day_of, text_of, whole


def wake_ups_before_each(case: Case) -> Iterator[tuple[Row, WakeUps]]:
    """Yield every wake-up, in the rule's order, with what the books know when it is asked for."""
    for customer in sorted({text_of(row["customer_id"]) for row in case.facts["contacts"]}):
        answers = sorted(_answers(case, customer))
        known = WakeUps()
        for row in _sent(case, customer):
            on = day_of(row["contacted_on"])
            while answers and answers[0] <= on:
                known = known.with_answer(answers.pop(0))
            yield row, known
            known = known.with_sent(WakeUp(on, f"{row['source']}/{row['contact_id']}"))


def gate_wake_ups(case: Case, *, as_of: date) -> Rows:
    """Return the wake-ups that nothing answered up to a day."""
    rows: Rows = []
    for customer in sorted({text_of(row["customer_id"]) for row in case.facts["contacts"]}):
        sent = [row for row in _sent(case, customer) if day_of(row["contacted_on"]) <= as_of]
        first = min((day_of(row["contacted_on"]) for row in sent), default=as_of)
        answers = [day for day in _answers(case, customer) if first <= day <= as_of]
        last = max(answers, default=None)
        rows += [
            {name: row[name] for name in ("customer_id", "contacted_on", "source", "contact_id")}
            | {"answered_on": last}
            for row in sent
            if last is None or day_of(row["contacted_on"]) > last
        ]
    return rows


def gate_orders(case: Case, *, as_of: date, window_days: int) -> Rows:
    """Return what each customer spent in the window, and how often."""
    start = as_of - timedelta(days=window_days - 1)
    rows: Rows = []
    inside = [
        row
        for row in case.facts["orders"]
        if row["customer_id"] is not None and start <= day_of(row["ordered_on"]) <= as_of
    ]
    for customer in {row["customer_id"] for row in inside}:
        own = [row for row in inside if row["customer_id"] == customer]
        bought = [day_of(row["ordered_on"]) for row in own if whole(row["revenue_minor"]) >= 0]
        rows.append(
            {
                "customer_id": customer,
                "spend_minor": sum(whole(row["revenue_minor"]) for row in own),
                "orders": len(bought),
                "last_order_on": max(bought, default=None),
            }
        )
    return rows


def gate_campaigns(case: Case, *, as_of: date) -> Rows:
    """Return campaigns that have begun, and how many of the invited took part."""
    rows: Rows = []
    for row in sorted(case.facts["campaigns"], key=lambda row: text_of(row["source"])):
        if (
            any(row["campaign_id"] == each["campaign_id"] for each in rows)
            or day_of(row["starts_on"]) > as_of
        ):
            continue
        members = [
            each
            for each in case.facts["campaign_members"]
            if each["campaign_id"] == row["campaign_id"] and day_of(each["invited_on"]) <= as_of
        ]
        joined = {
            each["customer_id"]
            for each in members
            if each["participated_on"] is not None and day_of(each["participated_on"]) <= as_of
        }
        rows.append(
            {name: row[name] for name in ("campaign_id", "starts_on", "ends_on")}
            | {"invited": len({each["customer_id"] for each in members}), "participated": len(joined)}
        )
    return rows


def _sent(case: Case, customer: str) -> Rows:
    """Return a customer's wake-ups in the rule's order."""
    own = [
        row for row in case.facts["contacts"] if row["customer_id"] == customer and row["purpose"] == WAKE_UP
    ]
    return sorted(
        own,
        key=lambda row: (day_of(row["contacted_on"]), text_of(row["source"]), text_of(row["contact_id"])),
    )


def _answers(case: Case, customer: str) -> list[date]:
    """Return the days on which a customer answered: a response to anything, or an order."""
    responses = [
        day_of(row["responded_on"])
        for row in case.facts["contacts"]
        if row["customer_id"] == customer and row["responded_on"] is not None
    ]
    orders = [
        day_of(row["ordered_on"])
        for row in case.facts["orders"]
        if row["customer_id"] == customer and whole(row["revenue_minor"]) >= 0
    ]
    return responses + orders
