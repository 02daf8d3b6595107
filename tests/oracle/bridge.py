"""What a bridge sees of a period, in plain Python."""

from tests.oracle.case import Case, Rows
from tests.oracle.customers import customer_cost
from tests.oracle.ledger import summed, whole
from tests.oracle.report import Expected, pool_amounts


def bridge_rows(case: Case, period: Expected) -> dict[str, Rows]:
    """Return the relations of a bridge from those of the period's report."""
    entries = [row for row in period.relations["ledger"] if row["customer_id"] is not None]
    direct: Rows = [
        {
            "tier": row["tier"],
            "channel": row["channel"] or "",
            "cost_type": row["cost_type"],
            "amount_minor": row["amount_minor"],
            "units": (whole(row["amount_minor"]) > 0) - (whole(row["amount_minor"]) < 0),
        }
        for row in entries
    ]
    held = {(row["customer_id"], row["tier"]) for row in entries}
    customers: Rows = [{"tier": tier, "customers": 1} for _, tier in held]
    shares = customer_cost(
        pool_amounts(period.pools), period.relations["driver_weights"], period.relations["customer_activity"]
    )["pool_shares"]
    tiers = {row["customer_id"]: row["tier"] for row in period.relations["customer_activity"]}
    pools: Rows = [
        {
            "pool_id": row["pool_id"],
            "tier": tiers[row["party_id"]],
            "amount_minor": row["amount_minor"],
        }
        for row in shares
    ]
    return {
        "bridge_direct": summed(direct, ("tier", "channel", "cost_type"), ("amount_minor", "units")),
        "bridge_customers": summed(customers, ("tier",), ("customers",)),
        "bridge_pools": summed(pools, ("pool_id", "tier"), ("amount_minor",)),
    }
