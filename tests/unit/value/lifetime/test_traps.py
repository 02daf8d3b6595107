"""What went wrong elsewhere, each as a test: absurd optima, silent penalties, scaled clocks, and bases that teach nothing."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import (
    MODELS,
    FitState,
    LifetimeModel,
    PurchaseCounts,
    bdw,
    bg_nbd,
    gamma_gamma,
    mbg_nbd,
)
from tests.unit.value.lifetime.histories import (
    cdnow,
    cdnow_spend,
    counted,
    drawn_leaving_after_purchases,
)


def alike(frequency: int, recency: int, age: int, customers: int) -> PurchaseCounts:
    """Return customers with one history."""
    return PurchaseCounts(
        *(np.array([each], dtype=np.int64) for each in (frequency, recency, age, customers))
    )


@pytest.mark.slow
def test_data_drawn_from_the_model_never_leads_to_an_absurd_optimum() -> None:
    truth = (0.6, 8.57 * 70, 0.3, 3.0)
    counts = drawn_leaving_after_purchases(
        customers=100_000, theta=truth, days=3_640, leaves_at_first=False, seed=5
    )
    fit = bg_nbd.MODEL.fit(counts, 70)
    assert fit.state is FitState.found
    assert fit.values == pytest.approx((0.6, 8.57, 0.3, 3.0), rel=0.15)
    assert fit.log_likelihood < 0


def test_daily_buyers_are_fitted_without_a_penalty_that_changes_the_answer() -> None:
    truth = (1.7, 5.0, 0.25, 57.0)
    counts = drawn_leaving_after_purchases(
        customers=5_000, theta=truth, days=730, leaves_at_first=False, seed=6
    )
    assert np.average(counts.frequency, weights=counts.customers) > 50
    plain, modified = bg_nbd.MODEL.fit(counts, 1), mbg_nbd.MODEL.fit(counts, 1)
    assert plain.state is modified.state is FitState.found
    assert 10 < plain.value("b") < 400
    assert plain.value("a") / plain.value("b") == pytest.approx(0.25 / 57, rel=0.25)


def test_the_fit_does_not_depend_on_the_order_or_grouping_of_rows() -> None:
    whole = cdnow()
    turned = PurchaseCounts(
        whole.frequency[::-1], whole.recency_days[::-1], whole.age_days[::-1], whole.customers[::-1]
    )
    one_by_one = PurchaseCounts(
        np.repeat(whole.frequency, whole.customers),
        np.repeat(whole.recency_days, whole.customers),
        np.repeat(whole.age_days, whole.customers),
        np.ones(whole.total, dtype=np.int64),
    )
    fits = [bg_nbd.MODEL.fit(each, 7) for each in (whole, turned, one_by_one)]
    for fit in fits[1:]:
        assert fit.values == pytest.approx(fits[0].values, rel=1e-6)
        assert fit.log_likelihood == pytest.approx(fits[0].log_likelihood, rel=1e-12)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_one_time_buyers_alone_are_refused_with_the_reason(model: LifetimeModel) -> None:
    assert model.fit(alike(0, 0, 300, 5_000), 7).state is FitState.no_repeats


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_one_customer_and_none_are_too_few(model: LifetimeModel) -> None:
    nobody = np.array([], dtype=np.int64)
    assert model.fit(alike(3, 100, 300, 1), 7).state is FitState.too_few
    assert model.fit(PurchaseCounts(nobody, nobody, nobody, nobody), 7).state is FitState.too_few


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_exactly_three_orders_each_are_refused_after_a_few_steps(model: LifetimeModel) -> None:
    # likelihoods that rise for ever by less and less: a climb that follows them takes minutes and ends nowhere
    chance = Generator(PCG64(1))
    days = np.sort(chance.integers(0, 700, (20_000, 3)), axis=1)
    days = days[np.all(np.diff(days, axis=1) > 0, axis=1)]
    counts = counted(np.full(len(days), 2), days[:, 2] - days[:, 0], 730 - days[:, 0])
    fit = model.fit(counts, 7)
    assert fit.state in (FitState.all_alike, FitState.nobody_leaves)
    assert fit.steps < 40


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_customers_who_are_all_alike_get_no_numbers(model: LifetimeModel) -> None:
    fit = model.fit(alike(5, 280, 300, 1_000), 7)
    assert fit.state not in (FitState.found, FitState.too_few, FitState.no_repeats)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_customers_of_one_pace_of_whom_nobody_leaves_get_no_numbers(model: LifetimeModel) -> None:
    days = np.arange(200, dtype=np.int64)
    fit = model.fit(counted(6 + days % 3, 330 + days % 30, np.full(200, 365)), 7)
    assert fit.state in (FitState.nobody_leaves, FitState.all_alike, FitState.flat_ridge)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_customers_won_on_the_last_day_do_not_break_the_fit(model: LifetimeModel) -> None:
    fit = model.fit(alike(0, 0, 0, 1_000), 7)
    assert fit.state is FitState.no_repeats
    whole = cdnow()
    late = PurchaseCounts(
        *(
            np.append(column, np.int64(more))
            for column, more in (
                (whole.frequency, 0),
                (whole.recency_days, 0),
                (whole.age_days, 0),
                (whole.customers, 500),
            )
        )
    )
    assert model.fit(late, 7).state is FitState.found


def test_histories_that_cannot_be_are_refused() -> None:
    for frequency, recency, age in ((2, 1, 10), (0, 3, 10), (1, 11, 10), (-1, 0, 10)):
        with pytest.raises(ValueError, match="no customer's history"):
            alike(frequency, recency, age, 1)


def test_equal_spend_everywhere_is_said_to_be_alike() -> None:
    purchases = np.arange(1, 101, dtype=np.int64)
    counts = gamma_gamma.SpendCounts(
        purchases, 20.0 * purchases.astype(np.float64), np.ones(100, dtype=np.int64)
    )
    assert gamma_gamma.fit(counts).state is FitState.all_alike
    assert counts.mean == pytest.approx(20.0)


def test_spend_that_goes_with_purchases_is_found_out() -> None:
    purchases = np.arange(1, 101, dtype=np.int64)
    held = np.ones(100, dtype=np.int64)
    leaning = gamma_gamma.SpendCounts(purchases, 20.0 * purchases.astype(np.float64) ** 2, held)
    assert not gamma_gamma.independence(leaning).holds
    assert gamma_gamma.independence(cdnow_spend()).holds


def test_spend_without_a_mean_gives_no_mean() -> None:
    assert not gamma_gamma.has_mean((2.0, 0.9, 10.0))
    with pytest.raises(ValueError, match="infinite"):
        gamma_gamma.spend_mean((2.0, 0.9, 10.0), purchases=np.array([0.0]), spend=np.array([0.0]))


@pytest.mark.parametrize(
    ("lost", "kept", "state"),
    [
        ([0, 0, 0], [0, 0, 0, 500], FitState.nobody_leaves),
        ([500], [0], FitState.everybody_leaves),
        ([3], [0, 5], FitState.too_few),
        ([300], [700], FitState.too_few),
    ],
)
def test_contracts_that_teach_nothing_are_refused(lost: list[int], kept: list[int], state: FitState) -> None:
    counts = bdw.ContractCounts.alike(lost=np.array(lost), kept=np.array(kept))
    assert bdw.fit(counts, ages=False).state is state


def test_a_million_histories_need_no_more_digits_than_doubles_have() -> None:
    theta = (0.24, 4.4, 0.8, 2.4)
    frequency = np.array([0.0, 1.0, 10_000.0])
    recency, age = np.array([0.0, 38.9, 38.9]), np.full(3, 39.0)
    for model in MODELS:
        for answer in (
            model.alive(theta, frequency, recency, age),
            model.orders(theta, frequency, recency, age, 5_000.0),
            model.discounted(theta, frequency, recency, age, 5_000.0, 0.002),
        ):
            assert np.all(np.isfinite(answer))
            assert np.all(answer > 0)
