"""sBG, the shifted beta-geometric: how long contracts are renewed when each customer has a chance of leaving of its own.

Fader & Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1). Parameters: alpha and beta of
the Beta law of the chance of leaving at a renewal.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from fenhao.engine.value.lifetime._fit import Fit, FitState, Surface, fit_of, highest, refused
from fenhao.engine.value.lifetime._special import FloatArray, IntArray, digamma, log_beta, trigamma

CODE = "sbg"
NAMES = ("alpha", "beta")
SOURCE = "Fader, Hardie (2007), How to project customer retention, Journal of Interactive Marketing 21(1)"
CUSTOMERS_MIN = 30
_HORIZON_MAX = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class RenewalCounts:
    """Contracts by age: ``lost`` left at renewal 1, 2, ...; ``kept`` were last seen with so many renewals behind them.

    ``lost[i]`` are those who left at renewal i + 1; ``kept[i]`` those still there after i renewals, and not known further.
    """

    lost: IntArray
    kept: IntArray

    def __post_init__(self) -> None:
        if np.any(self.lost < 0) or np.any(self.kept < 0) or len(self.kept) > len(self.lost) + 1:
            raise ValueError("these are no renewal counts")

    @property
    def total(self) -> int:
        """Return how many contracts there are."""
        return int(np.sum(self.lost) + np.sum(self.kept))


def fit(counts: RenewalCounts) -> Fit:
    """Return the fit, or why there is none."""
    refuse = partial(refused, model=CODE, names=NAMES, customers=counts.total, unit_days=0)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    if not np.any(counts.lost):
        return refuse(state=FitState.nobody_leaves)
    if np.sum(counts.kept[1:]) + np.sum(counts.lost[1:]) == 0:
        return refuse(state=FitState.everybody_leaves if not np.any(counts.kept) else FitState.too_few)
    summit = highest(
        likelihood=partial(_likelihood, counts), starts=((0.7, 1.5), (0.5, 5.0), (2.0, 2.0), (5.0, 20.0))
    )
    return fit_of(model=CODE, names=NAMES, summit=summit, customers=counts.total, unit_days=0, edge=_edge)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to."""
    alpha, beta = values
    if alpha / (alpha + beta) < 1e-4:
        return FitState.nobody_leaves
    return FitState.all_alike if alpha + beta > 1000 else FitState.found


def _likelihood(counts: RenewalCounts, logs: FloatArray) -> Surface:
    """Return sum of lost log P(T = t) + kept log S(t): both are beta functions over B(alpha, beta)."""
    alpha, beta = theta = np.exp(logs)
    at = np.arange(len(counts.lost), dtype=np.float64)
    still = np.arange(len(counts.kept), dtype=np.float64)
    one = np.concatenate([np.full_like(at, alpha + 1), np.full_like(still, alpha)])
    other = np.concatenate([beta + at, beta + still])
    held = np.concatenate([counts.lost, counts.kept]).astype(np.float64)
    value = held @ (log_beta(one, other) - log_beta(alpha, beta))
    slope = np.array(
        [
            held @ (digamma(one) - digamma(one + other) - digamma(alpha) + digamma(alpha + beta)),
            held @ (digamma(other) - digamma(one + other) - digamma(beta) + digamma(alpha + beta)),
        ]
    )
    both = held @ (trigamma(alpha + beta) - trigamma(one + other))
    bend = np.array(
        [
            [both + held @ (trigamma(one) - trigamma(alpha)), both],
            [both, both + held @ (trigamma(other) - trigamma(beta))],
        ]
    )
    return Surface(
        float(value), theta * slope, theta[:, None] * bend * theta[None, :] + np.diag(theta * slope)
    )


def survival(theta: tuple[float, ...], renewals: FloatArray) -> FloatArray:
    """Return the share of contracts still there after so many renewals."""
    alpha, beta = theta
    return np.exp(log_beta(np.full_like(renewals, alpha), beta + renewals) - log_beta(alpha, beta))


def retention(theta: tuple[float, ...], renewals: FloatArray) -> FloatArray:
    """Return the chance that a contract with so many renewals behind it is renewed once more; it rises with age."""
    alpha, beta = theta
    return np.asarray((beta + renewals) / (alpha + beta + renewals), dtype=np.float64)


def renewals_expected(
    theta: tuple[float, ...], *, renewals: FloatArray, span: int, discount: float
) -> FloatArray:
    """Return the renewals expected of contracts still there in the next ``span`` renewal dates.

    Each is discounted by ``discount`` a period (1 for none) and the next date is one period away. ValueError for a span that is no span.
    """
    if not 0 <= span <= _HORIZON_MAX:
        raise ValueError(f"a span of {span} renewals")
    total = np.zeros_like(renewals)
    there = np.ones_like(renewals)
    for step in range(span):
        there = there * retention(theta, renewals + step) * discount
        total += there
    return total
