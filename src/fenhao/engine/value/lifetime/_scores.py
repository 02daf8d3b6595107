"""What a fitted model says of each triple: chance of being there, purchases to come, and the range that these may take."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts, coarser
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray
from fenhao.engine.value.lifetime.spend_by_frequency import SpendCurve

RANGE = (0.1, 0.9)
"""Four customers in five are to end inside their range."""

_TRIPLES_AT_ONCE = 20_000
_DRAWN_MAX = 30_000


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is asked of the future: how far it goes, at which yearly rate it is discounted, and how it is drawn.

    ``draws`` possible futures of each triple make its range; each has parameters of its own, drawn from the fit's
    normal approximation, so that the range holds what is not known of the model as well as chance. ``seed`` fixes them.
    """

    span_days: int
    discount_yearly: float
    draws: int
    seed: int


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """One entry a triple. ``orders_low`` and ``orders_high`` bound the purchases of four customers in five.

    ``discounted`` are purchases expected, each discounted to the last day observed; ``worth_low`` and ``worth_high``
    bound the same with the value of a purchase drawn along, as multiples of the expected value of a purchase.
    """

    alive: FloatArray
    orders: FloatArray
    orders_low: FloatArray
    orders_high: FloatArray
    discounted: FloatArray
    worth_low: FloatArray
    worth_high: FloatArray


def joined(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several groups as one, in their order."""
    names = tuple(Scores.__dataclass_fields__)
    return Scores(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def scores(
    *,
    model: LifetimeModel,
    fit: Fit,
    spend: Fit | SpendCurve | None,
    counts: PurchaseCounts,
    outlook: Outlook,
) -> Scores:
    """Return the scores of every triple under a fit that was found; ValueError for one that was not."""
    if not fit.is_found:
        raise ValueError(f"{fit.model} ended as {fit.state.value}: there is nothing to score with")
    frequency = counts.frequency.astype(np.float64)
    recency, age = counts.recency_days / fit.unit_days, counts.age_days / fit.unit_days
    span = outlook.span_days / fit.unit_days
    rate = float(np.log1p(outlook.discount_yearly)) * fit.unit_days / 365
    orders = model.orders(fit.values, frequency, recency, age, span)
    discounted = model.discounted(fit.values, frequency, recency, age, span, rate)
    ranges = _ranges(model, fit, spend, counts, outlook)
    with np.errstate(divide="ignore", invalid="ignore"):
        dearness = np.where(orders > 0, discounted / orders, 0.0)
    return Scores(
        alive=model.alive(fit.values, frequency, recency, age),
        orders=orders,
        orders_low=ranges[0],
        orders_high=ranges[1],
        discounted=discounted,
        worth_low=ranges[2] * dearness,
        worth_high=ranges[3] * dearness,
    )


def _ranges(
    model: LifetimeModel, fit: Fit, spend: Fit | SpendCurve | None, counts: PurchaseCounts, outlook: Outlook
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return low and high of purchases, and of purchases times their value.

    Of many histories those that differ by less than a fiftieth of the log share their draws: a range drawn a hundred times is
    rougher than that anyhow.
    """
    if len(counts) > _DRAWN_MAX:
        merged = coarser(counts, grain_days=max(1, int(counts.age_days.max()) // 50))
        low, high, worth_low, worth_high = _drawn_ranges(model, fit, spend, merged.counts, outlook)
        return low[merged.at], high[merged.at], worth_low[merged.at], worth_high[merged.at]
    return _drawn_ranges(model, fit, spend, counts, outlook)


def _drawn_ranges(
    model: LifetimeModel, fit: Fit, spend: Fit | SpendCurve | None, counts: PurchaseCounts, outlook: Outlook
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the ranges of every triple from draws of its own, some triples at a time."""
    chance = Generator(PCG64(outlook.seed))
    parameters = drawn_parameters(fit, draws=outlook.draws, chance=chance)
    bounds = tuple(np.empty(len(counts)) for _ in range(4))
    for start in range(0, len(counts), _TRIPLES_AT_ONCE):
        part = slice(start, start + _TRIPLES_AT_ONCE)
        frequency = counts.frequency[part].astype(np.float64)
        recency, age = counts.recency_days[part] / fit.unit_days, counts.age_days[part] / fit.unit_days
        bought = np.empty((outlook.draws, len(age)), dtype=np.float32)
        for draw, theta in enumerate(parameters):
            bought[draw] = model.draw(
                theta, frequency, recency, age, outlook.span_days / fit.unit_days, chance
            )
        bounds[0][part], bounds[1][part] = _bounds(bought)
        if isinstance(spend, SpendCurve):
            shape = spend.shape(frequency)
            bought *= (chance.standard_gamma(shape, bought.shape) / shape).astype(np.float32)
        elif spend is not None and spend.is_found:
            p, q, _ = spend.values
            shape = p * frequency + q
            # the law of a customer's mean spend around its expectation: Fader & Hardie's posterior inverse Gamma
            bought *= ((shape - 1) / chance.standard_gamma(shape, bought.shape)).astype(np.float32)
        bounds[2][part], bounds[3][part] = _bounds(bought)
    return bounds[0], bounds[1], bounds[2], bounds[3]


def _bounds(drawn: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> tuple[FloatArray, FloatArray]:
    """Return for each column the least draw that RANGE[0] of them do not exceed, and the one for RANGE[1]."""
    count = len(drawn)
    low, high = max(0, int(np.ceil(RANGE[0] * count)) - 1), int(np.ceil(RANGE[1] * count)) - 1
    parted = np.partition(drawn, (low, high), axis=0)
    return parted[low].astype(np.float64), parted[high].astype(np.float64)


def drawn_parameters(fit: Fit, *, draws: int, chance: Generator) -> tuple[tuple[float, ...], ...]:
    """Return parameters drawn from the normal law around the summit, in logarithms (Laplace)."""
    root = np.linalg.cholesky(fit.covariance)
    logs = np.log(fit.values) + chance.standard_normal((draws, len(fit.values))) @ root.T
    return tuple(tuple(float(each) for each in row) for row in np.exp(np.clip(logs, -30, 30)))


def total_error(*, model: LifetimeModel, fit: Fit, counts: PurchaseCounts, span_days: int) -> float:
    """Return the standard error of the purchases expected of all customers together, from the fit's covariance."""
    slope = total_slope(model=model, fit=fit, counts=counts, span_days=span_days)
    return float(np.sqrt(slope @ fit.covariance @ slope))


def total_slope(*, model: LifetimeModel, fit: Fit, counts: PurchaseCounts, span_days: int) -> FloatArray:
    """Return how the purchases expected of all customers together move with each parameter's logarithm."""
    frequency = counts.frequency.astype(np.float64)
    recency, age = counts.recency_days / fit.unit_days, counts.age_days / fit.unit_days
    span = span_days / fit.unit_days
    slope = np.empty(len(fit.values))
    for place in range(len(fit.values)):
        ends = []
        for step in (1e-4, -1e-4):
            logs = np.log(fit.values)
            logs[place] += step
            theta = tuple(float(each) for each in np.exp(logs))
            ends.append(float(counts.customers @ model.orders(theta, frequency, recency, age, span)))
        slope[place] = (ends[0] - ends[1]) / 2e-4
    return slope
