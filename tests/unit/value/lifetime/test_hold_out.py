"""The trial on days not seen: CDNOW's published miss, ranges that hold what they promise, and words for what cannot be tried."""

from dataclasses import replace

import numpy as np
import pytest

from fenhao.engine.value.lifetime import (
    MODELS,
    FitState,
    HoldOut,
    HoldOutVerdict,
    LifetimeModel,
    Outlook,
    PurchaseCounts,
    bg_nbd,
    gamma_gamma,
    hold_out,
    scores,
    total_error,
)
from tests.unit.value.lifetime.histories import (
    cdnow,
    cdnow_after,
    cdnow_spend,
    counted,
    drawn_on_after,
)


def test_the_trial_says_by_how_much_it_missed_on_cdnow() -> None:
    counts, after = cdnow_after()
    fit = bg_nbd.MODEL.fit(cdnow(), 7)
    tried = hold_out(
        model=bg_nbd.MODEL, fit=fit, counts=counts, days_after=after, days=273, draws=200, seed=1
    )
    assert tried.verdict is HoldOutVerdict.fair
    assert tried.actual == 1882
    assert tried.miss == pytest.approx(-0.1215, abs=5e-4)
    assert sum(each.customers for each in tried.buckets) == tried.customers == 2357
    assert sum(each.actual for each in tried.buckets) == tried.actual
    assert sum(each.expected for each in tried.buckets) == pytest.approx(tried.expected)
    assert tried.coverage > 0.8
    assert (tried.sway, tried.coverage_swayed) == (0.0, tried.coverage)


# frequency | purchases a customer that came | that were expected
BUCKETS = """
          0 | 0.237 | 0.225
          1 | 0.697 | 0.523
          2 | 1.393 | 1.044
          3 | 1.560 | 1.520
          7 | 6.359 | 6.157
"""


@pytest.mark.parametrize("line", BUCKETS.strip().splitlines())
def test_the_trial_by_frequency_is_that_of_the_peers(line: str) -> None:
    frequency, actual, expected = (float(part) for part in line.split("|"))
    counts, after = cdnow_after()
    fit = bg_nbd.MODEL.fit(cdnow(), 7)
    tried = hold_out(model=bg_nbd.MODEL, fit=fit, counts=counts, days_after=after, days=273, draws=50, seed=1)
    (bucket,) = (each for each in tried.buckets if each.frequency == frequency)
    assert bucket.and_more == (frequency == 7)
    assert bucket.actual / bucket.customers == pytest.approx(actual, abs=6e-4)
    assert bucket.expected / bucket.customers == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_draws_have_the_expectation_that_the_formula_gives(model: LifetimeModel) -> None:
    fit = model.fit(cdnow(), 7)
    chance = np.random.Generator(np.random.PCG64(3))
    many = 40_000
    for frequency, recency, age in ((0.0, 0.0, 38.0), (2.0, 30.0, 38.0), (12.0, 37.0, 38.0)):
        x, seen, old = np.array([frequency]), np.array([recency]), np.array([age])
        futures = model.living_draw(fit.values, np.repeat(x, many), np.repeat(old, many), 39.0, 0.0, chance)
        drawn = futures * model.alive(fit.values, x, seen, old)
        expected = model.orders(fit.values, x, seen, old, 39.0)[0]
        assert abs(np.mean(drawn) - expected) < 4.5 * np.std(drawn) / many**0.5


def test_ranges_hold_the_expectations_of_living_customers_and_one_seed_gives_them_again() -> None:
    counts, fit, spend = cdnow(), bg_nbd.MODEL.fit(cdnow(), 7), gamma_gamma.fit(cdnow_spend())
    outlook = Outlook(span_days=730, discount_yearly=0.1, draws=100, seed=9)
    once = scores(model=bg_nbd.MODEL, fit=fit, spend=spend, counts=counts, outlook=outlook)
    again = scores(model=bg_nbd.MODEL, fit=fit, spend=spend, counts=counts, outlook=outlook)
    assert np.array_equal(once.worth_high, again.worth_high)
    assert np.all(once.orders_low <= once.orders_high)
    assert np.all(once.discounted < once.orders)
    assert np.all((once.alive > 0) & (once.alive <= 1))
    # an expectation may lie above its range where a customer has most likely left, but not where it is surely there
    there = (once.alive > 0.9) & (counts.frequency > 5)
    assert np.all(once.orders[there] >= once.orders_low[there])
    assert np.all(once.orders[there] <= once.orders_high[there])


def test_histories_that_share_their_draws_have_the_ranges_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts, fit = cdnow(), bg_nbd.MODEL.fit(cdnow(), 7)
    outlook = Outlook(span_days=730, discount_yearly=0.1, draws=400, seed=9)
    alone = scores(model=bg_nbd.MODEL, fit=fit, spend=None, counts=counts, outlook=outlook)
    monkeypatch.setattr("fenhao.engine.value.lifetime._scores._OWN_AGE_MAX", 100)
    shared = scores(model=bg_nbd.MODEL, fit=fit, spend=None, counts=counts, outlook=outlook)
    assert np.array_equal(alone.orders, shared.orders)
    assert np.average(np.abs(alone.orders_high - shared.orders_high), weights=counts.customers) < 1
    assert float(shared.orders_high @ counts.customers) == pytest.approx(
        float(alone.orders_high @ counts.customers), rel=0.05
    )


