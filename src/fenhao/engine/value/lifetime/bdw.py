"""BdW, the beta-discrete-Weibull, with covariates: contracts whose customers differ, age, and belong to groups.

Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention" Revisited, Journal of Interactive Marketing
43. A customer with its own chance p of leaving is still there after t renewals with (1 - p)^w, w = t^c e^(gamma z): c above
one means that renewals get harder with age, below one easier; a covariate z multiplies the exponent, as in a proportional
hazard. p follows a Beta law of a and b. Where a covariate changes with time, the exponent grows piece by piece, over each by
(end^c - begin^c) e^(gamma z).

Where the data tell no differences between customers, a and b run off together and leave one rate for all: (1 - p)^w with the same p, whose
only parameter is the ``rate`` -log(1 - p). That is the geometric law, with age the discrete Weibull of Nakagawa & Osaki (1975).

With c = 1 and no covariate this is sBG, the shifted beta-geometric of Fader & Hardie (2007), How to Project Customer Retention,
Journal of Interactive Marketing 21(1).
"""

import math
from dataclasses import dataclass
from functools import partial
from typing import Self

import numpy as np

from fenhao.engine.value.lifetime._fit import (
    Edge,
    Fit,
    FitState,
    Likelihood,
    Surface,
    fit_of,
    highest,
    no_edge,
    refused,
)
from fenhao.engine.value.lifetime._special import FloatArray, IntArray, digamma, log_beta, trigamma

CODE, ALIKE = "bdw", "geometric"
NAMES = ("a", "b", "c")
RATE = "rate"
SOURCE = (
    'Fader, Hardie, Liu, Davin, Steenburgh (2018), "How to Project Customer Retention" Revisited, '
    "Journal of Interactive Marketing 43"
)
CUSTOMERS_MIN = 30
_HORIZON_MAX = 100_000
_STARTS = ((0.7, 1.5), (0.5, 5.0), (2.0, 2.0), (5.0, 20.0))


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """How covariates ran, a row a group: piece j holds for the renewals after ``begins[i, j]``, with ``levels[i, j]``.

    The first piece begins at 0, the last goes on; where a group has fewer pieces than others the rest begin at infinity.
    """

    begins: FloatArray
    levels: FloatArray

    @classmethod
    def steady(cls, design: FloatArray) -> Self:
        """Return covariates that never change, a row of ``design`` a group."""
        return cls(np.zeros((len(design), 1)), design[:, None, :])

    def of(self, rows: IntArray) -> "Courses":
        """Return those of some rows."""
        return Courses(self.begins[rows], self.levels[rows])


@dataclass(frozen=True, slots=True, eq=False)
class ContractCounts:
    """Distinct histories of contracts: ``customers`` of a group that were lost at, or kept through, so many renewals.

    ``group`` is a row of ``courses`` (groups by covariates; without any: everybody alike). ``renewals`` of a lost contract is
    the one at which it was not renewed, from 1; of a kept one those behind it, from 0. ``names`` are the covariates'.
    ValueError for columns that describe no contracts.
    """

    group: IntArray
    renewals: IntArray
    is_lost: FloatArray
    customers: IntArray
    courses: Courses
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        rows = len(self.group)
        if not rows == len(self.renewals) == len(self.is_lost) == len(self.customers):
            raise ValueError("the columns of contract counts have different lengths")
        groups, pieces = self.courses.begins.shape
        if self.courses.levels.shape != (groups, pieces, len(self.names)):
            raise ValueError("the courses have not one level a piece and covariate")
        if rows and (int(self.group.min()) < 0 or int(self.group.max()) >= groups):
            raise ValueError("a group has no course")
        if np.any(self.customers < 1) or np.any(self.renewals < self.is_lost):
            raise ValueError("these are no contracts: lost before the first renewal, or of nobody")

    @classmethod
    def alike(cls, *, lost: IntArray, kept: IntArray) -> Self:
        """Return contracts of one group: ``lost[i]`` at renewal i + 1, ``kept[i]`` with i renewals behind them."""
        renewals = np.concatenate([np.arange(1, len(lost) + 1), np.arange(len(kept))])
        is_lost = np.concatenate([np.ones(len(lost)), np.zeros(len(kept))])
        customers = np.concatenate([lost, kept]).astype(np.int64)
        some = customers != 0
        nobody = np.zeros(int(np.sum(some)), dtype=np.int64)
        courses = Courses.steady(np.zeros((1, 0)))
        return cls(nobody, renewals[some], is_lost[some], customers[some], courses, ())

    @property
    def total(self) -> int:
        """Return how many contracts there are."""
        return int(np.sum(self.customers))


