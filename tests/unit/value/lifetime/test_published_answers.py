"""Fits are compared with published numbers, digit by digit, on the data to which they belong."""

import numpy as np
import pytest

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
from tests.unit.value.lifetime.histories import cdnow, cdnow_after, cdnow_spend, donations

WEEK = 7
REGULAR = ([369, 163, 86, 56, 37, 27, 21], 241)
HIGH_END = ([131, 126, 90, 60, 42, 34, 26], 491)


def renewals(lost: list[int], kept: int) -> bdw.ContractCounts:
    """Return seven renewals of a thousand contracts."""
    return bdw.ContractCounts.alike(lost=np.array(lost), kept=np.array([0] * len(lost) + [kept]))


FITS = {
    "bg_nbd": lambda: bg_nbd.MODEL.fit(cdnow(), WEEK),
    "mbg_nbd": lambda: mbg_nbd.MODEL.fit(cdnow(), WEEK),
    "pareto_nbd": lambda: pareto_nbd.fit(cdnow(), WEEK),
    "gamma_gamma": lambda: gamma_gamma.fit(cdnow_spend()),
    "bg_bb": lambda: bg_bb.fit(donations()),
    "sbg regular": lambda: bdw.fit(renewals(*REGULAR), ages=False),
    "sbg high end": lambda: bdw.fit(renewals(*HIGH_END), ages=False),
}

# fit        | log-likelihood | digits | parameters as published
PUBLISHED = """
bg_nbd       | -9582.429207   | 1e-9   | 0.243 4.414 0.793 2.426
mbg_nbd      | -9582.1357     | 1e-8   | 0.525 6.183 0.891 1.614
pareto_nbd   | -9594.976181   | 1e-9   | 0.553 10.578 0.606 11.669
gamma_gamma  | -4055.917695   | 1e-9   | 6.25 3.744 15.44
bg_bb        | -33225.581     | 1e-7   | 1.204 0.750 0.657 2.783
sbg regular  | -1680.2652     | 1e-7   | 0.704 1.182
sbg high end | -1611.1581     | 1e-7   | 0.668 3.806
"""


@pytest.mark.parametrize("line", PUBLISHED.strip().splitlines())
def test_the_published_likelihood_and_parameters_come_out(line: str) -> None:
    name, value, digits, parameters = (part.strip() for part in line.split("|"))
    fit: Fit = FITS[name]()
    assert fit.state is FitState.found
    assert fit.log_likelihood == pytest.approx(float(value), rel=float(digits))
    assert fit.values == pytest.approx([float(each) for each in parameters.split()], rel=2e-3)
    assert fit.curvature_min > 0
    assert fit.decrement < 1e-8


# fit        | standard errors of CLVTools 0.12.1 or, for Gamma-Gamma, of the note's own Hessian
ERRORS = """
bg_nbd       | 0.01255738 0.37822386 0.18573277 0.70540681
pareto_nbd   | 0.0476264 0.8427222 0.1872594 6.2105448
gamma_gamma  | 1.19006 0.290133 4.159423
"""


@pytest.mark.parametrize("line", ERRORS.strip().splitlines())
def test_standard_errors_agree_to_four_digits(line: str) -> None:
    name, errors = (part.strip() for part in line.split("|"))
    assert FITS[name]().errors == pytest.approx([float(each) for each in errors.split()], rel=1.5e-4)


def test_the_customer_of_the_paper_is_expected_to_buy_as_the_paper_says() -> None:
    fit = bg_nbd.MODEL.fit(cdnow(), WEEK)
    two, recency, age = np.array([2.0]), np.array([30.43]), np.array([38.86])
    assert bg_nbd.MODEL.orders(fit.values, two, recency, age, 39.0)[0] == pytest.approx(1.226, abs=5e-4)
    assert bg_nbd.MODEL.alive(fit.values, two, recency, age)[0] == pytest.approx(0.7266, abs=2e-4)


# model      | all customers' repeat purchases in the 39 weeks after, as the model expects them
HOLD_OUT = """
bg_nbd       | 1653.4
pareto_nbd   | 1665.5
"""


@pytest.mark.parametrize("line", HOLD_OUT.strip().splitlines())
def test_the_hold_out_misses_by_as_much_as_the_peers(line: str) -> None:
    name, expected = (part.strip() for part in line.split("|"))
    model = {"bg_nbd": bg_nbd.MODEL, "pareto_nbd": pareto_nbd.MODEL}[name]
    counts, after = cdnow_after()
    scored = model.orders(
        FITS[name]().values,
        counts.frequency.astype(float),
        counts.recency_days / WEEK,
        counts.age_days / WEEK,
        39.0,
    )
    assert int(after @ counts.customers) == 1882
    assert float(scored @ counts.customers) == pytest.approx(float(expected), rel=2e-4)


def test_donors_are_expected_to_give_what_the_sheet_says() -> None:
    fit = bg_bb.fit(donations())
    counts = donations()
    assert float(counts.customers @ bg_bb.orders(fit.values, counts, span=5)) == pytest.approx(
        12_884.2, abs=0.1
    )


@pytest.mark.parametrize(("contracts", "predicted"), [(REGULAR, 0.170), (HIGH_END, 0.378)])
def test_survival_to_year_twelve_is_foretold_as_published(
    contracts: tuple[list[int], int], predicted: float
) -> None:
    fit = bdw.fit(renewals(*contracts), ages=False)
    years = np.arange(7.0, 13.0)
    there = bdw.survival(fit, renewals=years, courses=bdw.Courses.steady(np.zeros((6, 0))))
    assert there[-1] == pytest.approx(predicted, abs=6e-4)
    alike = bdw.Courses.steady(np.zeros((1, 0)))
    following = bdw.renewals_expected(fit, renewals=years[:1], courses=alike, span=5, discount=1.0)[0]
    assert following == pytest.approx(np.sum(there[1:]) / there[0], rel=1e-12)


def test_likelihoods_stand_on_the_natural_clock_of_their_unit() -> None:
    by_week, by_day = bg_nbd.MODEL.fit(cdnow(), WEEK), bg_nbd.MODEL.fit(cdnow(), 1)
    repeats = cdnow().repeats
    assert by_day.log_likelihood == pytest.approx(by_week.log_likelihood - repeats * np.log(WEEK), rel=1e-12)
    assert by_day.value("alpha") == pytest.approx(WEEK * by_week.value("alpha"), rel=1e-6)
    assert by_day.value("b") == pytest.approx(by_week.value("b"), rel=1e-6)
