"""What BG/NBD and MBG/NBD share: Poisson purchases, and a chance of leaving after each purchase.

``lead`` is what tells them apart: 0 for BG/NBD (nobody leaves before the second purchase), 1 for MBG/NBD (a customer may
leave right after the first).
"""

from functools import partial

import numpy as np
from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit, FitState, Likelihood, Surface, fit_of, refused
from fenhao.engine.value.lifetime._rough import highest_of_many
from fenhao.engine.value.lifetime._special import (
    BetaGrid,
    FloatArray,
    IntArray,
    beta_grid,
    digamma,
    legendre,
    log_beta,
    log_gamma,
    mean_orders,
    mean_pace,
    swayed,
    trigamma,
)

NAMES = ("r", "alpha", "a", "b")
CUSTOMERS_MIN = 30
REPEATERS_MIN = 10
_PARTS = ((1.0, 10), (2.0, 14), (4.0, 24))
_PARTS_MOST = 32
"""So many parts sum a pace to twelve digits over that reach."""

_BLOCK = 8_192


def fit_dropout(counts: PurchaseCounts, *, model: str, lead: int, unit_days: int) -> Fit:
    """Return the fit, or why there is none; a large log is climbed on rough triples first, then on all of them."""
    refuse = partial(refused, model=model, names=NAMES, customers=counts.total, unit_days=unit_days)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    if counts.repeaters == 0:
        return refuse(state=FitState.no_repeats)
    if counts.repeaters < REPEATERS_MIN:
        return refuse(state=FitState.too_few)
    likelihood = DropoutLikelihood(counts, lead=lead, unit_days=unit_days)
    starts = _starts(counts, unit_days=unit_days)
    summit = highest_of_many(
        counts,
        likelihood=likelihood,
        rough=lambda few: DropoutLikelihood(few, lead=lead, unit_days=unit_days),
        starts=starts,
        edge=_edge,
    )
    return fit_of(
        model=model,
        names=NAMES,
        summit=summit,
        customers=counts.total,
        unit_days=unit_days,
        edge=_edge,
    )


def likelihood_dropout(counts: PurchaseCounts, *, lead: int, unit_days: int) -> Likelihood:
    """Return the surface of these triples in the logarithms of r, alpha, a, b."""
    return DropoutLikelihood(counts, lead=lead, unit_days=unit_days)


