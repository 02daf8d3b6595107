"""The floor under each step: reading just the columns it needs, with the same engine, and doing nothing with them."""

import json
import sys
from pathlib import Path

import duckdb

COLUMNS: dict[str, dict[str, str]] = {
    "start": {},
    "roll-up": {
        "cost_entries": "occurred_on cost_type amount_minor tier",
        "benefits": "issued_on cost_type cost_minor tier",
        "contacts": "contacted_on cost_type cost_minor tier",
    },
    "customers": {
        "cost_entries": "occurred_on amount_minor customer_id cost_type tier",
        "benefits": "issued_on cost_minor customer_id cost_type tier",
        "contacts": "contacted_on cost_minor customer_id cost_type tier",
        "orders": "ordered_on customer_id revenue_minor margin_minor",
        "customers": "customer_id",
        "tier_assignments": "customer_id assessed_on tier",
    },
    "tiers": {
        "orders": "ordered_on customer_id revenue_minor",
        "customers": "customer_id",
        "tier_assignments": "customer_id assessed_on tier",
    },
    "findings": {
        "cost_entries": "occurred_on amount_minor campaign_id",
        "benefits": "issued_on cost_minor campaign_id tier benefit_type customer_id benefit_id",
        "contacts": "contacted_on cost_minor campaign_id tier purpose customer_id responded_on contact_id",
        "orders": "ordered_on customer_id revenue_minor",
        "campaign_members": "campaign_id invited_on participated_on",
    },
}
COLUMNS["report"] = {
    table: " ".join(dict.fromkeys(" ".join(step.get(table, "") for step in COLUMNS.values()).split()))
    for table in (
        "cost_entries",
        "benefits",
        "contacts",
        "orders",
        "customers",
        "tier_assignments",
        "campaign_members",
    )
}


def files(folder: Path, table: str) -> list[str]:
    """Return the data files of one fact; the benchmark never withdraws a batch, so all are in force."""
    return sorted(str(path) for path in (folder / "warehouse" / table).rglob("*.parquet"))


def scan(step: str, folder: Path) -> None:
    """Decode every needed column of every row."""
    for table, names in COLUMNS[step].items():
        columns = names.split()
        sums = [
            f"sum({name})"
            if name.endswith("_minor")
            else f"bit_xor(hash({name}))"
            if name.endswith("_on")
            else f"sum(strlen({name}))"
            for name in columns
        ]
        duckdb.execute(
            f"SELECT {', '.join(sums)} FROM read_parquet({files(folder, table)}, hive_partitioning = false)"
        ).fetchall()


if __name__ == "__main__":
    scan(sys.argv[1], Path(sys.argv[2]))
    print(json.dumps({}))
