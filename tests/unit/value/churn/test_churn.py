"""Chances of silence against draws of the same models and against what came on CDNOW; reasons, losses and gains as properties."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from fenhao.engine.value import churn
from fenhao.engine.value.churn import FACTS, CalibrationVerdict, Fact, Treatment
from fenhao.engine.value.lifetime import (
    MODELS,
    Fit,
    FloatArray,
    LifetimeModel,
    Outlook,
    PurchaseCounts,
    calendar,
)
from tests.unit.value.lifetime.histories import cdnow, cdnow_after

SPAN = 91
DRAWS = 4000
OUTLOOK = Outlook(span_days=1095, discount_yearly=0.1, draws=20, seed=0)


def fitted(model: LifetimeModel) -> Fit:
    fit = model.fit(cdnow(), 7)
    assert fit.is_found
    return fit


def chances(model: LifetimeModel, fit: Fit, counts: PurchaseCounts, days: int = SPAN) -> FloatArray:
    return churn.silence(
        model=model,
        fit=fit,
        frequency=counts.frequency.astype(np.float64),
        recency_days=counts.recency_days.astype(np.float64),
        age_days=counts.age_days.astype(np.float64),
        span_days=days,
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_the_chance_of_silence_is_the_share_of_draws_without_a_purchase(model: LifetimeModel) -> None:
    fit, chance = fitted(model), np.random.default_rng(5)
    frequency, recency, age = np.array([[0, 2, 7, 29.0], [0, 213, 250, 260.0], [270, 272, 265, 270.0]])
    told = churn.silence(
        model=model, fit=fit, frequency=frequency, recency_days=recency, age_days=age, span_days=SPAN
    )
    drawn = np.stack(
        [model.living_draw(fit.values, frequency, age / 7, SPAN / 7, 0.0, chance) > 0 for _ in range(DRAWS)]
    ).mean(axis=0)
    drawn = 1 - drawn * model.alive(fit.values, frequency, recency / 7, age / 7)
    assert told == pytest.approx(drawn, abs=5 * 0.5 / DRAWS**0.5)


def test_the_customer_of_the_paper_is_silent_as_the_formula_says() -> None:
    model = MODELS[0]
    fit = fitted(model)
    r, alpha, _, _ = fit.values
    x, recency, age, span = 2.0, 30.4286, 38.857, 39.0
    alive = 0.72662  # of this customer, as published
    wanted = 1 - alive * (1 - ((alpha + age) / (alpha + age + span)) ** (r + x))
    told = churn.silence(
        model=model,
        fit=fit,
        frequency=np.array([x]),
        recency_days=np.array([recency * 7]),
        age_days=np.array([age * 7]),
        span_days=273,
    )
    assert told[0] == pytest.approx(wanted, abs=1e-4)


@pytest.mark.parametrize(
    ("model", "verdict", "off", "before"),
    [
        (MODELS[0], CalibrationVerdict.fair, 0.0418, 0.0526),
        (MODELS[1], CalibrationVerdict.fair, 0.0384, 0.0549),
        (MODELS[2], CalibrationVerdict.close, 0.0248, 0.0682),
    ],
    ids=lambda each: getattr(each, "code", str(each)),
)
def test_chances_on_cdnow_are_as_far_from_what_came_as_told_and_nearer_once_mended(
    model: LifetimeModel, verdict: CalibrationVerdict, off: float, before: float
) -> None:
    counts, after = cdnow_after()
    told = chances(model, fitted(model), counts, days=273)
    silent = np.where(after == 0, counts.customers, 0)
    found = churn.calibrate(chances=told, silent=silent, customers=counts.customers, days=273)
    assert found.customers == 2357
    assert found.silent == pytest.approx(silent.sum() / 2357)
    assert found.verdict is verdict
    assert found.off == pytest.approx(off, abs=1e-4)
    assert found.off_before == pytest.approx(before, abs=1e-4)
    assert sum(each.customers for each in found.groups) == 2357
    mended = found.mended(told)
    assert float(mended @ counts.customers) == pytest.approx(float(silent.sum()), rel=1e-6), (
        "in sum it is exact"
    )
    assert np.all(np.diff(mended[np.argsort(told)]) >= -1e-12), "mending keeps the order of customers"


@given(intercept=st.floats(-1, 1), slope=st.floats(0.4, 2), seed=st.integers(0, 9))
def test_a_wrong_scale_of_chances_is_found_and_mended(intercept: float, slope: float, seed: int) -> None:
    draw = np.random.default_rng(seed)
    odds = draw.normal(0, 1.5, 6000)
    true = 1 / (1 + np.exp(-(intercept + slope * odds)))
    told = 1 / (1 + np.exp(-odds))
    silent = (draw.random(6000) < true).astype(np.int64)
    found = churn.calibrate(chances=told, silent=silent, customers=np.ones(6000, dtype=np.int64), days=30)
    assert found.intercept == pytest.approx(intercept, abs=0.2)
    assert found.slope == pytest.approx(slope, abs=0.25)
    assert np.mean(np.abs(found.mended(told) - true)) < 0.03


def test_outcomes_of_one_kind_alone_teach_nothing() -> None:
    ones = np.ones(500, dtype=np.int64)
    told = np.linspace(0.1, 0.9, 500)
    for silent in (ones, 0 * ones):
        found = churn.calibrate(chances=told, silent=silent, customers=ones, days=30)
        assert found.verdict is CalibrationVerdict.too_few
        assert found.mended(told) == pytest.approx(told)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_what_the_facts_moved_sums_to_the_distance_from_the_typical_customer(model: LifetimeModel) -> None:
    fit, counts = fitted(model), cdnow()

    def chance(frequency: FloatArray, recency: FloatArray, age: FloatArray) -> FloatArray:
        return churn.silence(
            model=model, fit=fit, frequency=frequency, recency_days=recency, age_days=age, span_days=SPAN
        )

    why = churn.reasons(counts=counts, chance=chance)
    own = chances(model, fit, counts)
    quiet, often, age = why.typical
    recency = max(age - quiet, 0) if often else 0
    (typical,) = chance(np.array([float(often)]), np.array([float(recency)]), np.array([float(age)]))
    apart = np.log(own / (1 - own)) - np.log(typical / (1 - typical))
    assert why.moved.sum(axis=1) == pytest.approx(apart, abs=1e-6)


def test_the_reason_of_a_good_customer_gone_quiet_is_the_quiet() -> None:
    model = MODELS[0]
    fit = fitted(model)
    counts = PurchaseCounts(
        np.array([0, 10, 10]), np.array([0, 100, 265]), np.array([200, 270, 270]), np.array([50, 1, 1])
    )

    def chance(frequency: FloatArray, recency: FloatArray, age: FloatArray) -> FloatArray:
        return churn.silence(
            model=model, fit=fit, frequency=frequency, recency_days=recency, age_days=age, span_days=SPAN
        )

    why = churn.reasons(counts=counts, chance=chance)
    low = why.strongest(up=False)
    assert FACTS[low[2]] in (Fact.frequency, Fact.quiet)
    assert why.moved[1, FACTS.index(Fact.quiet)] > why.moved[2, FACTS.index(Fact.quiet)], "silence raises it"
    assert why.strongest(up=True)[0] == why.strongest(up=False)[0] == -1, "the typical customer has no reason"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_silence_costs_no_more_than_everything_and_longer_silence_costs_more(model: LifetimeModel) -> None:
    fit, counts = fitted(model), cdnow()
    frequency, recency, age = (
        counts.frequency.astype(np.float64),
        counts.recency_days / 7,
        counts.age_days / 7,
    )
    rate = np.log(1.1) * 7 / 365
    whole = model.discounted(fit.values, frequency, recency, age, 1095 / 7, rate)
    short, long = (
        churn.orders_lost(model=model, later=model, fit=fit, counts=counts, outlook=OUTLOOK, silent_days=days)
        for days in (30, 300)
    )
    assert np.all(short >= 0)
    assert np.all(long <= whole + 1e-9)
    assert np.all(long >= short - 1e-9)
    everything = churn.orders_lost(
        model=model, later=model, fit=fit, counts=counts, outlook=OUTLOOK, silent_days=1095
    )
    assert everything == pytest.approx(whole)


def test_on_a_calendar_silence_is_the_share_of_draws_without_a_purchase_and_what_is_lost_follows_its_days() -> (
    None
):
    """The days ahead are three times as fast for a month and then ordinary: drawn beside told, before and after the wait."""
    counts, days = cdnow(), 400
    past, ahead = np.zeros((int(counts.age_days.max()) + 1, 1)), np.zeros((days, 1))
    past[:14], ahead[:30] = 1.0, 1.0
    known = calendar.BuyingCalendar(("spring",), past, ahead, np.array([0.1]))
    model = calendar.on_calendar(MODELS[0], known, unit_days=7)
    fit = replace(fitted(MODELS[0]), names=model.names)
    fit = replace(fit, values=(*fit.values, 3.0), errors=(*fit.errors, 0.1))
    chance = np.random.default_rng(5)
    frequency, recency, age = np.array([[0, 2, 7, 29.0], [0, 213, 250, 260.0], [270, 272, 265, 270.0]])
    told = churn.silence(
        model=model, fit=fit, frequency=frequency, recency_days=recency, age_days=age, span_days=SPAN
    )
    drawn = np.stack(
        [model.living_draw(fit.values, frequency, age / 7, SPAN / 7, 0.0, chance) > 0 for _ in range(DRAWS)]
    ).mean(axis=0)
    drawn = 1 - drawn * model.alive(fit.values, frequency, recency / 7, age / 7)
    assert told == pytest.approx(drawn, abs=5 * 0.5 / DRAWS**0.5)
    # A customer of whom nothing came for 20 days is, on the calendar read later, what it is after 20 more days of silence:
    # by Bayes, alive before and bought nothing on the way, over all who bought nothing.
    later = calendar.on_calendar(MODELS[0], calendar.later(known, 20), unit_days=7)
    before = model.alive(fit.values, frequency, recency / 7, age / 7)
    quiet = churn.silence(
        model=model, fit=fit, frequency=frequency, recency_days=recency, age_days=age, span_days=20
    )
    after = later.alive(fit.values, frequency, recency / 7, (age + 20) / 7)
    repeats = frequency > 0
    assert after[repeats] == pytest.approx(((quiet - (1 - before)) / quiet)[repeats], rel=1e-9)
    ordinary = replace(fit, values=(*fit.values[:-1], 1.0))
    held = [
        churn.orders_lost(model=model, later=later, fit=each, counts=counts, outlook=OUTLOOK, silent_days=20)
        for each in (fit, ordinary)
    ]
    plain = churn.orders_lost(
        model=MODELS[0],
        later=MODELS[0],
        fit=fitted(MODELS[0]),
        counts=counts,
        outlook=OUTLOOK,
        silent_days=20,
    )
    assert held[1] == pytest.approx(plain, abs=2e-3), "a calendar without an effect is the plain model"
    assert (held[0] >= 0).all()
    assert held[0].sum() > held[1].sum(), "silence through fast days loses more"


@given(
    chance=st.floats(0.01, 1), loss=st.floats(-1e6, 1e6), cost=st.integers(1, 10_000), saves=st.floats(0, 1)
)
def test_treating_pays_exactly_where_it_saves_more_than_it_has_to(
    chance: float, loss: float, cost: int, saves: float
) -> None:
    chances_told, losses = np.array([chance]), np.array([loss])
    gain = churn.expected_gain(
        chances=chances_told, losses=losses, treatment=Treatment(cost_minor=cost, saves=saves)
    )
    needed = churn.saves_needed(chances=chances_told, losses=losses, cost_minor=cost)
    if abs(float(gain[0])) > 1e-6 * cost:
        assert (gain[0] > 0) == (saves > needed[0])
    if loss <= 0:
        assert gain[0] == -cost, "nobody pays for keeping a customer who costs more than it brings"
