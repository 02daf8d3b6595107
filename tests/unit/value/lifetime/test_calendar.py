"""The buying calendar: the plain model where days are alike, its surface against differences, and known effects found again over seeds."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import (
    FitState,
    HoldOutVerdict,
    LifetimeModel,
    Outlook,
    PurchaseCounts,
    bg_nbd,
    calendar,
    covariates,
    hold_out,
    mbg_nbd,
    pareto_nbd,
    scores,
    total_error,
    track,
)
from tests.unit.value.lifetime.histories import cdnow
from tests.unit.value.lifetime.test_recovery import ERRORS_MAX, errors_off

THETA = (0.8, 60.0, 0.6, 2.5)
SEEN, AFTER = 900, 270
FACTORS = (2.5, 0.6)


def days_of(first: int, last: int) -> np.ndarray:
    """Return the columns of days: a season of six weeks every half year, and a price that went up for good after a year and a half."""
    day = np.arange(first, last + 1)
    return np.column_stack([(day % 182 < 42).astype(float), (day > 547).astype(float)])


def drawn(
    *,
    customers: int,
    seed: int,
    factors: tuple[float, float] = FACTORS,
    first: bool = False,
    theta: tuple[float, float, float, float] = THETA,
) -> tuple[PurchaseCounts, np.ndarray, np.ndarray, calendar.BuyingCalendar]:
    """Return customers who buy by the calendar, what they bought in the days after, purchases by day, and the calendar itself."""
    r, alpha, a, b = theta
    chance = Generator(PCG64(seed))
    columns = days_of(1, SEEN + AFTER)
    clock = np.concatenate([[0.0], np.cumsum(np.exp(columns @ np.log(factors)))])
    born = chance.integers(0, SEEN * 2 // 3, customers)
    pace, leaving = chance.gamma(r, 1 / alpha, customers), chance.beta(a, b, customers)
    at, last_day, last_seen = clock[born], born.copy(), born.copy()
    frequency, after = np.zeros(customers, dtype=np.int64), np.zeros(customers, dtype=np.int64)
    by_day = np.bincount(born, minlength=SEEN + AFTER + 1)
    repeats = np.zeros(SEEN + 1)
    there = np.flatnonzero(chance.random(customers) >= leaving) if first else np.arange(customers)
    while len(there):
        at[there] += chance.exponential(1.0, len(there)) / pace[there]
        there = there[at[there] <= clock[-1]]
        day = np.searchsorted(clock, at[there], side="left")
        new = day > last_day[there]
        whose = there[new]
        by_day += np.bincount(day[new], minlength=len(by_day))
        seen = day[new] <= SEEN
        repeats += np.bincount(day[new][seen], minlength=SEEN + 1)
        frequency[whose] += seen
        after[whose] += ~seen
        last_seen[whose[seen]] = day[new][seen]
        last_day[there] = np.maximum(last_day[there], day)
        there = there[chance.random(len(there)) >= leaving[there]]
    keys = np.stack([frequency, last_seen - born, SEEN - born, after])
    rows, held = np.unique(keys, axis=1, return_counts=True)
    counts = PurchaseCounts(rows[0], rows[1], rows[2], held.astype(np.int64))
    known = calendar.BuyingCalendar(
        names=("season", "price"),
        past=columns[:SEEN][::-1],
        ahead=columns[SEEN:],
        bought=repeats[1:] @ columns[:SEEN] / repeats.sum(),
    )
    return counts, rows[3], by_day, known


MODELS = [pytest.param(bg_nbd.MODEL, id="bg_nbd"), pytest.param(mbg_nbd.MODEL, id="mbg_nbd")]


@pytest.mark.parametrize("model", MODELS)
def test_with_factors_of_one_it_is_the_plain_model(model: LifetimeModel) -> None:
    counts, _, _, known = drawn(customers=400, seed=1)
    dated = calendar.on_calendar(model, known, unit_days=7)
    logs = np.log([0.7, 9.0, 0.5, 2.0])
    plain = model.likelihood(counts, 7)(logs)
    here = dated.likelihood(counts, 7)(np.concatenate([logs, [0.0, 0.0]]))
    assert here.value == pytest.approx(plain.value, rel=1e-12)
    assert here.slope[:4] == pytest.approx(plain.slope, rel=1e-9)
    assert here.bend[:4, :4] == pytest.approx(plain.bend, rel=1e-9)
    theta = tuple(np.exp(logs))
    x, age = counts.frequency.astype(float), counts.age_days / 7
    of = (x, counts.recency_days / 7, age)
    assert dated.alive((*theta, 1.0, 1.0), *of) == pytest.approx(model.alive(theta, *of), rel=1e-12)
    assert dated.orders((*theta, 1.0, 1.0), *of, 52.0) == pytest.approx(
        model.orders(theta, *of, 52.0), rel=1e-12
    )
    assert dated.discounted((*theta, 1.0, 1.0), *of, 52.0, 0.002) == pytest.approx(
        model.discounted(theta, *of, 52.0, 0.002), rel=1e-4
    )


@pytest.mark.parametrize("model", MODELS)
def test_slope_and_bend_are_those_of_the_surface(model: LifetimeModel) -> None:
    counts, _, _, known = drawn(customers=300, seed=2)
    surface = calendar.on_calendar(model, known, unit_days=7).likelihood(counts, 7)
    at = np.concatenate([np.log([0.7, 9.0, 0.5, 2.0]), [0.6, -0.4]])
    here, step = surface(at), 1e-5
    for place in range(6):
        aside = np.zeros(6)
        aside[place] = step
        up, down = surface(at + aside), surface(at - aside)
        assert here.slope[place] == pytest.approx((up.value - down.value) / (2 * step), rel=1e-6, abs=1e-4)
        assert here.bend[place] == pytest.approx((up.slope - down.slope) / (2 * step), rel=1e-6, abs=1e-3)


def test_a_history_worked_by_hand() -> None:
    """One customer: came on day 0, bought on day 2 of 3; day 2 runs three times as fast. A sum over all clocks, not the code's."""
    from math import lgamma, log

    known = calendar.BuyingCalendar(
        ("sale",), np.array([[0.0], [1.0], [0.0]]), np.zeros((0, 1)), np.array([1.0])
    )
    counts = PurchaseCounts(*(np.array([each]) for each in (1, 2, 3, 1)))
    r, alpha, a, b, factor = 0.5, 4.0, 0.7, 2.0, 3.0
    seen, whole = 1 + factor, 1 + factor + 1
    pace = lgamma(r + 1) - lgamma(r) + r * log(alpha) + log(factor)
    stays = pace - (r + 1) * log(alpha + whole) + log(b / (a + b))
    leaves = pace - (r + 1) * log(alpha + seen) + log(a / (a + b))
    surface = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=1).likelihood(counts, 1)
    assert surface(np.log([r, alpha, a, b, factor])).value == pytest.approx(
        np.logaddexp(stays, leaves), rel=1e-12
    )


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 13))])
@pytest.mark.parametrize("model", MODELS)
def test_what_days_do_is_found(model: LifetimeModel, seed: int) -> None:
    counts, _, _, known = drawn(customers=4_000, seed=seed, first=model is mbg_nbd.MODEL)
    dated = calendar.on_calendar(model, known, unit_days=1)
    fit = dated.fit(counts, 1)
    assert fit.state is FitState.found
    assert fit.names == ("r", "alpha", "a", "b", "calendar:season", "calendar:price")
    assert max(errors_off(fit, (*THETA, *FACTORS))) < ERRORS_MAX
    gain = covariates.gain(alike=model.fit(counts, 1), apart=fit)
    assert gain.freedom == 2
    assert gain.chance < 1e-9


