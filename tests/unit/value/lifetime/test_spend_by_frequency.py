"""The fallback of Gamma-Gamma: recovered on simulated spend that follows frequency, beside it where spend does not."""

import numpy as np
import pytest

from fenhao.engine.value.lifetime import FloatArray, IntArray, gamma_gamma, spend_by_frequency
from tests.unit.value.lifetime.histories import cdnow_spend

CUSTOMERS = 20_000
BETWEEN, WITHIN = 0.25, 0.5


def drawn(*, slope: float, seed: int) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return purchases, sums spent, and each customer's true mean, around 40 (1 + x)^slope."""
    chance = np.random.default_rng(seed)
    purchases = chance.geometric(0.25, CUSTOMERS)
    own = chance.gamma(1 / BETWEEN, BETWEEN, CUSTOMERS)
    true = 40 * (1 + purchases) ** slope * own
    shape = purchases / WITHIN
    spend = purchases * true * chance.gamma(shape, 1 / shape)
    return purchases.astype(np.int64), spend, true


def counted(purchases: IntArray, spend: FloatArray) -> gamma_gamma.SpendCounts:
    return gamma_gamma.SpendCounts(purchases, spend, np.ones(len(purchases), dtype=np.int64))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("slope", [-0.4, 0.0, 0.5])
def test_the_curve_and_both_variances_come_back(slope: float, seed: int) -> None:
    purchases, spend, _ = drawn(slope=slope, seed=seed)
    curve = spend_by_frequency.fit(counted(purchases, spend))
    assert curve is not None
    assert curve.slope == pytest.approx(slope, abs=0.03)
    assert np.exp(curve.level) == pytest.approx(40, rel=0.05)
    assert curve.between == pytest.approx(BETWEEN, rel=0.15)
    # within one customer a purchase varies by WITHIN times the square of its own mean: E[own^2] = 1 + BETWEEN
    assert curve.within == pytest.approx(WITHIN * (1 + BETWEEN), rel=0.2)


@pytest.mark.parametrize("slope", [-0.6, 0.5])
def test_where_spend_follows_frequency_it_is_nearer_to_the_truth_than_gamma_gamma(slope: float) -> None:
    purchases, spend, true = drawn(slope=slope, seed=7)
    counts = counted(purchases, spend)
    assert not gamma_gamma.independence(counts).holds, "the trap that the fallback is for"
    curve, other = spend_by_frequency.fit(counts), gamma_gamma.fit(counts)
    assert curve is not None
    assert other.is_found
    x = purchases.astype(np.float64)
    told = curve.mean(purchases=x, spend=spend)
    rival = gamma_gamma.spend_mean(other.values, purchases=x, spend=spend)
    for often in (purchases == 1, purchases >= 8):
        assert abs(told[often].mean() / true[often].mean() - 1) < 0.03
    assert abs(rival[purchases == 1].mean() / true[purchases == 1].mean() - 1) > 0.05
    assert np.mean((told - true) ** 2) < np.mean((rival - true) ** 2)


def test_where_it_does_not_both_say_nearly_the_same() -> None:
    purchases, spend, _ = drawn(slope=0.0, seed=11)
    counts = counted(purchases, spend)
    curve, other = spend_by_frequency.fit(counts), gamma_gamma.fit(counts)
    assert curve is not None
    x = purchases.astype(np.float64)
    told = curve.mean(purchases=x, spend=spend)
    rival = gamma_gamma.spend_mean(other.values, purchases=x, spend=spend)
    assert told.sum() == pytest.approx(rival.sum(), rel=0.01)


def test_the_fitted_spend_sums_to_what_was_spent() -> None:
    counts = cdnow_spend()
    curve = spend_by_frequency.fit(counts)
    assert curve is not None
    x = counts.purchases.astype(np.float64)
    assert float((curve.prior(x) * x) @ counts.customers) == pytest.approx(
        float(counts.spend @ counts.customers), rel=1e-9
    )


def test_too_few_customers_and_one_frequency_alone_give_no_curve() -> None:
    one = np.ones(40, dtype=np.int64)
    money = np.linspace(1.0, 9.0, 40)
    assert spend_by_frequency.fit(gamma_gamma.SpendCounts(one, money, one)) is None
    few = np.arange(1, 11, dtype=np.int64)
    assert spend_by_frequency.fit(gamma_gamma.SpendCounts(few, money[:10], one[:10])) is None


def test_nobody_is_leant_on_an_own_mean_that_is_not_there() -> None:
    purchases, spend, _ = drawn(slope=0.5, seed=5)
    curve = spend_by_frequency.fit(counted(purchases, spend))
    assert curve is not None
    nothing = np.zeros(1)
    assert curve.mean(purchases=nothing, spend=nothing) == pytest.approx(curve.prior(nothing))
    assert curve.credibility(nothing) == 0
    assert curve.credibility(np.array([1e9])) == pytest.approx(1.0)
    assert np.all(curve.shape(np.array([0.0, 5.0])) > 0)
