"""Points first in first out as a table and as properties; breakage against what made the data; its refusals."""

from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fenhao.engine.loyalty import (
    BreakageVerdict,
    Cohort,
    Move,
    PointsMove,
    account,
    breakage,
    full_liability_minor,
    likely_liability,
)
from fenhao.kernel import months_after, months_between

FIRST = date(2024, 1, 1)

# life | moves (day after the first, what, points) | day | outstanding expired overdrawn
ACCOUNTS = (
    (0, "0e100 5r30 6r70", 10, (0, 0, 0)),
    (0, "0e100 5r130", 10, (0, 0, 30)),
    (0, "0e100 5e50 9r120", 10, (30, 0, 0)),
    (0, "0e100 5x40 9r50", 10, (10, 40, 0)),
    (12, "0e100 5e50", 365, (150, 0, 0)),  # 2024 is a leap year: the first layer goes on day 366
    (12, "0e100 5e50", 366, (50, 100, 0)),
    (12, "0e100 5e50 366r60", 366, (0, 100, 10)),  # what expired in the morning cannot be redeemed at noon
    (12, "0e100 5e50 300r120", 371, (0, 30, 0)),
    (12, "0e100 366x100", 366, (0, 100, 0)),  # the source announces what the rule has done already
    (0, "0e100 5w40 6r70", 10, (0, 0, 10)),
    (0, "3e10 3r10", 3, (0, 0, 0)),  # earned before redeemed within a day
)


def moves_of(told: str) -> list[PointsMove]:
    """Return the moves of a line of the table."""
    kinds = {"e": Move.earned, "r": Move.redeemed, "x": Move.expired, "w": Move.withdrawn}
    made = []
    for each in told.split():
        letter = next(letter for letter in kinds if letter in each)
        day, points = each.split(letter)
        made.append(PointsMove(FIRST + timedelta(days=int(day)), kinds[letter], int(points)))
    return made


@pytest.mark.parametrize(("life", "told", "day", "wanted"), ACCOUNTS)
def test_the_oldest_points_go_first(life: int, told: str, day: int, wanted: tuple[int, int, int]) -> None:
    found = account(moves_of(told), life_months=life, on=FIRST + timedelta(days=day))
    assert (found.outstanding, found.expired, found.overdrawn) == wanted


def test_points_with_a_day_of_their_own_go_on_that_day() -> None:
    moves = [
        PointsMove(FIRST, Move.earned, 100, FIRST + timedelta(days=30)),
        PointsMove(FIRST + timedelta(days=1), Move.earned, 50, FIRST + timedelta(days=10)),
        PointsMove(FIRST + timedelta(days=5), Move.redeemed, 20),
        PointsMove(FIRST + timedelta(days=10), Move.expired, 50),
    ]
    found = account(moves, life_months=0, on=FIRST + timedelta(days=12))
    assert (found.outstanding, found.expired, found.overdrawn) == (80, 50, 0)
    assert [(each.move, each.points) for each in found.taken] == [(Move.redeemed, 20), (Move.expired, 50)]


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [("2024-01-31", "2024-02-29", 0), ("2024-01-31", "2024-03-01", 1), ("2024-01-15", "2025-01-14", 11)],
)
def test_whole_months_are_counted_as_they_are_added(start: str, end: str, months: int) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months


MOVES = st.lists(
    st.builds(
        PointsMove,
        st.dates(FIRST, FIRST + timedelta(days=900)),
        st.sampled_from(Move),
        st.integers(1, 500),
    ),
    max_size=30,
)


@given(MOVES, st.sampled_from([0, 3, 12]), st.dates(FIRST, FIRST + timedelta(days=1000)))
def test_no_point_is_lost_or_made(moves: list[PointsMove], life: int, on: date) -> None:
    found = account(moves, life_months=life, on=on)
    gone = found.redeemed + found.withdrawn + found.expired
    assert found.earned + found.overdrawn == gone + found.outstanding
    assert sum(each.points for each in found.taken) == gone - found.overdrawn
    assert account(moves[::-1], life_months=life, on=on) == found
    for layer in found.layers:
        assert layer.left > 0
        assert layer.expires_on is None or layer.expires_on > on