@pytest.mark.slow
def test_nineteen_of_twenty_intervals_hold_the_truth() -> None:
    inside = []
    for seed in range(100, 180):
        counts, _, _, known = drawn(customers=800, seed=seed)
        fit = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7).fit(counts, 7)
        found = calendar.effects(fit)
        inside += [
            low <= truth <= high
            for truth, (low, _, high) in zip(FACTORS, (e.pace for e in found), strict=True)
        ]
    # of 160 with 95 % each, 143 or fewer come once in two hundred times
    assert sum(inside) > 143


def test_days_that_mean_nothing_earn_no_calendar() -> None:
    earned = 0
    for seed in range(10):
        counts, _, _, known = drawn(customers=600, seed=50 + seed, factors=(1.0, 1.0))
        fit = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7).fit(counts, 7)
        earned += covariates.gain(alike=bg_nbd.MODEL.fit(counts, 7), apart=fit).earns_its_place
    assert earned <= 3


def test_a_trial_that_knows_the_coming_season_misses_by_less() -> None:
    counts, after, by_day, known = drawn(customers=4_000, seed=3)
    tried, strays = {}, {}
    for name, model in (
        ("plain", bg_nbd.MODEL),
        ("dated", calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7)),
    ):
        fit = model.fit(counts, 7)
        tried[name] = hold_out(
            model=model, fit=fit, counts=counts, days_after=after, days=AFTER, draws=50, seed=0
        )
        course = track(model=model, parts=((fit, counts),), purchases=by_day, seen_days=SEEN)
        assert course.last.expected - course.seen.expected == pytest.approx(tried[name].expected, rel=0.05)
        strays[name] = abs(course.stray)
    assert tried["dated"].verdict is HoldOutVerdict.close
    assert abs(tried["dated"].miss) < abs(tried["plain"].miss) / 2
    assert strays["dated"] < strays["plain"] / 2


