"""``fenhao value`` asks for the seasons that a company wrote down: an effect that is there is found and looked ahead with, no other is."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from tests.faces.cli.shop import Shop
from tests.faces.cli.test_value import HEADER, told

FIRST = date(2022, 1, 1)
DAYS = 1_000
SEASON = '"双十一" = ["11-01..11-30"]'


def shopped(*, factor: float, customers: int = 900) -> str:
    """Return the orders of customers all of whom buy so many times as fast each November."""
    chance = Generator(PCG64(8))
    days = [FIRST + timedelta(days=each) for each in range(1, DAYS + 1)]
    clock = np.concatenate([[0.0], np.cumsum([factor if day.month == 11 else 1.0 for day in days])])
    lines: list[str] = []
    for customer in range(customers):
        born, pace, leaving = int(chance.integers(0, 600)), chance.gamma(1.0, 1 / 60), chance.beta(0.6, 3.5)
        at, day = float(clock[born]), born
        while day <= DAYS:
            lines.append(f"O{len(lines)},K{customer},{FIRST + timedelta(days=day)},50.00,20.00\n")
            if day > born and chance.random() < leaving:
                break
            at += 1 + chance.exponential() / pace
            day = int(np.searchsorted(clock, at))
    return HEADER + "".join(lines)


def opened(shop: Shop, seasons: str = SEASON) -> Shop:
    """Return the shop with these seasons written into its policy."""
    file = shop.folder / "policy.toml"
    head = "[value.seasons]\n"
    text = file.read_text(encoding="utf-8")
    assert text.count(head) == 1
    file.write_text(text.replace(head, f"{head}{seasons}\n"), encoding="utf-8")
    return shop


def test_a_season_is_found_and_the_days_ahead_know_it(shop: Shop) -> None:
    shop.load(shopped(factor=3.0), "orders")
    span = ("value", "--json", "--years", "0.2")
    plain = told(shop.run(*span))
    assert "seasons" not in plain
    lines = told(opened(shop).run(*span))
    seasons = lines["seasons"]
    assert seasons["state"] == "used"
    rows = seasons["seasons"]
    assert isinstance(rows, list)
    (found,) = rows
    assert (found["name"], found["days"]) == ("双十一", 60)
    low, factor, high = found["pace"]
    assert low < 3.0 < high
    assert 2 < factor < 4
    # the log ends in September: of the 73 days ahead all thirty of November are in sight
    assert found["days_ahead"] == 30
    assert lines["worth"]["orders_expected"] > 1.3 * plain["worth"]["orders_expected"]  # type: ignore[operator]
    without = told(shop.run(*span, "--no-seasons"))
    assert "seasons" not in without
    assert without["worth"] == plain["worth"]
    said = shop.run("value").out
    assert "双十一 (60 days seen," in said
    assert "times as fast as on an ordinary day" in said
    assert "calendar:双十一" in said
    assert "所有客户的购买速度为平日的" in replace(shop, lang="zh").run("value").out


def test_the_trial_knows_the_season_that_came(shop: Shop) -> None:
    """The last sixty days of what is asked about are a November and the month before it: the plain model expects too little."""
    shop.load(shopped(factor=3.0), "orders")
    asked = ("value", "--json", "--on", "2023-11-30", "--hold-out", "60")
    plain = told(shop.run(*asked))["hold_out"]
    dated = told(opened(shop).run(*asked))["hold_out"]
    assert plain["actual"] == dated["actual"]
    assert plain["miss"] < -0.2  # type: ignore[operator]
    assert abs(dated["miss"]) < 0.15  # type: ignore[arg-type]


def test_chances_of_leaving_know_the_season_that_is_over_and_the_one_ahead(shop: Shop) -> None:
    """The log ends before November: who is quiet now is likelier to come within sixty days that hold it than the plain model says."""
    shop.load(shopped(factor=3.0), "orders")
    ask = ("churn", "--json", "--days", "60", "--on", "2024-09-26", "--show", "0")
    lines = told(opened(shop).run(*ask))
    plain = told(shop.run(*ask, "--no-seasons"))
    assert "seasons" not in plain
    assert lines["seasons"]["state"] == "used"
    seasonal, steady = (float(str(each["churn"]["silent_expected"])) for each in (lines, plain))
    assert seasonal < steady
    spoken = shop.run("churn", "--days", "60", "--show", "0").all
    assert "BG/NBD with seasons" in spoken
    assert "双十一" in spoken


def test_a_season_that_means_nothing_changes_nothing(shop: Shop) -> None:
    shop.load(shopped(factor=1.0), "orders")
    plain = told(shop.run("value", "--json"))
    lines = told(opened(shop).run("value", "--json"))
    assert lines["seasons"]["state"] == "not_used"
    assert lines["worth"] == plain["worth"]
    assert "may be chance" in shop.run("value").out


def test_a_season_that_nobody_bought_in_is_left_out_aloud(shop: Shop) -> None:
    shop.load(shopped(factor=1.0), "orders")
    opened(shop, 'opening = ["2030-03-01..2030-03-14"]')
    answer = shop.run("value")
    assert "fewer than 30 repeat purchases" in answer.out
    assert "its effect is not told" in answer.out


def test_two_seasons_of_the_same_days_are_no_riddle_for_the_reader(shop: Shop) -> None:
    shop.load(shopped(factor=3.0), "orders")
    opened(shop, 'one = ["11-01..11-30"]\nother = ["11-01..11-30"]')
    answer = shop.run("value")
    assert answer.code == 0
    assert "two of them may have the same days" in answer.out


def test_where_customers_leave_at_any_moment_seasons_are_refused_in_words(shop: Shop) -> None:
    shop.load(shopped(factor=3.0), "orders")
    answer = opened(shop).run("value", "--model", "pareto_nbd")
    assert answer.code == 0
    assert "only models in which they leave after a purchase" in answer.out


@pytest.mark.parametrize(
    "days", ['["11-31"]', '["2026-03-14..2026-03-01"]', '["11-01..2026-11-11"]', '["soon"]', '"11-01"']
)
def test_days_that_are_none_are_refused_with_their_key(shop: Shop, days: str) -> None:
    answer = opened(shop, f"sale = {days}").run("value")
    assert answer.code == 2
    assert "value.seasons.sale" in answer.all