def fit(counts: ContractCounts, *, ages: bool = True) -> Fit:
    """Return the fit, or why there is none; without ``ages`` c stays 1 and is no parameter.

    A covariate's value is what one more of it multiplies the exponent by; the logarithm of that is its coefficient.
    """
    return _climbed(counts, code=CODE, own=NAMES if ages else NAMES[:2], starts=_STARTS, edge=_edge)


def fit_alike(counts: ContractCounts, *, ages: bool = True) -> Fit:
    """Return the fit in which all customers leave at one ``rate``, or why there is none; for where ``fit`` found them all alike."""
    return _climbed(counts, code=ALIKE, own=(RATE, "c") if ages else (RATE,), starts=((0.2,),), edge=no_edge)


def leaving_at_first(rate: float, error: float) -> tuple[float, float]:
    """Return the chance of ending at the first renewal where all leave at one rate, each with its standard error."""
    return -math.expm1(-rate), math.exp(-rate) * error


def _climbed(
    counts: ContractCounts,
    *,
    code: str,
    own: tuple[str, ...],
    starts: tuple[tuple[float, ...], ...],
    edge: Edge,
) -> Fit:
    """Return the fit of either law; ``starts`` are those of its parameters before c."""
    names = (*own, *counts.names)
    refuse = partial(refused, model=code, names=names, customers=counts.total, unit_days=0)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    if not np.any(counts.is_lost):
        return refuse(state=FitState.nobody_leaves)
    reached = counts.renewals > counts.is_lost
    if not np.any(reached):
        return refuse(state=FitState.everybody_leaves if np.all(counts.is_lost) else FitState.too_few)
    summit = highest(
        likelihood=likelihood(counts, ages="c" in own, alike=code == ALIKE),
        starts=[(*start, *(1.0,) * (len(names) - len(start))) for start in starts],
        edge=edge,
    )
    return fit_of(model=code, names=names, summit=summit, customers=counts.total, unit_days=0, edge=edge)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to."""
    a, b = values[:2]
    if a / (a + b) < 1e-4:
        return FitState.nobody_leaves
    return FitState.all_alike if a + b > 1000 else FitState.found


@dataclass(frozen=True, slots=True, eq=False)
class _Still:
    """The log of still being there, row by row, with slope and bend in the logarithms of the parameters."""

    value: FloatArray
    slope: FloatArray
    bend: FloatArray


def _weight(
    logs: FloatArray, *, ages: bool, renewals: FloatArray, courses: Courses
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the exponent w with slope and bend in all logarithms but those of a and b.

    Over each piece of a course it grows by (end^c - begin^c) e^(gamma z), up to the renewals asked for.
    """
    c = float(np.exp(logs[2])) if ages else 1.0

    def powers(at: FloatArray) -> FloatArray:
        """Return t^c with its first and second derivative in the logarithm of c."""
        log_time = np.log(np.where(at > 0, at, 1.0))
        power = np.where(at > 0, np.exp(c * log_time), 0.0)
        turn = power * c * log_time
        return np.stack([power, turn, turn * (1 + c * log_time)])

    ends = np.concatenate([courses.begins[:, 1:], np.full((len(renewals), 1), np.inf)], axis=1)
    upper, lower = (powers(np.minimum(at, renewals[:, None])) for at in (ends, courses.begins))
    z = courses.levels
    rise, turn, bent = (upper - lower) * np.exp(z @ logs[2 + ages :])
    count = len(logs) - 2
    slope, bend = np.zeros((count, len(renewals))), np.zeros((count, count, len(renewals)))
    slope[ages:] = np.einsum("np,npk->kn", rise, z)
    bend[ages:, ages:] = np.einsum("np,npk,npl->kln", rise, z, z)
    if ages:
        slope[0], bend[0, 0] = np.sum(turn, axis=1), np.sum(bent, axis=1)
        bend[0, 1:] = bend[1:, 0] = np.einsum("np,npk->kn", turn, z)
    return np.sum(rise, axis=1), slope, bend


