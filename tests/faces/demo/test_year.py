"""The demonstration against its year worked out apart (apart.py: pandas, whole numbers, nothing of Fenhao's engine)."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pyarrow as pa
import pytest

from fenhao.interfaces.notebook import Book as NotebookBook
from fenhao.runs.book import Book
from fenhao.runs.report import Report
from tests.faces.conftest import DEMO_AT
from tests.faces.demo.apart import CATEGORY_OF, VARIABLE, Year, shared_out

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def year() -> Year:
    """The year, worked out apart; each figure is made once."""
    return Year()


@pytest.fixture(scope="module")
def book(demo_book: Book) -> NotebookBook:
    """The demonstration's book in a notebook."""
    return NotebookBook(demo_book, lambda: DEMO_AT)


@pytest.fixture(scope="module")
def customers(book: NotebookBook) -> list[dict[str, object]]:
    """What the product says of each customer."""
    rows: list[dict[str, object]] = book.relation("customer_cost", period="2017").to_pylist()
    return rows


def test_the_whole_cost_of_the_year_is_the_sum_of_its_entries(demo_report: Report, year: Year) -> None:
    totals = demo_report.totals
    assert totals.total_minor == int(year.entries["amount"].sum()) == 124_958_059
    assert totals.entries == len(year.entries)
    assert totals.fixed_minor == int(year.entries[~year.entries["type"].isin(VARIABLE)]["amount"].sum())
    assert totals.direct_minor == int(year.entries[year.entries["customer"] != ""]["amount"].sum())
    assert totals.unallocated_minor == year.pools[""]
    assert totals.idle_minor == year.campaign_team[1]
    assert totals.allocated_minor == sum(year.shares.values())
    assert totals.customers == len(year.customers) == 2_469


def test_the_cost_of_each_type_is_the_sum_of_its_entries(demo_report: Report, year: Year) -> None:
    by_type = year.entries.groupby("type")["amount"].agg(["sum", "size"])
    said = {each.cost_type: (each.amount_minor, each.entries) for each in demo_report.types}
    assert said == {name: (int(row["sum"]), int(row["size"])) for name, row in by_type.iterrows()}
    assert {each.cost_type: each.category for each in demo_report.types} == CATEGORY_OF


def test_the_cost_of_each_month_tier_and_type_is_the_sum_of_its_entries(
    demo_report: Report, year: Year
) -> None:
    sums = year.entries.groupby(["month", "tier", "type"])["amount"].agg(["sum", "size"])
    said = {
        (each.month, each.tier, each.cost_type): (each.amount_minor, each.entries)
        for each in demo_report.cells
    }
    assert said == {key: (int(row["sum"]), int(row["size"])) for key, row in sums.iterrows()}
    assert len({each.month for each in demo_report.cells}) == 12


def test_each_benefit_carries_its_customer_day_and_campaign(book: NotebookBook, year: Year) -> None:
    given = year.entries[year.entries["subledger"] == "benefits"]
    apart = {
        entry: (customer, campaign, day, int(amount))
        for entry, customer, campaign, day, amount in zip(
            given["entry"], given["customer"], given["campaign"], given["day"], given["amount"], strict=True
        )
    }
    stored = book.relation("benefits")
    said = {
        entry: (customer, campaign or "", day, amount)
        for entry, customer, campaign, day, amount in zip(
            *(
                stored.column(name).to_pylist()
                for name in ("benefit_id", "customer_id", "campaign_id", "issued_on", "cost_minor")
            ),
            strict=True,
        )
        if amount
    }
    assert said == apart
    assert sum(1 for _, campaign, _, _ in said.values() if campaign) > 100


def test_each_tier_is_what_the_written_policy_says(book: NotebookBook, year: Year) -> None:
    said: dict[date, dict[str, str]] = defaultdict(dict)
    for row in book.relation("tier_assignments").to_pylist():
        said[row["assessed_on"]][row["customer_id"]] = row["tier"]
    assert dict(said) == year.tiers
    held = [set(tiers.values()) for tiers in year.tiers.values()]
    assert held[-1] == {"A", "B", "C", "D"}


def test_each_customer_bears_each_pool_to_the_cent(book: NotebookBook, year: Year) -> None:
    rows = book.relation("pool_shares", period="2017").to_pylist()
    said = {(row["pool_id"], row["party_id"]): row["amount_minor"] for row in rows if row["amount_minor"]}
    assert said == {key: share for key, share in year.shares.items() if share}


def test_each_pool_goes_where_the_report_says(demo_report: Report, year: Year) -> None:
    said = {
        each.pool_id: (each.amount_minor, each.allocated_minor, each.idle_minor, each.unallocated_minor)
        for each in demo_report.pools
    }
    used, idle = year.campaign_team
    assert said == {
        pool: (amount, used, idle, 0)
        if pool == "campaign_team"
        else (amount, 0, 0, amount)
        if pool == ""
        else (amount, amount, 0, 0)
        for pool, amount in year.pools.items()
    }


