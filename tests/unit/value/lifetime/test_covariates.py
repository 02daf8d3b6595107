"""Covariates: groups that differ are told apart, groups that do not are not, and no covariate changes nothing."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime import (
    FitState,
    LifetimeModel,
    PurchaseCounts,
    bdw,
    bg_nbd,
    covariates,
    mbg_nbd,
    pareto_nbd,
    total_error,
)
from tests.unit.value.lifetime.histories import (
    cdnow,
    counted,
    drawn_leaving_after_purchases,
    drawn_leaving_any_time,
)
from tests.unit.value.lifetime.test_recovery import ERRORS_MAX, SEEDS, errors_off

YES_AND_NO = np.array([[0.0], [1.0]])


def together(*groups: PurchaseCounts) -> PurchaseCounts:
    """Return all groups as one base."""
    columns = ("frequency", "recency_days", "age_days", "customers")
    return counted(*(np.concatenate([getattr(group, name) for group in groups]) for name in columns))


def drawn(
    model: LifetimeModel, theta: tuple[float, float, float, float], *, customers: int, seed: int
) -> PurchaseCounts:
    """Return customers drawn from the model's own law."""
    if model is pareto_nbd.MODEL:
        return drawn_leaving_any_time(customers=customers, theta=theta, days=2_000, seed=seed)
    first = model is mbg_nbd.MODEL
    return drawn_leaving_after_purchases(
        customers=customers, theta=theta, days=2_000, leaves_at_first=first, seed=seed
    )


# What a covariate does to a group: twice the pace, one and a half times the leaving.
MODELS = {
    "bg_nbd": (bg_nbd.MODEL, (0.8, 60.0, 0.6, 2.0), (0.8, 30.0, 0.9, 2.0)),
    "mbg_nbd": (mbg_nbd.MODEL, (0.8, 60.0, 0.6, 2.0), (0.8, 30.0, 0.9, 2.0)),
    "pareto_nbd": (pareto_nbd.MODEL, (0.8, 90.0, 1.2, 700.0), (0.8, 45.0, 1.2, 700.0 / 1.5)),
}


@pytest.mark.parametrize(
    "name", ["bg_nbd", *(pytest.param(n, marks=pytest.mark.slow) for n in list(MODELS)[1:])]
)
def test_what_a_group_does_differently_is_found(name: str) -> None:
    model, plain, other = MODELS[name]
    groups = (
        drawn(model, plain, customers=5_000, seed=1),
        drawn(model, other, customers=5_000, seed=2),
    )
    alike = model.fit(together(*groups), 1)
    counts = covariates.GroupedCounts(groups, YES_AND_NO, ("online",))
    apart = covariates.fit(model=model, alike=alike, counts=counts, unit_days=1)
    assert apart.names[4:] == ("pace:online", "leaving:online")
    assert max(errors_off(apart, (*plain, 2.0, 1.5))) < ERRORS_MAX
    assert covariates.theta_of(apart, model=model, row=np.array([0.0])) == pytest.approx(apart.values[:4])
    verdict = covariates.gain(alike=alike, apart=apart)
    assert verdict.freedom == 2
    assert verdict.chance < 1e-6


def test_groups_that_are_alike_earn_no_covariate() -> None:
    halves = [drawn(bg_nbd.MODEL, (0.8, 60.0, 0.6, 2.0), customers=3_000, seed=seed) for seed in (11, 12)]
    alike = bg_nbd.MODEL.fit(together(*halves), 1)
    counts = covariates.GroupedCounts(tuple(halves), YES_AND_NO, ("online",))
    apart = covariates.fit(model=bg_nbd.MODEL, alike=alike, counts=counts, unit_days=1)
    assert covariates.gain(alike=alike, apart=apart).chance > 0.01


