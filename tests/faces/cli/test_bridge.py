"""``fenhao bridge`` on a small year: the parts sum to the difference, and what cannot be explained is refused."""

import json
from xml.etree import ElementTree as ET

from tests.faces.cli.shop import Shop


def test_the_effects_lead_from_one_quarter_to_the_next(year: Shop) -> None:
    answer = year.run("bridge", "--period", "2024-Q2", "--against", "2024-Q1", "--json")
    assert answer.code == 0, answer.all
    top, *moves = [json.loads(line) for line in answer.out.splitlines()]
    effects = ("volume_minor", "mix_minor", "rate_minor", "price_minor", "allocation_minor")
    # 12,000.00 pay and a coupon of 15.50; then a fee of 3,600.00, a coupon of 20.00 and one taken back for 5.50.
    assert (top["base_minor"], top["now_minor"]) == (1_201_550, 361_450)
    assert sum(top[name] for name in effects) == 361_450 - 1_201_550
    for name in (*effects, "base_minor", "now_minor"):
        assert sum(each[name] for each in moves) == top[name]


def test_the_period_before_is_what_a_period_is_compared_with(year: Shop) -> None:
    said = year.run("bridge", "--period", "2024-Q2")
    assert said.code == 0
    assert "2024-Q1" in said.out
    assert said.out == year.run("bridge", "--period", "2024-Q2", "--against", "2024-Q1").out


def test_the_drawing_is_an_svg_of_its_own(year: Shop) -> None:
    path = year.desk / "bridge.svg"
    assert year.run("bridge", "--period", "2024-Q2", "--svg", str(path)).code == 0
    assert ET.fromstring(path.read_text(encoding="utf-8")).tag.endswith("svg")


def test_next_year_is_compared_with_the_budget_that_this_year_prepares(year: Shop) -> None:
    costs = "entry_id,occurred_on,cost_type,amount,customer_id\nN1,2025-02-03,coupons,50,K1\n"
    assert year.load(costs, "costs", "--source", "next", name="next.csv").code == 0
    answer = year.run("bridge", "--period", "2025", "--against", "plan", "--json")
    assert answer.code == 0, answer.all
    top = json.loads(answer.out.splitlines()[0])
    assert top["now_minor"] == 5_000
    assert top["base_minor"] > 1_000_000


def test_where_there_is_no_cost_nothing_is_explained(year: Shop) -> None:
    empty = year.run("bridge", "--period", "2023-Q2")
    assert (empty.code, "neither" in empty.err.lower()) == (2, True)
    no_plan = year.run("bridge", "--period", "2024", "--against", "plan")
    assert (no_plan.code, "no plan" in no_plan.err) == (2, True)
    assert year.run("bridge", "--period", "2024-Q9").code == 2