def _still(logs: FloatArray, *, ages: bool, renewals: FloatArray, courses: Courses) -> _Still:
    """Return log B(a, b + w) - log B(a, b)."""
    a, b = np.exp(logs[:2])
    weight, turns, bends = _weight(logs, ages=ages, renewals=renewals, courses=courses)
    n = b + weight
    by_a = digamma(a + b) - digamma(a + n)
    by_n = digamma(n) - digamma(a + n)
    twice_a = trigamma(a + b) - trigamma(a + n)
    twice_n = trigamma(n) - trigamma(a + n)
    outer = trigamma(a + b) - trigamma(b)
    count = len(logs)
    slope = np.zeros((count, len(renewals)))
    bend = np.zeros((count, count, len(renewals)))
    slope[0], slope[1] = a * by_a, b * (by_n + digamma(a + b) - digamma(b))
    bend[0, 0] = a * a * twice_a + slope[0]
    bend[0, 1] = bend[1, 0] = a * b * twice_a
    bend[1, 1] = b * b * (twice_n + outer) + slope[1]
    slope[2:] = by_n * turns
    bend[0, 2:] = bend[2:, 0] = -a * trigamma(a + n) * turns
    bend[1, 2:] = bend[2:, 1] = b * twice_n * turns
    bend[2:, 2:] = twice_n * turns[:, None, :] * turns[None, :, :] + by_n * bends
    return _Still(log_beta(a, n) - log_beta(a, b), slope, bend)


def _still_alike(logs: FloatArray, *, ages: bool, renewals: FloatArray, courses: Courses) -> _Still:
    """Return -rate w."""
    rate, count = float(np.exp(logs[0])), len(logs)
    # the exponent is that of the law above, whose two logarithms before c it does not ask
    weight, turns, bends = _weight(
        np.concatenate([[0.0], logs]), ages=ages, renewals=renewals, courses=courses
    )
    slope, bend = np.empty((count, len(renewals))), np.empty((count, count, len(renewals)))
    slope[0] = bend[0, 0] = -rate * weight
    slope[1:] = bend[0, 1:] = bend[1:, 0] = -rate * turns
    bend[1:, 1:] = -rate * bends
    return _Still(-rate * weight, slope, bend)


def likelihood(counts: ContractCounts, *, ages: bool, alike: bool = False) -> Likelihood:
    """Return the surface that ``fit`` climbs, or ``fit_alike``."""
    return partial(_surface, counts, alike=alike, ages=ages)


def _surface(counts: ContractCounts, logs: FloatArray, *, alike: bool, ages: bool) -> Surface:
    """Return sum of kept log S(t) + lost log(S(t - 1) - S(t))."""
    still = _still_alike if alike else _still
    courses = counts.courses.of(counts.group)
    renewals, held = counts.renewals.astype(np.float64), counts.customers.astype(np.float64)
    there = still(logs, ages=ages, renewals=renewals, courses=courses)
    lost = counts.is_lost > 0
    before = still(logs, ages=ages, renewals=np.where(lost, renewals - 1, 0.0), courses=courses)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        # S(t - 1) - S(t) = S(t - 1) (1 - e^drop); odds are S(t) over that difference
        drop = np.where(lost, there.value - before.value, -1.0)
        left = before.value + np.log(-np.expm1(drop))
        odds = 1 / np.expm1(-drop)
    value = held @ np.where(lost, left, there.value)
    apart = before.slope - there.slope
    slope = np.where(lost, before.slope + odds * apart, there.slope) @ held
    bent = before.bend + odds * (before.bend - there.bend)
    bent -= odds * (1 + odds) * apart[:, None, :] * apart[None, :, :]
    bend = np.where(lost, bent, there.bend) @ held
    return Surface(float(value), slope, bend)


def survival(fit: Fit, *, renewals: FloatArray, courses: Courses) -> FloatArray:
    """Return the share of contracts still there after so many renewals; ``courses`` have one row a renewal."""
    logs, ages = np.log(np.asarray(fit.values, dtype=np.float64)), "c" in fit.names
    if fit.model == ALIKE:
        return np.exp(_still_alike(logs, ages=ages, renewals=renewals, courses=courses).value)
    a, b = fit.values[:2]
    weight, _, _ = _weight(logs, ages=ages, renewals=renewals, courses=courses)
    return np.exp(log_beta(a, b + weight) - log_beta(a, b))


def renewals_expected(
    fit: Fit, *, renewals: FloatArray, courses: Courses, span: int, discount: float
) -> FloatArray:
    """Return the renewals expected of contracts still there in the next ``span`` renewal dates.

    Each is discounted by ``discount`` a period (1 for none); the next date is one period away. ValueError for a span that is
    no span.
    """
    if not 0 <= span <= _HORIZON_MAX:
        raise ValueError(f"a span of {span} renewals")
    now = survival(fit, renewals=renewals, courses=courses)
    total, weight = np.zeros_like(now), 1.0
    for step in range(1, span + 1):
        weight *= discount
        then = survival(fit, renewals=renewals + step, courses=courses)
        total += weight * np.divide(then, now, out=np.zeros_like(now), where=now > 0)
    return total
