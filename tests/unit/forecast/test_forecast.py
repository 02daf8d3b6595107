"""Cost ahead: what is constant stays, a season is carried on, intervals cover, parts sum, and short histories say so."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from fenhao.engine.forecast import (
    LEVELS,
    Basis,
    Pace,
    ahead,
    as_money,
    is_seasonal,
    origins,
    reconciled,
    season_of,
    trials,
    tried,
    widths,
    year_end,
)

MONTHS = np.arange(60)
SHAPE = np.array([0.8, 0.7, 0.9, 1.0, 1.0, 1.1, 1.0, 0.9, 1.0, 1.1, 1.4, 1.1])


def drawn(seed: int, *, count: int = 60, noise: float = 0.05) -> np.ndarray:
    """Return a made series with trend, season and noise."""
    rng = np.random.default_rng(seed)
    level = 1000 * (1 + 0.005 * np.arange(count))
    return np.asarray(level * SHAPE[np.arange(count) % 12] * np.exp(noise * rng.standard_normal(count)))


def test_what_never_changed_is_foretold_as_it_is() -> None:
    told = ahead(np.full(12, 90_000.0), season=12, horizon=6)
    assert told.mids.tolist() == [90_000.0] * 6
    assert told.basis is Basis.level
    assert 0 < told.spreads[0] < 0.01 * 90_000


def test_nothing_stays_nothing() -> None:
    told = ahead(np.zeros(20), season=12, horizon=4)
    assert told.mids.tolist() == [0.0] * 4
    assert told.basis is Basis.guess


@pytest.mark.parametrize(
    ("known", "basis"),
    [(1, Basis.guess), (2, Basis.guess), (4, Basis.level), (12, Basis.trend), (60, Basis.season)],
)
def test_a_forecast_says_on_what_it_rests(known: int, basis: Basis) -> None:
    assert ahead(drawn(1)[:known], season=12, horizon=6).basis is basis


def test_a_season_is_read_off_and_carried_on() -> None:
    values = drawn(2, noise=0.01)
    assert is_seasonal(values, 12)
    found = season_of(values, 12)
    assert found is not None
    assert found.multiplies
    assert np.allclose(found.parts, SHAPE / SHAPE.mean(), atol=0.03)
    told = ahead(values, season=12, horizon=12)
    came = 1000 * (1 + 0.005 * np.arange(60, 72)) * SHAPE
    assert np.mean(np.abs(told.mids - came) / came) < 0.05


def test_all_models_have_a_part_and_the_fast_pace_takes_one() -> None:
    values = drawn(3)
    assert ahead(values, season=12, horizon=3).models == ("theta", "smoothing", "autoregression")
    assert ahead(values, season=12, horizon=3, pace=Pace.fast).models == ("theta",)


def test_cost_below_nothing_is_not_foretold() -> None:
    falling = np.maximum(1000.0 - 50 * np.arange(24), 1)
    told = ahead(falling, season=12, horizon=18)
    assert told.mids.min() >= 0


def test_the_same_series_has_the_same_forecast() -> None:
    first, again = (ahead(drawn(4), season=12, horizon=6) for _ in range(2))
    assert first.mids.tobytes() == again.mids.tobytes()


def test_a_forecast_of_an_earlier_moment_knows_nothing_of_later_ones() -> None:
    values = drawn(5)
    changed = values.copy()
    changed[-1] *= 100
    start, reach = origins(len(values), horizon=6, season=12)[0]
    assert start + reach == len(values)
    assert trials(values, season=12, horizon=6)[0].mids == trials(changed, season=12, horizon=6)[0].mids


def test_intervals_cover_what_they_claim_on_series_that_they_were_not_set_by() -> None:
    series = [drawn(seed, noise=0.12) for seed in range(100, 140)]
    made = [each for values in series for each in trials(values[:48], season=12, horizon=12, pace=Pace.fast)]
    width = widths(made)
    for level, claimed in enumerate(LEVELS):
        inside = [
            score <= width.at(level, place)
            for values in series
            for place, score in enumerate(
                tried(
                    ahead(values[:48], season=12, horizon=12, pace=Pace.fast), values[48:], start=48
                ).scores,
                start=1,
            )
        ]
        assert abs(np.mean(inside) - claimed) < 0.07


@given(
    rows=st.lists(st.lists(st.floats(0, 1e6), min_size=3, max_size=3), min_size=4, max_size=4),
    groups=st.lists(st.floats(0, 3e6), min_size=3, max_size=3),
)
@settings(max_examples=50, deadline=None)
def test_lines_are_moved_so_that_parts_agree(rows: list[list[float]], groups: list[float]) -> None:
    own = [np.array(each) for each in (*rows, groups, groups, groups)]
    told = reconciled(own=own, spreads=[np.ones(3)] * 7, groups=[[0, 1], [2, 3]], floor=True)
    assert told.shape == (4, 3)
    assert told.min() >= 0


def test_what_is_surest_moves_least() -> None:
    own = [np.array([100.0]), np.array([100.0]), np.array([200.0]), np.array([260.0])]
    spreads = [np.array([1.0]), np.array([30.0]), np.array([1e6]), np.array([1.0])]
    told = reconciled(own=own, spreads=spreads, groups=[[0, 1]], floor=True)
    assert abs(told[0, 0] - 100) < 1
    assert abs(told[1, 0] - 160) < 2


YEARS = """
# spent   rest low/mid/high   budget  -> end   gap    chance
  600     300 400 500           1000     1000      0   50
  600     300 400 500           1200     1000   -200    1
  600     300 400 500            900     1000    100   90
  600     400 400 400            999     1000      1  100
  600     400 400 400           1000     1000      0    0
"""


@pytest.mark.parametrize("row", [line.split() for line in YEARS.strip().splitlines()[1:]])
def test_a_year_ends_where_what_is_spent_and_what_is_to_come_meet(row: list[str]) -> None:
    spent, low, mid, high, budget, end, gap, chance = map(int, row)
    found = year_end(spent_minor=spent, rest=(low, mid, high), budget_minor=budget)
    assert (found.end_minor, found.gap_minor) == (end, gap)
    assert found.overrun is not None
    assert abs(100 * found.overrun - chance) < 1


def test_a_year_without_a_budget_has_no_chance_of_an_overrun() -> None:
    found = year_end(spent_minor=1, rest=(1, 2, 3), budget_minor=None)
    assert (found.gap_minor, found.overrun) == (None, None)


@given(total=st.integers(-(10**12), 10**12), parts=st.lists(st.integers(-5, 10**9), min_size=1, max_size=20))
def test_a_forecast_proposed_as_money_gives_everything_away(total: int, parts: list[int]) -> None:
    assert sum(as_money(total, parts)) == total
