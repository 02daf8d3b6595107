"""``fenhao split`` on a drawn year: it leans to what brought most, keeps every rule to the cent, names rules that clash, and refuses what it cannot know."""

import csv
import json
from datetime import date, timedelta

import pytest
from numpy.random import PCG64, Generator

from tests.faces.cli.shop import Answer, Shop

FIRST, WEEKS = date(2023, 1, 1), 52


def drawn_year() -> tuple[str, str]:
    """Return orders and costs: what is spent on coupons for a customer brings four times as much margin, spend on webinars nothing."""
    chance = Generator(PCG64(7))
    orders = ["order_id,customer_id,ordered_on,revenue,margin"]
    costs = ["entry_id,occurred_on,cost_type,amount,customer_id"]
    for week in range(WEEKS):
        for customer in range(12):
            day = (FIRST + timedelta(days=7 * week + customer % 7)).isoformat()
            coupon, game = chance.lognormal(1.5, 0.7), chance.lognormal(1.5, 0.7)
            margin = 60 + 4 * coupon + chance.normal(0, 3)
            orders.append(f"O{week}-{customer},K{customer},{day},{3 * margin:.2f},{margin:.2f}")
            costs.append(f"C{week}-{customer},{day},coupons,{coupon:.2f},K{customer}")
            costs.append(f"G{week}-{customer},{day},online_games,{game:.2f},K{customer}")
    return "\n".join(orders) + "\n", "\n".join(costs) + "\n"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop with the drawn year; commands here only read it."""
    made = Shop(tmp_path_factory.mktemp("split"))
    assert made.init().code == 0
    orders, costs = drawn_year()
    assert made.load(orders, "orders", name="orders.csv").code == 0
    assert made.load(costs, "costs", name="costs.csv").code == 0
    return made


def told(answer: Answer) -> list[dict[str, object]]:
    return [json.loads(line) for line in answer.out.splitlines() if line.startswith("{")]


def of_kind(answer: Answer, kind: str) -> list[dict[str, object]]:
    return [line for line in told(answer) if line["kind"] == kind]


def test_money_moves_to_what_brought_most_and_rules_hold_to_the_cent(drawn: Shop) -> None:
    out = drawn.desk / "split.csv"
    words = ("split", "--band", "100", "--used", "100", "--budget", "6000.01", "--out", str(out))
    answer = drawn.run(*words, "--json")
    assert answer.code == 0, answer.all
    (whole,) = of_kind(answer, "split")
    cells = of_kind(answer, "cell")
    assert (whole["budget_minor"], whole["reserve_minor"]) == (600_001, 60_001), "a tenth, rounded up"
    for name in ("best_minor", "robust_minor"):
        amounts = [int(str(each[name])) for each in cells]
        assert sum(amounts) == 540_000
        assert all(at <= 2 * int(str(each["spent_minor"])) for at, each in zip(amounts, cells, strict=True))
    for each in cells:
        low, mid, high = (float(str(at)) for at in each["one_more_now"])  # type: ignore[attr-defined]
        assert low <= mid <= high
    moved = {
        programme: sum(int(str(each["best_minor"])) for each in cells if each["programme"] == programme)
        for programme in {str(each["programme"]) for each in cells}
    }
    assert moved["benefits"] > moved["activities"]
    with out.open(encoding="utf-8-sig", newline="") as opened:
        assert len(list(csv.reader(opened))) == len(cells) + 1
    english = drawn.run(*words).out
    assert "more profit than the past year's split" in english
    assert "History is no trial" in english
    assert "稳健分配" in Shop(drawn.desk, "zh").run(*words).out


def test_a_split_becomes_the_lines_of_a_proposal_to_the_cent(drawn: Shop) -> None:
    cells = of_kind(drawn.run("split", "--band", "100", "--budget", "6000.01", "--json"), "cell")
    answer = drawn.run("plan", "prepare", "--set", "spread_by=split_robust", "--json")
    assert answer.code == 0, answer.all
    summed: dict[tuple[object, object], int] = {}
    for row in told(answer):
        if row.get("table") == "cells" and row["tier"]:
            key = (row["tier"], row["category"])
            summed[key] = summed.get(key, 0) + int(str(row["amount"]))
    wanted = {(each["tier"], each["programme"]): each["robust_minor"] for each in cells}
    assert {place: summed.get(place, 0) for place in wanted} == wanted
    assert set(summed) <= set(wanted)
    refused = drawn.run("plan", "prepare", "--set", "spread_by=split_robust", "--set", "total=5")
    assert refused.code == 2
    assert "Leave the total empty" in refused.err


def test_rules_that_clash_are_named_with_what_is_missing(drawn: Shop) -> None:
    words = ("split", "--band", "100", "--budget", "1000", "--least", "benefits=950")
    answer = drawn.run(*words, "--json")
    assert answer.code == 1, answer.all
    clash = of_kind(answer, "clash")
    assert [each["rule"] for each in clash] == ["budget", "programme_least"]
    assert {each["missing_minor"] for each in clash} == {5_000}, "950 of the 900 that the reserve leaves"
    assert "These clash" in drawn.run(*words).out
    assert "互相冲突" in Shop(drawn.desk, "zh").run(*words).out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--least", "seminars=5"), "seminars"),
        (("--most", "benefits"), "benefits"),
        (("--experiment", "spring:mail=benefits"), "spring"),
        (("--experiment", "spring"), "spring"),
        (("--period", "1999"), "nothing to learn from"),
    ],
)
def test_what_cannot_be_known_is_refused_in_words(drawn: Shop, words: tuple[str, ...], named: str) -> None:
    answer = drawn.run("split", *words)
    assert answer.code == 2, answer.all
    assert named in answer.err
    assert "split." not in answer.err


def test_a_shop_without_facts_is_told_what_to_load(shop: Shop) -> None:
    answer = shop.run("split")
    assert answer.code == 2
    assert "Load orders and costs" in answer.err


@pytest.mark.parametrize("budget", ["0", "-5", "-0.01"])
def test_a_budget_of_nothing_is_refused_and_not_taken_for_none(drawn: Shop, budget: str) -> None:
    answer = drawn.run("split", "--budget", budget)
    assert answer.code == 2
    assert f"A budget of {budget} cannot be split" in answer.err


def test_a_list_that_cannot_be_written_says_so(drawn: Shop) -> None:
    answer = drawn.run("split", "--band", "100", "--out", str(drawn.desk / "none" / "list.csv"))
    assert answer.code == 2
    assert "could not be written" in answer.err