def test_a_month_that_is_too_short_gives_the_first_of_the_next() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 3, 1)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 3, 1)
    assert months_after(date(2026, 12, 15), 12) == date(2027, 12, 15)


def cohorts(*, seed: int, months: int, life: int, chance_of_use: float, points: int = 4_000) -> list[Cohort]:
    """Return cohorts whose points are redeemed at an even chance a month until they expire."""
    chance = np.random.default_rng(seed)
    made = []
    for month in range(months):
        left, redeemed, expired = points, {}, {}
        own = chance_of_use * float(np.exp(chance.normal(0, 0.1)))
        for age in range(min(months - month - 1, life)):
            redeemed[age] = int(chance.binomial(left, own))
            left -= redeemed[age]
            if age == life - 1:
                expired[age], left = left, 0
        ages = min(months - month - 1, life)
        made.append(Cohort(f"m{month:02}", points, redeemed, expired, ages, left))
    return made


def test_breakage_is_that_of_the_law_behind_the_cohorts() -> None:
    held = cohorts(seed=1, months=36, life=24, chance_of_use=0.03)
    told = breakage(held, life_months=24)
    wanted = sum(each.outstanding * (1 - 0.97 ** (24 - each.ages)) for each in held)
    assert (told.verdict, told.is_bounded, told.cohorts) == (BreakageVerdict.found, True, 35)
    assert told.redeemed_low < wanted < told.redeemed_high
    assert told.redeemed_mid == pytest.approx(wanted, rel=0.1)
    assert told.rate(told.redeemed_high) < told.rate(told.redeemed_mid) < told.rate(told.redeemed_low) < 1


def test_the_interval_holds_the_law_in_nineteen_draws_of_twenty() -> None:
    draws, covered = 100, 0
    for seed in range(draws):
        held = cohorts(seed=seed, months=24, life=18, chance_of_use=0.04)
        told = breakage(held, life_months=18)
        wanted = sum(each.outstanding * (1 - (1 - 0.04 * np.exp(0.005)) ** (18 - each.ages)) for each in held)
        covered += told.redeemed_low <= wanted <= told.redeemed_high
    assert covered / draws >= 0.88


def test_points_that_outlive_what_was_seen_may_all_be_redeemed() -> None:
    told = breakage(cohorts(seed=3, months=8, life=99, chance_of_use=0.05), life_months=0)
    assert not told.is_bounded
    assert told.redeemed_high == told.outstanding
    assert told.redeemed_low < told.redeemed_mid < told.redeemed_high


def test_a_few_months_say_nothing_of_breakage() -> None:
    few = breakage(cohorts(seed=3, months=4, life=24, chance_of_use=0.05), life_months=24)
    assert few.verdict is BreakageVerdict.few_cohorts
    assert (few.redeemed_low, few.redeemed_mid, few.redeemed_high) == (0, few.outstanding, few.outstanding)
    assert breakage([], life_months=24).verdict is BreakageVerdict.nothing


# points, cost of one in minor units -> the most that they can cost, in whole minor units
FULL = """
  1000 1/3  334
  3000 1/3 1000
  0    1/3    0
  7    2     14
  1    1/1000 1
  9007199254740993 1 9007199254740993
"""


@pytest.mark.parametrize("case", FULL.strip().splitlines())
def test_the_most_that_points_can_cost_is_exact_and_never_less(case: str) -> None:
    points, unit, wanted = case.split()
    assert full_liability_minor(int(points), Fraction(unit)) == int(wanted)


def test_what_points_are_likely_to_cost_is_an_estimate_and_keeps_its_parts() -> None:
    assert likely_liability(1000.5, Fraction(1, 2)) == 500.25
