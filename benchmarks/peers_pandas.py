"""The same jobs written for pandas: only the needed columns read, words as categories, checked against the product's cents."""

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.exact import pools_to_customers, tier_rules
from benchmarks.product import END, LAST, START, Answer, fingerprint
from benchmarks.scan import files
from fenhao.runs.book import Book, open_book

WORDS = {"tier", "cost_type", "campaign_id", "benefit_type", "purpose"}
LEDGER = {
    "cost_entries": ("occurred_on", "amount_minor", "entry_id"),
    "benefits": ("issued_on", "cost_minor", "benefit_id"),
    "contacts": ("contacted_on", "cost_minor", "contact_id"),
}


def fact(folder: Path, table: str, columns: list[str]) -> pd.DataFrame:
    """Return those columns of one fact; words as categories, days as days."""
    read = [pq.ParquetFile(path).read(columns) for path in files(folder, table)]
    whole = pa.concat_tables(read)
    for place, name in enumerate(whole.column_names):
        if pa.types.is_date(whole.schema.field(name).type):
            whole = whole.set_column(place, name, whole[name].cast(pa.timestamp("s")))
        elif name in WORDS:
            whole = whole.set_column(place, name, whole[name].dictionary_encode().unify_dictionaries())
    return whole.to_pandas(self_destruct=True, split_blocks=True)


def ledger(folder: Path, names: list[str]) -> list[pd.DataFrame]:
    """Return the year's entries, a frame a subledger, with the named columns, ``day`` and ``amount``."""
    parts = []
    for table, (day, amount, _) in LEDGER.items():
        frame = fact(folder, table, [day, amount, *names]).rename(columns={day: "day", amount: "amount"})
        frame = frame[
            (frame["day"] >= stamp(START)) & (frame["day"] < stamp(END)) & (frame["amount"].fillna(0) != 0)
        ]
        parts.append(frame.assign(amount=frame["amount"].astype(np.int64)))
    return parts


def stamp(day: date) -> pd.Timestamp:
    """Return a day as pandas compares it."""
    return pd.Timestamp(day)


def daily(folder: Path, words: list[str]) -> pd.DataFrame:
    """Return the ledger by day and the words."""
    parts = []
    for frame in ledger(folder, words):
        keys = ["day", *words]
        grouped = frame.groupby(keys, observed=True, dropna=False, sort=False)["amount"].agg(["sum", "size"])
        part = grouped.reset_index()
        for name in words:
            part[name] = part[name].astype("str").fillna("")
        parts.append(part)
    return pd.concat(parts).groupby(["day", *words], sort=False)[["sum", "size"]].sum().reset_index()


def start(_: Path, __: Book) -> Answer:
    """Do nothing: what starting Python and opening the book costs is in every other step too."""
    return {}


def rollup(folder: Path, _: Book) -> Answer:
    """Roll the ledger up by day and month, and read the cells of the report."""
    days = daily(folder, ["tier", "cost_type"])
    days["month"] = days["day"].dt.strftime("%Y-%m")
    cells = days.groupby(["month", "tier", "cost_type"])[["sum", "size"]].sum()
    return {"cells": [len(cells), int(cells["sum"].sum()), int(cells["size"].sum())]}


