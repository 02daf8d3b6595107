"""A first plan for ten people without data: exact sums, the usual ranges beside it, and marketing filled to their middle."""

from fractions import Fraction

import pytest

from fenhao.engine.planning.studies import FIRST_FIELDS, FirstPlan, UsualRange, first_plan
from tests.unit.planning.years import POLICY, QUARTERS, answers

RANGES = (
    UsualRange("industry", "service", Fraction(1, 10), Fraction(3, 10)),
    UsualRange("stage", "start_up", Fraction(3, 10), None),
)
SHOP = {
    "year": "2027",
    "people": "2",
    "pay": "5000",
    "training": "1000",
    "crm": "6000",
    "company_total": "200000",
}


def plan(**typed: str) -> FirstPlan:
    return first_plan(
        answers=answers(FIRST_FIELDS, {**SHOP, **typed}, {"season": "even"}),
        label="2027",
        currency="CNY",
        year=QUARTERS,
        policy=POLICY,
        ranges=RANGES,
    )


def test_the_plan_adds_up_and_what_is_missing_is_filled_to_the_middle_of_what_is_usual() -> None:
    found = plan()
    # three months: 2 x 5 000 x 3 + 1 000 + 6 000 = 37 000; the middle of 20 % and 30 % of 200 000 is 50 000
    assert found.prepared.total_minor == 5_000_000
    assert sum(each.amount_minor for each in found.parts) == 5_000_000
    assert sum(each.amount_minor for each in found.parts if each.filled_in) == 1_300_000
    assert found.share == Fraction(1, 4)
    assert [each.verdict for each in found.ranges] == ["within", "below"]
    lines = sum(each.budget_minor for each in found.prepared.lines)
    assert lines + sum(each.reserve_minor for each in found.prepared.reserves) == 5_000_000


@pytest.mark.parametrize(
    ("typed", "verdicts"),
    [
        ({"company_total": "", "events": "10"}, ["unknown", "unknown"]),
        ({"events": "0", "gifts": "0", "messages": "0", "advertising": "0", "people": "0", "crm": "0", "training": "0"},
         ["below", "below"]),
        ({"advertising": "90000"}, ["above", "within"]),
    ],
)  # fmt: skip
def test_the_usual_ranges_stand_beside_the_plan(typed: dict[str, str], verdicts: list[str]) -> None:
    assert [each.verdict for each in plan(**typed).ranges] == verdicts


def test_what_somebody_answers_is_never_changed() -> None:
    found = {each.name: each for each in plan(gifts="1234.56").parts}
    assert (found["gifts"].amount_minor, found["gifts"].filled_in) == (123_456, False)
    assert found["events"].filled_in
