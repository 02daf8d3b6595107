"""Paths over years conserve customers and gain only by what is changed; a judgement says what is known and nothing else."""

from dataclasses import replace
from fractions import Fraction

import pytest

from fenhao.engine.planning.studies import (
    PATH_FIELDS,
    JudgedChannel,
    JudgedGoal,
    JudgedLine,
    JudgedTier,
    JudgedUse,
    JudgeFacts,
    Sign,
    advice_of,
    judge,
    value_paths,
)
from tests.unit.planning.years import answers, year


def test_nobody_is_lost_between_the_tiers_but_by_leaving() -> None:
    found = value_paths(facts=year(), answers=answers(PATH_FIELDS, {}, {"years": "1"}))
    same = found.paths[0]
    assert found.measured
    assert found.new_customers == 50
    assert sum(same.years[0].customers) == pytest.approx(1_000 + 50)


def test_a_strategy_without_effect_or_cost_gains_nothing() -> None:
    none = {"acquire": "0%", "keep": "0%", "upgrade": "0%", "win_back": "0%"}
    found = value_paths(facts=year(), answers=answers(PATH_FIELDS, none, {"years": "3"}))
    assert [each.gain for each in found.paths] == [0.0] * 6


def test_raising_customers_gains_and_its_cost_is_taken_off() -> None:
    free = value_paths(facts=year(), answers=answers(PATH_FIELDS, {}, {"years": "3"}))
    paid = value_paths(facts=year(), answers=answers(PATH_FIELDS, {"upgrade_cost": "1"}, {"years": "3"}))
    gain = {each.strategy: each.gain for each in free.paths}
    assert gain["upgrade"] > 0
    assert {each.strategy: each.gain for each in paid.paths}["upgrade"] < gain["upgrade"]
    for each in free.paths:
        assert each.gain_low <= each.gain <= each.gain_high


def test_moves_are_assumed_where_no_two_assessments_tell() -> None:
    found = value_paths(facts=replace(year(), flows=()), answers=answers(PATH_FIELDS, {}, {"years": "2"}))
    assert not found.measured
    assert found.new_customers == 0


NOTHING = JudgeFacts((), (), (), (), None, None, 0, 0, Fraction(1, 20), ())

# what is known -> code, sign, advice, money
STATED = [
    ({}, "no_goals", Sign.unknown, "set_goals", None),
    ({"goals": (JudgedGoal(1, "overruns", "", "missed"),)}, "goal", Sign.bad, "look_at_goal", None),
    ({"goals": (JudgedGoal(1, "overruns", "", "met"),)}, "goal", Sign.good, "", None),
    ({"clv_to_cac": Fraction(1, 2)}, "clv_to_cac", Sign.bad, "", None),
    ({"clv_to_cac": Fraction(3)}, "clv_to_cac", Sign.good, "", None),
    ({"channels": (JudgedChannel("ads", 900, 3, Fraction(2)),)}, "channel", Sign.warn, "move_channel", 900),
    ({"tiers": (JudgedTier("D", 50, 80, None),)}, "tier_return", Sign.bad, "serve_cheaper", 30),
    ({"cost_minor": 1_000, "waste_minor": 80}, "waste", Sign.bad, "stop_waste", 30),
    ({"cost_minor": 1_000, "waste_minor": 0}, "waste", Sign.good, "", 0),
    ({"lines": (JudgedLine("A", "benefits", False, 100, 120),)}, "over", Sign.bad, "raise_or_stop", 20),
    ({"lines": (JudgedLine("A", "benefits", False, 100, 60),)}, "unused", Sign.warn, "move_unused", 30),
    ({"uses": (JudgedUse("seats", "crm", Fraction(4), Fraction(10), 600),)}, "seats", Sign.warn, "less_seats", 600),
    ({"uses": (JudgedUse("paperwork", "t", Fraction(4), Fraction(10), 500),)}, "paperwork", Sign.warn, "less_paperwork", 500),
    ({"uses": (JudgedUse("paperwork", "t", Fraction(2), Fraction(10), 500),)}, "paperwork", Sign.good, "", None),
]  # fmt: skip


@pytest.mark.parametrize(("known", "code", "sign", "advice", "money"), STATED)
def test_a_point_is_judged_by_what_is_known(
    known: dict[str, object], code: str, sign: Sign, advice: str, money: int | None
) -> None:
    points = judge(replace(NOTHING, **known))  # type: ignore[arg-type]
    point = next(each for each in points if each.code == code)
    assert (point.sign, point.advice, point.money_minor) == (sign, advice, money)


def test_what_is_not_known_is_no_judgement() -> None:
    assert {each.sign for each in judge(NOTHING)} == {Sign.unknown}


def test_advice_about_most_money_comes_first() -> None:
    facts = replace(
        NOTHING,
        lines=(JudgedLine("A", "benefits", False, 100, 60), JudgedLine("B", "benefits", False, 1_000, 100)),
    )
    assert [each.money_minor for each in advice_of(judge(facts)) if each.money_minor] == [800, 30]
