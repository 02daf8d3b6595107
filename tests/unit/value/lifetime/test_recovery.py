"""Parameters are recovered from customers drawn from the models' own laws, over seeds, within their standard errors."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import (
    Fit,
    FitState,
    bdw,
    bg_bb,
    bg_nbd,
    gamma_gamma,
    mbg_nbd,
    pareto_nbd,
)
from tests.unit.value.lifetime.histories import drawn_leaving_after_purchases, drawn_leaving_any_time

SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (2, 3, 4)))
ERRORS_MAX = 4.0


def errors_off(fit: Fit, truth: tuple[float, ...]) -> list[float]:
    """Return how many standard errors of its logarithm each parameter is off."""
    assert fit.state is FitState.found
    return [
        abs(np.log(value / true)) / spread
        for value, true, spread in zip(fit.values, truth, np.sqrt(np.diag(fit.covariance)), strict=True)
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("leaves_at_first", [False, True])
def test_leaving_after_purchases_is_recovered(seed: int, leaves_at_first: bool) -> None:
    truth = (0.8, 60.0, 0.6, 2.0)
    counts = drawn_leaving_after_purchases(
        customers=8_000, theta=truth, days=2_000, leaves_at_first=leaves_at_first, seed=seed
    )
    model = mbg_nbd.MODEL if leaves_at_first else bg_nbd.MODEL
    assert max(errors_off(model.fit(counts, 1), truth)) < ERRORS_MAX


@pytest.mark.parametrize("seed", SEEDS)
def test_leaving_at_any_time_is_recovered(seed: int) -> None:
    truth = (0.8, 90.0, 1.2, 700.0)
    counts = drawn_leaving_any_time(customers=3_000, theta=truth, days=2_000, seed=seed)
    assert max(errors_off(pareto_nbd.fit(counts, 7), (0.8, 90.0 / 7, 1.2, 100.0))) < ERRORS_MAX


@pytest.mark.parametrize("seed", SEEDS)
def test_spend_is_recovered(seed: int) -> None:
    truth = (4.0, 3.5, 50.0)
    chance = Generator(PCG64(seed))
    purchases = chance.integers(1, 12, 8_000)
    scale = chance.gamma(truth[1], 1 / truth[2], 8_000)
    spend = chance.gamma(truth[0] * purchases, 1.0) / scale
    fit = gamma_gamma.fit(gamma_gamma.SpendCounts(purchases, spend, np.ones(8_000, dtype=np.int64)))
    assert max(errors_off(fit, truth)) < ERRORS_MAX


@pytest.mark.parametrize("seed", SEEDS)
def test_renewals_are_recovered(seed: int) -> None:
    truth = (0.9, 2.4)
    chance = Generator(PCG64(seed))
    ends = chance.geometric(chance.beta(*truth, 20_000))
    lost = np.array([np.sum(ends == renewal) for renewal in range(1, 9)])
    kept = np.array([0] * 8 + [np.sum(ends > 8)])
    assert (
        max(errors_off(bdw.fit(bdw.ContractCounts.alike(lost=lost, kept=kept), ages=False), truth))
        < ERRORS_MAX
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_purchases_at_occasions_are_recovered(seed: int) -> None:
    truth = (1.2, 0.8, 0.7, 2.8)
    chance = Generator(PCG64(seed))
    buys, leaves = chance.beta(*truth[:2], 20_000), chance.beta(*truth[2:], 20_000)
    there = np.ones(20_000, dtype=bool)
    purchases, last = np.zeros(20_000, dtype=np.int64), np.zeros(20_000, dtype=np.int64)
    for occasion in range(1, 8):
        there &= chance.random(20_000) >= leaves
        bought = there & (chance.random(20_000) < buys)
        purchases += bought
        last = np.where(bought, occasion, last)
    triples, held = np.unique(np.stack([purchases, last]), axis=1, return_counts=True)
    counts = bg_bb.OccasionCounts(triples[0], triples[1], np.full(len(held), 7), held)
    assert max(errors_off(bg_bb.fit(counts), truth)) < ERRORS_MAX


def test_one_rate_for_all_is_what_counting_gives() -> None:
    """Two hundred contracts, 315 renewals due in all, 60 of them not renewed: the share that a coin would show."""
    lost, kept = np.array([40, 15, 5]), np.array([10, 70, 20, 40])
    counts = bdw.ContractCounts.alike(lost=lost, kept=kept)
    due = int(lost @ (1, 2, 3) + kept @ (0, 1, 2, 3))
    assert due == 315
    fit = bdw.fit_alike(counts, ages=False)
    share, error = bdw.leaving_at_first(fit.values[0], fit.errors[0])
    assert share == pytest.approx(60 / due, rel=1e-5)
    assert error == pytest.approx((60 / due * (1 - 60 / due) / due) ** 0.5, rel=1e-3)
    assert fit.log_likelihood == pytest.approx(60 * np.log(share) + (due - 60) * np.log(1 - share), rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_rate_with_age_and_groups_is_recovered(seed: int) -> None:
    chance, customers = Generator(PCG64(seed)), 6_000
    group = np.arange(customers) % 2
    # still there after t renewals with e^(-.2 t^1.3), to the power of two in the second group
    ends = np.ceil((chance.standard_exponential(customers) / (0.2 * 2.0**group)) ** (1 / 1.3))
    is_lost = ends <= 8
    rows, held = np.unique(
        np.stack([group, np.minimum(ends, 8 + ~is_lost) - ~is_lost, is_lost]), axis=1, return_counts=True
    )
    counts = bdw.ContractCounts(
        group=rows[0].astype(np.int64),
        renewals=rows[1].astype(np.int64),
        is_lost=rows[2],
        customers=held.astype(np.int64),
        courses=bdw.Courses.steady(np.array([[0.0], [1.0]])),
        names=("plan",),
    )
    fit = bdw.fit_alike(counts)
    assert fit.names == ("rate", "c", "plan")
    assert max(errors_off(fit, (0.2, 1.3, 2.0))) < ERRORS_MAX
    still = bdw.survival(fit, renewals=np.array([3.0, 3.0]), courses=counts.courses)
    assert still == pytest.approx(np.exp(-0.2 * 3**1.3 * np.array([1.0, 2.0])), rel=0.1)
