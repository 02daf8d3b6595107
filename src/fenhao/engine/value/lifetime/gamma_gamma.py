"""Gamma-Gamma: what a customer spends at a purchase, shrunk towards all customers by how few purchases there were.

Fader & Hardie (2013), "The Gamma-Gamma model of monetary value". Parameters: p, q and gamma (in units of money). Spend and
the number of purchases are taken to be independent: ``independence`` measures how far that holds.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from fenhao.engine.value.lifetime._fit import Fit, FitState, Surface, fit_of, highest, refused
from fenhao.engine.value.lifetime._special import FloatArray, IntArray, digamma, log_gamma, trigamma

CODE = "gamma_gamma"
NAMES = ("p", "q", "gamma")
SOURCE = "Fader, Hardie (2013), The Gamma-Gamma model of monetary value, brucehardie.com/notes/025"
CUSTOMERS_MIN = 30
_ALIKE = 1e-6
_CORRELATION_MAX = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class SpendCounts:
    """Customers by (purchases, their sum in units of money): each purchase count above nought, each sum positive."""

    purchases: IntArray
    spend: FloatArray
    customers: IntArray

    def __post_init__(self) -> None:
        if np.any(self.purchases < 1) or np.any(self.spend <= 0) or np.any(self.customers < 1):
            raise ValueError("spend is known of customers with a purchase and a positive sum only")

    @property
    def total(self) -> int:
        """Return how many customers there are."""
        return int(np.sum(self.customers))

    @property
    def mean(self) -> float:
        """Return the mean value of a purchase, every purchase counting once."""
        return float((self.spend @ self.customers) / (self.purchases @ self.customers))


def fit(counts: SpendCounts) -> Fit:
    """Return the fit, or why there is none: too few customers, or hardly any difference between them."""
    refuse = partial(refused, model=CODE, names=NAMES, customers=counts.total, unit_days=0)
    if counts.total < CUSTOMERS_MIN:
        return refuse(state=FitState.too_few)
    means = counts.spend / counts.purchases
    centre = float((means @ counts.customers) / counts.total)
    spread = float(((means - centre) ** 2 @ counts.customers) / counts.total)
    if spread <= _ALIKE * centre * centre:
        return refuse(state=FitState.all_alike)
    starts = tuple(
        (p, q, centre * (q - 1) / p) for p, q in ((6.0, 4.0), (20.0, 1.5), (1.0, 3.0), (2.0, 15.0))
    )
    summit = highest(likelihood=_Likelihood(counts), starts=starts, edge=_edge)
    return fit_of(model=CODE, names=NAMES, summit=summit, customers=counts.total, unit_days=0, edge=_edge)


def _edge(values: tuple[float, ...]) -> FitState:
    """Return which edge of the model the parameters run to.

    Without end p says that a customer spends the same at every purchase. That is no want of differences between customers:
    mostly it comes of frequency and spend going together, which the model does not know.
    """
    p, q, _ = values
    if q > 1000:
        return FitState.all_alike
    return FitState.flat_ridge if p > 1e5 else FitState.found


class _Likelihood:
    """The log-likelihood of equation 1a of the note, written with purchases x and their sum s."""

    def __init__(self, counts: SpendCounts) -> None:
        self._levels, self._at = np.unique(counts.purchases, return_inverse=True)
        self._held = np.bincount(self._at, weights=counts.customers)
        self._spend = counts.spend
        self._customers = counts.customers.astype(np.float64)
        logs = np.log(counts.spend)
        # sum of log(mean spend) and what is constant: (px - 1) log z + px log x = px log s - log z
        self._by_level = np.bincount(self._at, weights=self._customers * logs)
        self._constant = -float(np.sum(self._by_level)) + float(self._held @ np.log(self._levels))

    def __call__(self, logs: FloatArray) -> Surface:
        """Return value, slope and bend in the logarithms of p, q, gamma."""
        p, q, gamma = theta = np.exp(logs)
        x = self._levels.astype(np.float64)
        held, total = self._held, float(np.sum(self._held))
        both = p * x + q
        joint = gamma + self._spend
        log_joint = np.bincount(self._at, weights=self._customers * np.log(joint))
        inverse = self._customers / joint
        by_inverse = np.bincount(self._at, weights=inverse)
        by_square = np.bincount(self._at, weights=inverse / joint)
        value = (
            held @ (log_gamma(both) - log_gamma(p * x) - log_gamma(q))
            + total * q * np.log(gamma)
            + p * (x @ self._by_level)
            + self._constant
            - both @ log_joint
        )
        pull = digamma(both)
        slope = np.array(
            [
                held @ (x * (pull - digamma(p * x))) + x @ self._by_level - x @ log_joint,
                held @ (pull - digamma(q)) + total * np.log(gamma) - float(np.sum(log_joint)),
                total * q / gamma - both @ by_inverse,
            ]
        )
        curve = trigamma(both)
        bend = np.zeros((3, 3))
        bend[0, 0] = held @ (x * x * (curve - trigamma(p * x)))
        bend[0, 1] = bend[1, 0] = held @ (x * curve)
        bend[1, 1] = held @ (curve - trigamma(q))
        bend[0, 2] = bend[2, 0] = -(x @ by_inverse)
        bend[1, 2] = bend[2, 1] = total / gamma - float(np.sum(by_inverse))
        bend[2, 2] = -total * q / gamma**2 + both @ by_square
        return Surface(
            float(value), theta * slope, theta[:, None] * bend * theta[None, :] + np.diag(theta * slope)
        )


def has_mean(theta: tuple[float, ...]) -> bool:
    """Return whether the law of mean spend has itself a mean: q above one. Without it nothing is expected of a newcomer."""
    return theta[1] > 1


def spend_mean(theta: tuple[float, ...], *, purchases: FloatArray, spend: FloatArray) -> FloatArray:
    """Return the expected value of a purchase by customers with those purchases and that sum (equation 5).

    For a customer with none it is everybody's mean. ValueError when the law has no mean.
    """
    p, q, gamma = theta
    if not has_mean(theta):
        raise ValueError("the mean of what customers spend is infinite under these parameters")
    return np.asarray(p * (gamma + spend) / (p * purchases + q - 1), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Independence:
    """How far the number of purchases and their mean value go together, which the model takes to be not at all."""

    correlation: float
    customers: int

    @property
    def holds(self) -> bool:
        """Return whether the correlation is small enough to be passed over."""
        return abs(self.correlation) <= _CORRELATION_MAX


def independence(counts: SpendCounts) -> Independence:
    """Return the correlation of purchases and mean spend, both by rank of magnitude: logarithms are correlated."""
    weights = counts.customers / counts.total
    x = np.log(counts.purchases.astype(np.float64))
    z = np.log(counts.spend / counts.purchases)
    x, z = x - weights @ x, z - weights @ z
    spread = float((weights @ (x * x)) * (weights @ (z * z)))
    return Independence(float(weights @ (x * z)) / spread**0.5 if spread > 1e-24 else 0.0, counts.total)
