"""Costs and benefits worked by hand; what must hold for any: NPV falls with the discount, swings hold the middle."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from fenhao.engine.planning.studies import WORTH_FIELDS, Worth, worth_of
from tests.unit.planning.years import answers

# what is paid and brought                                                                -> npv, payback, irr
STATED = [
    ({"purchase": "100", "saved_cost": "60", "years": "2", "discount": "0%", "ramp": "100%"}, "20", 20, 0.1307),
    ({"purchase": "100", "saved_cost": "60", "years": "2", "discount": "10%", "ramp": "100%"}, "4.13", 20, 0.1307),
    ({"purchase": "100", "saved_cost": "40", "years": "2", "discount": "0%", "ramp": "100%"}, "-20", None, -0.1367),
    ({"purchase": "0", "saved_cost": "40", "years": "1", "discount": "0%", "ramp": "50%"}, "20", 0, None),
    ({"purchase": "100", "maintenance": "10", "saved_cost": "60", "years": "3", "discount": "0%"}, "20", 32, 0.0853),
]  # fmt: skip


def worth(**typed: str) -> Worth:
    return worth_of(answers(WORTH_FIELDS, typed, {"title": ""}))


@pytest.mark.parametrize(("typed", "npv", "payback", "irr"), STATED)
def test_worth_is_as_worked_by_hand(
    typed: dict[str, str], npv: str, payback: int | None, irr: float | None
) -> None:
    found = worth(**typed)
    assert abs(found.npv / 100 - Fraction(npv)) < Fraction(1, 100)
    assert found.payback_months == payback
    assert (found.irr is None) if irr is None else found.irr == pytest.approx(irr, abs=1e-4)
    assert found.years[-1].npv == found.npv
    assert found.all_in_minor == sum(each.cost_minor for each in found.years)


def test_the_tornado_goes_from_the_widest_swing() -> None:
    found = worth(purchase="100", saved_cost="60", maintenance="1", years="3")
    widths = [each.width for each in found.swings]
    assert widths == sorted(widths, reverse=True)
    assert found.swings[0].name == "saved_cost"
    assert all(min(each.low, each.high) <= found.npv <= max(each.low, each.high) for each in found.swings)


def test_it_just_pays_at_the_least_share_of_its_benefits() -> None:
    found = worth(purchase="100", saved_cost="60", years="2", discount="10%", ramp="100%")
    assert found.least_benefit is not None
    share = found.least_benefit
    exact = -100 + (60 * share) / Fraction(11, 10) + (60 * share) / Fraction(121, 100)
    assert exact == 0


@given(low=st.integers(0, 99), more=st.integers(1, 50))
def test_a_higher_discount_is_never_worth_more(low: int, more: int) -> None:
    first, second = (
        worth(purchase="100", saved_cost="60", years="4", discount=f"{min(each, 100)}%")
        for each in (low, low + more)
    )
    assert second.npv <= first.npv
