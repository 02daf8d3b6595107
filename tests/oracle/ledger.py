"""The ledger and its roll-ups in plain Python, written from the docstrings, not from the SQL."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from tests.oracle.case import Case, Cell, Row, Rows

SUBLEDGERS = (
    ("cost_entries", "entry_id", "occurred_on", "amount_minor"),
    ("benefits", "benefit_id", "issued_on", "cost_minor"),
    ("contacts", "contact_id", "contacted_on", "cost_minor"),
)


def whole(value: Cell) -> int:
    """Return a whole number of a cell."""
    assert isinstance(value, int), value
    return value


def day_of(value: Cell) -> date:
    """Return the day of a cell."""
    assert isinstance(value, date), value
    return value


def text_of(value: Cell) -> str:
    """Return the text of a cell, '' where it is empty."""
    assert value is None or isinstance(value, str), value
    return value or ""


def summed(
    rows: Rows, keys: Sequence[str], sums: Sequence[str], *, key: Callable[[Row], Row] | None = None
) -> Rows:
    """Return rows grouped by ``keys`` with the columns ``sums`` added up; ``key`` may reshape a row first."""
    totals: dict[tuple[Cell, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(sums, 0))
    for row in rows:
        shaped = key(row) if key else row
        group = totals[tuple(shaped[name] for name in keys)]
        for name in sums:
            group[name] += whole(shaped[name])
    return [{**dict(zip(keys, group, strict=True)), **values} for group, values in totals.items()]


def tier_on(case: Case, customer: Cell, day: date) -> str:
    """Return the tier of the assessment in force that day, '' without customer, assessment or tier."""
    assessed = {given["day"]: given["assessed_on"] for given in case.days}.get(day)
    for row in case.facts["tier_assignments"]:
        if customer is not None and row["customer_id"] == customer and row["assessed_on"] == assessed:
            return text_of(row["tier"])
    return ""


def late_tiers(case: Case) -> dict[str, Rows]:
    """Return late_customers, who have a row of the period without a tier, and late_tiers, what assessments gave them."""
    late = {
        fact["customer_id"]
        for table, _, day, _ in SUBLEDGERS
        for fact in case.facts[table]
        if case.start <= day_of(fact[day]) < case.end and fact["tier"] is None
    } - {None}
    in_force = {given["assessed_on"] for given in case.days} - {None}
    return {
        "late_customers": [{"customer_id": customer} for customer in late],
        "late_tiers": [
            {name: row[name] for name in ("customer_id", "assessed_on", "tier")}
            for row in case.facts["tier_assignments"]
            if row["customer_id"] in late and row["assessed_on"] in in_force
        ],
    }


def ledger(case: Case) -> Rows:
    """Return every entry of the period."""
    rows: Rows = []
    for table, identity, day, amount in SUBLEDGERS:
        for fact in case.facts[table]:
            happened = day_of(fact[day])
            if not case.start <= happened < case.end:
                continue
            if table != "cost_entries" and not fact[amount]:
                continue
            tier = fact["tier"] if fact["tier"] is not None else tier_on(case, fact["customer_id"], happened)
            rows.append(
                {
                    "subledger": table,
                    "source": fact["source"],
                    "entry_id": fact[identity],
                    "occurred_on": happened,
                    "cost_type": text_of(fact["cost_type"]),
                    "amount_minor": fact[amount],
                    "customer_id": fact["customer_id"],
                    "campaign_id": fact["campaign_id"],
                    "channel": fact["channel"],
                    "department": fact.get("department"),
                    "benefit_type": fact.get("benefit_type"),
                    "tier": tier,
                    "batch_id": fact["batch_id"],
                    "row_no": fact["row_no"],
                }
            )
    return rows


DIMENSIONS = ("tier", "cost_type", "campaign_id", "channel", "department")


def roll_ups(case: Case, entries: Rows) -> dict[str, Rows]:
    """Return every roll-up of the ledger by its name."""
    months = {row["day"]: row["month"] for row in case.days}
    leaves = {row["cost_type"]: row for row in case.chart}
    flat: Rows = [
        {
            "day": row["occurred_on"],
            "month": months[row["occurred_on"]],
            "customer_id": row["customer_id"],
            "amount_minor": row["amount_minor"],
            "entries": 1,
            **{name: text_of(row[name]) for name in DIMENSIONS},
        }
        for row in entries
    ]

    def line(row: Row) -> Row:
        leaf = leaves.get(row["cost_type"], {"category": "", "nature": ""})
        tier = "" if leaf["nature"] == "fixed" else row["tier"]
        return row | {"category": leaf["category"], "nature": leaf["nature"], "tier": tier}

    def pooled(row: Row) -> Row:
        return row | {"pool_id": leaves.get(row["cost_type"], {"pool_id": ""})["pool_id"]}

    sums = ("amount_minor", "entries")
    days: dict[tuple[Cell, ...], list[int]] = defaultdict(list)
    for row in entries:
        if row["campaign_id"] is not None:
            days[row["campaign_id"], row["occurred_on"]].append(whole(row["amount_minor"]))
    indirect = [row for row in flat if row["customer_id"] is None]
    return {
        "daily_cost": summed(flat, ("day", "tier", "cost_type"), sums),
        "campaign_days": [
            {
                "campaign_id": campaign,
                "day": day,
                "amount_minor": sum(amounts),
                "entries": len(amounts),
                "largest_minor": max(amounts),
            }
            for (campaign, day), amounts in days.items()
        ],
        "channel_days": summed(flat, ("day", "tier", "cost_type", "channel"), sums),
        "moved_cost": moved_cost(case, flat),
        "cost_rollup": summed(flat, ("month", *DIMENSIONS), sums),
        "batch_sums": batch_sums(entries, months),
        "cost_cells": summed(flat, ("month", "tier", "cost_type"), sums),
        "line_days": summed(flat, ("day", "tier", "category", "nature"), ("amount_minor",), key=line),
        "indirect_cost": summed(indirect, ("cost_type",), sums),
        "pool_costs": summed(indirect, ("pool_id",), sums, key=pooled),
    }


def moved_cost(case: Case, flat: Rows) -> Rows:
    """Return the cost that stands in another tier than the assessment before the one in force would put it in."""
    in_force = {given["day"]: given["assessed_on"] for given in case.days}
    made = sorted({day_of(each) for each in in_force.values() if each is not None})
    tiers = {(row["customer_id"], row["assessed_on"]): row["tier"] for row in case.facts["tier_assignments"]}
    rows: Rows = []
    for row in flat:
        now = in_force[row["day"]]
        place = made.index(day_of(now)) if now is not None else 0
        if row["customer_id"] is None or not row["tier"] or not place:
            continue
        then = text_of(tiers.get((row["customer_id"], made[place - 1])))
        if then != row["tier"]:
            rows.append(row | {"tier_then": then})
    return summed(rows, ("day", "tier_then", "tier", "cost_type"), ("amount_minor", "entries"))


def batch_sums(entries: Rows, months: dict[Cell, Cell]) -> Rows:
    """Return what each load brought, by month, tier, cost type and campaign, with the last day of each."""
    names = ("batch_id", "month", "tier", "cost_type", "campaign_id")
    held: dict[tuple[Cell, ...], Rows] = defaultdict(list)
    for row in entries:
        campaign = text_of(row["campaign_id"])
        key = (row["batch_id"], months[row["occurred_on"]], row["tier"], row["cost_type"], campaign)
        held[key].append(row)
    return [
        {
            **dict(zip(names, key, strict=True)),
            "last_on": max(day_of(row["occurred_on"]) for row in rows),
            "amount_minor": sum(whole(row["amount_minor"]) for row in rows),
            "entries": len(rows),
        }
        for key, rows in held.items()
    ]
