"""Pareto/NBD: purchases at a customer's own pace, and a lifetime that may end at any moment.

Schmittlein, Morrison & Colombo (1987). The likelihood is written as the integral over the moment of leaving instead of
the hypergeometric functions it is usually given by: each node's slope and bend is elementary, so Newton has both exactly.

Parameters: r, alpha of the Gamma law of paces, s, beta of that of the rates of leaving; alpha and beta in units of time.
"""

from functools import partial

import numpy as np
from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit, FitState, Likelihood, Surface, fit_of, refused
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._rough import highest_of_many
from fenhao.engine.value.lifetime._special import (
    FloatArray,
    digamma,
    legendre,
    log_gamma,
    swayed,
    trigamma,
)

CODE = "pareto_nbd"
NAMES = ("r", "alpha", "s", "beta")
CUSTOMERS_MIN = 30
REPEATERS_MIN = 10
_NODES, _WEIGHTS = legendre(32)
_TAIL = 45.0
_AT_ONCE = 16_384


def fit(counts: PurchaseCounts, unit_days: int) -> Fit:
    """Return the fit in units of so many days, or why there is none."""
    refuse = partial(refused, model=CODE, names=NAMES, customers=counts.total, unit_days=unit_days)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    if counts.repeaters == 0:
        return refuse(state=FitState.no_repeats)
    if counts.repeaters < REPEATERS_MIN:
        return refuse(state=FitState.too_few)
    exposure = float(np.sum((counts.age_days / unit_days) * counts.customers)) or 1.0
    pace = max(counts.repeats / exposure, 1e-9)
    age = exposure / counts.total
    shapes = ((0.5, 0.6, 0.3), (2.0, 2.0, 3.0), (2.0, 0.6, 0.3), (0.5, 2.0, 3.0))
    starts = tuple((r, r / pace, s, age * part) for r, s, part in shapes)
    summit = highest_of_many(
        counts,
        likelihood=likelihood(counts, unit_days),
        rough=lambda few: likelihood(few, unit_days),
        starts=starts,
        edge=_edge,
    )
    return fit_of(
        model=CODE, names=NAMES, summit=summit, customers=counts.total, unit_days=unit_days, edge=_edge
    )


def likelihood(counts: PurchaseCounts, unit_days: int) -> Likelihood:
    """Return the surface that the fit climbs."""
    return partial(_likelihood, counts, unit_days)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to."""
    r, _, s, beta = values
    if s / beta < 1e-6 or s < 1e-4:
        return FitState.nobody_leaves
    return FitState.all_alike if r > 200 or s > 200 else FitState.found


def _moments(
    theta: FloatArray, frequency: FloatArray, recency: FloatArray, age: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the moments of leaving that stand for all, and their log weights; a row a triple.

    The last column is the age itself with weight one: the customer who is there still. The scale is the logarithm of time
    since before the first purchase, on which the integrand has no near singularity, cut off where it is negligible.
    """
    r, alpha, _, beta = theta
    least = min(alpha, beta)
    with np.errstate(over="ignore"):
        last = np.minimum(age, recency + (alpha + recency) * np.expm1(_TAIL / (r + frequency)))
    reach = np.log1p((last - recency) / (least + recency))
    steps = np.expm1(reach[:, None] * _NODES)
    moments = recency[:, None] + (least + recency)[:, None] * steps
    with np.errstate(divide="ignore"):
        weights = np.log(_WEIGHTS * reach[:, None]) + np.log(least + moments)
    return (
        np.concatenate([moments, age[:, None]], axis=1),
        np.concatenate([weights, np.zeros((len(age), 1))], axis=1),
    )


