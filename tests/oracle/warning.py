"""Signs of warning in plain Python: what was known of a customer on which day, and what came in the days after."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta

from tests.oracle.case import Case, Cell, Rows
from tests.oracle.ledger import day_of, text_of, whole
from tests.oracle.service import SCALES, first_of, found_of


def _moments(case: Case, *, cuts: Rows, seen: Rows, repeat_days: int) -> Counter[tuple[Cell, Cell, str]]:
    """Return how often each customer showed each sign on each day."""
    moments: Counter[tuple[Cell, Cell, str]] = Counter()
    last: dict[str, date] = {}
    served = [
        (first_of(row["customer_id"], found_of(case, row).get("customer_id")), row)
        for row in case.facts["service_contacts"]
    ]
    for customer, row in sorted(
        served,
        key=lambda pair: (pair[1]["happened_on"], pair[1]["source"], pair[1]["contact_id"]),
    ):
        if not customer:
            continue
        on = day_of(row["happened_on"])
        moments[customer, on, "contacts"] += 1
        if customer in last and on - last[customer] <= timedelta(days=repeat_days):
            moments[customer, on, "repeats"] += 1
        if row["outcome"] == "handed_over":
            moments[customer, on, "bounced"] += 1
        last[customer] = on
    for row in case.facts["tickets"]:
        if row["customer_id"] is not None and row["kind"] == "complaint":
            moments[row["customer_id"], row["opened_on"], "complaints"] += 1
    for row in case.facts["ticket_events"]:
        customer = text_of(found_of(case, row).get("customer_id"))
        if customer and row["event"] in ("escalated", "reopened"):
            moments[customer, row["happened_on"], text_of(row["event"])] += 1
    newest = max(day_of(cut["on_day"]) for cut in cuts)
    told = {
        (row["source"], row["ticket_id"])
        for row in case.facts["ticket_events"]
        if row["event"] == "escalated"
    }
    for row in case.facts["tickets"]:
        if row["customer_id"] and row["escalated"] and (row["source"], row["ticket_id"]) not in told:
            solved = row["resolved_at"].date() if isinstance(row["resolved_at"], datetime) else newest
            solved = min(solved, newest)
            moments[row["customer_id"], max(solved, day_of(row["opened_on"])), "escalated"] += 1
    for row in case.facts["surveys"]:
        if None in (row["customer_id"], row["answered_on"], row["score"]) or row["kind"] not in SCALES:
            continue
        low, bad, good, high = SCALES[text_of(row["kind"])]
        score = whole(row["score"])
        if low <= score <= high and (score <= bad or score >= good):
            moments[row["customer_id"], row["answered_on"], "unhappy" if score <= bad else "pleased"] += 1
    for who, day in {
        (row["customer_id"], row["ordered_on"])
        for row in case.facts["orders"]
        if row["customer_id"] is not None and whole(row["revenue_minor"]) > 0
    }:
        moments[who, day, "orders"] += 1
    for row in case.facts["contracts"]:
        if row["customer_id"] is not None and row["ended_on"] is not None:
            moments[row["customer_id"], row["ended_on"], "ended"] += 1
    for row in seen:
        moments[row["customer_id"], row["happened_on"], text_of(row["sign"])] += whole(row["amount"])
    return moments


def warning(case: Case, *, cuts: Rows, seen: Rows, repeat_days: int) -> dict[str, Rows]:
    """Return warning_moments and warning_facts."""
    moments = _moments(case, cuts=cuts, seen=seen, repeat_days=repeat_days)
    facts: dict[tuple[Cell, int, Cell, str], list[tuple[int, date]]] = defaultdict(list)
    for (who, known, sign), amount in moments.items():
        seen_on = day_of(known)
        for cut in cuts:
            if day_of(cut["since_on"]) < seen_on <= day_of(cut["until_on"]):
                facts[cut["cut_no"], int(seen_on > day_of(cut["on_day"])), who, sign].append(
                    (amount, seen_on)
                )
    return {
        "warning_moments": [
            {"customer_id": customer, "happened_on": on, "sign": sign, "amount": amount}
            for (customer, on, sign), amount in moments.items()
        ],
        "warning_facts": [
            {
                "cut_no": place,
                "is_after": after,
                "customer_id": customer,
                "sign": sign,
                "amount": sum(amount for amount, _ in held),
                "last_on": max(day for _, day in held),
            }
            for (place, after, customer, sign), held in facts.items()
        ],
    }
