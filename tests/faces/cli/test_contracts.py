"""``fenhao contracts`` on a drawn subscription business: groups that differ are found, sums tie, and no customer is valued twice."""

import json
import math
from datetime import date

import pyarrow.parquet as pq
import pytest
from numpy.random import PCG64, Generator

from fenhao.runs.value import CONTRACT_COLUMNS
from tests.faces.cli.shop import Answer, Shop
from tests.faces.cli.test_value import drawn_orders

HEADER = "合同号,客户编号,开始日期,结束日期,周期月数,每期费用,套餐\n"


def drawn_contracts(*, customers: int, effect: float, since: int = 0) -> str:
    """Return monthly contracts begun over two years and seen for three.

    Those of the plan 体验 leave ``effect`` times as fast from month ``since`` of these on.
    """
    chance = Generator(PCG64(5))
    lines = []
    for number in range(customers):
        month = int(chance.integers(0, 24))
        plan = "体验" if number % 2 else "标准"
        leaving = chance.beta(0.8, 6.0)
        weight = chance.standard_exponential() / -float(_log1m(leaving))
        before = max(0, since - 1 - month)
        if number % 2 and weight > before:
            weight = before + (weight - before) / effect
        renewals = int(weight)
        ended = month + renewals + 1
        end = date(2022 + ended // 12, ended % 12 + 1, 1) if ended < 36 else None
        start = date(2022 + month // 12, month % 12 + 1, 1)
        last = date.fromordinal(end.toordinal() - 1).isoformat() if end else ""
        lines.append(f"H{number},V{number},{start},{last},1,98.00,{plan}\n")
    return HEADER + "".join(lines)


def _log1m(share: float) -> float:
    from math import log1p

    return log1p(-share)


def told(answer: Answer) -> dict[str, dict[str, object]]:
    """Return the JSON lines by kind; gains by what they are of."""
    lines = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    return {
        str(line.get("of", line["kind"])): line for line in lines if line["kind"] not in ("renewal", "level")
    }


@pytest.fixture
def subscribed(shop: Shop) -> Shop:
    """A shop with two thousand subscriptions of two plans."""
    shop.load(drawn_contracts(customers=2_000, effect=2.0), "contracts", name="contracts.csv")
    return shop


def test_plans_that_differ_are_told_apart_and_sums_tie_to_the_rows(subscribed: Shop) -> None:
    file = subscribed.desk / "contracts.parquet"
    asked = ("contracts", "--json", "--on", "2024-12-31", "--apart", "plan", "--file", str(file))
    answer = subscribed.run(*asked)
    assert answer.code == 0, answer.all
    lines, rows = told(answer), pq.read_table(file)
    assert tuple(rows.column_names) == CONTRACT_COLUMNS
    assert rows.num_rows == lines["contracts"]["in_force"]
    assert lines["groups"]["kept"] is True
    effect = lines["fit"]["parameters"]
    assert isinstance(effect, dict)
    (name,) = [each for each in effect if each.startswith("plan=")]
    assert effect[name] == pytest.approx(2.0 if name == "plan=体验" else 0.5, rel=0.25)
    worth = lines["worth"]
    assert sum(rows["clv_net_minor"].to_pylist()) == worth["clv_net_minor"]
    assert sum(rows["renewals_expected"].to_pylist()) == pytest.approx(worth["renewals_expected"], rel=1e-9)
    kinds = [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]
    levels = [line for line in kinds if line["kind"] == "level"]
    assert {line["level"] for line in levels} == {"标准", "体验"}
    assert sum(line["net_minor"] for line in levels) == worth["clv_net_minor"]
    assert sum(line["contracts"] for line in levels) == lines["contracts"]["contracts"]
    course = [line for line in kinds if line["kind"] == "renewal"]
    assert [line["renewal"] for line in course] == list(range(1, len(course) + 1))
    assert all(line["low"] <= line["kept"] <= line["high"] for line in course[:12])
    for row in rows.to_pylist():
        assert row["renewals_low"] <= row["renewals_high"] <= 36
        assert row["clv_net_low_minor"] <= row["clv_net_high_minor"]
        assert 0 < row["renews_next"] < 1
    trial = lines["hold_out"]
    assert (trial["fitted"], trial["verdict"]) == (True, "close")
    assert float(str(trial["expected"])) == pytest.approx(float(str(trial["actual"])), rel=0.1)


def test_what_changed_with_time_is_told_from_what_always_differed(shop: Shop) -> None:
    shop.load(drawn_contracts(customers=2_000, effect=2.0, since=24), "contracts", name="contracts.csv")
    dated = shop.desk / "prices.csv"
    rows = "".join(f"V{number},2024-01-01,49\n" for number in range(1, 2_000, 2))
    dated.write_text("customer_id,from_on,price\n" + rows, encoding="utf-8")
    answer = shop.run("contracts", "--json", "--on", "2024-12-31", "--apart", "plan", "--dated", str(dated))
    assert answer.code == 0, answer.all
    lines = told(answer)
    effect = lines["fit"]["parameters"]
    assert isinstance(effect, dict)
    (plan,) = [each for each in effect if each.startswith("plan=")]
    assert effect["price=49"] == pytest.approx(2.0, rel=0.25)
    assert effect[plan] == pytest.approx(1.0, abs=0.2)
    trial = lines["hold_out"]
    assert float(str(trial["expected"])) == pytest.approx(float(str(trial["actual"])), rel=0.15)


def test_a_dated_table_that_says_nothing_is_refused(shop: Shop) -> None:
    shop.load(drawn_contracts(customers=40, effect=1.0), "contracts", name="contracts.csv")
    dated = shop.desk / "prices.csv"
    for table, said in (
        ("customer_id,from_on,price\nV1,soon,49\n", "soon is not a day"),
        ("customer_id,from_on\nV1,2024-01-01\n", "no column beside"),
        ("customer_id,from_on,price\nnobody,2024-01-01,49\n", "No customer_id of"),
        ("customer_id,price\nV1,49\n", "from_on"),
    ):
        dated.write_text(table, encoding="utf-8")
        answer = shop.run("contracts", "--on", "2024-12-31", "--dated", str(dated))
        assert (answer.code, said in answer.all) == (2, True), answer.all


def test_plans_that_do_not_differ_are_left_out_aloud(shop: Shop) -> None:
    shop.load(drawn_contracts(customers=800, effect=1.0), "contracts", name="contracts.csv")
    answer = shop.run("contracts", "--on", "2024-12-31", "--apart", "plan")
    assert "No sign that the groups differ" in answer.out
    assert "plan=" not in answer.out
    spoken = Shop(shop.desk, "zh").run("contracts", "--on", "2024-12-31", "--apart", "plan")
    assert "没有迹象表明各组之间有差别" in spoken.out


def test_who_is_under_contract_is_not_valued_by_orders_as_well(subscribed: Shop) -> None:
    orders = drawn_orders(customers=600, days=730, margin=40)
    subscribed.load(orders, "orders")
    before = told(subscribed.run("value", "--json", "--on", "2023-12-31"))["log"]
    extra = "".join(
        f"X{number},V{number},2023-05-0{1 + number % 9},50.00,20.00\n" for number in range(0, 400, 2)
    )
    subscribed.load(orders.splitlines()[0] + "\n" + extra, "orders", "--source", "fees", name="fees.csv")
    after = told(subscribed.run("value", "--json", "--on", "2023-12-31"))["log"]
    begun = sum(
        line.split(",")[2] <= "2023-12-31"
        for number, line in enumerate(drawn_contracts(customers=2_000, effect=2.0).splitlines()[1:])
        if number % 2 == 0 and number < 400
    )
    assert int(str(after["customers"])) == int(str(before["customers"])) + 200 - begun
    assert (before["contracted"], after["contracted"]) == (0, begun)
    answer = subscribed.run("value", "--on", "2023-12-31", "--alike")
    assert f"{begun} customers who bought are or were under contract" in answer.out.replace("\n", " ")


def test_contracts_that_all_end_at_one_rate_are_answered_and_tried(shop: Shop) -> None:
    chance, lines = Generator(PCG64(2)), []
    for number in range(900):
        month, renewals = number % 12, int(chance.geometric(0.12)) - 1
        ended = month + renewals + 1
        end = date(2022 + ended // 12, ended % 12 + 1, 1) if ended < 24 else None
        last = date.fromordinal(end.toordinal() - 1).isoformat() if end else ""
        lines.append(f"H{number},V{number},2022-{month + 1:02}-01,{last},1,98.00,标准\n")
    shop.load(HEADER + "".join(lines), "contracts", name="contracts.csv")
    answer = shop.run("contracts", "--on", "2023-12-31", "--months", "600")
    assert "All contracts end at one rate" in answer.out.replace("\n", " ")
    assert "Tried on" in answer.out
    assert (
        "就现有数据看，所有合同以同一比率流失"
        in Shop(shop.desk, "zh").run("contracts", "--on", "2023-12-31").out
    )
    facts = told(shop.run("contracts", "--on", "2023-12-31", "--months", "600", "--json"))
    fit, trial = facts["fit"], facts["hold_out"]
    assert (fit["model"], fit["state"]) == ("geometric", "found")
    share = 1 - math.exp(-fit["parameters"]["rate"])  # type: ignore[index]
    assert abs(share - 0.12) < 0.015
    # for ever, each contract in force renews (1 - p) / p times
    expected = float(str(facts["worth"]["renewals_expected"]))
    assert expected == pytest.approx(int(str(facts["contracts"]["in_force"])) * (1 - share) / share, rel=1e-3)
    assert abs(float(str(trial["expected"])) / int(str(trial["actual"])) - 1) < 0.1


def test_without_contracts_it_says_how_to_load_them(shop: Shop) -> None:
    answer = shop.run("contracts")
    assert answer.code == 2
    assert "--as contracts" in answer.all