def _starts(counts: PurchaseCounts, *, unit_days: int) -> tuple[tuple[float, ...], ...]:
    """Return starts at the log's own pace: few or many differences in pace, and early, late or hardly any leaving.

    The first two are as far apart as any.
    """
    exposure = float(np.sum((counts.age_days / unit_days) * counts.customers)) or 1.0
    pace = max(counts.repeats / exposure, 1e-9)
    leaving = (
        (0.3, 0.7, 2.5),
        (2.0, 0.3, 20.0),
        (2.0, 2.0, 3.0),
        (0.3, 0.3, 20.0),
        (0.3, 2.0, 3.0),
        (2.0, 0.7, 2.5),
    )
    return tuple((r, r / pace, a, b) for r, a, b in leaving)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to."""
    r, _, a, b = values
    if a / (a + b) < 1e-3:
        return FitState.nobody_leaves
    if a / (a + b) > 0.999:
        return FitState.everybody_leaves
    if r > 200 or a + b > 2000:
        return FitState.all_alike
    return FitState.found


class DropoutLikelihood:
    """The log-likelihood of Fader, Hardie & Lee (2005), equation 6, of all triples, with slope and bend.

    A triple gives log(e^A + e^B): A for a customer still there, B for one who left at the last purchase. The sum of A needs no
    more than counts by frequency and by age. What B adds is worked out triple by triple, in blocks that fit the processor's
    cache; days are whole numbers, so that logarithms are taken once a day and looked up.
    """

    def __init__(self, counts: PurchaseCounts, *, lead: int, unit_days: int) -> None:
        self._lead, self._unit = lead, unit_days
        held = counts.customers.astype(np.float64)
        self._by_frequency = np.bincount(counts.frequency, weights=held)
        self._by_age = np.bincount(counts.age_days, weights=held)
        self._purchases_by_age = np.bincount(counts.age_days, weights=held * counts.frequency)
        kept = np.flatnonzero(counts.frequency + lead > 0)
        self._frequency = counts.frequency[kept]
        self._recency, self._age, self._held = counts.recency_days[kept], counts.age_days[kept], held[kept]

    def __call__(self, logs: FloatArray) -> Surface:
        """Return value, slope and bend in the logarithms of r, alpha, a, b."""
        theta = np.exp(logs)
        value, slope, bend = self._staying(theta, np.arange(len(self._by_age)) / self._unit)
        tables = self._tables(theta)
        for start in range(0, len(self._held), _BLOCK):
            more = self._leaving(theta, tables, slice(start, start + _BLOCK))
            value, slope, bend = value + more[0], slope + more[1], bend + more[2]
        return Surface(value, theta * slope, theta[:, None] * bend * theta[None, :] + np.diag(theta * slope))

    def _staying(self, theta: FloatArray, clock: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """Return the sum of A over all customers, from sums by frequency and by age alone; ``clock``: the time of each age in days."""
        r, alpha, a, b = theta
        levels = np.flatnonzero(self._by_frequency).astype(np.float64)
        held = self._by_frequency[self._by_frequency > 0]
        total = float(np.sum(held))
        n = b + levels + self._lead
        older = alpha + clock
        log_older = np.log(older)
        weight = r * self._by_age + self._purchases_by_age
        value = (
            held @ (log_gamma(r + levels) - log_gamma(r) + log_beta(a, n) - log_beta(a, b))
            + total * r * np.log(alpha)
            - weight @ log_older
        )
        slope = np.array(
            [
                held @ (digamma(r + levels) - digamma(r)) + total * np.log(alpha) - self._by_age @ log_older,
                total * r / alpha - weight @ (1 / older),
                held @ (digamma(a + b) - digamma(a + n)),
                held @ (digamma(n) - digamma(b) + digamma(a + b) - digamma(a + n)),
            ]
        )
        bend = np.zeros((4, 4))
        bend[0, 0] = held @ (trigamma(r + levels) - trigamma(r))
        bend[0, 1] = bend[1, 0] = total / alpha - self._by_age @ (1 / older)
        bend[1, 1] = -total * r / alpha**2 + weight @ (1 / older**2)
        both = held @ (trigamma(a + b) - trigamma(a + n))
        bend[2, 2] = bend[2, 3] = bend[3, 2] = both
        bend[3, 3] = both + held @ (trigamma(n) - trigamma(b))
        return float(value), slope, bend

    def _tables(self, theta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return log(alpha + day) and its slope by day, and log(a / waits) and 1 / waits by frequency."""
        _, alpha, a, b = theta
        time = alpha + np.arange(len(self._by_age)) / self._unit
        waits = b + self._lead - 1 + np.arange(len(self._by_frequency), dtype=np.float64)
        waits[: 1 - self._lead] = 1  # of those who cannot have left: never looked up
        return np.log(time), 1 / time, np.log(a / waits), 1 / waits

    def _leaving(
        self, theta: FloatArray, tables: tuple[FloatArray, FloatArray, FloatArray, FloatArray], block: slice
    ) -> tuple[float, FloatArray, FloatArray]:
        """Return what log(1 + e^(B - A)) adds over one block of the triples in which a customer may have left."""
        r, _, a, _ = theta
        log_time, by_time, log_odds, by_waits = tables
        frequency, age, recency = self._frequency[block], self._age[block], self._recency[block]
        held = self._held[block]
        seen_slope, older_slope = by_time[recency], by_time[age]
        gap, gap_slope = log_time[age] - log_time[recency], older_slope - seen_slope
        shape = r + frequency
        odds = shape * gap + log_odds[frequency]
        # e^-|odds| serves both log(1 + e^odds) and the share of those who left; neither overflows
        small = np.exp(-np.abs(odds))
        value = held @ (np.maximum(odds, 0) + np.log1p(small))
        gone = np.where(odds >= 0, 1.0, small) / (1 + small)
        first = held * gone
        second = first * (1 - gone)
        turn = by_waits[frequency]
        moves = np.stack([gap, shape * gap_slope, np.full_like(gap, 1 / a), -turn])
        slope = moves @ first
        bend = (moves * second) @ moves.T
        bend[0, 1] += first @ gap_slope
        bend[1, 0] = bend[0, 1]
        bend[1, 1] -= (first * moves[1]) @ (older_slope + seen_slope)
        bend[2, 2] -= slope[2] / a
        bend[3, 3] += (first * turn) @ turn
        return float(value), slope, bend