def test_each_customer_brings_what_was_worked_out_apart(
    customers: list[dict[str, object]], year: Year
) -> None:
    names = ("tier", "orders", "revenue", "margin", "direct", "allocated", "profit")
    said = {
        row["customer_id"]: tuple(row[name if name in row else f"{name}_minor"] for name in names)
        for row in customers
    }
    assert said == {customer: tuple(row[list(names)]) for customer, row in year.result.iterrows()}


def test_each_tier_brings_the_sum_of_its_customers(demo_report: Report, year: Year) -> None:
    sums = year.result.groupby("tier")[["orders", "revenue", "margin", "direct", "allocated", "profit"]].sum()
    said = {
        each.tier: (
            each.orders,
            each.revenue_minor,
            each.margin_minor,
            each.direct_minor,
            each.allocated_minor,
            each.profit_minor,
        )
        for each in demo_report.tiers
    }
    assert said == {tier: tuple(int(each) for each in row) for tier, row in sums.iterrows()}


def test_the_whale_curve_peaks_where_the_gaining_customers_end(demo_report: Report, year: Year) -> None:
    gains = year.result["profit"][year.result["profit"] > 0]
    peak = max(demo_report.whale, key=lambda point: point.profit_minor)
    assert (peak.customers, peak.profit_minor) == (len(gains), int(gains.sum()))
    last = demo_report.whale[-1]
    assert (last.customers, last.profit_minor) == (len(year.result), int(year.result["profit"].sum()))
    ranked = sorted(year.result["profit"], reverse=True)
    assert all(sum(ranked[: point.customers]) == point.profit_minor for point in demo_report.whale[::20])


def test_the_best_and_worst_customers_are_those_who_bring_most_and_least(
    demo_report: Report, year: Year
) -> None:
    ranked = sorted(year.result["profit"].items(), key=lambda pair: (-pair[1], pair[0]))
    assert [each.customer_id for each in demo_report.best] == [name for name, _ in ranked[:50]]
    assert [each.customer_id for each in demo_report.worst] == [name for name, _ in ranked[::-1][:50]]


def test_each_campaign_has_its_invited_its_participants_and_its_cost(demo_report: Report, year: Year) -> None:
    own = year.entries[year.entries["campaign"] != ""].groupby("campaign")["amount"].agg(["sum", "size"])
    said = {
        each.campaign_id: (each.invited, each.participated, each.cost_minor, each.entries)
        for each in demo_report.campaigns
    }
    running = year.campaigns[year.campaigns["ends"] >= "2017-01-01"].index
    assert set(said) == set(running) | set(own.index)
    assert said == {
        campaign: (
            *year.participation.get(campaign, (0, 0)),
            int(own["sum"].get(campaign, 0)),
            int(own["size"].get(campaign, 0)),
        )
        for campaign in said
    }


def test_campaigns_below_one_in_ten_are_found_with_all_their_entries(
    book: NotebookBook, demo_report: Report, year: Year
) -> None:
    judged_low = {
        each.campaign_id
        for each in demo_report.campaigns
        if each.judged and each.participated * 10 < each.invited
    }
    assert judged_low == year.low_campaigns
    said = found_by(book, "low_participation")
    apart = year.low_participation
    assert said == {
        (entry, known.date()): int(amount)
        for entry, known, amount in zip(apart["entry"], apart["known"], apart["amount"], strict=True)
    }
    assert len(said) == 1_911


def test_benefits_outside_the_tier_are_found_one_by_one(book: NotebookBook, year: Year) -> None:
    apart = year.outside_tier
    assert found_by(book, "benefit_outside_tier") == {
        (entry, day): int(amount)
        for entry, day, amount in zip(apart["entry"], apart["day"], apart["amount"], strict=True)
    }


def test_wake_ups_after_unanswered_ones_are_found_one_by_one(book: NotebookBook, year: Year) -> None:
    purposes = {row["contact_id"]: row["purpose"] for row in book.relation("contacts").to_pylist()}
    assert {entry for entry, purpose in purposes.items() if purpose == "wake_up"} == {
        each.contact_id for each in year.wake_ups
    }
    assert len(year.wake_ups) > 500
    too_many = {(each.contact_id, each.on): 65 for each in year.wake_ups if each.unanswered >= 3}
    assert found_by(book, "unanswered_wake_up") == too_many


