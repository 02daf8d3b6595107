"""Bases that no textbook has get a sensible answer or a clear refusal from every command about value, in both languages."""

import json

import pytest

from tests.faces.cli.odd_bases import BASES, orders_of
from tests.faces.cli.shop import Answer, Shop

CUSTOMERS = (
    "customer_id,acquired_on,acquisition_channel\nK1,2022-01-02,fair\nK2,2022-02-01,web\nK3,2022-04-01,web\n"
)
COSTS = "entry_id,occurred_on,cost_type,amount,channel\nA1,2022-01-10,advertising,90,web\nA2,2022-02-10,advertising,300,fair\n"

# base                    | value: code and words                                   | churn: code and words
TABLE = """
negative margins          | 0 lifetime value of all: -                              | 0 Their orders lose money
returns                   | 0 returns are no purchases                              | 0 that costs
returns alone             | 2 no order of a known customer                          | 2 no order of a known customer
more returned than bought | 0 lifetime value of all: -                              | 0 Their orders lose money
one-time buyers alone     | 1 nobody bought a second time                           | 1 nobody bought a second time
one customer              | 1 too few customers                                     | 1 too few customers
no orders                 | 2 no order of a known customer                          | 2 no order of a known customer
equal spend               | 0 everybody's mean stands for each customer             | 0 that costs
all on one day            | 1 nobody bought a second time                           | 1 nobody bought a second time
exactly three orders      | 1 no sign that any customer ever left                   | 1 no sign that any customer ever left
one huge order            | 0 One customer alone, K1, makes 100% of it              | 0 that costs
one buys daily            | 0 lifetime value of all:                                | 0 that costs
dates in the future       | 0 2 orders are dated after today                        | 0 that costs
no revenue                | 0 The orders carry no revenue                           | 0 cannot be told
"""

CASES = {
    cells[0]: (cells[1], cells[2])
    for cells in ([each.strip() for each in line.split("|")] for line in TABLE.strip().splitlines())
}
QUICK = ("one customer", "no orders", "all on one day", "returns alone")


# those that take a model's fit on the way to their answer are slow
BASES_MARKED = [pytest.param(name, marks=() if name in QUICK else (pytest.mark.slow,)) for name in BASES]


@pytest.fixture
def base(shop: Shop, request: pytest.FixtureRequest) -> tuple[str, Shop]:
    """A shop with one of the bases loaded, three customers known by channel, and what two channels cost."""
    orders = orders_of(request.param)
    if orders.count("\n") > 1:
        assert shop.load(orders, "orders").code == 0
    assert shop.load(CUSTOMERS, "customers", name="customers.csv").code == 0
    assert shop.load(COSTS, "costs", name="costs.csv").code == 0
    return request.param, shop


def spoken(answer: Answer) -> str:
    """Return both screens on one line; no number on them may be none."""
    text = " ".join(answer.all.split())
    for nothing in (" nan", " inf", "NaN", "Infinity"):
        assert nothing not in text, text
    return text


def same_in_chinese(shop: Shop, *words: str, code: int) -> None:
    """The Chinese answer ends alike and says something."""
    answer = Shop(shop.desk, "zh").run(*words)
    assert answer.code == code, answer.all
    assert any("\u4e00" <= letter <= "\u9fff" for letter in spoken(answer))


@pytest.mark.parametrize("base", BASES_MARKED, indirect=True)
def test_every_command_answers_or_refuses(base: tuple[str, Shop]) -> None:
    name, shop = base
    for command, wanted in zip(("value", "churn"), CASES[name], strict=True):
        code, _, words = wanted.partition(" ")
        answer = shop.run(command)
        assert answer.code == int(code), answer.all
        assert words in spoken(answer)
        same_in_chinese(shop, command, code=int(code))
    # cohorts count orders, and tiers and the cost of winning need no model
    nobody = name in ("no orders", "returns alone")
    for typed in (
        ("cohorts",),
        ("tiers", "assess", "--on", "2024-01-01"),
        ("tiers", "why", "K1", "--on", "2024-01-01"),
    ):
        answer = shop.run(*typed)
        assert answer.code in ((0, 2) if nobody else (0,)), answer.all
        assert spoken(answer)
    same_in_chinese(shop, "cohorts", code=2 if nobody else 0)
    answer = shop.run("returns", "--period", "2022", "--json")
    assert answer.code == (2 if name == "no orders" else 0), answer.all
    if answer.code == 0:
        channels = {each["channel"]: each for each in json.loads(answer.out)["channels"]}
        assert channels["web"]["spend_minor"] == 9_000
        free = channels.get("", {"payback_months": None})
        assert free["payback_months"] is None, "what cost nothing has nothing to pay back"


@pytest.mark.parametrize("base", ["exactly three orders"], indirect=True)
def test_where_no_model_fits_nothing_is_called_an_estimate(base: tuple[str, Shop]) -> None:
    text = spoken(base[1].run("value"))
    assert "No value is told" in text
    assert "estimates below" not in text
