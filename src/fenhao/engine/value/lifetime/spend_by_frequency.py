"""What a customer spends at a purchase where frequent customers spend more, or less, than others: Gamma-Gamma's fallback.

The prior mean follows the number of purchases (a log-linear regression whose fitted spend sums to what was spent); each
customer's own mean is leant on it by Bühlmann's credibility x / (x + sigma2 / tau2).
Bühlmann, Straub (1970), Glaubwürdigkeit für Schadensätze; the regression after McCullagh, Nelder (1989), ch. 9.
"""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.lifetime._special import FloatArray
from fenhao.engine.value.lifetime.gamma_gamma import CUSTOMERS_MIN, SpendCounts

_STEPS_MAX = 50
_REACHED = 1e-12
_SHAPE_MAX = 1e9


@dataclass(frozen=True, slots=True)
class SpendCurve:
    """Mean spend of a customer with x purchases: exp(level + slope log(1 + x)).

    ``between`` is the variance of customers around it and ``within`` that of one customer's purchases, both relative to the
    mean and not negative.
    """

    level: float
    slope: float
    between: float
    within: float
    customers: int

    def prior(self, purchases: FloatArray) -> FloatArray:
        """Return the mean spend of customers with so many purchases; for none, that of the curve's beginning."""
        return np.asarray(np.exp(self.level + self.slope * np.log1p(purchases)), dtype=np.float64)

    def credibility(self, purchases: FloatArray) -> FloatArray:
        """Return the weight of a customer's own mean, from 0 without purchases towards 1."""
        if self.between <= 0:
            return np.zeros(len(purchases))
        heavy = purchases * self.between
        return np.asarray(np.where(heavy > 0, heavy / (heavy + self.within), 0.0), dtype=np.float64)

    def mean(self, *, purchases: FloatArray, spend: FloatArray) -> FloatArray:
        """Return the expected value of a purchase by customers with those purchases and that sum."""
        prior, weight = self.prior(purchases), self.credibility(purchases)
        own = np.divide(spend, purchases, out=prior.copy(), where=purchases > 0)
        return np.asarray(prior + weight * (own - prior), dtype=np.float64)

    def shape(self, purchases: FloatArray) -> FloatArray:
        """Return the shape of the Gamma law of what is left to know of a customer's mean, relative to its expectation."""
        left = self.between * (1 - self.credibility(purchases))
        return np.asarray(np.minimum(1 / np.maximum(left, 1 / _SHAPE_MAX), _SHAPE_MAX), dtype=np.float64)


def fit(counts: SpendCounts) -> SpendCurve | None:
    """Return the curve; None for too few customers, or when all have bought equally often and nothing can be told apart."""
    if counts.total < CUSTOMERS_MIN or len(np.unique(counts.purchases)) < 2:
        return None
    x = counts.purchases.astype(np.float64)
    held = counts.customers.astype(np.float64)
    means = counts.spend / x
    climbed = _climb(np.log1p(x), means, weights=held * x)
    if climbed is None:
        return None
    level, slope = climbed
    off = (means / np.exp(level + slope * np.log1p(x)) - 1) ** 2
    between, within = _parted(off, 1 / x, held)
    return SpendCurve(level, slope, between, within, counts.total)


def _climb(logs: FloatArray, means: FloatArray, *, weights: FloatArray) -> tuple[float, float] | None:
    """Return level and slope at which weighted residuals vanish, also times ``logs``: Newton on a convex surface."""
    level, slope = float(np.log(weights @ means / np.sum(weights))), 0.0
    for _ in range(_STEPS_MAX):
        fitted = weights * np.exp(level + slope * logs)
        pull = np.array([weights @ means - np.sum(fitted), (weights * means - fitted) @ logs])
        bend = np.array([[np.sum(fitted), fitted @ logs], [fitted @ logs, fitted @ logs**2]])
        step = np.linalg.solve(bend, pull)
        longest = float(np.max(np.abs(step)))
        # a bounded step keeps the exponential in range; near the top Newton's own is far shorter
        step *= min(1.0, 1.0 / longest) if longest > 0 else 1.0
        level, slope = level + float(step[0]), slope + float(step[1])
        if longest < _REACHED:
            return level, slope
    return None


def _parted(off: FloatArray, inverse: FloatArray, held: FloatArray) -> tuple[float, float]:
    """Return the variance between customers and within one: squared residuals regressed on one over purchases."""
    total = float(np.sum(held))
    centre, mean = float(held @ inverse) / total, float(held @ off) / total
    spread = float(held @ (inverse - centre) ** 2)
    within = float(held @ ((inverse - centre) * (off - mean))) / spread if spread > 0 else 0.0
    # a variance is not negative: what one part cannot hold is the other's
    within = min(max(within, 0.0), mean / centre)
    return max(mean - within * centre, 0.0), within
