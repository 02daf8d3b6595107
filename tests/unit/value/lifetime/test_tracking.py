"""Purchases added up day after day: CDNOW's published course, the textbook formula with other means, customers drawn from the law."""

import mpmath
import numpy as np
import pytest

from fenhao.engine.value.lifetime import (
    MODELS,
    STRAYS,
    FitState,
    LifetimeModel,
    bg_nbd,
    newcomer_orders,
    pareto_nbd,
    track,
)
from tests.unit.value.lifetime.histories import cdnow, counted, drawn_on_after, table


def cdnow_days() -> np.ndarray:
    return table("cdnow_days.csv")["purchases"]


# model | expected repeat purchases of a new customer in 52 weeks, as published
PUBLISHED = """
bg_nbd     | 1.444010
pareto_nbd | 1.473434
"""


@pytest.mark.parametrize("line", PUBLISHED.strip().splitlines())
def test_a_new_customer_of_cdnow_is_expected_to_buy_as_published(line: str) -> None:
    code, wanted = (part.strip() for part in line.split("|"))
    model = next(each for each in MODELS if each.code == code)
    grown = newcomer_orders(model=model, fit=model.fit(cdnow(), 7), days=365)
    assert grown[0] == 0
    assert grown[364] == pytest.approx(float(wanted), abs=5e-5)
    assert np.all(np.diff(grown) > 0)


def test_the_expectation_of_a_new_customer_is_the_textbook_formula() -> None:
    fit = bg_nbd.MODEL.fit(cdnow(), 7)
    r, alpha, a, b = (mpmath.mpf(each) for each in fit.values)
    grown = newcomer_orders(model=bg_nbd.MODEL, fit=fit, days=600)
    for day in (1, 30, 273, 599):
        time = mpmath.mpf(day) / 7
        # Fader, Hardie & Lee (2005), equation 9
        body = mpmath.hyp2f1(r, b, a + b - 1, time / (alpha + time)) * (alpha / (alpha + time)) ** r
        assert grown[day] == pytest.approx(float((a + b - 1) / (a - 1) * (1 - body)), rel=1e-10)
    fit = pareto_nbd.MODEL.fit(cdnow(), 7)
    r, alpha, s, beta = (mpmath.mpf(each) for each in fit.values)
    grown = newcomer_orders(model=pareto_nbd.MODEL, fit=fit, days=600)
    for day in (1, 30, 273, 599):
        wanted = r * beta / alpha / (s - 1) * (1 - (beta / (beta + mpmath.mpf(day) / 7)) ** (s - 1))
        assert grown[day] == pytest.approx(float(wanted), rel=1e-10)


# model | repeat purchases expected by the end of week 39 and of week 78; 2,457 and 4,339 came
COURSES = """
bg_nbd     | 2494.0 | 4160.6
pareto_nbd | 2524.9 | 4270.0
"""


@pytest.mark.parametrize("line", COURSES.strip().splitlines())
def test_cdnow_is_tracked_through_the_weeks_seen_and_held_back(line: str) -> None:
    code, seen, last = (part.strip() for part in line.split("|"))
    model = next(each for each in MODELS if each.code == code)
    course = track(
        model=model, parts=[(model.fit(cdnow(), 7), cdnow())], purchases=cdnow_days(), seen_days=272
    )
    assert (course.seen.day, course.seen.actual) == (272, cdnow().repeats) == (272, 2457)
    assert (course.last.day, course.last.actual) == (545, 4339)
    assert course.seen.expected == pytest.approx(float(seen), abs=0.1)
    assert course.last.expected == pytest.approx(float(last), abs=0.1)
    assert abs(course.last.expected / course.last.actual - 1) < 0.045, "4 % too few, as the paper has it"
    days = [each.day for each in course.points]
    assert days == sorted(set(days))
    assert all(before.actual <= after.actual for before, after in zip(course.points, course.points[1:]))
    assert abs(course.stray) < STRAYS


@pytest.mark.parametrize("seed", range(4))
def test_customers_drawn_from_the_law_come_as_expected_all_the_way(seed: int) -> None:
    counts, after, by_day = drawn_on_after(
        customers=6_000, theta=(0.8, 30.0, 0.4, 3.0), days=240, after=240, sway=0.0, seed=seed
    )
    fit = bg_nbd.MODEL.fit(counts, 7)
    course = track(model=bg_nbd.MODEL, parts=[(fit, counts)], purchases=by_day, seen_days=240)
    assert course.seen.actual == counts.repeats
    assert course.last.actual - course.seen.actual == int(after @ counts.customers)
    assert abs(course.stray) < 0.02
    assert course.last.expected == pytest.approx(course.last.actual, rel=0.05)


def test_a_season_within_the_days_seen_is_told_though_their_sum_is_met() -> None:
    counts, _, by_day = drawn_on_after(
        customers=3_000, theta=(0.8, 30.0, 0.4, 3.0), days=240, after=10, sway=0.0, seed=5
    )
    fit = bg_nbd.MODEL.fit(counts, 7)
    steady = track(model=bg_nbd.MODEL, parts=[(fit, counts)], purchases=by_day, seen_days=240)
    # a third of what came in the first half comes in the second
    came = np.bincount(240 - counts.age_days, weights=counts.customers, minlength=len(by_day)).astype(
        np.int64
    )
    repeats = by_day - came
    moved = repeats.copy()
    moved[:121] -= repeats[:121] // 3
    moved[121] += int(np.sum(repeats[:121] // 3))
    season = track(model=bg_nbd.MODEL, parts=[(fit, counts)], purchases=moved + came, seen_days=240)
    assert abs(steady.stray) < STRAYS < abs(season.stray)
    assert season.seen == steady.seen
    assert season.furthest.day < 121 + 14


def test_groups_are_tracked_together_each_by_its_own_fit() -> None:
    model, fit = bg_nbd.MODEL, bg_nbd.MODEL.fit(cdnow(), 7)
    whole = track(model=model, parts=[(fit, cdnow())], purchases=cdnow_days(), seen_days=272)
    held, odd = cdnow(), np.arange(len(cdnow())) % 2 == 1
    halves = [
        (
            fit,
            counted(
                *(
                    getattr(held, name)[kept]
                    for name in ("frequency", "recency_days", "age_days", "customers")
                )
            ),
        )
        for kept in (odd, ~odd)
    ]
    both = track(model=model, parts=halves, purchases=cdnow_days(), seen_days=272)
    assert [each.actual for each in both.points] == [each.actual for each in whole.points]
    assert [each.expected for each in both.points] == pytest.approx([each.expected for each in whole.points])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.code)
def test_without_a_fit_or_with_customers_before_the_log_nothing_is_tracked(model: LifetimeModel) -> None:
    alone = counted(np.zeros(100, dtype=np.int64), np.zeros(100, dtype=np.int64), np.arange(100))
    fit = model.fit(alone, 7)
    assert fit.state is FitState.no_repeats
    with pytest.raises(ValueError, match="not found"):
        track(model=model, parts=[(fit, alone)], purchases=cdnow_days(), seen_days=272)
    with pytest.raises(ValueError, match="older"):
        track(model=model, parts=[(model.fit(cdnow(), 7), cdnow())], purchases=cdnow_days(), seen_days=200)
