"""Customers: activity, drivers, pools, cost, tiers, the whale curve; in plain Python."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from fenhao.kernel import split
from tests.oracle.case import Case, Cell, Row, Rows
from tests.oracle.ledger import day_of, summed, text_of, whole

BROUGHT = ("orders", "revenue_minor", "margin_minor", "direct_minor", "allocated_minor", "profit_minor")


def margin_of(order: Row) -> int:
    """Return an order's margin; its revenue stands in where the margin is not known."""
    return whole(order["revenue_minor"] if order["margin_minor"] is None else order["margin_minor"])


def activity(case: Case, entries: Rows) -> dict[str, Rows]:
    """Return customer_direct, customer_activity, order_totals and the drivers."""
    direct = summed(
        [row for row in entries if row["customer_id"] is not None], ("customer_id", "tier"), ("amount_minor",)
    )
    orders = [row for row in case.facts["orders"] if case.start <= day_of(row["ordered_on"]) < case.end]
    contacts = [row for row in case.facts["contacts"] if case.start <= day_of(row["contacted_on"]) < case.end]
    closing = {
        row["customer_id"]: row["tier"]
        for row in case.facts["tier_assignments"]
        if case.closing_on is not None and row["assessed_on"] == case.closing_on
    }
    known: set[Cell] = {
        row["customer_id"]
        for row in case.facts["customers"]
        if row["acquired_on"] is None or day_of(row["acquired_on"]) < case.end
    }
    known |= {row["customer_id"] for row in (*orders, *contacts, *direct)} | set(closing)
    known.discard(None)
    rows: Rows = []
    for customer in known:
        bought = [row for row in orders if row["customer_id"] == customer]
        rows.append(
            {
                "customer_id": customer,
                "tier": closing.get(customer, ""),
                "orders": sum(whole(row["revenue_minor"]) >= 0 for row in bought),
                "revenue_minor": sum(whole(row["revenue_minor"]) for row in bought),
                "margin_minor": sum(margin_of(row) for row in bought),
                "contacts": sum(row["customer_id"] == customer for row in contacts),
                "direct_minor": sum(
                    whole(row["amount_minor"]) for row in direct if row["customer_id"] == customer
                ),
            }
        )
    anonymous = [row for row in orders if row["customer_id"] is None]
    totals: Row = {
        "orders": sum(whole(row["revenue_minor"]) >= 0 for row in orders),
        "revenue_minor": sum(whole(row["revenue_minor"]) for row in orders),
        "margin_minor": sum(margin_of(row) for row in orders),
        "without_margin": sum(row["margin_minor"] is None for row in orders),
        "anonymous_orders": len(anonymous),
        "anonymous_revenue_minor": sum(whole(row["revenue_minor"]) for row in anonymous),
    }
    return {"customer_direct": direct, "customer_activity": rows, "order_totals": [totals]} | drivers(rows)


def drivers(customers: Rows) -> dict[str, Rows]:
    """Return each driver's weights, all of them together, and their totals."""
    counted: dict[str, Callable[[Row], int]] = {
        "contacts": lambda row: whole(row["contacts"]),
        "orders": lambda row: whole(row["orders"]),
        "revenue": lambda row: whole(row["revenue_minor"]),
        "equal": lambda row: int(row["customer_id"] is not None),
    }
    relations: dict[str, Rows] = {}
    together: Rows = []
    for name, weight in counted.items():
        rows: Rows = [
            {"customer_id": row["customer_id"], "weight": weight(row)} for row in customers if weight(row) > 0
        ]
        relations[f"driver_{name}"] = rows
        together += [
            {"driver": name, "party_id": row["customer_id"], "weight": row["weight"]} for row in rows
        ]
    totals = summed(
        [row | {"units": row["weight"], "customers": 1} for row in together],
        ("driver",),
        ("units", "customers"),
    )
    return relations | {"driver_weights": together, "driver_totals": totals}


def customer_cost(pool_amounts: Rows, weights: Rows, customers: Rows) -> dict[str, Rows]:
    """Return pool_shares, pool_shares_by_party and customer_cost; parties in the order of their ids."""
    shares: Rows = []
    for pool in pool_amounts:
        parties = sorted(
            (text_of(row["party_id"]), whole(row["weight"]))
            for row in weights
            if row["driver"] == pool["driver"]
        )
        parts = split(whole(pool["amount_minor"]), [weight for _, weight in parties])
        shares += [
            {"pool_id": pool["pool_id"], "party_id": party, "amount_minor": part}
            for (party, _), part in zip(parties, parts, strict=True)
        ]
    by_party = {
        row["party_id"]: whole(row["amount_minor"])
        for row in summed(shares, ("party_id",), ("amount_minor",))
    }
    cost: Rows = []
    for row in customers:
        allocated = by_party.get(row["customer_id"], 0)
        kept = {name: value for name, value in row.items() if name != "contacts"}
        profit = whole(row["margin_minor"]) - whole(row["direct_minor"]) - allocated
        cost.append(kept | {"allocated_minor": allocated, "profit_minor": profit})
    return {"pool_shares": shares, "customer_cost": cost}


