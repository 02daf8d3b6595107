"""From margins to chances: one slope and a shift for each label, and how far chances and outcomes lie apart.

Fitted to margins that each text got from a model that had not seen it (Platt 1999; vector scaling, Guo and others 2017).
"""

from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner

from fenhao.engine.text._grams import FloatArray, IntArray

_BINS = 15
_SHIFT_PENALTY = 1e-2  # draws shifts of labels with few texts towards 0
_CAREFUL = 1.281552  # standard errors: nine of ten limits keep their target on other texts too
_MARGINS_MAX = 3_000_000  # numbers read for a fit; more say nothing new


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Chances are proportional to exp(``slope`` * margin + ``shift`` of the label)."""

    slope: float
    shift: FloatArray

    def chances(self, margins: FloatArray) -> FloatArray:
        """Return the chance of each label, a row a text; rows sum to one."""
        scores = self.slope * margins + self.shift
        return np.asarray(
            np.exp(scores - scipy.special.logsumexp(scores, axis=1, keepdims=True)), dtype=np.float64
        )


def fit_scale(margins: FloatArray, truth: IntArray) -> Scale:
    """Return the scale under which the true labels were most likely."""
    step = max(1, margins.size // _MARGINS_MAX)
    margins, truth = margins[::step], truth[::step]
    rows, labels = margins.shape
    hits = np.zeros_like(margins)
    hits[np.arange(rows), truth] = 1.0

    def cost(point: FloatArray) -> tuple[float, FloatArray]:
        slope, shift = np.exp(point[0]), point[1:]
        scores = slope * margins + shift
        total = scipy.special.logsumexp(scores, axis=1, keepdims=True)
        off = (np.exp(scores - total) - hits) / rows
        penalty = _SHIFT_PENALTY / rows
        value = float((total[:, 0] - scores[np.arange(rows), truth]).mean() + penalty * (shift @ shift))
        slant = np.concatenate(
            ([slope * float((off * margins).sum())], off.sum(axis=0) + 2 * penalty * shift)
        )
        return value, slant

    start = np.concatenate(([0.5], np.zeros(labels)))
    bounds = [(-4.0, 5.0), *([(-20.0, 20.0)] * labels)]
    found = scipy.optimize.minimize(
        cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 200}
    )
    return Scale(float(np.exp(found.x[0])), np.asarray(found.x[1:], dtype=np.float64))


def calibration_error(confidence: FloatArray, right: FloatArray) -> float:
    """Return the expected calibration error: how far confidence and success lie apart, over 15 groups of equal width."""
    if not len(confidence):
        return 0.0
    bins = np.minimum((confidence * _BINS).astype(np.int64), _BINS - 1)
    said = np.bincount(bins, weights=confidence, minlength=_BINS)
    came = np.bincount(bins, weights=right, minlength=_BINS)
    return float(np.abs(said - came).sum() / len(confidence))


@dataclass(frozen=True, slots=True)
class Limit:
    """From which confidence on answers are given so that ``target`` of them are right.

    ``reached`` says whether that can be had at all; where it cannot, ``confidence`` lies above one, so that nothing is
    sure, and ``best`` is the share right among the surest twentieth. ``coverage`` is the share of texts answered.
    """

    target: float
    confidence: float
    coverage: float
    reached: bool
    best: float


def find_limit(confidence: FloatArray, right: FloatArray, *, target: float, answers_min: int = 30) -> Limit:
    """Return the lowest confidence above which the target is met, over answers to texts that were not taught.

    Met is it where the share of right answers would lie at the target or above in nine of ten such draws of texts (Wilson 1927):
    the lowest of many limits that just do would be one that was lucky.
    """
    order = np.argsort(-confidence, kind="stable")
    count = np.arange(1, len(order) + 1)
    hits = np.cumsum(right[order])
    share = hits / count
    least, _ = _wilson(hits, count, z=_CAREFUL)
    # Texts of one confidence stand or fall together.
    ends = np.append(np.diff(confidence[order]) != 0, True) if len(order) else np.zeros(0, bool)
    some = min(answers_min, max(1, len(order)))
    fine = np.flatnonzero((least >= target) & ends & (count >= some))
    top = max(some, len(order) // 20)
    best = float(share[min(top, len(order)) - 1]) if len(order) else 0.0
    if not len(fine):
        return Limit(target, 1.1, 0.0, reached=False, best=best)
    last = int(fine[-1])
    return Limit(target, float(confidence[order][last]), (last + 1) / len(order), reached=True, best=best)


def likely_range(right: int, total: int) -> tuple[float, float]:
    """Return the range in which a share lies in 95 cases of 100 (Wilson 1927); 0 to 1 where nothing was counted."""
    if total <= 0:
        return 0.0, 1.0
    low, high = _wilson(np.array([right]), np.array([total]), z=1.959964)
    return float(low[0]), float(high[0])


def _wilson(right: FloatArray | IntArray, total: IntArray, *, z: float) -> tuple[FloatArray, FloatArray]:
    """Return the range of each share, ``z`` standard errors to either side."""
    share = right / total
    middle = share + z * z / (2 * total)
    wide = z * np.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    grown = 1 + z * z / total
    return np.maximum(0.0, (middle - wide) / grown), np.minimum(1.0, (middle + wide) / grown)
