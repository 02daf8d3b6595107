"""``fenhao cohorts`` and ``fenhao returns`` on a small year that can be counted by hand."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from fenhao.kernel import Trouble
from fenhao.runs.book import open_book
from fenhao.runs.value import build_returns
from fenhao.warehouse import Engine
from tests.faces.cli.shop import Answer, Shop

CUSTOMERS = """\
customer_id,acquired_on,acquisition_channel
K1,2024-01-02,fair
K2,2024-02-01,web
K3,2024-04-01,web
"""
COSTS = """\
entry_id,occurred_on,cost_type,amount,channel
A1,2024-01-10,advertising,90,web
A2,2024-02-10,advertising,300,fair
"""


def told(answer: Answer) -> list[dict[str, object]]:
    assert answer.code == 0, answer.all
    return [json.loads(line) for line in answer.out.splitlines()]


def test_cohorts_count_each_customer_once_a_month(year: Shop) -> None:
    cells = told(year.run("cohorts", "--json"))
    assert [(each["cohort"], each["size"]) for each in cells if each["age"] == 0] == [
        ("2024-01", 1),
        ("2024-02", 1),
        ("2024-04", 1),
    ]
    # K1 ordered in January, sent something back in March, and ordered again in May.
    january = [(each["customers"], each["orders"], each["revenue_minor"]) for each in cells[:5]]
    assert january == [(1, 1, 123_450), (0, 0, 0), (0, 0, -3_000), (0, 0, 0), (1, 1, 10_005)]
    assert sum(int(str(each["revenue_minor"])) for each in cells) == 225_455


def test_cohorts_end_on_the_day_that_is_named(year: Shop) -> None:
    cells = told(year.run("cohorts", "--until", "2024-02-15", "--json"))
    assert {each["cohort"] for each in cells} == {"2024-01", "2024-02"}
    assert "not over" in year.run("cohorts", "--until", "2024-02-15").out
    early = year.run("cohorts", "--until", "2023-01-01")
    assert (early.code, "no order" in early.err) == (2, True)


def test_the_heat_map_is_an_svg_of_its_own(year: Shop) -> None:
    path = year.desk / "cohorts.svg"
    assert year.run("cohorts", "--measure", "margin", "--svg", str(path)).code == 0
    assert ET.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")


def test_acquisition_is_counted_by_channel_and_sums(year: Shop) -> None:
    assert year.load(CUSTOMERS, "customers", name="customers.csv").code == 0
    assert year.load(COSTS, "costs", "--source", "ads", name="ads.csv").code == 0
    clv = year.file("customer_id,clv\nK1,900\nK2,100\nK3,-10\n", name="clv.csv")
    (found,) = told(year.run("returns", "--period", "2024", "--clv", str(clv), "--json"))
    channels = {each["channel"]: each for each in found["channels"]}  # type: ignore[attr-defined]
    assert channels["web"]["spend_minor"] == 9_000
    assert (channels["web"]["customers"], channels["web"]["cac"]) == (2, "4500")
    assert channels["web"]["clv_to_cac"] == "1"
    # The fair's customer earned 400.00 in the month of winning: more than the 300.00 it cost.
    assert (channels["fair"]["cac"], channels["fair"]["payback_months"]) == ("30000", 1)
    assert channels[""]["customers"] == 0
    total = found["total"]
    assert isinstance(total, dict)
    assert total["spend_minor"] == sum(each["spend_minor"] for each in channels.values())
    assert total["customers"] == 3
    scored = year.file("customer_id,clv_net_minor\nK1,90000\nK2,10000\nK3,-1000\n", name="scored.csv")
    (again,) = told(year.run("returns", "--period", "2024", "--clv", str(scored), "--json"))
    assert again == found


def test_what_has_no_control_group_is_said_to_have_none(year: Shop) -> None:
    answer = year.run("returns", "--period", "2024")
    assert answer.code == 0, answer.all
    assert "no control group" in answer.out
    assert "No campaign with invited customers began" in answer.out


def test_a_campaign_nobody_knows_and_an_empty_book_are_refused(year: Shop, tmp_path: object) -> None:
    unknown = year.run("returns", "--period", "2024", "--campaign", "M9")
    assert (unknown.code, "M9" in unknown.err) == (2, True)


def test_without_orders_there_is_nothing_to_return(shop: Shop) -> None:
    for words in (("cohorts",), ("returns", "--period", "2024")):
        answer = shop.run(*words)
        assert (answer.code, "no order" in answer.err) == (2, True)
    steps: list[str] = []
    with pytest.raises(Trouble, match=r"returns\.no_orders"):
        build_returns(
            book=open_book(root=shop.folder),
            label="2024",
            campaign="",
            clv=None,
            at=datetime(2024, 12, 31, tzinfo=UTC),
            seed=0,
            engine=Engine.duckdb,
            advance=lambda *told: steps.append(str(told)),
        )
    assert steps == [], "it is refused before any work"


def test_a_campaign_is_set_beside_those_who_were_not_invited(shop: Shop) -> None:
    lines = ["order_id,customer_id,ordered_on,revenue"]
    members = ["campaign_id,customer_id,invited_on"]
    for place in range(200):
        lines.append(f"B{place},K{place},2024-01-{place % 28 + 1:02},{100 + place % 7}")
        invited = place % 2 == 0
        lines.append(f"D{place},K{place},2024-03-{place % 9 + 1:02},{50 + 20 * invited + place % 5}")
        if invited:
            members.append(f"M1,K{place},2024-02-28")
    campaign = "campaign_id,kind,starts_on,ends_on\nM1,mail,2024-03-01,2024-03-31\n"
    costs = "entry_id,occurred_on,cost_type,amount,campaign_id\nC1,2024-03-01,advertising,500,M1\n"
    loads = (
        ("\n".join(lines), "orders"),
        ("\n".join(members), "members"),
        (campaign, "campaigns"),
        (costs, "costs"),
    )
    for content, kind in loads:
        assert shop.load(content, kind, name=f"{kind}.csv").code == 0
    (found,) = told(shop.run("returns", "--period", "2024-03", "--json"))
    campaigns = found["campaigns"]
    assert isinstance(campaigns, list)
    (held,) = campaigns
    assert (held["invited"], held["others"], held["cost_minor"]) == (100, 100, 50_000)
    # Twenty yuan each over a hundred invited, for five hundred: three to one.
    assert held["effect"]["low"] < 2_000 < held["effect"]["high"]
    assert held["roi"]["low"] < 3 < held["roi"]["high"]
    assert held["refused"] == ""


def test_without_orders_before_the_period_no_return_is_made_up(year: Shop) -> None:
    assert year.load(CUSTOMERS, "customers", name="customers.csv").code == 0
    (whole,) = told(year.run("returns", "--period", "2024", "--json"))
    assert (whole["looks_back"], {each["before_minor"] for each in whole["groups"]}) == (False, {None})  # type: ignore[attr-defined]
    shown = year.run("returns", "--period", "2024").out
    assert "no margin before and no return is told" in shown
    assert "fewer were won than told" in shown
    (month,) = told(year.run("returns", "--period", "2024-03", "--json"))
    assert month["looks_back"]
    assert None not in {each["before_minor"] for each in month["groups"]}  # type: ignore[attr-defined]
    assert "Orders are there from" not in year.run("returns", "--period", "2024-03").out
