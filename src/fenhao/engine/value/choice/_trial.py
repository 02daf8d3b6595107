"""A trial: what happened to customers who were each given one of several arms."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from fenhao.kernel import Trouble

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Keys = NDArray[np.uint64]

ARM_CUSTOMERS_MIN = 30
"""Fewer customers in an arm give an interval that means nothing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval; never booked money. The unit is that of the outcome, usually minor units."""

    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One row per customer.

    ``arms`` are names, the first is the control. ``given`` (n) is the place of each customer's arm. ``outcome`` (n) is
    in minor units, before the cost of the treatment; ``cost`` (n, arms) is what each arm would have cost, zero for the
    control. ``covariates`` (n, p) were known before the treatment. ``keys`` (n) are numbers drawn from the customers'
    ids: they alone decide who learns and who checks, so that the order of rows does not matter.
    """

    arms: tuple[str, ...]
    given: Wholes
    outcome: Floats
    cost: Floats
    covariates: Floats
    keys: Keys

    @property
    def customers(self) -> int:
        """Return how many customers took part."""
        return len(self.given)


def check_trial(trial: Trial) -> None:
    """Refuse a trial from which no number would mean anything. Trouble under ``choose.``."""
    rows = trial.customers
    assert trial.cost.shape == (rows, len(trial.arms)), trial.cost.shape
    assert trial.covariates.shape[0] == rows == len(trial.outcome) == len(trial.keys)
    if len(trial.arms) < 2:
        raise Trouble("choose.one_arm", {"arms": ", ".join(trial.arms)})
    counts = np.bincount(trial.given, minlength=len(trial.arms))
    for name, count in zip(trial.arms, counts.tolist(), strict=True):
        if count < ARM_CUSTOMERS_MIN:
            details = {"arm": name, "count": str(count), "least": str(ARM_CUSTOMERS_MIN)}
            raise Trouble("choose.arm_too_small", details)
    if not (np.isfinite(trial.outcome).all() and np.isfinite(trial.covariates).all()):
        raise Trouble("choose.not_finite", {})
    if np.ptp(trial.outcome) == 0:
        raise Trouble("choose.outcome_constant", {})
    if (trial.cost < 0).any() or (trial.cost[:, 0] != 0).any():
        raise Trouble("choose.bad_cost", {})


def standardised(covariates: Floats) -> tuple[Floats, Floats, Floats]:
    """Return columns with mean 0 and spread 1, with the means and spreads; a constant column becomes 0."""
    middle = covariates.mean(axis=0)
    spread = covariates.std(axis=0)
    spread = np.where(spread > 1e-12 * np.maximum(1.0, np.abs(middle)), spread, np.inf)
    return (covariates - middle) / spread, middle, spread


def normal_quantile(share: float) -> float:
    """Return the quantile of the standard normal distribution."""
    return NormalDist().inv_cdf(share)


def mean_estimate(values: Floats, *, level: float) -> Estimate:
    """Return the mean of independent values with its two-sided interval at ``level`` (0.95)."""
    mid = float(values.mean())
    half = normal_quantile(0.5 + level / 2) * float(values.std(ddof=1)) / len(values) ** 0.5
    return Estimate(mid - half, mid, mid + half)


@dataclass(frozen=True, slots=True)
class Imbalance:
    """The covariate that differs most between an arm and the others, in standard errors; ``place`` -1 without any."""

    place: int
    arm: int
    errors: float
    suspicious: bool


def imbalance(trial: Trial) -> Imbalance:
    """Return how far the arms differ in what was known before.

    In a trial drawn by lot a difference beyond the border comes once in a million trials: then either there was no lot,
    or the column was measured after the treatment.
    """
    standard, _, spread = standardised(trial.covariates)
    columns = np.flatnonzero(np.isfinite(spread))
    worst = Imbalance(-1, 0, 0.0, suspicious=False)
    if not len(columns):
        return worst
    border = -normal_quantile(0.5e-6 / (len(columns) * len(trial.arms)))
    for arm in range(len(trial.arms)):
        inside = trial.given == arm
        within = int(inside.sum())
        error = (1 / within + 1 / (trial.customers - within)) ** 0.5
        apart = np.abs(standard[inside].mean(axis=0) - standard[~inside].mean(axis=0)) / error
        place = int(columns[np.argmax(apart[columns])])
        if apart[place] > worst.errors:
            worst = Imbalance(place, arm, float(apart[place]), bool(apart[place] > border))
    return worst
