"""The same jobs written for polars: lazy, streaming, only the needed columns, checked against the product's cents."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmarks.exact import pools_to_customers, tier_rules
from benchmarks.product import END, LAST, START, Answer, fingerprint
from benchmarks.scan import files
from fenhao.runs.book import Book, open_book


def fact(folder: Path, table: str) -> pl.LazyFrame:
    """Return one fact, not read yet."""
    return pl.scan_parquet(files(folder, table), hive_partitioning=False)


def ledger(folder: Path) -> pl.LazyFrame:
    """Return the year's entries."""
    parts = [
        fact(folder, table).select(
            day=pl.col(day),
            amount=pl.col(amount),
            entry_id=pl.col(entry),
            benefit_type=pl.col("benefit_type") if table == "benefits" else pl.lit(None, pl.String),
            subledger=pl.lit(table),
            customer_id="customer_id",
            cost_type="cost_type",
            campaign_id="campaign_id",
            tier=pl.col("tier").fill_null(""),
        )
        for table, day, amount, entry in (
            ("cost_entries", "occurred_on", "amount_minor", "entry_id"),
            ("benefits", "issued_on", "cost_minor", "benefit_id"),
            ("contacts", "contacted_on", "cost_minor", "contact_id"),
        )
    ]
    return pl.concat(parts).filter(pl.col("day").is_between(START, LAST), pl.col("amount").fill_null(0) != 0)


def daily(folder: Path, *words: str) -> pl.DataFrame:
    """Return the ledger by day and the words."""
    return (
        ledger(folder)
        .group_by("day", *(pl.col(name).fill_null("") for name in words))
        .agg(amount=pl.sum("amount"), entries=pl.len())
        .collect(engine="streaming")
    )


def start(_: Path, __: Book) -> Answer:
    """Do nothing: what starting Python and opening the book costs is in every other step too."""
    return {}


def rollup(folder: Path, _: Book) -> Answer:
    """Roll the ledger up by day and month, and read the cells of the report."""
    month = pl.col("day").dt.strftime("%Y-%m").alias("month")
    days = daily(folder, "tier", "cost_type")
    cells = days.group_by(month, "tier", "cost_type").agg(pl.sum("amount"), pl.sum("entries"))
    return {"cells": [len(cells), int(cells["amount"].sum()), int(cells["entries"].sum())]}


def customers(folder: Path, book: Book) -> Answer:
    """Work out each customer's cost: direct traced, pools allocated."""
    in_year = pl.col("ordered_on").is_between(START, LAST)
    direct = (
        ledger(folder)
        .filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id", "tier")
        .agg(direct=pl.sum("amount"))
        .collect(engine="streaming")
        .group_by("customer_id")
        .agg(pl.sum("direct"))
    )
    indirect = (
        ledger(folder)
        .filter(pl.col("customer_id").is_null())
        .group_by("cost_type")
        .agg(pl.sum("amount"))
        .collect(engine="streaming")
    )
    orders = (
        fact(folder, "orders")
        .filter(in_year)
        .group_by("customer_id")
        .agg(
            orders=(pl.col("revenue_minor") >= 0).sum(),
            revenue=pl.sum("revenue_minor"),
            margin=pl.sum("margin_minor"),
        )
        .collect(engine="streaming")
    )
    contacts = (
        fact(folder, "contacts")
        .filter(pl.col("contacted_on").is_between(START, LAST))
        .group_by("customer_id")
        .agg(contacts=pl.len())
        .collect(engine="streaming")
    )
    tiers_now = (
        fact(folder, "tier_assignments").filter(pl.col("assessed_on") == END).select("customer_id", "tier")
    )
    everybody = fact(folder, "customers").select("customer_id").collect()
    for part in (tiers_now.collect(), direct, orders, contacts):
        everybody = everybody.join(part, on="customer_id", how="full", coalesce=True)
    everybody = everybody.with_columns(
        pl.col("direct", "orders", "revenue", "margin", "contacts").fill_null(0)
    ).sort("customer_id")
    allocated = pools_to_customers(
        book,
        indirect=dict(indirect.iter_rows()),
        weights={
            "contacts": everybody["contacts"].to_numpy(),
            "orders": everybody["orders"].to_numpy(),
            "revenue": everybody["revenue"].clip(lower_bound=0).to_numpy(),
        },
    )
    profit = everybody["margin"].to_numpy() - everybody["direct"].to_numpy() - allocated
    return fingerprint(allocated, profit)