def results(case: Case, cost: Rows, direct: Rows) -> dict[str, Rows]:
    """Return customer_ranks, tier_result, tier_moves, best and worst customers, and the whale curve."""
    ordered = sorted(cost, key=lambda row: (-whole(row["profit_minor"]), text_of(row["customer_id"])))
    ranks: Rows = [row | {"profit_rank": at, "customers": len(ordered)} for at, row in enumerate(ordered, 1)]
    listed: Rows = [{name: value for name, value in row.items() if name != "customers"} for row in ranks]
    now = {row["customer_id"]: row["tier"] for row in cost}
    moves = [
        {"tier_then": row["tier"], "tier_now": now[row["customer_id"]], "amount_minor": row["amount_minor"]}
        for row in direct
    ]
    return {
        "customer_ranks": ranks,
        "tier_result": summed([row | {"customers": 1} for row in cost], ("tier",), ("customers", *BROUGHT)),
        "tier_moves": summed(moves, ("tier_then", "tier_now"), ("amount_minor",)),
        "best_customers": listed[: case.rows_max],
        "worst_customers": listed[max(0, len(listed) - case.rows_max) :],
        "whale": whale(ordered),
    }


def whale(ordered: Rows) -> Rows:
    """Return the curve: 200 steps at most, each ended where it ends, and one more end at the peak."""
    customers = len(ordered)
    points: Rows = []
    together = 0
    width = -(-customers // 200)
    for at, row in enumerate(ordered, 1):
        together += whole(row["profit_minor"])
        is_peak = whole(row["profit_minor"]) > 0 and (
            at == customers or whole(ordered[at]["profit_minor"]) <= 0
        )
        if at % width == 0 or at == customers or is_peak:
            points.append({"customers": at, "profit_minor": together})
    return points


def assessment(case: Case, *, assessed_on: date, previous_on: date | None) -> dict[str, Rows]:
    """Return tier_inputs and tiers of one assessment day."""
    policy = case.tier_policy
    window_start = assessed_on - timedelta(days=policy.window_days)
    before = {
        row["customer_id"]: text_of(row["tier"])
        for row in case.facts["tier_assignments"]
        if previous_on is not None and row["assessed_on"] == previous_on
    }
    orders = [row for row in case.facts["orders"] if day_of(row["ordered_on"]) < assessed_on]
    known: set[Cell] = {
        row["customer_id"]
        for row in case.facts["customers"]
        if row["acquired_on"] is None or day_of(row["acquired_on"]) < assessed_on
    }
    known |= {row["customer_id"] for row in orders} | set(before)
    known.discard(None)
    inputs: Rows = []
    for customer in known:
        bought = [row for row in orders if row["customer_id"] == customer]
        recent = [row for row in bought if day_of(row["ordered_on"]) >= window_start]
        days = [day_of(row["ordered_on"]) for row in bought if whole(row["revenue_minor"]) >= 0]
        inputs.append(
            {
                "customer_id": customer,
                "value_minor": sum(whole(row["revenue_minor"]) for row in recent),
                "orders": sum(whole(row["revenue_minor"]) >= 0 for row in recent),
                "quiet_days": (assessed_on - max(days)).days if days else None,
                "tier_before": before.get(customer, ""),
            }
        )
    return {"tier_inputs": inputs, "tiers": tiers(case, inputs, assessed_on)}


def tiers(case: Case, inputs: Rows, assessed_on: date) -> Rows:
    """Return the tiers by the words of TierPolicy, with shares as fractions."""
    policy = case.tier_policy

    def dormant(row: Row) -> bool:
        return row["orders"] == 0 or whole(row["quiet_days"]) > policy.dormant_after_days

    awake = sorted(
        (row for row in inputs if not dormant(row)),
        key=lambda row: (-whole(row["value_minor"]), -whole(row["orders"]), text_of(row["customer_id"])),
    )
    rows: Rows = []
    for row in inputs:
        tier = "D"
        if not dormant(row):
            standing = Fraction(awake.index(row) + 1, len(awake))
            orders, was = whole(row["orders"]), text_of(row["tier_before"])
            core = policy.core_share + (policy.keep_margin if was == "A" else 0)
            potential = policy.potential_share + (policy.keep_margin if was in ("A", "B") else 0)
            if standing <= core and orders >= policy.core_orders_min:
                tier = "A"
            elif standing <= potential or orders >= policy.potential_orders_min:
                tier = "B"
            else:
                tier = "C"
        kept = {name: row[name] for name in ("customer_id", "value_minor", "orders", "quiet_days")}
        rows.append(kept | {"assessed_on": assessed_on, "tier": tier, "policy": policy.version})
    return rows
