"""BG/BB: purchases at occasions (a yearly donation, a monthly visit), with a chance to buy and a chance to leave each time.

Fader, Hardie, Shang (2010), Customer-base analysis in a discrete-time noncontractual setting, Marketing Science 29(6). Parameters:
alpha, beta of the Beta law of buying at an occasion; gamma, delta of that of leaving before one.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from fenhao.engine.value.lifetime._fit import Fit, FitState, Surface, fit_of, highest, refused
from fenhao.engine.value.lifetime._special import FloatArray, IntArray, digamma, log_beta, trigamma

CODE = "bg_bb"
NAMES = ("alpha", "beta", "gamma", "delta")
SOURCE = "Fader, Hardie, Shang (2010), Marketing Science 29(6), equations 6, 11 and 13"
CUSTOMERS_MIN = 30
REPEATERS_MIN = 10


@dataclass(frozen=True, slots=True, eq=False)
class OccasionCounts:
    """Distinct (purchases, last occasion bought at, occasions there were) with how many customers share them."""

    purchases: IntArray
    last: IntArray
    occasions: IntArray
    customers: IntArray

    def __post_init__(self) -> None:
        broken = (self.purchases > self.last) | (self.last > self.occasions) | (self.customers < 1)
        if np.any(broken | (self.purchases < 0) | ((self.purchases == 0) & (self.last != 0))):
            raise ValueError("these are no purchases at occasions")

    @property
    def total(self) -> int:
        """Return how many customers there are."""
        return int(np.sum(self.customers))


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """The sum in each triple's likelihood as rows: beta arguments, and the triple that the row belongs to.

    ``stays`` rows say that the customer is there still, the others that it left before one of the occasions missed.
    """

    triple: IntArray
    bought: FloatArray
    missed: FloatArray
    left: FloatArray
    stayed: FloatArray


def _pieces(counts: OccasionCounts) -> _Pieces:
    spare = counts.occasions - counts.last
    triple = np.repeat(np.arange(len(spare)), spare + 1)
    turn = np.arange(len(triple)) - np.repeat(np.cumsum(spare + 1) - (spare + 1), spare + 1)
    gone = turn < spare[triple]
    # a customer who left has missed (last - purchases + turn) and stayed through (last + turn) occasions
    seen = counts.last[triple] + turn
    return _Pieces(
        triple=triple,
        bought=counts.purchases[triple].astype(np.float64),
        missed=(seen - counts.purchases[triple]).astype(np.float64),
        left=gone.astype(np.float64),
        stayed=seen.astype(np.float64),
    )


def fit(counts: OccasionCounts) -> Fit:
    """Return the fit, or why there is none."""
    refuse = partial(refused, model=CODE, names=NAMES, customers=counts.total, unit_days=0)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    repeaters = int(np.sum(counts.customers[counts.purchases > 0]))
    if repeaters == 0:
        return refuse(state=FitState.no_repeats)
    if repeaters < REPEATERS_MIN:
        return refuse(state=FitState.too_few)
    summit = highest(
        likelihood=partial(_likelihood, counts, _pieces(counts)),
        starts=((1.2, 0.8, 0.7, 2.8), (0.5, 1.0, 0.5, 5.0), (2.0, 4.0, 2.0, 10.0)),
        edge=_edge,
    )
    return fit_of(model=CODE, names=NAMES, summit=summit, customers=counts.total, unit_days=0, edge=_edge)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to."""
    alpha, beta, gamma, delta = values
    if gamma / (gamma + delta) < 1e-3:
        return FitState.nobody_leaves
    return FitState.all_alike if alpha + beta > 1000 or gamma + delta > 1000 else FitState.found


def _log_pieces(theta: FloatArray, rows: _Pieces) -> FloatArray:
    """Return the logarithm of each row of the sum in equation 6."""
    alpha, beta, gamma, delta = theta
    return np.asarray(
        log_beta(alpha + rows.bought, beta + rows.missed)
        - log_beta(alpha, beta)
        + log_beta(gamma + rows.left, delta + rows.stayed)
        - log_beta(gamma, delta),
        dtype=np.float64,
    )


