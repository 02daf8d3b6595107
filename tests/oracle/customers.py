"""Customers: activity, drivers, pools, cost, tiers, the whale curve; in plain Python."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from fenhao.engine.value import RankedBy, stay_cutoff
from fenhao.kernel import split
from tests.oracle.case import UNIT_MINOR, Case, Cell, Row, Rows
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
    """Return the relations of one assessment day and of its preview."""
    net = tier_net(case, assessed_on=assessed_on)
    inputs = tier_inputs(case, net, assessed_on=assessed_on, previous_on=previous_on)
    standings = tier_standings(case, inputs, assessed_on=assessed_on)
    decisions = [decision(row) for row in standings]
    kept = ("customer_id", "tier", "value_minor", "orders", "quiet_days")
    tiers: Rows = [
        {name: row[name] for name in kept} | {"assessed_on": assessed_on, "policy": case.tier_policy.version}
        for row in decisions
    ]
    changes = [
        {"tier_then": row["tier_before"], "tier_now": row["tier"], "customers": 1} | row for row in decisions
    ]
    return {
        "tier_net": net,
        "tier_inputs": inputs,
        "tier_standings": standings,
        "tier_decisions": decisions,
        "tiers": tiers,
        "tier_borders": [borders(case, standings)],
        "tier_changes": summed(changes, ("tier_then", "tier_now"), ("customers", "value_minor")),
        "tier_flow": flow(case, assessed_on=assessed_on, previous_on=previous_on),
    }


def tier_net(case: Case, *, assessed_on: date) -> Rows:
    """Return each customer's margin of the window less the cost that carries it, that of winning it left out."""
    policy = case.tier_policy
    if not policy.asks_net:
        return []
    start = assessed_on - timedelta(days=policy.window_days)
    winning = {row["cost_type"] for row in case.chart if row["purpose"] == "acquisition"}
    rows: Rows = [
        {"customer_id": row["customer_id"], "net_minor": margin_of(row)}
        for row in case.facts["orders"]
        if start <= day_of(row["ordered_on"]) < assessed_on
    ]
    for table, day, amount in (
        ("cost_entries", "occurred_on", "amount_minor"),
        ("benefits", "issued_on", "cost_minor"),
        ("contacts", "contacted_on", "cost_minor"),
    ):
        rows += [
            {"customer_id": row["customer_id"], "net_minor": -whole(row[amount])}
            for row in case.facts[table]
            if start <= day_of(row[day]) < assessed_on
            and row[amount] is not None
            and row["cost_type"] not in winning
        ]
    return summed([row for row in rows if row["customer_id"] is not None], ("customer_id",), ("net_minor",))


def tier_inputs(case: Case, net: Rows, *, assessed_on: date, previous_on: date | None) -> Rows:
    """Return what the policy looks at, a row a customer."""
    window_start = assessed_on - timedelta(days=case.tier_policy.window_days)
    brought = {row["customer_id"]: row["net_minor"] for row in net}
    held: dict[Cell, dict[date, str]] = {}
    for row in case.facts["tier_assignments"]:
        if previous_on is not None and day_of(row["assessed_on"]) <= previous_on:
            held.setdefault(row["customer_id"], {})[day_of(row["assessed_on"])] = text_of(row["tier"])
    before = {customer: days for customer, days in held.items() if previous_on in days}
    orders = [row for row in case.facts["orders"] if day_of(row["ordered_on"]) < assessed_on]
    eve = assessed_on - timedelta(days=1)
    bound = {row["customer_id"] for row in case.facts["contracts"] if in_force(row, eve)}
    orders += [{"customer_id": each, "ordered_on": eve, "revenue_minor": 0} for each in bound]
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
        tier, since = unbroken(before.get(customer, {}))
        inputs.append(
            {
                "customer_id": customer,
                "revenue_minor": sum(whole(row["revenue_minor"]) for row in recent),
                "net_minor": brought.get(customer, 0),
                "orders": sum(whole(row["revenue_minor"]) >= 0 for row in recent),
                "quiet_days": (assessed_on - max(days)).days if days else None,
                "tier_before": tier,
                "since_before": since,
            }
        )
    return inputs


def in_force(contract: Row, day: date) -> bool:
    """Return whether a contract that can be had begun by the day and goes on after it."""
    ends = None if contract["ended_on"] is None else day_of(contract["ended_on"])
    can_be = whole(contract["period_months"]) >= 1
    return can_be and day_of(contract["started_on"]) <= day and (ends is None or ends > day)


def unbroken(held: dict[date, str]) -> tuple[str, date | None]:
    """Return the last tier and the day since which it has been the same, walking backwards."""
    tier, since = "", None
    for day in sorted(held, reverse=True):
        if tier not in ("", held[day]):
            break
        tier, since = held[day], day
    return tier, since


