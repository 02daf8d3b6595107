"""What a fitted model says of each triple: chance of being there, purchases to come, and the range that these may take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from fenhao.engine.value.lifetime._counts import Futures, PurchaseCounts, futures
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray, IntArray
from fenhao.engine.value.lifetime.spend_by_frequency import SpendCurve

RANGE = (0.1, 0.9)
"""Four customers in five are to end inside their range."""

_OWN_AGE_MAX = 30_000

_Drawn = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is asked of the future: how far it goes, at which yearly rate it is discounted, and how it is drawn.

    ``draws`` possible futures of each triple make its range; each has parameters of its own, drawn from the fit's
    normal approximation, so that the range holds what is not known of the model as well as chance. ``seed`` fixes them.
    ``sway`` is how far customers' paces move between the days seen and those ahead, as a standard deviation around one: the
    models know none, a trial may have measured it. Ranges alone are wider for it; expectations stay.
    """

    span_days: int
    discount_yearly: float
    draws: int
    seed: int
    sway: float = 0.0


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
    alive = model.alive(fit.values, frequency, recency, age)
    ahead = futures(frequency, age)
    orders = model.living_orders(fit.values, ahead.frequency, ahead.age, span)
    discounted = model.living_discounted(fit.values, ahead.frequency, ahead.age, span, rate)
    with np.errstate(divide="ignore", invalid="ignore"):
        dearness = np.where(orders > 0, discounted / orders, 0.0)[ahead.of]
    bought, brought = _ranges(model, fit, spend, counts, outlook, alive)
    return Scores(
        alive=alive,
        orders=orders[ahead.of] * alive,
        orders_low=bought[0],
        orders_high=bought[1],
        discounted=discounted[ahead.of] * alive,
        worth_low=brought[0] * dearness,
        worth_high=brought[1] * dearness,
    )


def _ranges(
    model: LifetimeModel,
    fit: Fit,
    spend: Fit | SpendCurve | None,
    counts: PurchaseCounts,
    outlook: Outlook,
    alive: FloatArray,
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Return low and high of purchases, and of purchases times their value.

    Living customers of one frequency and age have one future, drawn once; of many ages those that differ by less than a fiftieth
    of the log share it, for a range drawn a hundred times is rougher than that. Who has left buys nothing.
    """
    ahead = futures(counts.frequency.astype(np.float64), _shared_ages(counts) / fit.unit_days)
    bought, brought = _drawn(model, fit, spend, ahead, outlook)
    return _bounds(bought, ahead.of, alive), _bounds(brought, ahead.of, alive)


def _shared_ages(counts: PurchaseCounts) -> IntArray:
    """Return the ages in days by which futures are drawn: each triple's own, or of many triples a rougher one."""
    if len(counts) <= _OWN_AGE_MAX:
        return counts.age_days
    grain = max(1, int(counts.age_days.max()) // 50)
    return (counts.age_days + grain // 2) // grain * grain


def ended_inside(
    *, model: LifetimeModel, fit: Fit, counts: PurchaseCounts, days_after: IntArray, outlook: Outlook
) -> tuple[NDArray[np.bool_], FloatArray]:
    """Return of each triple whether the purchases that came lie in the range that the outlook gives, and how likely that was.

    Purchases are whole, so that a range which is to hold four of five futures holds more of them. The chance is that of futures
    drawn anew, not of those that made the range.
    """
    frequency = counts.frequency.astype(np.float64)
    alive = model.alive(
        fit.values, frequency, counts.recency_days / fit.unit_days, counts.age_days / fit.unit_days
    )
    (low, high), _ = _ranges(model, fit, None, counts, outlook, alive)
    ahead = futures(frequency, _shared_ages(counts) / fit.unit_days)
    again, _ = _drawn(model, fit, None, ahead, replace(outlook, seed=outlook.seed + 1))
    likely = np.zeros(len(counts))
    for each in again:
        likely += (each[ahead.of] >= low) & (each[ahead.of] <= high)
    likely = alive * likely / len(again) + (1 - alive) * (low <= 0)
    return np.asarray((days_after >= low) & (days_after <= high)), likely


def _drawn(
    model: LifetimeModel, fit: Fit, spend: Fit | SpendCurve | None, ahead: Futures, outlook: Outlook
) -> tuple[_Drawn, _Drawn]:
    """Return possible purchases of each future, a row a draw, and the same times what a purchase may bring."""
    chance = Generator(PCG64(outlook.seed))
    span = outlook.span_days / fit.unit_days
    bought = np.empty((outlook.draws, len(ahead.age)), dtype=np.float32)
    for row, theta in enumerate(drawn_parameters(fit, draws=outlook.draws, chance=chance)):
        bought[row] = model.living_draw(theta, ahead.frequency, ahead.age, span, outlook.sway, chance)
    if isinstance(spend, SpendCurve):
        shape = spend.shape(ahead.frequency)
        level = chance.standard_gamma(shape, bought.shape) / shape
    elif spend is not None and spend.is_found:
        p, q, _ = spend.values
        shape = p * ahead.frequency + q
        # the law of a customer's mean spend around its expectation: Fader & Hardie's posterior inverse Gamma
        level = (shape - 1) / chance.standard_gamma(shape, bought.shape)
    else:
        return bought, bought
    return bought, bought * level.astype(np.float32)


def _bounds(drawn: _Drawn, of: IntArray, alive: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return for each triple the least outcome that RANGE[0] of its customers do not exceed, and the one for RANGE[1]."""
    count, held = len(drawn), np.sort(drawn, axis=0)
    ends = []
    for share in RANGE:
        # of so many living customers one in RANGE is exceeded no oftener; below nought it lies among those who have left
        place = np.ceil((share - 1 + alive) / np.maximum(alive, 1e-12) * count).astype(np.int64) - 1
        ends.append(np.where(place >= 0, held[np.clip(place, 0, count - 1), of], 0.0).astype(np.float64))
    return ends[0], ends[1]


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