def test_customers_told_apart_live_by_the_calendar_too() -> None:
    counts, after, _, known = drawn(customers=4_000, seed=4)
    half = np.arange(len(counts)) % 2 == 0
    groups = tuple(
        PurchaseCounts(
            counts.frequency[at], counts.recency_days[at], counts.age_days[at], counts.customers[at]
        )
        for at in (half, ~half)
    )
    model = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7)
    alike = model.fit(counts, 7)
    grouped = covariates.GroupedCounts(groups, np.array([[0.0], [1.0]]), ("half",))
    apart = covariates.fit(model=model, alike=alike, counts=grouped, unit_days=7)
    assert apart.names[4:] == ("calendar:season", "calendar:price", "pace:half", "leaving:half")
    assert apart.value("calendar:season") == pytest.approx(FACTORS[0], rel=0.15)
    assert covariates.gain(alike=alike, apart=apart).freedom == 2
    together = total_error(model=model, fit=alike, counts=counts, span_days=AFTER)
    assert covariates.total_error(model=model, fit=apart, counts=grouped, span_days=AFTER) == pytest.approx(
        together, rel=0.2
    )
    assert int(after @ counts.customers) > 0


def test_discounted_purchases_know_when_the_season_is() -> None:
    """Half a year ahead all the pace lies in the last month: discounting takes off what that month is away."""
    ahead = np.zeros((182, 1))
    ahead[152:] = 1
    known = calendar.BuyingCalendar(("sale",), np.zeros((300, 1)), ahead, np.array([0.0]))
    model = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=1)
    theta, x, age = (0.8, 60.0, 0.6, 2.5, 1e6), np.array([3.0]), np.array([300.0])
    rate = 0.001
    plain = model.living_orders(theta, x, age, 182.0)
    assert model.living_discounted(theta, x, age, 182.0, rate) / plain == pytest.approx(
        np.exp(-rate * 167), rel=5e-3
    )


def test_ranges_follow_the_calendar() -> None:
    counts, after, _, known = drawn(customers=3_000, seed=6)
    model = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7)
    fit = model.fit(counts, 7)
    made = scores(model=model, fit=fit, spend=None, counts=counts, outlook=Outlook(AFTER, 0.1, 100, 0))
    inside = (after >= made.orders_low) & (after <= made.orders_high)
    assert float(inside @ counts.customers) / counts.total >= 0.8


def test_where_customers_leave_at_any_moment_no_calendar_is_carried() -> None:
    known = calendar.BuyingCalendar(("sale",), np.zeros((3, 1)), np.zeros((0, 1)), np.array([0.0]))
    assert not calendar.can_carry(pareto_nbd.MODEL.code)
    with pytest.raises(KeyError, match="pareto_nbd"):
        calendar.on_calendar(pareto_nbd.MODEL, known, unit_days=7)


def test_where_the_plain_model_has_no_answer_its_refusal_comes_back() -> None:
    counts = PurchaseCounts(*(np.array([each]) for each in (0, 0, 50, 400)))
    known = calendar.BuyingCalendar(("sale",), np.ones((50, 1)), np.zeros((0, 1)), np.array([0.0]))
    assert calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7).fit(counts, 7).state is FitState.no_repeats


def test_a_column_too_many_is_refused() -> None:
    with pytest.raises(ValueError, match="one column a name"):
        calendar.BuyingCalendar(("sale",), np.zeros((3, 2)), np.zeros((0, 2)), np.zeros(2))


def test_cdnow_with_a_calendar_of_nothing_keeps_its_published_answer() -> None:
    """A column that is nought on every day leaves nothing to learn: the slope there is nought, so that it is left out before a fit."""
    counts = cdnow()
    known = calendar.BuyingCalendar(("never",), np.zeros((273, 1)), np.zeros((0, 1)), np.array([0.0]))
    surface = calendar.on_calendar(bg_nbd.MODEL, known, unit_days=7).likelihood(counts, 7)
    here = surface(np.log([0.2425945, 4.413602, 0.792922, 2.4259068, 1.0]))
    assert here.value == pytest.approx(-9582.429206674, rel=1e-9)
    assert here.slope[4] == 0