def _log_sums(pieces: FloatArray, triple: IntArray, count: int) -> FloatArray:
    """Return the logarithm of the sum of exponentials by triple."""
    top = np.full(count, -np.inf)
    np.maximum.at(top, triple, pieces)
    return top + np.log(np.bincount(triple, weights=np.exp(pieces - top[triple]), minlength=count))


def _likelihood(counts: OccasionCounts, rows: _Pieces, logs: FloatArray) -> Surface:
    """Return value, slope and bend of equation 6: pieces' slopes weighed by their shares, their spread added to the bend."""
    alpha, beta, gamma, delta = theta = np.exp(logs)
    held = counts.customers.astype(np.float64)
    pieces = _log_pieces(theta, rows)
    sums = _log_sums(pieces, rows.triple, len(held))
    share = np.exp(pieces - sums[rows.triple])
    buys = digamma(alpha + beta) - digamma(alpha + beta + rows.bought + rows.missed)
    leaves = digamma(gamma + delta) - digamma(gamma + delta + rows.left + rows.stayed)
    slopes = np.stack(
        [
            digamma(alpha + rows.bought) - digamma(alpha) + buys,
            digamma(beta + rows.missed) - digamma(beta) + buys,
            digamma(gamma + rows.left) - digamma(gamma) + leaves,
            digamma(delta + rows.stayed) - digamma(delta) + leaves,
        ]
    )
    weight = share * held[rows.triple]
    means = np.stack([np.bincount(rows.triple, weights=share * each, minlength=len(held)) for each in slopes])
    buys_bend = trigamma(alpha + beta) - trigamma(alpha + beta + rows.bought + rows.missed)
    leaves_bend = trigamma(gamma + delta) - trigamma(gamma + delta + rows.left + rows.stayed)
    bend = (slopes * weight) @ slopes.T - (means * held) @ means.T
    bend[:2, :2] += weight @ buys_bend
    bend[2:, 2:] += weight @ leaves_bend
    alone = (
        trigamma(alpha + rows.bought) - trigamma(alpha),
        trigamma(beta + rows.missed) - trigamma(beta),
        trigamma(gamma + rows.left) - trigamma(gamma),
        trigamma(delta + rows.stayed) - trigamma(delta),
    )
    bend += np.diag([float(weight @ each) for each in alone])
    slope = means @ held
    return Surface(
        float(held @ sums), theta * slope, theta[:, None] * bend * theta[None, :] + np.diag(theta * slope)
    )


def alive(theta: tuple[float, ...], counts: OccasionCounts) -> FloatArray:
    """Return each triple's chance of being there at the next occasion (equation 11)."""
    return _joint(theta, counts, purchases=0, ahead=1)


def orders(theta: tuple[float, ...], counts: OccasionCounts, *, span: int) -> FloatArray:
    """Return the purchases expected at the next ``span`` occasions: the sum behind equation 13, all terms positive."""
    total = np.zeros(len(counts.purchases))
    for ahead in range(1, span + 1):
        total += _joint(theta, counts, purchases=1, ahead=ahead)
    return total


def _joint(theta: tuple[float, ...], counts: OccasionCounts, *, purchases: int, ahead: int) -> FloatArray:
    """Return the chance of being there at an occasion ahead, and of buying at it when ``purchases`` is 1."""
    alpha, beta, gamma, delta = theta
    rows = _pieces(counts)
    sums = _log_sums(_log_pieces(np.asarray(theta), rows), rows.triple, len(counts.purchases))
    there = log_beta(gamma, delta + (counts.occasions + ahead).astype(np.float64)) - log_beta(gamma, delta)
    bought, missed = (
        counts.purchases.astype(np.float64),
        (counts.occasions - counts.purchases).astype(np.float64),
    )
    buys = log_beta(alpha + bought + purchases, beta + missed) - log_beta(alpha, beta)
    return np.exp(buys + there - sums)


def orders_in_sample(theta: tuple[float, ...], *, occasions: int) -> float:
    """Return the purchases expected of a new customer at the first so many occasions (equation 8, as a sum)."""
    alpha, beta, gamma, delta = theta
    at = np.arange(1, occasions + 1, dtype=np.float64)
    there = np.exp(log_beta(np.full_like(at, gamma), delta + at) - log_beta(gamma, delta))
    return float(alpha / (alpha + beta) * np.sum(there))
