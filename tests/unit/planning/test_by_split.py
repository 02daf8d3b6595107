"""A proposal by a split: every place sums to it to the minor unit, a line shows its arithmetic, and what the split does not know stays."""

import pytest

from fenhao.engine.planning.studies import (
    ANNUAL_FIELDS,
    Proposal,
    SplitAmounts,
    propose,
    propose_by_split,
)
from fenhao.kernel import Trouble
from tests.unit.planning.years import POLICY, answers, year

AMOUNTS = {("A", "benefits"): 50_003, ("A", "activities"): 7, ("B", "benefits"): 11_111, ("C", "benefits"): 0}


def by_split(**typed: str) -> Proposal:
    return propose_by_split(
        facts=year(),
        answers=answers(ANNUAL_FIELDS, typed),
        policy=POLICY,
        wanted=SplitAmounts(AMOUNTS, 5_001),
    )


def summed(found: Proposal, tier: str, category: str) -> int:
    return sum(each.amount_minor for each in found.cells if (each.tier, each.category) == (tier, category))


def test_every_place_of_the_split_gets_what_it_says_to_the_minor_unit() -> None:
    found = by_split()
    assert {place: summed(found, *place) for place in AMOUNTS} == AMOUNTS
    assert all(each.amount_minor == each.product + each.rounding for each in found.cells)
    assert all(abs(each.rounding) < 2 for each in found.cells)


def test_what_the_split_does_not_decide_is_proposed_as_ever() -> None:
    found, usual = (
        by_split(fixed_growth="10%"),
        propose(facts=year(), answers=answers(ANNUAL_FIELDS, {"fixed_growth": "10%"}), policy=POLICY),
    )
    for category in ("team", "acquisition"):
        assert summed(found, "", category) == summed(usual, "", category)
    assert summed(found, "D", "activities") > 0, "the split knows nothing of it"


def test_total_is_lines_and_reserves_and_a_goal_moves_no_line_of_the_split() -> None:
    found, grown = by_split(), by_split(**{"growth.A": "20%"})
    assert found.total_minor == sum(each.amount_minor for each in found.cells) + found.reserve_minor
    assert found.reserve_minor >= 5_001
    assert summed(found, "A", "benefits") == summed(grown, "A", "benefits")
    assert found.prepared.total_minor == found.total_minor


def test_a_total_beside_a_split_is_refused() -> None:
    with pytest.raises(Trouble, match=r"planning\.split_total"):
        by_split(total="1000")