def found_by(book: NotebookBook, rule: str) -> dict[tuple[str, date], int]:
    """What a rule found: (entry, day it was known) -> amount."""
    rows: pa.Table = book.relation(f"found_{rule}", period="2017")
    return {(row["entry_id"], row["found_on"]): row["amount_minor"] for row in rows.to_pylist()}


def test_ineffective_spend_counts_no_entry_twice(demo_report: Report, year: Year) -> None:
    low, outside = year.low_participation, year.outside_tier
    twice = outside[outside["campaign"].isin(year.low_campaigns)]
    counted = int(low["amount"].sum() + outside["amount"].sum() - twice["amount"].sum())
    assert demo_report.waste.counted_minor == counted
    assert demo_report.waste.share == Fraction(counted, int(year.entries["amount"].sum()))
    weeks: dict[date, int] = defaultdict(int)
    for found, known in ((low, low["known"]), (outside.drop(twice.index), outside.drop(twice.index)["on"])):
        for day, amount in zip(known, found["amount"], strict=True):
            weeks[date.fromordinal(day.toordinal() - day.weekday())] += int(amount)
    said: dict[date, int] = defaultdict(int)
    for week in demo_report.waste.weeks:
        said[week.week_on] += week.counted_minor
    assert {on: amount for on, amount in said.items() if amount} == dict(weeks)


def test_next_years_budget_is_this_years_cost_less_the_reserves(demo_report: Report, year: Year) -> None:
    budget = demo_report.budget
    assert budget is not None
    variable = year.entries[year.entries["type"].isin(VARIABLE)]
    quarters = variable.groupby(variable["on"].dt.quarter)["amount"].sum()
    reserves = [shared_out(int(amount), (1, 9))[0] for amount in quarters]
    assert budget.total_minor == int(year.entries["amount"].sum())
    assert [each.reserve_minor for each in budget.reserves] == reserves
    spendable = [int(amount) - reserve for amount, reserve in zip(quarters, reserves, strict=True)]
    untiered = int(variable[variable["tier"] == ""]["amount"].sum())
    tiered = int(variable["amount"].sum()) - untiered
    weights = [40 * tiered, 30 * tiered, 20 * tiered, 10 * tiered, 100 * untiered]
    by_tier = shared_out(sum(spendable), weights)
    fixed_categories = {CATEGORY_OF[name] for name in CATEGORY_OF if name not in VARIABLE}
    said: dict[str, int] = defaultdict(int)
    by_quarter: dict[tuple[str, int], int] = defaultdict(int)
    for cell in budget.cells:
        if cell.tier or cell.category not in fixed_categories:
            said[cell.tier] += cell.budget_minor
            by_quarter[cell.tier, (int(cell.month[5:]) + 2) // 3] += cell.budget_minor
    assert [said[tier] for tier in ("A", "B", "C", "D", "")] == by_tier
    for quarter, amount in enumerate(spendable, start=1):
        assert sum(by_quarter[tier, quarter] for tier in said) == amount
        for tier, total in zip(("A", "B", "C", "D", ""), by_tier, strict=True):
            assert abs(by_quarter[tier, quarter] - Fraction(total * amount, sum(spendable))) < 2


def test_fixed_cost_is_budgeted_as_it_was_spent(demo_report: Report, year: Year) -> None:
    budget = demo_report.budget
    assert budget is not None
    fixed = year.entries[~year.entries["type"].isin(VARIABLE)]
    spent = fixed.groupby([fixed["month"].str[5:], fixed["type"].map(CATEGORY_OF)])["amount"].sum()
    said = {
        (cell.month[5:], cell.category): cell.budget_minor
        for cell in budget.cells
        if not cell.tier and cell.category != "acquisition" and cell.budget_minor
    }
    assert said == {key: int(amount) for key, amount in spent.items()}


def test_replaying_the_year_warns_on_the_day_a_line_passes_its_marks(demo_report: Report, year: Year) -> None:
    budget = demo_report.budget
    assert budget is not None
    days = year.daily_lines
    assert sum(cell.actual_minor for cell in budget.cells) == int(year.entries["amount"].sum())
    warned = 0
    for cell in budget.cells:
        own = days.get((f"2017-{cell.month[5:]}", cell.tier, cell.category), {})
        used, warned_on, over_on = 0, None, None
        for day in sorted(own):
            used += own[day]
            moved = day.replace(year=2018)
            if used * 10 >= cell.budget_minor * 8 and warned_on is None:
                warned_on = moved
            if used > cell.budget_minor and over_on is None:
                over_on = moved
        said = (cell.actual_minor, cell.warned_on, cell.over_on)
        assert said == (used, warned_on, over_on), cell
        warned += warned_on is not None
    assert warned > 50
    assert {(each.month, each.tier, each.category) for each in budget.alerts} >= {
        (each.month, each.tier, each.category) for each in budget.cells if each.warned_on
    }
