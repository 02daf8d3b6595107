"""What the models of lifetimes see of the order log; in plain Python."""

from collections import Counter
from datetime import date

from tests.oracle.case import Case, Row, Rows
from tests.oracle.customers import margin_of
from tests.oracle.ledger import day_of, text_of, whole

SERVED = ("served_minor", "treated_minor", "won_minor")


def order_log(case: Case, *, today: date, begun_on: date) -> Rows:
    """Return where the log begins and ends, and what is passed over; without customers under contract by a day."""
    bound = {row["customer_id"] for row in contracts_begun(case, observed_on=begun_on)}
    orders = [row for row in case.facts["orders"] if row["customer_id"] not in bound]
    days = [day_of(row["ordered_on"]) for row in orders if day_of(row["ordered_on"]) <= today]
    return [
        {
            "first_on": min(days, default=None),
            "last_on": max(days, default=None),
            "orders_in_future": len(orders) - len(days),
            "orders_anonymous": sum(row["customer_id"] is None for row in orders),
            "returns": sum(whole(row["revenue_minor"]) < 0 for row in orders),
            "orders_without_margin": sum(row["margin_minor"] is None for row in orders),
        }
    ]


def served(case: Case, *, observed_on: date) -> dict[str, dict[str, int]]:
    """Return what it cost to serve each customer, what of it were treatments, and what it cost to win it."""
    winning = {text_of(row["cost_type"]) for row in case.chart if row["purpose"] == "acquisition"}
    costs: dict[str, dict[str, int]] = {}
    for table, day, amount in (
        ("cost_entries", "occurred_on", "amount_minor"),
        ("benefits", "issued_on", "cost_minor"),
        ("contacts", "contacted_on", "cost_minor"),
    ):
        for row in case.facts[table]:
            carried = row["customer_id"] is not None and row[amount] is not None
            if carried and day_of(row[day]) <= observed_on:
                held = costs.setdefault(text_of(row["customer_id"]), dict.fromkeys(SERVED, 0))
                if row["cost_type"] in winning:
                    held["won_minor"] += whole(row[amount])
                    continue
                held["served_minor"] += whole(row[amount])
                held["treated_minor"] += whole(row[amount]) if table != "cost_entries" else 0
    return costs


def contracts_begun(case: Case, *, observed_on: date) -> Rows:
    """Return the contracts begun by a day that have a period and did not end before they began."""
    kept = []
    for row in case.facts["contracts"]:
        started = day_of(row["started_on"])
        whole_life = row["ended_on"] is None or day_of(row["ended_on"]) >= started
        if started <= observed_on and whole(row["period_months"]) >= 1 and whole_life:
            margin = row["fee_minor"] if row["margin_minor"] is None else row["margin_minor"]
            names = ("source", "contract_id", "customer_id", "started_on", "ended_on", "period_months")
            held: Row = {name: row[name] for name in names}
            kept.append(held | {"margin_minor": margin, "plan": row["plan"] or ""})
    return kept


def buying(case: Case, *, observed_on: date, until_on: date) -> dict[str, Rows]:
    """Return customer_served, customer_buying and what is counted from it."""
    cost = served(case, observed_on=observed_on)
    rows: Rows = []
    begun = contracts_begun(case, observed_on=observed_on)
    bound = {row["customer_id"] for row in begun}
    known = {row["customer_id"] for row in case.facts["orders"]} - {None} - bound
    for customer in known:
        orders = [row for row in case.facts["orders"] if row["customer_id"] == customer]
        bought = [row for row in orders if whole(row["revenue_minor"]) >= 0]
        days = sorted({day_of(row["ordered_on"]) for row in bought if day_of(row["ordered_on"]) <= until_on})
        seen = [day for day in days if day <= observed_on]
        if not seen:
            continue
        earlier = [row for row in bought if day_of(row["ordered_on"]) <= observed_on]
        rows.append(
            {
                "customer_id": customer,
                "frequency": len(seen) - 1,
                "recency_days": (seen[-1] - seen[0]).days,
                "age_days": (observed_on - seen[0]).days,
                "days_after": len(days) - len(seen),
                "orders": len(earlier),
                "spend_minor": sum(whole(row["revenue_minor"]) for row in earlier),
                "repeat_spend_minor": sum(
                    whole(row["revenue_minor"]) for row in earlier if day_of(row["ordered_on"]) > seen[0]
                ),
                "margin_minor": sum(
                    margin_of(row) for row in orders if day_of(row["ordered_on"]) <= observed_on
                ),
                **cost.get(text_of(customer), dict.fromkeys(SERVED, 0)),
            }
        )
    held = {row["customer_id"] for row in rows}
    days_bought = {
        (row["customer_id"], day_of(row["ordered_on"]))
        for row in case.facts["orders"]
        if row["customer_id"] in held
        and whole(row["revenue_minor"]) >= 0
        and day_of(row["ordered_on"]) <= until_on
    }
    by_day = Counter(day for _, day in days_bought)
    bought_bound = {
        row["customer_id"]
        for row in case.facts["orders"]
        if row["customer_id"] in bound
        and whole(row["revenue_minor"]) >= 0
        and day_of(row["ordered_on"]) <= observed_on
    }
    return {
        "purchases_by_day": [{"day": day, "purchases": count} for day, count in by_day.items()],
        "contracts_begun": begun,
        "buyers_contracted": [{"customers": len(bought_bound)}],
        "customer_served": [{"customer_id": key, **held} for key, held in cost.items()],
        "customer_buying": rows,
        **counted(rows),
    }


def counted(rows: Rows) -> dict[str, Rows]:
    """Return the counts and totals of customers' rows."""

    def alike(kept: Rows, names: tuple[str, ...]) -> Rows:
        found = Counter(tuple(row[name] for name in names) for row in kept)
        return [Row(zip(names, key, strict=True)) | {"customers": held} for key, held in found.items()]

    paid = [row for row in rows if whole(row["frequency"]) > 0 and whole(row["repeat_spend_minor"]) > 0]
    summed = ("orders", "spend_minor", "margin_minor", *SERVED)
    totals: Row = {name: sum(whole(row[name]) for row in rows) for name in summed}
    totals |= {"customers": len(rows), "purchase_days": sum(whole(row["frequency"]) + 1 for row in rows)}
    return {
        "buying_counts": alike(rows, ("frequency", "recency_days", "age_days", "days_after")),
        "spend_counts": alike(paid, ("frequency", "repeat_spend_minor")),
        "buying_totals": [totals],
    }