def _pieces(
    theta: FloatArray, frequency: FloatArray, recency: FloatArray, age: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return moments, and the logarithm of the likelihood's piece at each, and that of their sum."""
    r, alpha, s, beta = theta
    moments, weights = _moments(theta, frequency, recency, age)
    gone = np.ones(moments.shape[1])
    gone[-1] = 0
    pieces = weights - (r + frequency)[:, None] * np.log(alpha + moments)
    pieces += gone * np.log(s) + s * np.log(beta) - (s + gone) * np.log(beta + moments)
    top = np.max(pieces, axis=1)
    return moments, pieces, top + np.log(np.sum(np.exp(pieces - top[:, None]), axis=1))


def _likelihood(counts: PurchaseCounts, unit_days: int, logs: FloatArray) -> Surface:
    """Return value, slope and bend of all triples, some at a time."""
    theta = np.exp(logs)
    value, slope, bend = 0.0, np.zeros(4), np.zeros((4, 4))
    for start in range(0, len(counts), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        more = _part(
            theta,
            counts.frequency[part].astype(np.float64),
            counts.recency_days[part] / unit_days,
            counts.age_days[part] / unit_days,
            counts.customers[part].astype(np.float64),
        )
        value, slope, bend = value + more.value, slope + more.slope, bend + more.bend
    return Surface(value, theta * slope, theta[:, None] * bend * theta[None, :] + np.diag(theta * slope))


def _part(
    theta: FloatArray, frequency: FloatArray, recency: FloatArray, age: FloatArray, held: FloatArray
) -> Surface:
    """Return value, slope and bend in the parameters themselves."""
    r, alpha, s, beta = theta
    moments, pieces, sums = _pieces(theta, frequency, recency, age)
    weight = np.exp(pieces - sums[:, None]) * held[:, None]
    shape = (r + frequency)[:, None]
    gone = np.ones(moments.shape[1])
    gone[-1] = 0
    by_alpha, by_beta = 1 / (alpha + moments), 1 / (beta + moments)
    slopes = (
        -np.log(alpha + moments),
        -shape * by_alpha,
        np.log(beta) - np.log(beta + moments) + gone / s,
        s / beta - (s + gone) * by_beta,
    )
    means = np.stack([np.sum(weight * each, axis=1) for each in slopes])
    bend = -(means / held) @ means.T
    for row in range(4):
        for column in range(row, 4):
            bend[row, column] += np.sum(weight * slopes[row] * slopes[column])
            bend[column, row] = bend[row, column]
    bend[0, 1] -= np.sum(weight * by_alpha)
    bend[1, 1] += np.sum(weight * shape * by_alpha**2)
    bend[2, 2] -= np.sum(weight * gone) / s**2
    bend[2, 3] += np.sum(weight * (1 / beta - by_beta))
    bend[3, 3] += np.sum(weight * ((s + gone) * by_beta**2 - s / beta**2))
    slope = np.sum(means, axis=1)
    total = float(np.sum(held))
    levels, at = np.unique(frequency, return_inverse=True)
    by_level = np.bincount(at, weights=held)
    value = held @ sums + by_level @ (log_gamma(r + levels) - log_gamma(r)) + total * r * np.log(alpha)
    slope[0] += by_level @ (digamma(r + levels) - digamma(r)) + total * np.log(alpha)
    slope[1] += total * r / alpha
    bend[0, 0] += by_level @ (trigamma(r + levels) - trigamma(r))
    bend[0, 1] += total / alpha
    bend[1, 1] -= total * r / alpha**2
    bend[1, 0], bend[3, 2] = bend[0, 1], bend[2, 3]
    return Surface(float(value), slope, bend)


def alive(
    theta: tuple[float, ...], frequency: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Return each triple's chance of being a customer still."""
    answer = np.empty(len(age))
    for start in range(0, len(age), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        _, pieces, sums = _pieces(np.asarray(theta), frequency[part], recency[part], age[part])
        answer[part] = np.exp(pieces[:, -1] - sums)
    return answer


def _orders(
    theta: tuple[float, ...], frequency: FloatArray, age: FloatArray, span: float | FloatArray
) -> FloatArray:
    """Return the purchases expected of living customers within the span; finite for s = 1 too."""
    r, alpha, s, beta = theta
    time = np.log1p(span / (beta + age))
    lost = (s - 1) * time
    with np.errstate(divide="ignore", invalid="ignore"):
        lasting = np.where(np.abs(lost) < 1e-12, time, -np.expm1(-lost) / lost * time)
    return (r + frequency) * (beta + age) / (alpha + age) * lasting


def _discounted(
    theta: tuple[float, ...], frequency: FloatArray, age: FloatArray, span: float, rate: float
) -> FloatArray:
    """Return the purchases expected of living customers within the span, discounted."""
    r, alpha, s, beta = theta
    scale = beta + age
    reach = np.log1p(span / scale)
    total = np.zeros_like(scale)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        gone = np.expm1(node * reach)
        total += weight * np.exp((1 - s) * node * reach - rate * scale * gone)
    return (r + frequency) / (alpha + age) * scale * reach * total


def _draw(
    theta: tuple[float, ...],
    frequency: FloatArray,
    age: FloatArray,
    span: float,
    sway: float,
    chance: Generator,
) -> FloatArray:
    """Return one possible number of purchases of living customers within the span."""
    r, alpha, s, beta = theta
    pace = swayed(chance.gamma(r + frequency) / (alpha + age), sway=sway, chance=chance)
    leaving = chance.standard_gamma(s, len(age)) / (beta + age)
    with np.errstate(divide="ignore", over="ignore"):
        stays = np.minimum(chance.standard_exponential(len(age)) / leaving, span)
    return chance.poisson(np.minimum(pace * stays, 1e9)).astype(np.float64)


MODEL = LifetimeModel(
    code=CODE,
    source="Schmittlein, Morrison, Colombo (1987), Counting your customers, Management Science 33(1)",
    names=NAMES,
    fit=fit,
    alive=alive,
    living_orders=_orders,
    living_discounted=_discounted,
    living_draw=_draw,
    likelihood=likelihood,
    pace=(0, -1, 0, 0),
    leaving=(0, 0, 0, -1),
)
