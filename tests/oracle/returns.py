"""Cohorts, customers won and returns, in plain Python."""

from datetime import date, timedelta

from tests.oracle.case import Case, Cell, Row, Rows
from tests.oracle.customers import margin_of
from tests.oracle.ledger import day_of, summed, text_of, whole

FIRST = date(2025, 11, 1)


def month_no(day: date) -> int:
    """Return the calendar month of a day, counted from FIRST."""
    return (day.year - FIRST.year) * 12 + day.month - FIRST.month


def order_days(until: date) -> Rows:
    """Return the given ``order_days``."""
    span = (until - FIRST).days + 1
    days = [FIRST + timedelta(days=place) for place in range(span)]
    return [{"day": day, "month_no": month_no(day)} for day in days]


def first_orders(case: Case, until: date) -> dict[Cell, date]:
    """Return each customer's first order."""
    found: dict[Cell, date] = {}
    for row in case.facts["orders"]:
        day = day_of(row["ordered_on"])
        if row["customer_id"] is None or whole(row["revenue_minor"]) < 0 or day > until:
            continue
        found[row["customer_id"]] = min(day, found.get(row["customer_id"], day))
    return found


def cohort_cells(case: Case, until: date) -> Rows:
    """Return what each cohort did in each month since."""
    first = first_orders(case, until)
    rows: Rows = []
    buyers: dict[tuple[int, int], set[Cell]] = {}
    for row in case.facts["orders"]:
        day, customer = day_of(row["ordered_on"]), row["customer_id"]
        if customer not in first or not first[customer] <= day <= until:
            continue
        born = month_no(first[customer])
        bought = whole(row["revenue_minor"]) >= 0
        if bought:
            buyers.setdefault((born, month_no(day) - born), set()).add(customer)
        rows.append(
            {
                "cohort_no": born,
                "age": month_no(day) - born,
                "orders": int(bought),
                "revenue_minor": row["revenue_minor"],
                "margin_minor": margin_of(row),
            }
        )
    cells = summed(rows, ("cohort_no", "age"), ("orders", "revenue_minor", "margin_minor"))
    return [
        cell | {"customers": len(buyers.get((whole(cell["cohort_no"]), whole(cell["age"])), set()))}
        for cell in cells
    ]


def customers_won(case: Case, until: date) -> Rows:
    """Return who was won in the case's period, and through which channel."""
    first = first_orders(case, until)
    acquired: dict[Cell, list[Row]] = {}
    for row in case.facts["customers"]:
        acquired.setdefault(row["customer_id"], []).append(row)
    found: Rows = []
    for customer in set(first) | set(acquired):
        known = acquired.get(customer, [])
        days = [day_of(row["acquired_on"]) for row in known if row["acquired_on"] is not None]
        channels = [text_of(row["acquisition_channel"]) for row in known if row["acquisition_channel"]]
        day = min(days) if days else first.get(customer)
        if day is not None and case.start <= day < case.end:
            found.append({"customer_id": customer, "won_on": day, "channel": min(channels, default="")})
    return found


def returns_rows(case: Case, entries: Rows, until: date) -> dict[str, Rows]:
    """Return the relations of returns from the period's ledger."""
    won = customers_won(case, until)
    months: Rows = []
    for customer in won:
        for row in case.facts["orders"]:
            day = day_of(row["ordered_on"])
            if row["customer_id"] == customer["customer_id"] and day_of(customer["won_on"]) <= day <= until:
                age = month_no(day) - month_no(day_of(customer["won_on"]))
                months.append({"channel": customer["channel"], "age": age, "margin_minor": margin_of(row)})
    acquiring = {row["cost_type"] for row in case.chart if row["purpose"] == "acquisition"}
    spend: Rows = [
        {"channel": row["channel"] or "", "amount_minor": row["amount_minor"]}
        for row in entries
        if row["cost_type"] in acquiring
    ]
    first = first_orders(case, until)
    return {
        "first_orders": [{"customer_id": each, "first_on": day} for each, day in first.items()],
        "cohort_cells": cohort_cells(case, until),
        "customers_won": won,
        "channels_won": summed(
            [{"channel": row["channel"], "customers": 1} for row in won], ("channel",), ("customers",)
        ),
        "channel_months": summed(months, ("channel", "age"), ("margin_minor",)),
        "channel_spend": summed(spend, ("channel",), ("amount_minor",)),
    } | _groups(case, entries)


