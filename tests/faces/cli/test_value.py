"""``fenhao value`` on drawn shops: sums tie to the rows, and a base that teaches nothing gets words instead of numbers."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from numpy.random import PCG64, Generator

from fenhao.runs.value import SCORE_COLUMNS
from tests.faces.cli.shop import Answer, Shop

HEADER = "order_id,customer_id,ordered_on,revenue,margin\n"
FIRST = date(2022, 1, 1)


def drawn_orders(*, customers: int, days: int, margin: int, same: bool = False, follows: bool = False) -> str:
    """Return the orders of customers who come at paces of their own and leave after some purchase; margin in percent.

    Where spend ``follows`` the pace, who comes more often pays more.
    """
    chance = Generator(PCG64(11))
    lines: list[str] = []
    for customer in range(customers):
        day = float(chance.integers(0, days // 2))
        pace, leaving = chance.gamma(0.9, 1 / 40), chance.beta(0.6, 3.0)
        level = 60.0 if same else 30 + chance.gamma(3.0, 20.0)
        level *= (40 * pace) ** 0.8 + 0.1 if follows else 1.0
        while day < days:
            revenue = level if same else level * chance.gamma(5.0, 0.2)
            on = FIRST + timedelta(days=int(day))
            lines.append(f"O{len(lines)},K{customer},{on},{revenue:.2f},{revenue * margin / 100:.2f}\n")
            if chance.random() < leaving:
                break
            day += 1 + chance.exponential() / pace
    return HEADER + "".join(lines)


def told(answer: Answer) -> dict[str, dict[str, object]]:
    """Return the JSON lines by their kind; the first fit stands for all."""
    found: dict[str, dict[str, object]] = {}
    for line in answer.out.splitlines():
        if line.startswith("{"):
            facts = json.loads(line)
            found.setdefault(str(facts["kind"]), facts)
    return found


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """A shop with six hundred customers over two years."""
    shop.load(drawn_orders(customers=600, days=730, margin=40), "orders")
    return shop


def test_sums_tie_to_the_customers_rows(busy: Shop) -> None:
    file = busy.desk / "scores.parquet"
    answer = busy.run("value", "--json", "--customers", str(file))
    assert answer.code == 0, answer.all
    lines, rows = told(answer), pq.read_table(file)
    assert tuple(rows.column_names) == SCORE_COLUMNS
    assert rows.num_rows == lines["log"]["customers"] == 600
    worth = lines["worth"]
    assert sum(rows["clv_gross_minor"].to_pylist()) == worth["clv_gross_minor"]
    assert sum(rows["clv_net_minor"].to_pylist()) == worth["clv_net_minor"]
    assert sum(rows["orders_expected"].to_pylist()) == pytest.approx(worth["orders_expected"], rel=1e-9)
    assert lines["fit"]["state"] == "found"
    assert lines["hold_out"]["verdict"] in ("close", "fair", "poor")
    low, high = (np.array(rows[f"clv_gross_{end}_minor"]) for end in ("low", "high"))
    assert np.all(low <= high)


def test_net_value_is_told_before_and_after_treatments_and_winning_and_ties_to_the_ledger(busy: Shop) -> None:
    busy.load(
        "entry_id,occurred_on,cost_type,amount,customer_id\n"
        "W1,2022-02-01,advertising,30.50,K1\nW2,2022-02-01,advertising,12.25,K2\nW3,2022-02-02,advertising,99.00,\nS1,2022-03-01,crm_software,4.00,K1\n",
        "costs",
    )
    file = busy.desk / "scores.parquet"
    answer = busy.run("value", "--json", "--customers", str(file))
    worth, rows = told(answer)["worth"], pq.read_table(file).to_pylist()
    won = {row["customer_id"]: row["won_minor"] for row in rows if row["won_minor"]}
    assert won == {"K1": 3050, "K2": 1225}, "what names no customer is nobody's"
    assert all(row["clv_after_won_minor"] == row["clv_net_minor"] - row["won_minor"] for row in rows)
    assert worth["won_minor"] == 4275
    assert worth["clv_after_won_minor"] == sum(row["clv_after_won_minor"] for row in rows)
    assert all(0 <= row["order_treated_minor"] <= row["order_served_minor"] for row in rows)
    assert "Winning these customers cost 42.75" in busy.run("value").out


def test_spend_that_follows_frequency_is_leant_on_customers_who_buy_as_often(shop: Shop) -> None:
    shop.load(drawn_orders(customers=600, days=730, margin=40, follows=True), "orders")
    answer = shop.run("value")
    assert "leant on the mean of customers who buy as often" in answer.out, answer.all
    assert "which Gamma-Gamma takes not to be so" in answer.out


def test_the_answer_is_told_in_words_with_its_trial_and_assumptions(busy: Shop) -> None:
    answer = busy.run("value", "--years", "1", "--hold-out", "120")
    assert answer.code == 0
    assert "BG/NBD fitted" in answer.out
    assert "Tried on 120 days it had not seen" in answer.out
    assert "In the next 365 days" in answer.out
    assert "Assumed: 10.0% discount a year; margin of 40.0% of revenue" in answer.out
    spoken = Shop(busy.desk, "zh").run("value", "--years", "1", "--hold-out", "120")
    assert "用模型没见过的 120 天检验" in spoken.out


def test_purchases_are_tracked_through_the_days_seen_and_held_back(busy: Shop) -> None:
    lines = told(busy.run("value", "--json", "--hold-out", "120"))
    course, tried = lines["tracking"], lines["hold_out"]
    points = course["points"]
    assert isinstance(points, list)
    log = lines["log"]
    length = (date.fromisoformat(str(log["observed_on"])) - date.fromisoformat(str(log["first_on"]))).days
    assert (course["seen_days"], points[-1]["day"]) == (length - 120, length)
    (seen,) = (each for each in points if each["day"] == course["seen_days"])
    assert points[-1]["actual"] - seen["actual"] == tried["actual"]
    assert seen["expected"] == pytest.approx(seen["actual"], rel=0.15)
    answer = busy.run("value", "--hold-out", "120")
    assert f"{seen['actual']:,} repeat purchases had come" in answer.out
    assert "came so far" in answer.out
    assert f"*{log['observed_on']}" in answer.out


def test_a_log_too_short_for_a_trial_tracks_nothing(shop: Shop) -> None:
    shop.load(drawn_orders(customers=900, days=70, margin=40), "orders")
    lines = told(shop.run("value", "--json"))
    assert lines["hold_out"]["verdict"] == "too_short"
    assert "tracking" not in lines


def test_the_same_seed_gives_the_same_bytes(busy: Shop) -> None:
    once, again = busy.desk / "once.csv", busy.desk / "again.csv"
    for file in (once, again):
        assert busy.run("value", "--customers", str(file), "--model", "mbg_nbd").code == 0
    assert sorted(once.read_text("utf-8-sig").splitlines()) == sorted(
        again.read_text("utf-8-sig").splitlines()
    )
    with once.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) == 600
    assert all(0 < float(row["alive"]) < 1 for row in rows)


def test_orders_that_lose_money_give_values_below_nought(shop: Shop) -> None:
    shop.load(drawn_orders(customers=400, days=730, margin=-10), "orders")
    file = shop.desk / "scores.parquet"
    answer = shop.run("value", "--json", "--customers", str(file))
    assert answer.code == 0, answer.all
    rows = pq.read_table(file)
    assert int(str(told(answer)["worth"]["clv_gross_minor"])) < 0
    low, high = (np.array(rows[f"clv_net_{end}_minor"]) for end in ("low", "high"))
    assert np.all(low <= high)
    assert np.all(high <= 0)


def test_returns_lower_the_margin_and_are_no_purchases(shop: Shop) -> None:
    orders = drawn_orders(customers=400, days=730, margin=40)
    shop.load(orders, "orders")
    before = told(shop.run("value", "--json", "--on", "2023-12-31"))
    shop.load(HEADER + "R1,K1,2023-05-01,-9000,-9000\n", "orders", "--source", "returns", name="returns.csv")
    after = told(shop.run("value", "--json", "--on", "2023-12-31"))
    assert after["log"]["purchases"] == before["log"]["purchases"]
    assert after["log"]["returns"] == 1
    assert int(str(after["worth"]["clv_gross_minor"])) < int(str(before["worth"]["clv_gross_minor"]))


def test_cost_to_serve_is_what_lies_between_gross_and_net(shop: Shop) -> None:
    shop.load(drawn_orders(customers=400, days=730, margin=40), "orders")
    free = told(shop.run("value", "--json"))["worth"]
    assert free["clv_gross_minor"] == free["clv_net_minor"]
    costs = "entry_id,occurred_on,cost_type,amount,customer_id\n"
    shop.load(costs + "C1,2023-03-01,coupons,5000,K1\nC2,2023-03-01,advertising,8000,K2\n", "costs")
    file = shop.desk / "scores.parquet"
    served = told(shop.run("value", "--json", "--customers", str(file)))["worth"]
    assert served["clv_gross_minor"] == free["clv_gross_minor"]
    assert int(str(served["clv_net_minor"])) < int(str(free["clv_net_minor"]))
    rows = {row["customer_id"]: row for row in pq.read_table(file).to_pylist()}
    assert rows["K1"]["order_served_minor"] > rows["K2"]["order_served_minor"]


def test_equal_spend_everywhere_falls_back_on_the_mean_and_says_so(shop: Shop) -> None:
    shop.load(drawn_orders(customers=400, days=730, margin=40, same=True), "orders")
    answer = shop.run("value")
    assert answer.code == 0
    assert "everybody's mean stands for each customer; customers are all alike" in answer.out


def test_orders_without_revenue_expect_purchases_and_no_worth(shop: Shop) -> None:
    free = [
        ",".join([*line.split(",")[:3], "0", "0"])
        for line in drawn_orders(customers=400, days=730, margin=0).splitlines()[1:]
    ]
    shop.load(HEADER + "\n".join(free) + "\n", "orders")
    answer = shop.run("value")
    assert answer.code == 0
    assert "carry no revenue" in answer.out
    assert "lifetime value" not in answer.out


# what is loaded                          | what is said
REFUSED = """
one customer                              | too few customers
one-time buyers alone                     | nobody bought a second time
everybody alike                           | no sign that any customer ever left
"""


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_a_base_that_teaches_nothing_is_refused_in_words(shop: Shop, line: str) -> None:
    kind, words = (part.strip() for part in line.split("|"))
    days = [FIRST + timedelta(days=step) for step in range(0, 400, 40)]
    orders = {
        "one customer": [("K1", day) for day in days],
        "one-time buyers alone": [(f"K{at}", days[at % 10]) for at in range(200)],
        "everybody alike": [(f"K{at}", day) for at in range(100) for day in days],
    }[kind]
    text = HEADER + "".join(f"O{at},{who},{day},10,4\n" for at, (who, day) in enumerate(orders))
    shop.load(text, "orders")
    file = shop.desk / "scores.csv"
    answer = shop.run("value", "--customers", str(file))
    assert answer.code == 1
    assert words in " ".join(answer.out.split())
    assert "purchases are expected of these" not in answer.out
    assert not file.exists()


def test_no_orders_at_all_and_days_to_come_are_refused(shop: Shop) -> None:
    answer = shop.run("value")
    assert (answer.code, "no order of a known customer" in answer.err) == (2, True)
    shop.load(HEADER + "O1,K1,2031-05-01,10,4\n", "orders")
    assert "The only order is dated after" in " ".join(shop.run("value").err.split())
    future = shop.run("value", "--on", "2040-01-01")
    assert (future.code, "lies in the future" in future.err) == (2, True)
    assert shop.run("value", "--customers", str(Path("scores.xlsx"))).code == 2


def test_orders_dated_in_the_future_are_passed_over_and_counted(busy: Shop) -> None:
    before = told(busy.run("value", "--json"))
    busy.load(
        HEADER + "F1,K1,2031-05-01,10,4\nF2,K2,2031-05-01,10,4\n", "orders", "--source", "f", name="f.csv"
    )
    after = told(busy.run("value", "--json"))
    assert after["log"]["orders_in_future"] == 2
    assert after["log"]["observed_on"] == before["log"]["observed_on"]
    assert after["worth"] == before["worth"]