def tiers(folder: Path, book: Book) -> Answer:
    """Assess all customers at the year's end, looking at the quarter before."""
    policy = book.policies.tiers
    window = pl.col("ordered_on") >= END - timedelta(days=policy.window_days)
    sale = pl.col("revenue_minor") >= 0
    orders = (
        fact(folder, "orders")
        .filter(pl.col("ordered_on") < END)
        .group_by("customer_id")
        .agg(
            value=pl.col("revenue_minor").filter(window).sum(),
            orders=(window & sale).sum(),
            last=pl.col("ordered_on").filter(sale).max(),
        )
        .collect(engine="streaming")
    )
    before = fact(folder, "tier_assignments").filter(pl.col("assessed_on") == date(END.year - 1, 10, 1))
    frame = fact(folder, "customers").select("customer_id").collect()
    frame = frame.join(
        before.select("customer_id", "tier").collect(), on="customer_id", how="full", coalesce=True
    )
    frame = frame.join(orders, on="customer_id", how="full", coalesce=True).with_columns(
        pl.col("value", "orders").fill_null(0), quiet=(pl.lit(END) - pl.col("last")).dt.total_days()
    )
    asleep = (pl.col("orders") == 0) | (pl.col("quiet") > policy.dormant_after_days)
    awake = frame.filter(~asleep).sort(["value", "orders", "customer_id"], descending=[True, True, False])
    found = tier_rules(
        policy, orders=awake["orders"].to_numpy(), before=awake["tier"].fill_null("").to_numpy()
    )
    return {**{tier: [int((found == tier).sum())] for tier in "ABC"}, "D": [len(frame) - len(awake)]}


def findings(folder: Path, book: Book) -> Answer:
    """Find ineffective spend by every rule, each entry counted once."""
    policy = book.policies.waste
    least = policy.participation_min
    ended = fact(folder, "campaigns").filter(pl.col("ends_on") <= LAST).select("campaign_id")
    members = (
        fact(folder, "campaign_members")
        .filter(pl.col("invited_on") <= LAST)
        .group_by("campaign_id")
        .agg(invited=pl.len(), took_part=(pl.col("participated_on") <= LAST).sum())
    )
    low = (
        ended.join(members, on="campaign_id")
        .filter(pl.col("took_part") * least.denominator < pl.col("invited") * least.numerator)
        .select("campaign_id")
        .collect()
    )
    of_low = daily(folder, "campaign_id").join(low, on="campaign_id", how="semi")
    ruled = sorted({each.benefit_type for each in policy.entitlements})
    allowed = [f"{each.benefit_type}/{each.tier}" for each in policy.entitlements]
    outside = (
        ledger(folder)
        .filter(
            pl.col("subledger") == "benefits",
            pl.col("benefit_type").is_in(ruled),
            ~(pl.col("benefit_type") + "/" + pl.col("tier")).is_in(allowed),
        )
        .select("entry_id", "campaign_id", "amount")
        .collect(engine="streaming")
    )
    late = late_wake_ups(folder, policy.wake_ups_unanswered_max)
    late_low = late.join(low, on="campaign_id", how="semi")
    low_found = int(of_low["amount"].sum())
    return {
        "unanswered_wake_up": [len(late), int(late["amount"].sum()), int(late["amount"].sum())],
        "low_participation": [
            int(of_low["entries"].sum()),
            low_found,
            low_found - int(late_low["amount"].sum()),
        ],
        "benefit_outside_tier": [
            len(outside),
            int(outside["amount"].sum()),
            int(outside.join(low, on="campaign_id", how="anti")["amount"].sum()),
        ],
    }


def late_wake_ups(folder: Path, most: int) -> pl.DataFrame:
    """Return the wake-ups with cost that came after too many without an answer."""
    contacts = fact(folder, "contacts").filter(pl.col("contacted_on") < END)
    wake = contacts.filter(pl.col("purpose") == "wake_up").select(
        "customer_id", "contact_id", "campaign_id", day="contacted_on", amount="cost_minor", answers=pl.lit(0)
    )
    spans = wake.group_by("customer_id").agg(n=pl.len(), first=pl.min("day"), last=pl.max("day"))
    suspects = spans.filter(pl.col("n") > most, pl.col("last") >= START).collect(engine="streaming")
    responses = fact(folder, "contacts").select("customer_id", day="responded_on")
    sales = (
        fact(folder, "orders").filter(pl.col("revenue_minor") >= 0).select("customer_id", day="ordered_on")
    )
    answers = (
        pl.concat([responses, sales])
        .join(suspects.lazy(), on="customer_id")
        .filter(pl.col("day") >= pl.col("first"), pl.col("day") < pl.col("last"))
        .select("customer_id", "day", answers=pl.lit(1))
    )
    moments = pl.concat([wake.join(suspects.lazy(), on="customer_id", how="semi"), answers], how="diagonal")
    ordered = moments.collect(engine="streaming").sort("customer_id", "day", "answers", "contact_id")
    streaks = ordered.with_columns(seen=pl.col("answers").cum_sum().over("customer_id")).filter(
        pl.col("answers") == 0
    )
    placed = streaks.with_columns(place=pl.int_range(pl.len()).over("customer_id", "seen"))
    return placed.filter(pl.col("place") >= most, pl.col("amount").fill_null(0) != 0, pl.col("day") >= START)


STEPS = {"start": start, "roll-up": rollup, "customers": customers, "tiers": tiers, "findings": findings}


def main() -> None:
    """Run one step and print its answer."""
    step, folder = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(STEPS[step](folder, open_book(root=folder))))


if __name__ == "__main__":
    main()
