"""The elasticity against what made the data, against a plain dummy regression, and its refusals."""

import numpy as np
import pytest

from fenhao.engine.satisfaction import Cell, Verdict, elasticity

GROUPS, MONTHS = 16, 12


def drawn(
    *, slope: float, seed: int, groups: int = GROUPS, months: int = MONTHS, moves: float = 0.2
) -> list[Cell]:
    """Return cells whose outcome follows cost by a slope, with levels and noise that stays within a cell."""
    chance = np.random.default_rng(seed)
    level, season = chance.normal(0, 0.5, groups), chance.normal(0, 0.1, months)
    made = []
    for group in range(groups):
        lasting = chance.normal(0, 0.03, months).cumsum() / 3
        for month in range(months):
            cost = level[group] + season[month] + chance.normal(0, moves)
            outcome = 1 + 0.4 * level[group] - season[month] + slope * (cost - level[group] - season[month])
            outcome += lasting[month] + chance.normal(0, 0.03)
            answers = int(chance.integers(5, 60))
            made.append(
                Cell(f"g{group:02}", f"m{month:02}", float(np.exp(cost + 6)), float(np.exp(outcome)), answers)
            )
    return made


def test_the_slope_that_made_the_data_is_found_and_its_interval_clear() -> None:
    told = elasticity(drawn(slope=0.3, seed=1))
    assert told.verdict is Verdict.found
    assert told.percent is not None
    assert told.percent.low < 0.3 < told.percent.high
    assert told.is_clear
    assert (told.cells, told.groups, told.months, told.randomised) == (GROUPS * MONTHS, GROUPS, MONTHS, False)


@pytest.mark.parametrize("slope", [0.0, 0.15])
def test_the_interval_covers_the_truth_in_nineteen_draws_of_twenty(slope: float) -> None:
    draws = 100
    covered = 0
    for seed in range(draws):
        percent = elasticity(drawn(slope=slope, seed=seed, groups=10, months=8)).percent
        assert percent is not None
        covered += percent.low <= slope <= percent.high
    assert 0.89 <= covered / draws <= 0.99


def test_the_slope_is_that_of_the_regression_with_a_column_for_each_level() -> None:
    cells = drawn(slope=0.2, seed=4, groups=7, months=6)
    groups, months = sorted({each.group for each in cells}), sorted({each.month for each in cells})
    design = np.array(
        [
            [np.log(each.cost)]
            + [float(each.group == group) for group in groups]
            + [float(each.month == month) for month in months[1:]]
            for each in cells
        ]
    )
    outcome, weight = (
        np.log([each.outcome for each in cells]),
        np.diag([float(each.answers) for each in cells]),
    )
    wanted = np.linalg.solve(design.T @ weight @ design, design.T @ weight @ outcome)[0]
    percent = elasticity(cells).percent
    assert percent is not None
    assert percent.mid == pytest.approx(wanted, rel=1e-9)


def test_the_order_of_cells_and_the_unit_of_cost_do_not_matter() -> None:
    cells = drawn(slope=0.2, seed=9)
    turned = [Cell(each.group, each.month, each.cost * 7, each.outcome, each.answers) for each in cells[::-1]]
    one, other = elasticity(cells).percent, elasticity(turned).percent
    assert one is not None
    assert other is not None
    assert (one.low, one.mid, one.high) == pytest.approx((other.low, other.mid, other.high), rel=1e-9)


# groups | months | moves | verdict
THIN = (
    (3, 4, 0.2, Verdict.few_cells),
    (5, 12, 0.2, Verdict.few_groups),
    (16, 3, 0.2, Verdict.few_months),
    (16, 12, 0.0, Verdict.cost_still),
)


@pytest.mark.parametrize(("groups", "months", "moves", "verdict"), THIN)
def test_thin_data_are_refused_by_name(groups: int, months: int, moves: float, verdict: Verdict) -> None:
    told = elasticity(drawn(slope=0.3, seed=2, groups=groups, months=months, moves=moves))
    assert (told.verdict, told.percent, told.is_clear) == (verdict, None, False)


def test_cells_with_few_answers_or_without_cost_are_left_out() -> None:
    cells = drawn(slope=0.3, seed=1)
    thin = [Cell("x", "m00", 100.0, 2.0, 4), Cell("y", "m00", 0.0, 2.0, 90), Cell("z", "m00", 5.0, 0.0, 90)]
    assert elasticity([*cells, *thin]) == elasticity(cells)
