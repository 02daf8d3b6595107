"""What effects rest on: a power planted into several face values is found, too little says nothing, and a response moves margin."""

from dataclasses import replace

import pytest

from fenhao.engine.planning.studies import (
    ANNUAL_FIELDS,
    WHAT_IF_FIELDS,
    BenefitFace,
    Response,
    Source,
    WhatIf,
    YearFacts,
    elasticity_of,
    follow_through,
    what_if_defaults,
)
from tests.unit.planning.years import POLICY, answers, year

HALVED = {"coupon_from.C": "20", "coupon_to.C": "10"}


def with_faces(
    power: float, faces: tuple[int, ...] = (500, 1_000, 2_000, 4_000), *, issued: int = 20_000
) -> YearFacts:
    """Return the year with coupons of C whose use goes as face value to a power."""
    return replace(
        year(),
        faces=tuple(
            BenefitFace("C", "benefits", "coupon", face, issued, int(issued * 0.5 * (face / 4_000) ** power))
            for face in faces
        ),
    )


def scenario(facts: YearFacts, responses: tuple[Response, ...] = (), **typed: str) -> WhatIf:
    return follow_through(
        facts=facts,
        answers=answers(WHAT_IF_FIELDS, {**HALVED, **typed}, what_if_defaults(facts)),
        annual=answers(ANNUAL_FIELDS),
        policy=POLICY,
        responses=responses,
    )


@pytest.mark.parametrize("power", [0.0, 0.4, 1.0])
def test_a_planted_power_is_found_within_its_interval(power: float) -> None:
    found = elasticity_of(with_faces(power), "C")
    assert found is not None
    assert found.mid == pytest.approx(power, abs=0.02)
    assert found.low <= power + 0.02
    assert found.high >= power - 0.02


def test_two_faces_or_few_coupons_say_nothing() -> None:
    assert elasticity_of(with_faces(0.4, (500, 1_000)), "C") is None
    assert elasticity_of(with_faces(0.4, issued=20), "C") is None
    assert elasticity_of(with_faces(0.4), "B") is None


def test_a_register_of_used_coupons_alone_says_nothing_of_use() -> None:
    facts = with_faces(0.4)
    used = tuple(replace(each, redeemed=each.issued) for each in facts.faces)
    assert elasticity_of(replace(facts, faces=used), "C") is None


def test_faces_that_disagree_are_less_sure() -> None:
    sure, facts = elasticity_of(with_faces(0.4), "C"), with_faces(0.4)
    odd = replace(facts.faces[1], redeemed=facts.faces[1].redeemed * 13 // 10)
    unsure = elasticity_of(replace(facts, faces=(facts.faces[0], odd, *facts.faces[2:])), "C")
    assert sure is not None
    assert unsure is not None
    assert unsure.high - unsure.low > 2 * (sure.high - sure.low)


def test_a_measured_power_moves_use_and_says_so_and_a_stated_one_when_asked() -> None:
    found = scenario(with_faces(0.4))
    (c,) = (each for each in found.tiers if each.tier == "C")
    assert c.redeemed_after is not None
    assert c.redeemed_after.mid == pytest.approx(0.5 * 0.5**0.4, abs=0.01)
    used = {each.of: each.source for each in found.basis}
    assert used == {"redeemed": Source.history, "margin": Source.stated, "stay": Source.stated}
    stated = scenario(with_faces(0.4), effects="stated")
    assert {each.source for each in stated.basis} == {Source.stated}


def test_a_response_moves_margin_by_its_curve_with_its_interval() -> None:
    # C spends 30,011 on benefits; less use and value leave 37.5 % of it: the line between the points is read there.
    response = Response(
        "C", Source.experiment, 100, ((0, -30_000, -20_000, -10_000), (100, 0, 0, 0), (200, 5, 9, 12))
    )
    found = scenario(year(), (response,))
    (c,) = (each for each in found.tiers if each.tier == "C")
    assert c.margin_after.mid == pytest.approx(90_000 - 20_000 * 0.625, abs=10)
    assert c.margin_after.low == pytest.approx(90_000 - 30_000 * 0.625, abs=10)
    assert c.margin_after.high == pytest.approx(90_000 - 10_000 * 0.625, abs=10)
    assert next(each.source for each in found.basis if each.of == "margin") is Source.experiment


def test_beyond_what_was_ever_spent_the_curve_says_no_more() -> None:
    response = Response("C", Source.history, 100, ((0, -3, -2, -1), (100, 0, 0, 0), (200, 5, 9, 12)))
    found = scenario(year(), (response,), **{"coupon_to.C": "200"})
    (c,) = (each for each in found.tiers if each.tier == "C")
    assert c.margin_after.high == pytest.approx(90_012)
