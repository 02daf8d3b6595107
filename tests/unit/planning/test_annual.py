"""Next year's proposal is worked by hand for a small year, and what must hold for any is drawn: sums, bounds, what moves."""

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.planning.studies import ANNUAL_FIELDS, Proposal, moves, propose, set_by_hand
from fenhao.kernel import Trouble
from tests.unit.planning.years import POLICY, TIERS, answers, year

PLAIN = {"to_policy": "0%", "lean": "0%", "drop_quiet": "0%", "drop_waste": "0%", "reserve": "0%"}

# what is assumed                      -> what each tier gets, no tier last: variable, fixed
STATED = [
    ({}, {"A": 50_008, "B": 20_003, "C": 35_011, "D": 3_333, "": 9_999 + 200_000}),
    ({"growth.A": "20%"}, {"A": 60_010, "B": 20_003, "C": 35_011, "D": 3_333, "": 10_199 + 200_000}),
    ({"trend": "10%"}, {"A": 55_009, "B": 22_003, "C": 38_512, "D": 3_666, "": 10_999 + 200_000}),
    ({"fixed_growth": "-5%"}, {"A": 50_008, "B": 20_003, "C": 35_011, "D": 3_333, "": 9_999 + 190_000}),
    ({"drop_quiet": "100%"}, {"A": 50_008, "B": 20_003, "C": 32_511, "D": 3_333, "": 9_999 + 200_000}),
    ({"drop_waste": "100%"}, {"A": 50_008, "B": 20_003, "C": 32_010, "D": 3_333, "": 9_999 + 200_000}),
    ({"growth.A": "20%", "follows": "50%"}, {"A": 55_009, "B": 20_003, "C": 35_011, "D": 3_333, "": 10_099 + 200_000}),
]  # fmt: skip


def made(typed: dict[str, str]) -> Proposal:
    return propose(facts=year(), answers=answers(ANNUAL_FIELDS, typed), policy=POLICY)


def by_tier(found: Proposal) -> dict[str, int]:
    held: dict[str, int] = {}
    for cell in found.cells:
        held[cell.tier] = held.get(cell.tier, 0) + cell.amount_minor
    return held


@pytest.mark.parametrize(("typed", "wanted"), STATED)
def test_a_proposal_is_last_year_times_what_is_assumed(typed: dict[str, str], wanted: dict[str, int]) -> None:
    assert by_tier(made({**PLAIN, **typed})) == wanted


def test_tiers_move_to_the_policys_shares() -> None:
    found = by_tier(made({**PLAIN, "to_policy": "100%"}))
    tiered = sum(found[tier] for tier in TIERS)
    assert [round(1000 * found[tier] / tiered) for tier in TIERS] == [400, 300, 200, 100]
    assert abs(tiered - 108_355) <= 2


def test_a_tier_with_a_better_return_gets_more_and_one_with_less_gets_less() -> None:
    plain, leaning = by_tier(made(PLAIN)), by_tier(made({**PLAIN, "lean": "10%"}))
    assert leaning["A"] > plain["A"]
    # 5 000 / 20 000 is 9.7 % of 695 000 / 270 000: of a tenth, D loses nine tenths.
    assert leaning["D"] == 3_032


def test_every_quarter_keeps_its_reserve_inside_the_total() -> None:
    found = made({**PLAIN, "reserve": "10%"})
    assert found.total_minor == made(PLAIN).total_minor
    assert [each.reserve_minor for each in found.reserves] == [8_334, 3_501]


def test_a_given_total_is_met_and_fixed_cost_stays() -> None:
    found = made({"total": "2500.00"})
    assert abs(found.total_minor - 250_000) <= len(TIERS) + 1
    assert sum(each.amount_minor for each in found.cells if each.fixed) == 200_000


def test_a_tier_without_cost_borrows_everybodys_lines() -> None:
    facts = year()
    lines = tuple(each for each in facts.lines if each.tier != "D")
    from dataclasses import replace

    found = propose(
        facts=replace(facts, lines=lines),
        answers=answers(ANNUAL_FIELDS, {**PLAIN, "to_policy": "100%"}),
        policy=POLICY,
    )
    borrowed = [each for each in found.cells if each.tier == "D"]
    assert borrowed
    assert all(each.borrowed for each in borrowed)


def test_a_person_may_set_a_line_and_its_arithmetic_stays_beside_it() -> None:
    found = made({})
    key = found.cells[-1].key
    after = set_by_hand(found, {key: 12_345})
    cell = next(each for each in after.cells if each.key == key)
    assert (cell.amount_minor, cell.by_hand_minor) == (12_345, 12_345 - found.cells[-1].amount_minor)
    assert cell.factors == found.cells[-1].factors
    with pytest.raises(KeyError):
        set_by_hand(found, {("2027-01", "A", "nothing"): 1})


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"growth.A": "much"}, "planning.bad_answer"),
        ({"growth.A": "-101%"}, "planning.bad_answer"),
        ({"growth.Z": "1%"}, "planning.unknown_field"),
        ({"reserve": "1/0"}, "planning.bad_answer"),
        ({"total": "a lot"}, "planning.bad_answer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_question(typed: dict[str, str], code: str) -> None:
    with pytest.raises(Trouble) as wrong:
        made(typed)
    assert wrong.value.code == code
    assert wrong.value.details["name"] in typed


PERCENT = st.integers(-100, 300).map(lambda each: f"{each}%")
SHARE = st.integers(0, 100).map(lambda each: f"{each}%")
ASSUMED = st.fixed_dictionaries(
    {"growth.A": PERCENT, "growth.C": PERCENT, "trend": PERCENT, "fixed_growth": PERCENT, "to_policy": SHARE},
    optional={"lean": SHARE, "drop_quiet": SHARE, "drop_waste": SHARE, "trend_of.benefits": PERCENT},
)


@settings(deadline=None, max_examples=60)
@given(typed=ASSUMED)
def test_any_proposal_adds_up_and_each_line_is_its_arithmetic(typed: dict[str, str]) -> None:
    found = made(typed)
    assert sum(each.amount_minor for each in found.cells) + found.reserve_minor == found.total_minor
    for cell in found.cells:
        assert cell.amount_minor == cell.product + cell.rounding
        assert abs(cell.rounding) < 3, cell
        assert cell.amount_minor >= 0
    prepared = found.prepared
    assert sum(each.budget_minor for each in prepared.lines) + found.reserve_minor == prepared.total_minor
    assert prepared.steps[-1].amount_minor == prepared.total_minor


@settings(deadline=None, max_examples=40)
@given(typed=ASSUMED, more=st.integers(1, 50))
def test_more_customers_of_one_tier_never_move_another(typed: dict[str, str], more: int) -> None:
    before = made(typed)
    share = Fraction(typed["growth.A"].removesuffix("%")) + more
    after = made({**typed, "growth.A": f"{share}%"})
    moved = {each.name for each in moves(before, after) if each.of == "tier"}
    assert moved <= {"A", ""}
    assert by_tier(after).get("A", 0) >= by_tier(before).get("A", 0)
