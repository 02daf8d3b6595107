"""``fenhao goals`` on a shop of two months: set on a frozen baseline, measured, changed, an initiative and a result, and refusals."""

import json
from dataclasses import replace

import pytest

from tests.faces.cli.shop import Shop

ORDERS = "order_id,customer_id,ordered_on,revenue,margin\n" + "".join(
    f"O{month}{each},K{each},2024-0{month}-0{each},100,40\n" for month in (1, 2) for each in range(1, 6)
)
COSTS = """\
entry_id,occurred_on,cost_type,amount,customer_id
C1,2024-01-15,coupons,100,K1
C2,2024-02-15,coupons,60,K1
"""


@pytest.fixture
def kept(shop_with_books: Shop) -> Shop:
    """The shop with an order of five customers a month, and one person who keeps its books."""
    shop = shop_with_books
    assert shop.load(ORDERS, "orders", name="orders.csv").code == 0
    assert shop.load(COSTS, "cost_entries", name="costs.csv").code == 0
    for name in ("boss", "other"):
        answer = shop.run(
            "people", "add", name, "--role", "finance", *(("--by", "boss") if name == "other" else ())
        )
        assert answer.code == 0, answer.all
    return shop


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def goal_of(shop: Shop) -> dict[str, object]:
    """Return the first goal of the scorecard."""
    found = lines(shop.run("goals", "list", "--all", "--by", "boss", "--json").out)
    return found[0]


def aimed(shop: Shop, *words: str) -> dict[str, object]:
    """Set a goal on the cost of a customer: a fifth less than in January, by June."""
    ask = (
        "goals",
        "set",
        "cost_per_customer",
        "-20%",
        "--relative",
        "--baseline",
        "2024-01",
        "--due",
        "2024-06",
    )
    answer = shop.run(*ask, "--owner", "boss", "--by", "boss", "--json", *words)
    assert answer.code == 0, answer.all
    (told,) = lines(answer.out)
    return told


def test_a_goal_keeps_its_baseline_and_every_month_is_measured(kept: Shop) -> None:
    told = aimed(kept, "--key", "g1")
    assert aimed(kept, "--key", "g1")["number"] == told["number"], "the same key sets it once"
    one = goal_of(kept)
    assert (one["baseline_of"], one["baseline"], one["target"]) == ("2024-01", "20", "16")
    assert (one["actual_of"], one["actual"]) == ("2024-02", "12")
    _, january_or_later, *_ = lines(
        kept.run("goals", "show", str(told["number"]), "--by", "boss", "--json").out
    )
    assert str(january_or_later["month"]) >= "2024-01"
    spoken = replace(kept, lang="zh").run("goals", "show", str(told["number"]), "--by", "boss").out
    assert "÷" in spoken or "/" in spoken, "its formula is shown"


def test_an_improvement_is_listed_in_money_for_people_and_in_minor_units_for_programs(kept: Shop) -> None:
    assert kept.run("improve", "measure", "--by", "boss").code == 0
    ask = ("improve", "open", "Fewer coupons", "--owner", "boss", "--due", "2099-12-31")
    aim = ("--baseline", "2024-01", "--expected", "30", "--category", "benefits", "--by", "boss")
    assert kept.run(*ask, *aim).code == 0
    shown = kept.run("improve", "list", "--by", "boss").out
    assert "30.00 CNY" in shown
    assert "40.00 CNY" in shown, "100 of coupons in January, 60 in February"
    (told,) = lines(kept.run("improve", "list", "--by", "boss", "--json").out)
    assert (told["expected"], told["measured"]) == (3_000, 4_000)


def test_a_goal_is_changed_with_a_reason_and_closed_with_what_was_measured(kept: Shop) -> None:
    number = str(aimed(kept)["number"])
    assert kept.run("goals", "change", number, "--target", "-50%", "--by", "boss").code != 0, "no reason"
    words = ("goals", "change", number, "--target", "-50%", "--why", "more is possible", "--by", "boss")
    assert kept.run(*words).code == 0
    assert goal_of(kept)["target"] == "10"
    assert goal_of(kept)["baseline"] == "20", "a baseline never changes"
    begun = kept.run(
        "goals", "begin", number, "Fewer coupons", "--planned", "30", "--owner", "boss", "--since", "2024-02",
        "--due", "2024-03", "--by", "boss", "--json",
    )  # fmt: skip
    assert begun.code == 0, begun.all
    plan = str(lines(begun.out)[0]["number"])
    assert kept.run("goals", "comment", number, "going well", "--by", "boss").code == 0
    too_much = kept.run("goals", "realise", plan, "99999", "--by", "boss")
    assert too_much.code == 1, too_much.all
    assert kept.run("goals", "close", number, "--why", "settled", "--by", "boss").code == 0
    assert lines(kept.run("goals", "list", "--by", "boss", "--json").out) == []
    assert goal_of(kept)["state"] != "open"


def test_what_cannot_be_a_goal_is_refused_with_what_to_do(kept: Shop) -> None:
    ask = ("--baseline", "2024-01", "--due", "2024-06", "--owner", "boss", "--by", "boss")
    unknown = kept.run("goals", "set", "happiness", "5", *ask)
    assert unknown.code != 0
    nobody = kept.run(
        "goals", "set", "cost_per_customer", "5", *ask[:-4], "--owner", "nobody", "--by", "boss"
    )
    assert nobody.code != 0
    assert "nobody" in nobody.all
    missing = kept.run("goals", "show", "99", "--by", "boss")
    assert missing.code != 0
    assert lines(kept.run("goals", "list", "--all", "--by", "boss", "--json").out) == []


def test_metrics_are_listed_with_their_formula_in_the_readers_language(shop: Shop) -> None:
    codes = [line["metric"] for line in lines(shop.run("goals", "metrics", "--json").out)]
    assert "cost_per_customer" in codes
    assert len(codes) == len(set(codes))
    assert "客均成本" in replace(shop, lang="zh").run("goals", "metrics").out


def test_the_industrys_starting_goals_are_set_at_once(kept: Shop) -> None:
    answer = kept.run("goals", "start", "2024-01", "--owner", "boss", "--by", "boss", "--json")
    assert answer.code == 0, answer.all
    set_now = lines(answer.out)[-1]["goals"]
    found = lines(kept.run("goals", "list", "--by", "boss", "--json").out)
    assert [each["goal"] for each in found] == set_now
    assert kept.run("goals", "measure", "--by", "boss").code == 0