def alive_dropout(
    theta: tuple[float, ...], *, lead: int, frequency: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Return each triple's chance of being a customer still; times in the unit of the fit."""
    r, alpha, a, b = theta
    may_leave = frequency + lead > 0
    waits = np.where(may_leave, b + frequency + lead - 1, 1.0)
    odds = np.log(a) - np.log(waits) + (r + frequency) * np.log1p((age - recency) / (alpha + recency))
    return np.where(may_leave, np.exp(-np.logaddexp(0, odds)), 1.0)


def _laws(theta: tuple[float, ...], lead: int, frequency: FloatArray) -> tuple[BetaGrid, IntArray]:
    """Return the law of leaving of each distinct frequency, and which is whose."""
    _, _, a, b = theta
    levels, law = np.unique(frequency, return_inverse=True)
    return beta_grid(a=a, n=b + levels + lead), law.reshape(-1).astype(np.int64)


def orders_dropout(
    theta: tuple[float, ...], *, lead: int, frequency: FloatArray, age: FloatArray, span: float | FloatArray
) -> FloatArray:
    """Return the purchases expected of a living customer within ``span``, one or one each, after the last day observed."""
    if not len(frequency):
        return np.zeros(0)
    r, alpha, _, _ = theta
    grid, law = _laws(theta, lead, frequency)
    return mean_orders(grid=grid, law=law, shape=r + frequency, span=span / (alpha + age))


def discounted_dropout(
    theta: tuple[float, ...], *, lead: int, frequency: FloatArray, age: FloatArray, span: float, rate: float
) -> FloatArray:
    """Return the purchases expected of a living customer within ``span``, each discounted at ``rate`` a unit of time.

    The pace is summed over time on the scale on which it falls: s = (alpha + age)(e^v - 1).
    """
    if not len(frequency):
        return np.zeros(0)
    r, alpha, _, _ = theta
    grid, law = _laws(theta, lead, frequency)
    shape, scale = r + frequency, alpha + age
    reach = np.log1p(span / scale)
    total = np.zeros_like(scale)
    most = float(np.max(reach))
    nodes, weights = legendre(next((parts for far, parts in _PARTS if most < far), _PARTS_MOST))
    for node, weight in zip(nodes, weights, strict=True):
        gone = np.expm1(node * reach)
        pace = mean_pace(grid=grid, law=law, shape=shape, span=gone)
        total += weight * pace * np.exp(-rate * scale * gone) * (1 + gone)
    return np.asarray(total * reach * shape, dtype=np.float64)


def draw_dropout(
    theta: tuple[float, ...],
    *,
    lead: int,
    frequency: FloatArray,
    age: FloatArray,
    span: float,
    sway: float,
    chance: Generator,
) -> FloatArray:
    """Return one possible number of purchases of living customers within ``span``.

    A customer buys at the pace drawn until the purchase after which it leaves: the smaller of a Poisson and a geometric number.
    """
    r, alpha, a, b = theta
    pace = swayed(chance.gamma(r + frequency) / (alpha + age), sway=sway, chance=chance)
    leaving = chance.beta(a, b + frequency + lead)
    bought = chance.poisson(np.minimum(pace * span, 1e9))
    # the inverse of the geometric law: generators refuse a chance that has underflowed to nought
    with np.errstate(divide="ignore", over="ignore"):
        last = np.ceil(chance.standard_exponential(len(age)) / -np.log1p(-np.minimum(leaving, 1 - 1e-16)))
    return np.minimum(bought, np.maximum(last, 1))