def test_a_covariate_of_each_group_gives_each_group_its_own_pace_and_leaving() -> None:
    """Two groups, one covariate: only r and b are shared; fitted by hand, the surfaces add up."""
    groups = (cdnow(), drawn(bg_nbd.MODEL, (0.3, 40.0, 0.7, 2.0), customers=2_000, seed=3))
    alike = bg_nbd.MODEL.fit(together(*groups), 7)
    counts = covariates.GroupedCounts(groups, YES_AND_NO, ("online",))
    apart = covariates.fit(model=bg_nbd.MODEL, alike=alike, counts=counts, unit_days=7)
    each = [covariates.theta_of(apart, model=bg_nbd.MODEL, row=row) for row in YES_AND_NO]
    values = [
        bg_nbd.MODEL.likelihood(group, 7)(np.log(np.array(theta))).value
        for group, theta in zip(groups, each, strict=True)
    ]
    assert sum(values) == pytest.approx(apart.log_likelihood, rel=1e-12)
    assert [theta[0] for theta in each] == pytest.approx([apart.value("r")] * 2)
    assert each[1][1] == pytest.approx(each[0][1] / apart.value("pace:online"))
    assert each[1][2] == pytest.approx(each[0][2] * apart.value("leaving:online"))


def test_without_a_fit_of_everybody_there_is_none_of_groups() -> None:
    nobody = PurchaseCounts(*(np.array([each]) for each in (0, 0, 100, 50)))
    alike = bg_nbd.MODEL.fit(nobody, 7)
    counts = covariates.GroupedCounts((nobody, nobody), YES_AND_NO, ("online",))
    assert covariates.fit(model=bg_nbd.MODEL, alike=alike, counts=counts, unit_days=7) is alike


STEADY = bdw.Courses.steady(YES_AND_NO)
CHANGED = bdw.Courses(
    begins=np.array([[0.0, np.inf], [0.0, 3.0]]), levels=np.array([[[0.0], [0.0]], [[0.0], [1.0]]])
)
"""The covariate never holds for the first group, and for the second from its fourth renewal on."""


def contracts(
    theta: tuple[float, float, float], effect: float, *, customers: int, seed: int
) -> bdw.ContractCounts:
    """Return contracts of two groups, seen for eight renewals; the second group's hazard is multiplied by ``effect``."""
    a, b, c = theta
    chance = Generator(PCG64(seed))
    group = chance.integers(0, 2, customers)
    leaving = chance.beta(a, b, customers)
    weight = chance.standard_exponential(customers) / -np.log1p(-leaving) / effect**group
    renewal = np.minimum(np.ceil(weight ** (1 / c)), 9).astype(np.int64)
    lost = (renewal <= 8).astype(np.float64)
    rows, held = np.unique(
        np.stack([group, np.minimum(renewal, 8), lost.astype(np.int64)]), axis=1, return_counts=True
    )
    return bdw.ContractCounts(rows[0], rows[1], rows[2].astype(np.float64), held, STEADY, ("monthly",))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_age_of_contracts_and_their_groups_are_recovered(seed: int) -> None:
    counts = contracts((0.7, 2.5, 1.4), 1.6, customers=40_000, seed=seed)
    fit = bdw.fit(counts)
    assert fit.names == ("a", "b", "c", "monthly")
    assert max(errors_off(fit, (0.7, 2.5, 1.4, 1.6))) < ERRORS_MAX
    alike = bdw.fit(counts, ages=False)
    assert covariates.gain(alike=alike, apart=fit).chance < 1e-6


def changed(
    theta: tuple[float, float, float], effect: float, *, customers: int, seed: int
) -> bdw.ContractCounts:
    """Return contracts of which the second half leave ``effect`` times as fast after their third renewal."""
    a, b, c = theta
    chance = Generator(PCG64(seed))
    group = chance.integers(0, 2, customers)
    weight = chance.standard_exponential(customers) / -np.log1p(-chance.beta(a, b, customers))
    slow = 3.0**c
    weight = np.where((group == 1) & (weight > slow), slow + (weight - slow) / effect, weight)
    renewal = np.minimum(np.ceil(weight ** (1 / c)), 9).astype(np.int64)
    rows, held = np.unique(
        np.stack([group, np.minimum(renewal, 8), renewal <= 8]), axis=1, return_counts=True
    )
    return bdw.ContractCounts(rows[0], rows[1], rows[2].astype(np.float64), held, CHANGED, ("dearer",))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_changes_with_time_is_recovered(seed: int) -> None:
    fit = bdw.fit(changed((0.7, 2.5, 1.4), 1.8, customers=40_000, seed=seed))
    assert fit.names == ("a", "b", "c", "dearer")
    assert max(errors_off(fit, (0.7, 2.5, 1.4, 1.8))) < ERRORS_MAX


