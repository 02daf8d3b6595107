"""``fenhao report`` and ``explain``: every figure of a small year, by --json and by its address; sums done by hand."""

import csv
import json
import re
from typing import Any

import pytest

from tests.faces.cli.shop import Shop


def told(shop: Shop, period: str) -> dict[str, Any]:
    """Return the report's figures as --json prints them."""
    answer = shop.run("report", "--period", period, "--json")
    assert answer.code == 0, answer.all
    held: dict[str, Any] = json.loads(answer.out)
    return held


def explained(shop: Shop, *words: str) -> int:
    """Return the total that an explanation ends with, in minor units; its entries are told beside it."""
    answer = shop.run("explain", *words)
    assert answer.code == 0, answer.all
    (line,) = (line for line in answer.out.splitlines() if line.startswith("= total"))
    return minor(line.split()[-1])


def minor(text: str) -> int:
    return int(text.replace(",", "").replace(".", "").replace("−", "-"))


def test_the_year_holds_what_was_loaded(year: Shop) -> None:
    totals = told(year, "2024")["totals"]
    assert totals["total_minor"] == 1_200_000 + 1_550 + 2_000 + 360_000 - 550 + 9_999
    assert totals["direct_minor"] == 1_550 + 2_000 - 550
    assert totals["unallocated_minor"] == 9_999
    assert totals["allocated_minor"] == 1_560_000
    assert (totals["fixed_minor"], totals["entries"]) == (1_560_000, 6)


# period   | cost in fen
PERIODS = """
2024       | 1572999
2024-Q1    | 1201550
2024-Q2    | 361450
2024-Q3    | 9999
2024-Q4    | 0
2024-01    | 1200000
2024-05    | -550
2024-06    | 0
2024-W05   | 1200000
2023       | 0
2019-Q2    | 0
"""


@pytest.mark.parametrize(
    ("period", "cost"), [line.split("|") for line in PERIODS.splitlines() if "|" in line and line[0] != "#"]
)
def test_every_period_can_be_reported_also_without_facts(year: Shop, period: str, cost: str) -> None:
    answer = year.run("report", "--period", period.strip())
    assert answer.code == 0, answer.all
    page = year.folder / "reports" / f"fenhao-{period.strip()}.html"
    sheet = page.with_suffix(".xlsx")
    assert page.read_text(encoding="utf-8").startswith("<!")
    assert sheet.read_bytes()[:2] == b"PK"
    assert not list(page.parent.glob("*.part"))
    assert told(year, period.strip())["totals"]["total_minor"] == int(cost)