def customers(folder: Path, book: Book) -> Answer:
    """Work out each customer's cost: direct traced, pools allocated."""
    traced: list[pd.Series] = []
    indirect: dict[str, int] = {}
    for frame in ledger(folder, ["customer_id", "cost_type", "tier"]):
        own = frame[frame["customer_id"].notna()]
        by_tier = own.groupby(["customer_id", "tier"], observed=True, sort=False)["amount"].sum()
        traced.append(by_tier.groupby("customer_id").sum())
        for name, amount in (
            frame[frame["customer_id"].isna()].groupby("cost_type", observed=True)["amount"].sum().items()
        ):
            indirect[str(name)] = indirect.get(str(name), 0) + int(amount)
    direct = pd.concat(traced).groupby(level=0).sum().rename("direct")
    bought = fact(folder, "orders", ["customer_id", "ordered_on", "revenue_minor", "margin_minor"])
    bought = bought[(bought["ordered_on"] >= stamp(START)) & (bought["ordered_on"] < stamp(END))]
    orders = bought.assign(orders=(bought["revenue_minor"] >= 0).astype(np.int64)).groupby(
        "customer_id", sort=False
    )
    sums = orders[["orders", "revenue_minor", "margin_minor"]].sum()
    made = fact(folder, "contacts", ["customer_id", "contacted_on"])
    made = made[(made["contacted_on"] >= stamp(START)) & (made["contacted_on"] < stamp(END))]
    contacts = made.groupby("customer_id", sort=False).size().rename("contacts")
    held = fact(folder, "tier_assignments", ["customer_id", "assessed_on", "tier"])
    now = held[held["assessed_on"] == stamp(END)].set_index("customer_id")["tier"]
    everybody = fact(folder, "customers", ["customer_id"]).set_index("customer_id")
    for part in (now, direct, sums, contacts):
        everybody = everybody.join(part, how="outer")
    numbers = everybody.drop(columns="tier").fillna(0).astype(np.int64).sort_index()
    allocated = pools_to_customers(
        book,
        indirect=indirect,
        weights={
            "contacts": numbers["contacts"].to_numpy(),
            "orders": numbers["orders"].to_numpy(),
            "revenue": numbers["revenue_minor"].clip(lower=0).to_numpy(),
        },
    )
    return fingerprint(allocated, (numbers["margin_minor"] - numbers["direct"]).to_numpy() - allocated)


def tiers(folder: Path, book: Book) -> Answer:
    """Assess all customers at the year's end, looking at the quarter before."""
    policy = book.policies.tiers
    bought = fact(folder, "orders", ["customer_id", "ordered_on", "revenue_minor"])
    bought = bought[bought["ordered_on"] < stamp(END)]
    window = bought["ordered_on"] >= stamp(END - timedelta(days=policy.window_days))
    sale = bought["revenue_minor"] >= 0
    orders = (
        bought.assign(
            value=bought["revenue_minor"].where(window, 0),
            orders=(window & sale).astype(np.int64),
            last=bought["ordered_on"].where(sale),
        )
        .groupby("customer_id", sort=False)
        .agg({"value": "sum", "orders": "sum", "last": "max"})
    )
    held = fact(folder, "tier_assignments", ["customer_id", "assessed_on", "tier"])
    before = held[held["assessed_on"] == stamp(date(END.year - 1, 10, 1))].set_index("customer_id")["tier"]
    frame = fact(folder, "customers", ["customer_id"]).set_index("customer_id")
    frame = frame.join(before.astype("str"), how="outer").join(orders, how="outer")
    frame[["value", "orders"]] = frame[["value", "orders"]].fillna(0).astype(np.int64)
    quiet = (stamp(END) - frame["last"]).dt.days
    asleep = (frame["orders"] == 0) | (quiet > policy.dormant_after_days)
    awake = frame[~asleep].reset_index()
    awake = awake.sort_values(["value", "orders", "customer_id"], ascending=[False, False, True])
    before_now = awake["tier"].fillna("").to_numpy(dtype=object)
    found = tier_rules(policy, orders=awake["orders"].to_numpy(), before=before_now)
    return {**{tier: [int((found == tier).sum())] for tier in "ABC"}, "D": [len(frame) - len(awake)]}


