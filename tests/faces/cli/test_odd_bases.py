"""Bases that no textbook has get a sensible answer or a clear refusal from every command about value, in both languages."""

import json

import pyarrow.parquet as pq
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


OWN_POLICY = (
    ('ranked_by = "revenue"', 'ranked_by = "net"'),
    ('keep_band = "0%"', 'keep_band = "20%"'),
    ("stay_months_min = 0", "stay_months_min = 3"),
    ("# potential_net_min = 0", "potential_net_min = 0"),
)


@pytest.mark.parametrize("base", ["negative margins", "one customer", "no orders"], indirect=True)
def test_a_tier_policy_of_the_company_s_own_on_net_profit_is_kept_and_explained(
    base: tuple[str, Shop],
) -> None:
    name, shop = base
    path = shop.folder / "policy.toml"
    text = path.read_text(encoding="utf-8")
    for before, after in OWN_POLICY:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    answer = shop.run("tiers", "assess", "--on", "2024-01-01")
    assert answer.code in ((0, 2) if name == "no orders" else (0,)), answer.all
    spoken(answer)
    for language in ("en", "zh"):
        why = Shop(shop.desk, language).run("tiers", "why", "K1", "--on", "2024-01-01")
        assert why.code in ((0, 2) if name == "no orders" else (0,)), why.all
        spoken(why)
    if name == "negative margins":
        held = {row["tier"] for row in shop.book.relation("tier_assignments").to_pylist()}
        assert held, "everybody has a tier"
        assert "B" not in held, "whoever loses money is no B under this policy"


@pytest.mark.slow
def test_contracts_and_shops_in_one_base_are_each_valued_once(shop: Shop) -> None:
    from tests.faces.cli.test_contracts import drawn_contracts

    assert shop.load(orders_of("returns"), "orders").code == 0
    loaded = shop.load(drawn_contracts(customers=600, effect=1.0), "contracts", name="contracts.csv")
    assert loaded.code == 0, loaded.all
    # ten buyers of the shop sign a contract as well
    both = "contract_id,customer_id,started_on,ended_on,term_months,fee,plan\n" + "".join(
        f"B{at},K{at},2023-01-01,,1,98.00,both\n" for at in range(10)
    )
    assert shop.load(both, "contracts", "--source", "both", name="both.csv").code == 0
    shops, contracts = shop.desk / "shops.parquet", shop.desk / "contracts.parquet"
    for command, file in (("value", shops), ("contracts", contracts)):
        words = ("--customers" if command == "value" else "--file", str(file))
        answer = shop.run(command, "--on", "2023-12-31", *words)
        assert answer.code == 0, answer.all
        spoken(answer)
        same_in_chinese(shop, command, "--on", "2023-12-31", code=0)
    bought = set(pq.read_table(shops)["customer_id"].to_pylist())
    under = set(pq.read_table(contracts)["customer_id"].to_pylist())
    assert bought
    assert {f"K{at}" for at in range(10)} <= under
    assert not bought & under, "nobody is valued twice"
    assert shop.run("churn", "--on", "2023-12-31").code == 0


def test_a_slip_of_the_pen_in_a_year_does_not_make_that_year_the_newest(shop: Shop) -> None:
    head = "order_id,customer_id,ordered_on,revenue,margin\n"
    seen = "".join(f"O{at},K{at % 5},2022-{1 + at % 9:02d}-11,10,4\n" for at in range(40))
    assert shop.load(f"{head}{seen}F1,K1,2099-05-01,10,4\n", "orders").code == 0
    assert "period=2022" in shop.run("explain", "total").out
    assert "Mart of 2022: 5 customers" in spoken(shop.run("mart"))
    # a file of its own that lies in the future whole
    assert shop.load(f"{head}F2,K2,2098-05-01,10,4\n", "orders", "--source", "f", name="f.csv").code == 0
    assert "period=2022" in shop.run("explain", "total").out


def test_where_all_lies_in_the_future_the_year_is_still_named(shop: Shop) -> None:
    head = "order_id,customer_id,ordered_on,revenue,margin\n"
    assert shop.load(f"{head}F1,K1,2099-05-01,10,4\n", "orders").code == 0
    assert "period=2099" in shop.run("explain", "total").out


def test_where_all_lies_in_the_future_it_is_said_and_not_that_orders_are_missing(shop: Shop) -> None:
    head = "order_id,customer_id,ordered_on,revenue,margin\n"
    assert shop.load(f"{head}F1,K1,2099-05-01,10,4\nF2,K2,2098-05-01,10,4\n", "orders").code == 0
    for command in ("value", "churn"):
        answer = shop.run(command)
        assert (answer.code, "All 2 orders are dated after" in spoken(answer)) == (2, True), answer.all
    assert shop.run("mart").code == 0