@pytest.mark.parametrize("draw", [contracts, changed], ids=["steady", "changed"])
def test_the_surface_of_contracts_bends_as_its_differences_say(
    draw: Callable[..., bdw.ContractCounts],
) -> None:
    counts = draw((0.7, 2.5, 1.4), 1.6, customers=300, seed=5)
    at, step = np.array([0.2, 0.5, -0.3, 0.4]), 1e-5
    surface = bdw.likelihood(counts, ages=True)
    here = surface(at)
    for place in range(len(at)):
        aside = np.zeros(len(at))
        aside[place] = step
        above, below = surface(at + aside), surface(at - aside)
        assert (above.value - below.value) / (2 * step) == pytest.approx(here.slope[place], rel=1e-6)
        assert (above.slope - below.slope) / (2 * step) == pytest.approx(here.bend[place], rel=1e-5, abs=1e-5)


def test_a_course_cut_into_pieces_that_are_alike_is_no_other_course() -> None:
    fit = bdw.fit(contracts((0.7, 2.5, 1.4), 1.6, customers=3_000, seed=2))
    renewals = np.arange(8.0)
    cut = bdw.Courses(np.tile([0.0, 2.0, 5.0], (8, 1)), np.ones((8, 3, 1)))
    whole = bdw.Courses.steady(np.ones((8, 1)))
    assert bdw.survival(fit, renewals=renewals, courses=cut) == pytest.approx(
        bdw.survival(fit, renewals=renewals, courses=whole), rel=1e-12
    )


def test_a_group_that_leaves_sooner_renews_less() -> None:
    fit = bdw.fit(contracts((0.7, 2.5, 1.4), 1.6, customers=40_000, seed=1))
    assert fit.state is FitState.found
    there = bdw.survival(
        fit, renewals=np.array([0.0, 5.0, 0.0, 5.0]), courses=STEADY.of(np.array([0, 0, 1, 1]))
    )
    assert there[0] == there[2] == 1
    assert there[3] < there[1]
    further = bdw.renewals_expected(fit, renewals=np.array([0.0, 0.0]), courses=STEADY, span=10, discount=0.9)
    assert further[1] < further[0]


def test_a_group_sees_the_fit_with_its_own_parameters_errors_and_effects() -> None:
    model, plain, other = MODELS["bg_nbd"]
    groups = (drawn(model, plain, customers=4_000, seed=3), drawn(model, other, customers=4_000, seed=4))
    whole = together(*groups)
    alike = model.fit(whole, 1)
    counts = covariates.GroupedCounts(groups, YES_AND_NO, ("online",))
    apart = covariates.fit(model=model, alike=alike, counts=counts, unit_days=1)
    plain_view = covariates.of_group(apart, model=model, row=np.array([0.0]))
    other_view = covariates.of_group(apart, model=model, row=np.array([1.0]))
    assert plain_view.errors == pytest.approx(apart.errors[:4])
    assert other_view.value("alpha") == pytest.approx(apart.value("alpha") / apart.value("pace:online"))
    (online,) = covariates.effects(apart)
    assert online.pace[0] < 2.0 < online.pace[2]
    assert online.leaving[0] < 1.5 < online.leaving[2]
    # the error of all together: a little more than that of everybody alike, far less than the groups' added up
    error = covariates.total_error(model=model, fit=apart, counts=counts, span_days=365)
    plain_error = total_error(model=model, fit=alike, counts=whole, span_days=365)
    assert 0.5 * plain_error < error < 2 * plain_error