@pytest.mark.parametrize("period", ["2024", "2024-Q1", "2024-02"])
def test_an_empty_book_can_be_reported(shop: Shop, period: str) -> None:
    answer = shop.run("report", "--period", period)
    assert answer.code == 0, answer.all
    assert told(shop, period)["totals"] == dict.fromkeys(told(shop, period)["totals"], 0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_on_the_screens_is_a_bare_code(year: Shop, lang: str) -> None:
    answer = Shop(year.desk, lang).run("report", "--period", "2024")
    bare = re.findall(r"\b(?:remark|assumed|left_out|step|part|rule|cli)\.[a-z_.]+", answer.all)
    assert not bare, answer.all
    assert not re.findall(r"\{[a-z_]+\}", answer.all)


def test_a_report_goes_where_it_is_told(year: Shop) -> None:
    there = year.desk / "for the bank"
    answer = year.run("report", "--period", "2024", "--out", str(there))
    assert answer.code == 0
    assert sorted(path.name for path in there.iterdir()) == ["fenhao-2024.html", "fenhao-2024.xlsx"]
    assert "for the bank" in answer.out


def test_progress_and_trouble_stay_off_the_ordinary_screen(year: Shop) -> None:
    answer = year.run("report", "--period", "2024", "--json")
    json.loads(answer.out)
    assert "━" in answer.err


def test_the_same_report_twice_is_the_same(year: Shop) -> None:
    assert (
        year.run("report", "--period", "2024", "--json").out
        == year.run("report", "--period", "2024", "--json").out
    )


def test_each_cost_figure_opens_to_its_total(year: Shop) -> None:
    made = told(year, "2024")
    for cell in made["cells"][::4]:
        keys = [f"{key}={cell[key]}" for key in ("month", "tier", "cost_type")]
        assert explained(year, "cost", "period=2024", *keys) == cell["amount_minor"]
    for each in made["types"][::3]:
        assert explained(year, f"cost cost_type={each['cost_type']}") == each["amount_minor"]
    assert explained(year, "cost", "nature=fixed") == made["totals"]["fixed_minor"]
    assert explained(year, "cost", "department=市场") == 1_550 + 2_000 - 550 + 9_999
    assert explained(year, "cost", "campaign=M1", "customer=K1") == 1_000


def test_the_total_and_each_part_of_it_open(year: Shop) -> None:
    totals = told(year, "2024")["totals"]
    assert explained(year, "total") == totals["total_minor"]
    for part in ("direct", "allocated", "idle", "unallocated"):
        assert explained(year, "total", f"part={part}") == totals[f"{part}_minor"]


def test_each_customer_tier_and_pool_opens_to_its_total(year: Shop) -> None:
    made = told(year, "2024")
    for customer in made["best"][:2]:
        assert explained(year, "customer", customer["customer_id"]) == customer["profit_minor"]
    for tier in made["tiers"]:
        assert explained(year, "tier", f"tier={tier['tier']}") == tier["profit_minor"]
    for pool in made["pools"][::2]:
        assert explained(year, "pool", f"pool={pool['pool_id']}") == pool["amount_minor"]


def test_each_budget_line_opens_to_what_is_left_of_it(year: Shop) -> None:
    budget = told(year, "2024")["budget"]
    for cell in budget["cells"][7::40]:
        keys = [f"{key}={cell[key]}" for key in ("month", "tier", "category")]
        assert explained(year, "budget", *keys) == cell["budget_minor"] - cell["actual_minor"]


def test_a_campaign_and_its_waste_open_to_their_entries(year: Shop) -> None:
    year.load("campaign_id,kind,starts_on,ends_on\nM1,coupon,2024-02-01,2024-03-01\n", "campaigns")
    members = "\n".join(f"M1,K{at},2024-02-01," for at in range(1, 21))
    year.load(f"campaign_id,customer_id,invited_on,participated_on\n{members}\n", "members")
    waste = told(year, "2024")["waste"]
    assert waste["counted_minor"] == 1_000
    assert explained(year, "campaign", "M1") == 1_000
    assert explained(year, "waste") == 1_000
    assert explained(year, "waste", "rule=low_participation") == 1_000
    weeks = {week["week_on"]: week["counted_minor"] for week in waste["weeks"]}
    assert sum(weeks.values()) == 1_000
    for day, amount in weeks.items():
        assert explained(year, "waste", f"week={day}") == amount


def test_an_entry_leads_to_the_file_and_row_that_brought_it(year: Shop) -> None:
    answer = year.run("explain", "entry", "entry=C3")
    assert answer.code == 0
    line = next(line for line in answer.out.splitlines() if " C3 " in line)
    assert "costs.csv" in line
    assert line.split()[-1] == "3"


def test_all_entries_can_be_written_into_a_file(year: Shop) -> None:
    path = year.desk / "entries.csv"
    answer = year.run("explain", "total", "--rows", "1", "--csv", str(path))
    assert answer.code == 0
    with path.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["Entry"] for row in rows] == ["C1", "C2", "C3", "C4", "C5", "C6"]
    assert sum(minor(row["Amount"]) for row in rows) == 1_572_999


# figure                         | what is told
UNKNOWN = """
customer K99                     | K99
tier Z                           | Z
pool moon                        | moon
campaign M99                     | M99
budget month=2031-01             | 2031-01
budget period=2024-Q1            | 2024-Q1
waste week=soon                  | soon
entry NONE                       | NONE
cost cost_type=nonsense          | nonsense
waste rule=laziness              | laziness
cost month=1999-01               | 1999-01
"""


@pytest.mark.parametrize(
    ("figure", "named"), [[cell.strip() for cell in line.split("|")] for line in UNKNOWN.splitlines()[1:]]
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_that_there_is_not_is_told(year: Shop, lang: str, figure: str, named: str) -> None:
    answer = Shop(year.desk, lang).run("explain", *figure.split())
    assert answer.code == 2, answer.out
    assert named in answer.err


def test_the_newest_year_is_explained_when_none_is_named(year: Shop) -> None:
    assert "period=2024" in year.run("explain", "total").out
    assert year.run("tiers").code == 0
    assert "period=2024" in year.run("explain", "total").out
