"""Scenarios followed through by hand for one tier; a scenario of nothing changes nothing, and intervals hold their middle."""

from fractions import Fraction

import pytest

from fenhao.engine.planning.studies import (
    ANNUAL_FIELDS,
    WHAT_IF_FIELDS,
    TierOutcome,
    WhatIf,
    follow_through,
    what_if_defaults,
)
from tests.unit.planning.years import POLICY, answers, year


def tried(**typed: str) -> WhatIf:
    facts = year()
    return follow_through(
        facts=facts,
        answers=answers(WHAT_IF_FIELDS, typed, what_if_defaults(facts)),
        annual=answers(ANNUAL_FIELDS),
        policy=POLICY,
    )


def tier(found: WhatIf, code: str) -> TierOutcome:
    return next(each for each in found.tiers if each.tier == code)


def test_a_scenario_of_nothing_changes_nothing() -> None:
    found = tried()
    assert found.before == found.after
    assert (found.whole.cost_minor, found.whole.margin_minor) == (
        found.whole.cost_after_minor,
        found.whole.margin_after.mid,
    )
    assert all(each.before_minor == each.after_minor for each in found.moved)
    for each in found.tiers:
        assert each.clv == pytest.approx(each.clv_after.mid if each.clv_after else None)


def test_half_the_coupon_value_is_followed_through_to_cost_use_value_and_return() -> None:
    found = tier(tried(**{"coupon_from.C": "20", "coupon_to.C": "10"}), "C")
    # Half the value; of 50 % used, 1 - 0.5 x 50 % = 75 % of them still are: 0.5 x 0.75 = 3/8 of the cost.
    assert found.redeemed == Fraction(1, 2)
    assert found.redeemed_after is not None
    assert found.redeemed_after.mid == pytest.approx(0.375)
    assert found.cost_after_minor == 70_000 - 30_011 + 11_254
    assert found.margin_after.mid == pytest.approx(90_000 * 0.975)
    kept = (0.5 * (1 - 0.5 * 0.03)) / 1.1
    profit = (90_000 * 0.975 - found.cost_after_minor) / 400
    assert found.clv_after is not None
    assert found.clv_after.mid == pytest.approx(profit * (1 + kept + kept**2))
    assert found.roi_after is not None
    assert found.roi_after.low < found.roi_after.mid < found.roi_after.high


def test_the_face_value_that_was_seen_stands_where_nobody_says_another() -> None:
    assert what_if_defaults(year())["coupon_from.C"] == "20.00"
    assert tier(tried(**{"coupon_to.C": "10"}), "C") == tier(
        tried(**{"coupon_from.C": "20", "coupon_to.C": "10"}), "C"
    )


def test_only_the_lines_of_what_changed_move() -> None:
    found = tried(**{"coupon_to.C": "10"})
    assert {(each.tier, each.category) for each, other in zip(found.after.cells, found.before.cells, strict=True)
            if each.amount_minor != other.amount_minor} == {("C", "benefits")}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ({"online.A": "100%"}, 10_007 * -40 // 100),
        ({"heads": "-1", "head_cost": "500"}, -50_000),
        ({"customers.B": "10%"}, 1_990),
        ({"automated": "50%"}, 0),  # the year has no cost of service
    ],
)
def test_levers_move_cost_exactly(typed: dict[str, str], change: int) -> None:
    whole = tried(**typed).whole
    assert abs(whole.cost_after_minor - whole.cost_minor - change) <= 1


def test_all_tiers_together_are_the_sum_of_them() -> None:
    found = tried(**{"coupon_to.C": "10", "customers.A": "20%"})
    assert found.whole.cost_after_minor == sum(each.cost_after_minor for each in found.tiers)
    assert found.whole.customers_after == 120 + 200 + 400 + 300