def test_the_error_of_the_total_is_that_of_parameters_drawn() -> None:
    counts, fit = cdnow(), bg_nbd.MODEL.fit(cdnow(), 7)
    error = total_error(model=bg_nbd.MODEL, fit=fit, counts=counts, span_days=273)
    assert 20 < error < 120


def test_days_without_enough_purchases_try_nothing() -> None:
    counts, after = cdnow_after()
    fit = bg_nbd.MODEL.fit(cdnow(), 7)
    tried = hold_out(
        model=bg_nbd.MODEL, fit=fit, counts=counts, days_after=after * 0, days=273, draws=20, seed=1
    )
    assert (tried.verdict, tried.miss) == (HoldOutVerdict.too_few_purchases, 0.0)


def test_without_a_fit_there_is_no_trial_and_no_score() -> None:
    alone = counted(np.zeros(100, dtype=np.int64), np.zeros(100, dtype=np.int64), np.arange(100))
    fit = bg_nbd.MODEL.fit(alone, 7)
    assert fit.state is FitState.no_repeats
    tried = hold_out(
        model=bg_nbd.MODEL,
        fit=fit,
        counts=alone,
        days_after=np.zeros(len(alone), dtype=np.int64),
        days=50,
        draws=20,
        seed=1,
    )
    assert tried.verdict is HoldOutVerdict.no_fit
    with pytest.raises(ValueError, match="no_repeats"):
        scores(
            model=bg_nbd.MODEL,
            fit=fit,
            spend=None,
            counts=alone,
            outlook=Outlook(span_days=365, discount_yearly=0.1, draws=10, seed=1),
        )


def test_no_customers_at_all_have_no_scores() -> None:
    nobody = np.array([], dtype=np.int64)
    fit = bg_nbd.MODEL.fit(cdnow(), 7)
    made = scores(
        model=bg_nbd.MODEL,
        fit=fit,
        spend=None,
        counts=PurchaseCounts(nobody, nobody, nobody, nobody),
        outlook=Outlook(span_days=365, discount_yearly=0.1, draws=10, seed=1),
    )
    assert len(made.orders) == len(made.worth_high) == 0


def tried_on(*, sway: float, seed: int, days: int = 200, after: int = 100) -> HoldOut:
    """Return the trial of customers who buy every ten days, drawn from BG/NBD but for the sway."""
    counts, came, _ = drawn_on_after(
        customers=3_000, theta=(2.0, 20.0, 0.2, 6.0), days=days, after=after, sway=sway, seed=seed
    )
    fit = bg_nbd.MODEL.fit(counts, 7)
    return hold_out(
        model=bg_nbd.MODEL, fit=fit, counts=counts, days_after=came, days=after, draws=100, seed=seed
    )


@pytest.mark.parametrize("seed", range(4))
def test_ranges_hold_what_they_promise_where_the_model_is_right(seed: int) -> None:
    tried = tried_on(sway=0.0, seed=seed)
    assert 0.86 < tried.coverage < 0.9, "whole numbers hold more than four in five"
    assert (tried.sway, tried.coverage_swayed) == (0.0, tried.coverage)
    assert sum(each.inside for each in tried.buckets) == round(tried.coverage * tried.customers)


@pytest.mark.parametrize("sway", [0.5, 0.8])
@pytest.mark.parametrize("seed", range(2))
def test_paces_that_move_are_found_and_ranges_made_to_hold_again(sway: float, seed: int) -> None:
    tried = tried_on(sway=sway, seed=seed)
    assert tried.coverage < 0.8
    assert tried.sway == pytest.approx(sway, abs=0.1)
    assert tried.coverage_swayed == pytest.approx(0.88, abs=0.025), "as many as where paces stay"
    assert sum(each.inside for each in tried.buckets) / tried.customers == pytest.approx(0.88, abs=0.025)


def test_a_sway_widens_ranges_and_moves_no_expectation() -> None:
    counts, _, _ = drawn_on_after(
        customers=3_000, theta=(2.0, 20.0, 0.2, 6.0), days=200, after=1, sway=0.0, seed=1
    )
    fit = bg_nbd.MODEL.fit(counts, 7)
    outlook = Outlook(span_days=200, discount_yearly=0.1, draws=200, seed=9)
    alone = scores(model=bg_nbd.MODEL, fit=fit, spend=None, counts=counts, outlook=outlook)
    wide = scores(model=bg_nbd.MODEL, fit=fit, spend=None, counts=counts, outlook=replace(outlook, sway=0.8))
    assert np.array_equal(alone.orders, wide.orders)
    often = counts.frequency > 5
    widths = [float(np.mean((each.orders_high - each.orders_low)[often])) for each in (alone, wide)]
    assert widths[1] > 1.2 * widths[0]