def tier_standings(case: Case, inputs: Rows, *, assessed_on: date) -> Rows:
    """Return places and the first rule that holds, by the words of TierPolicy, with shares as fractions."""
    policy = case.tier_policy
    cutoff = stay_cutoff(policy, assessed_on=assessed_on)
    rows: Rows = []
    for row in inputs:
        was_awake = row["tier_before"] in ("A", "B", "C")
        quiet_max = policy.dormant_after_days * (1 + (policy.keep_band if was_awake else 0))
        sleeps = row["orders"] == 0 or whole(row["quiet_days"]) > quiet_max
        since = row["since_before"]
        value = row["net_minor"] if policy.ranked_by is RankedBy.net else row["revenue_minor"]
        stays = since is not None and day_of(since) > cutoff
        rows.append(row | {"value_minor": value, "stays": stays, "place": 0, "sleeps": sleeps})
    awake = sorted(
        (row for row in rows if not row["sleeps"]),
        key=lambda row: (-whole(row["value_minor"]), -whole(row["orders"]), text_of(row["customer_id"])),
    )
    for place, row in enumerate(awake, 1):
        row["place"] = place
    for row in rows:
        row["awake"] = len(awake)
        sleeps = row.pop("sleeps") is True
        row["rule"] = "no_order" if row["orders"] == 0 else "quiet" if sleeps else rule(case, row)
    return rows


def rule(case: Case, row: Row) -> str:
    """Return the first rule that holds for a customer who does not sleep."""
    policy = case.tier_policy
    place, was = Fraction(whole(row["place"]), whole(row["awake"])), text_of(row["tier_before"])

    def enough(have: Cell, least: int | None, *, kept: bool, unit: int = UNIT_MINOR) -> bool:
        band = policy.keep_band if kept else 0
        return least is None or whole(have) >= least * unit - abs(least * unit) * band

    def brings(tier: str, *, kept: bool) -> bool:
        least = {
            "A": (policy.core_revenue_min, policy.core_net_min),
            "B": (policy.potential_revenue_min, policy.potential_net_min),
        }[tier]
        return enough(row["revenue_minor"], least[0], kept=kept) and enough(
            row["net_minor"], least[1], kept=kept
        )

    for kept in (False, True):
        share = policy.core_share + (policy.keep_margin if kept else 0)
        often = enough(row["orders"], policy.core_orders_min, kept=kept, unit=1)
        if (not kept or was == "A") and place <= share and often and brings("A", kept=kept):
            return "core_kept" if kept else "core_value"
    for kept in (False, True):
        share = policy.potential_share + (policy.keep_margin if kept else 0)
        often = enough(row["orders"], policy.potential_orders_min, kept=kept, unit=1)
        if (not kept or was in ("A", "B")) and (often or place <= share) and brings("B", kept=kept):
            return "potential_kept" if kept else "potential_orders" if often else "potential_value"
    return "other"


def decision(row: Row) -> Row:
    """Return the tier: what the rule gives, unless the minimum stay forbids the fall."""
    reason, was = text_of(row["rule"]), text_of(row["tier_before"])
    tier = {"no": "D", "quiet": "D", "core": "A", "potential": "B", "other": "C"}[reason.split("_")[0]]
    if row["stays"] and was and was < tier:
        tier, reason = was, "stay"
    return {name: value for name, value in row.items() if name != "rule"} | {"tier": tier, "reason": reason}


def borders(case: Case, standings: Rows) -> Row:
    """Return where the top shares end."""
    awake = [row for row in standings if whole(row["place"]) > 0]
    found: Row = {"awake": len(awake)}
    for name, share in (
        ("core", case.tier_policy.core_share),
        ("potential", case.tier_policy.potential_share),
    ):
        inside = sorted(
            (row for row in awake if Fraction(whole(row["place"]), len(awake)) <= share),
            key=lambda row: whole(row["place"]),
        )
        found[f"{name}_place"] = len(inside)
        found[f"{name}_value_minor"] = inside[-1]["value_minor"] if inside else None
    return found


def flow(case: Case, *, assessed_on: date, previous_on: date | None) -> Rows:
    """Return who moved between two assessments as they stand in the facts."""
    given = case.facts["tier_assignments"]
    then = {row["customer_id"]: row for row in given if previous_on and row["assessed_on"] == previous_on}
    now = {row["customer_id"]: row for row in given if row["assessed_on"] == assessed_on}
    rows: Rows = []
    for customer in set(then) | set(now):
        earlier, later = then.get(customer), now.get(customer)
        rows.append(
            {
                "tier_then": earlier["tier"] if earlier else "",
                "tier_now": later["tier"] if later else "",
                "customers": 1,
                "value_then_minor": earlier["value_minor"] if earlier else 0,
                "value_now_minor": later["value_minor"] if later else 0,
            }
        )
    return summed(rows, ("tier_then", "tier_now"), ("customers", "value_then_minor", "value_now_minor"))