def findings(folder: Path, book: Book) -> Answer:
    """Find ineffective spend by every rule, each entry counted once."""
    policy = book.policies.waste
    campaigns = fact(folder, "campaigns", ["campaign_id", "ends_on"])
    ended = campaigns[campaigns["ends_on"] <= stamp(LAST)]["campaign_id"].astype("str")
    members = fact(folder, "campaign_members", ["campaign_id", "invited_on", "participated_on"])
    members = members[members["invited_on"] <= stamp(LAST)]
    took_part = (
        (members["participated_on"] <= stamp(LAST))
        .groupby(members["campaign_id"], observed=True)
        .agg(["sum", "size"])
    )
    least = policy.participation_min
    few = took_part[took_part["sum"] * least.denominator < took_part["size"] * least.numerator]
    low = set(few.index.astype("str")) & set(ended)
    days = daily(folder, ["campaign_id"])
    of_low = days[days["campaign_id"].isin(low)]
    given = fact(
        folder, "benefits", ["benefit_id", "benefit_type", "issued_on", "cost_minor", "campaign_id", "tier"]
    )
    ruled = {each.benefit_type for each in policy.entitlements}
    allowed = {f"{each.benefit_type}/{each.tier}" for each in policy.entitlements}
    given = given[
        given["benefit_type"].isin(ruled)
        & (given["issued_on"] >= stamp(START))
        & (given["issued_on"] < stamp(END))
    ]
    wrong = ~(given["benefit_type"].astype("str") + "/" + given["tier"].astype("str")).isin(allowed)
    outside = given[wrong]
    late = late_wake_ups(folder, policy.wake_ups_unanswered_max)
    late_sum, low_sum = int(late["cost_minor"].sum()), int(of_low["sum"].sum())
    late_low = int(late[late["campaign_id"].isin(low)]["cost_minor"].sum())
    return {
        "unanswered_wake_up": [len(late), late_sum, late_sum],
        "low_participation": [int(of_low["size"].sum()), low_sum, low_sum - late_low],
        "benefit_outside_tier": [
            len(outside),
            int(outside["cost_minor"].sum()),
            int(outside[~outside["campaign_id"].isin(low)]["cost_minor"].sum()),
        ],
    }


def late_wake_ups(folder: Path, most: int) -> pd.DataFrame:
    """Return the wake-ups with cost that came after too many without an answer."""
    names = [
        "customer_id",
        "contact_id",
        "contacted_on",
        "responded_on",
        "purpose",
        "cost_minor",
        "campaign_id",
    ]
    contacts = fact(folder, "contacts", names)
    wake = contacts[(contacts["purpose"] == "wake_up") & (contacts["contacted_on"] < stamp(END))]
    spans = wake.groupby("customer_id", sort=False)["contacted_on"].agg(["size", "min", "max"])
    suspects = spans[(spans["size"] > most) & (spans["max"] >= stamp(START))]
    responses = contacts[["customer_id", "responded_on"]].dropna().rename(columns={"responded_on": "day"})
    bought = fact(folder, "orders", ["customer_id", "ordered_on", "revenue_minor"])
    sales = bought[bought["revenue_minor"] >= 0][["customer_id", "ordered_on"]].rename(
        columns={"ordered_on": "day"}
    )
    answers = pd.concat([responses, sales]).merge(suspects, left_on="customer_id", right_index=True)
    answers = answers[(answers["day"] >= answers["min"]) & (answers["day"] < answers["max"])][
        ["customer_id", "day"]
    ]
    own = wake[wake["customer_id"].isin(suspects.index)].rename(columns={"contacted_on": "day"})
    moments = pd.concat([own.assign(answers=0), answers.assign(answers=1)])
    moments = moments.sort_values(["customer_id", "day", "answers", "contact_id"])
    seen = moments.groupby("customer_id", sort=False)["answers"].cumsum()
    streaks = moments.assign(seen=seen)[moments["answers"] == 0]
    place = streaks.groupby(["customer_id", "seen"], sort=False).cumcount()
    return streaks[
        (place >= most) & (streaks["cost_minor"].fillna(0) != 0) & (streaks["day"] >= stamp(START))
    ]


STEPS = {"start": start, "roll-up": rollup, "customers": customers, "tiers": tiers, "findings": findings}


def main() -> None:
    """Run one step and print its answer."""
    step, folder = sys.argv[1], Path(sys.argv[2])
    print(json.dumps(STEPS[step](folder, open_book(root=folder))))


if __name__ == "__main__":
    main()