def _groups(case: Case, entries: Rows) -> dict[str, Rows]:
    before_start = case.start - (case.end - case.start)
    around: Rows = []
    for row in case.facts["orders"]:
        day = day_of(row["ordered_on"])
        if row["customer_id"] is not None and before_start <= day < case.end:
            around.append(
                {
                    "customer_id": row["customer_id"],
                    "before_minor": margin_of(row) if day < case.start else 0,
                    "after_minor": margin_of(row) if day >= case.start else 0,
                }
            )
    margins = summed(around, ("customer_id",), ("before_minor", "after_minor"))
    by_customer = {row["customer_id"]: row for row in margins}
    named = {"tier": "tier", "benefit_type": "benefit_type", "campaign": "campaign_id", "channel": "channel"}
    rows: Rows = []
    for dimension, column in named.items():
        for name in {row[column] for row in entries if row[column] is not None}:
            own = [row for row in entries if row[column] == name]
            if dimension == "tier":
                own = [row for row in own if row["customer_id"] is not None]
            customers = {row["customer_id"] for row in own} - {None}
            held = [by_customer[each] for each in customers if each in by_customer]
            if own:
                rows.append(
                    {
                        "dimension": dimension,
                        "name": name,
                        "customers": len(customers),
                        "cost_minor": sum(whole(row["amount_minor"]) for row in own),
                        "before_minor": sum(whole(row["before_minor"]) for row in held),
                        "after_minor": sum(whole(row["after_minor"]) for row in held),
                    }
                )
    return {"margin_around": margins, "group_returns": rows}


def campaign_frame(case: Case, campaign: str, days: dict[str, date]) -> Rows:
    """Return everybody who had ordered before a campaign began, and what was known then."""
    invited = {row["customer_id"] for row in case.facts["campaign_members"] if row["campaign_id"] == campaign}
    found: Rows = []
    for customer in {row["customer_id"] for row in case.facts["orders"]} - {None}:
        own = [row for row in case.facts["orders"] if row["customer_id"] == customer]
        past = [
            day_of(row["ordered_on"])
            for row in own
            if day_of(row["ordered_on"]) < days["starts_on"] and whole(row["revenue_minor"]) >= 0
        ]
        if not past:
            continue

        def margin(begin: date, end: date, rows: Rows = own) -> int:
            return sum(margin_of(row) for row in rows if begin <= day_of(row["ordered_on"]) < end)

        found.append(
            {
                "customer_id": customer,
                "invited": customer in invited,
                "known_days": (days["starts_on"] - min(day_of(row["ordered_on"]) for row in own)).days,
                "quiet_days": (days["starts_on"] - max(past)).days,
                "orders_before": sum(each >= days["before_start"] for each in past),
                "margin_before_minor": margin(days["before_start"], days["starts_on"]),
                "margin_span_minor": margin(days["span_before"], days["starts_on"]),
                "margin_minor": margin(days["starts_on"], days["ends_on"] + timedelta(days=1)),
            }
        )
    return found


def tier_margin_days(case: Case) -> Rows:
    """Return what customers brought by day, by the tier that they had on it."""
    in_force = {day_of(row["day"]): row["assessed_on"] for row in case.days}
    tiers = {(row["customer_id"], row["assessed_on"]): row["tier"] for row in case.facts["tier_assignments"]}
    rows: Rows = []
    for row in case.facts["orders"]:
        day = day_of(row["ordered_on"])
        if row["customer_id"] is not None and day in in_force:
            tier = tiers.get((row["customer_id"], in_force[day]), "")
            rows.append({"day": day, "tier": tier, "margin_minor": margin_of(row)})
    return summed(rows, ("day", "tier"), ("margin_minor",))
