"""``fenhao value`` tells customers apart by what is known of them, and says so only where it is not chance."""

from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from numpy.random import PCG64, Generator

from tests.faces.cli.shop import Shop
from tests.faces.cli.test_value import HEADER, told

FIRST = date(2022, 1, 1)
DAYS = 730


def shopped(*, quicker: float) -> str:
    """Return the orders of 800 customers; two of five, those of the north, come so many times as often."""
    chance = Generator(PCG64(5))
    lines: list[str] = []
    for customer in range(800):
        day, pace = float(chance.integers(0, DAYS // 2)), chance.gamma(1.2, 1 / 60)
        pace *= quicker if customer % 5 in (1, 3) else 1.0
        leaving = chance.beta(0.6, 4.0)
        while day < DAYS:
            lines.append(f"O{len(lines)},K{customer},{FIRST + timedelta(days=int(day))},50.00,20.00\n")
            if chance.random() < leaving:
                break
            day += 1 + chance.exponential() / pace
    return HEADER + "".join(lines)


def regions() -> str:
    return "customer_id,region\n" + "".join(
        f"K{at},{'north' if at % 5 in (1, 3) else 'south'}\n" for at in range(800)
    )


def test_a_region_that_buys_more_often_is_told_apart_and_valued_so(shop: Shop) -> None:
    shop.load(shopped(quicker=2.5), "orders")
    shop.load(regions(), "customers", name="customers.csv")
    file = shop.desk / "scores.parquet"
    lines = told(shop.run("value", "--json", "--customers", str(file)))
    apart = lines["apart"]
    assert (apart["found"], apart["used"]) == (True, True)
    differences = apart["differences"]
    assert isinstance(differences, list)
    (north,) = differences
    low, pace, high = north["pace"]
    assert low < 2.5 < high
    assert 1.5 < pace < 4
    rows = pq.read_table(file)
    assert rows.num_rows == 800
    worth = lines["worth"]
    assert sum(rows["clv_net_minor"].to_pylist()) == worth["clv_net_minor"]
    assert sum(rows["orders_expected"].to_pylist()) == pytest.approx(worth["orders_expected"], rel=1e-9)
    assert 0 < float(str(worth["orders_error"])) < float(str(worth["orders_expected"]))
    alike = told(shop.run("value", "--json", "--alike"))
    assert "apart" not in alike
    assert alike["fit"]["state"] == "found"
    said = shop.run("value").out
    assert "Region north (320 customers) beside south: buys" in said
    assert "times as often" in said
    assert "地区“north”" in Shop(shop.desk, "zh").run("value").out


def test_a_number_is_told_by_its_standard_deviation_beside_words_and_codes_are_no_numbers(shop: Shop) -> None:
    """The north buys 2.5 times as often; a number says so nearly as well, and a post code of its own for each customer says nothing."""
    shop.load(shopped(quicker=2.5), "orders")
    chance = Generator(PCG64(6))
    rows = []
    for at in range(800):
        income = 3_000 + 2_000 * (at % 5 in (1, 3)) + 400 * chance.normal()
        rows.append(f"K{at},{income:.1f},{at:05d},{'' if at % 50 == 0 else at % 7}")
    file = shop.file("customer_id,income,post_code,visits\n" + "\n".join(rows) + "\n", name="numbers.csv")
    apart = told(shop.run("value", "--json", "--attributes", str(file)))["apart"]
    assert (apart["found"], apart["used"]) == (True, True)
    differences = apart["differences"]
    assert isinstance(differences, list)
    held = {each["attribute"]: each for each in differences}
    assert "post_code" not in held, "a code with leading noughts is a word, and none of these is common"
    assert held["visits"]["step"] == 0, "few different numbers are levels"
    income = held["income"]
    assert (income["level"], income["customers"]) == ("", 800)
    assert 950 < income["step"] < 1_150
    low, _, high = income["pace"]
    # 2,000 more multiply the pace by 2.5: one standard deviation of about 1,060 by its 0.53rd power, 1.6.
    assert 1 < low < 1.6 < high
    said = shop.run("value", "--attributes", str(file)).out
    assert "income, a number: who has 1," in said
    assert "buys 1." in said


def test_an_attribute_that_means_nothing_changes_nothing(shop: Shop) -> None:
    shop.load(shopped(quicker=1.0), "orders")
    file = shop.file(regions(), name="attributes.csv")
    apart = told(shop.run("value", "--json", "--attributes", str(file)))
    alike = told(shop.run("value", "--json", "--alike"))
    assert (apart["apart"]["found"], apart["apart"]["used"]) == (True, False)
    assert float(str(apart["apart"]["chance"])) > 0.05
    assert apart["worth"] == alike["worth"]
    assert apart["hold_out"] == alike["hold_out"]
    assert "does not tell them apart" in shop.run("value", "--attributes", str(file)).out


def test_tables_of_attributes_that_cannot_be_used_are_refused(shop: Shop) -> None:
    shop.load(shopped(quicker=1.0), "orders")
    twice = shop.file("customer_id,region\nK1,north\nK1,south\n", name="twice.csv")
    answer = shop.run("value", "--attributes", str(twice))
    assert (answer.code, "more than once" in answer.err) == (2, True)
    nameless = shop.file("id,region\nK1,north\n", name="nameless.csv")
    assert shop.run("value", "--attributes", str(nameless)).code == 2
    assert shop.run("value", "--attributes", str(twice), "--apart", "colour").code == 2
    assert shop.run("value", "--apart", "colour").code == 2
    assert shop.run("value", "--attributes", str(Path("nowhere.csv"))).code == 2
