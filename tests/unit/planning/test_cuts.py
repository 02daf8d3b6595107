"""Cuts are exact to the minor unit, spare what is protected, take waste first, and grow without giving anything back."""

import itertools

import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.planning.studies import CUT_FIELDS, Cuts, CuttableLine, Guard, least_cuts
from tests.unit.planning.years import answers, year


def line(tier: str, category: str, amount: int, **more: int | bool) -> CuttableLine:
    return CuttableLine(
        "2027-01", tier, category, amount, int(more.get("used", 0)), bool(more.get("fixed")),
        bool(more.get("reserve")), bool(more.get("closed")),
    )  # fmt: skip


LINES = (
    line("", "team", 100_000, fixed=True),
    line("A", "benefits", 40_000, used=39_000),
    line("A", "activities", 10_007),
    line("B", "benefits", 20_003, closed=True),
    line("C", "benefits", 30_011),
    line("C", "activities", 5_000),
    line("D", "activities", 3_333),
    line("", "emergency_reserve", 9_000, reserve=True),
)


def cut(**typed: str) -> Cuts:
    return least_cuts(lines=LINES, facts=year(), answers=answers(CUT_FIELDS, typed, {"cut": "10%"}))


def taken(found: Cuts) -> dict[tuple[str, str], int]:
    return {(each.tier, each.category): each.cut_minor for each in found.lines}


def test_the_target_is_met_to_the_minor_unit() -> None:
    found = cut(cut="10%")
    assert (found.wanted_minor, found.cut_minor, found.short_minor) == (21_735, 21_735, 0)
    assert sum(each.cut_minor for each in found.lines) == 21_735


def test_what_bought_nothing_goes_first() -> None:
    found = taken(cut(amount="55.00"))
    assert found["C", "activities"] + found["C", "benefits"] == 5_500
    assert sum(found.values()) == 5_500


def test_what_is_protected_stays_and_says_why() -> None:
    found = {(each.tier, each.category): each for each in cut(cut="100%", most="100%").lines}
    assert {key: each.guard for key, each in found.items()} == {
        ("", "team"): Guard.fixed,
        ("A", "benefits"): Guard.free,
        ("A", "activities"): Guard.free,
        ("B", "benefits"): Guard.closed,
        ("C", "benefits"): Guard.free,
        ("C", "activities"): Guard.free,
        ("D", "activities"): Guard.free,
        ("", "emergency_reserve"): Guard.reserve,
    }
    assert found["A", "benefits"].cut_minor == 1_000
    assert [found[key].cut_minor for key in (("", "team"), ("B", "benefits"), ("", "emergency_reserve"))] == [
        0,
        0,
        0,
    ]


def test_what_the_limits_do_not_let_go_is_told() -> None:
    found = cut(cut="100%", most="50%")
    assert found.cut_minor < found.wanted_minor
    assert found.short_minor == found.wanted_minor - found.cut_minor
    assert all(2 * each.cut_minor <= each.amount_minor - each.committed_minor + 1 for each in found.lines)


def test_a_tier_keeps_what_it_has_to_keep() -> None:
    found = taken(cut(cut="100%", most="100%", **{"keep.C": "90%"}))
    assert found["C", "benefits"] + found["C", "activities"] == 3_501


def test_no_other_cut_of_the_same_size_loses_less() -> None:
    """All ways of taking whole slices are tried on three lines."""
    lines = (line("A", "benefits", 2_000), line("B", "benefits", 2_000), line("D", "activities", 2_000))
    given_answers = answers(CUT_FIELDS, {"amount": "18.00", "most": "100%"}, {"cut": "0%"})
    found = least_cuts(lines=lines, facts=year(waste=False), answers=given_answers)
    rates = {"A": 4.0, "B": 2.5, "D": 0.25}
    least = min(
        sum(
            rates[each.tier] * 2_000 * (1 - (1 - part / 20) ** 0.5)
            for each, part in zip(lines, parts, strict=True)
        )
        for parts in itertools.product(range(21), repeat=3)
        if sum(parts) == 18
    )
    assert found.loss == pytest.approx(least)


@settings(deadline=None, max_examples=60)
@given(low=st.integers(0, 217_000), more=st.integers(0, 50_000))
def test_a_larger_cut_never_gives_a_line_back_what_a_smaller_took(low: int, more: int) -> None:
    small, large = (cut(amount=f"{each // 100}.{each % 100:02d}") for each in (low, low + more))
    assert all(taken(large)[key] >= amount for key, amount in taken(small).items())
    assert large.loss >= small.loss - 1e-6
