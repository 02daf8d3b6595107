"""From margins to chances: one slope and a shift for each label, and how far chances and outcomes lie apart.

Fitted to margins that each text got from a model that had not seen it (Platt 1999; vector scaling, Guo and others 2017).
"""

from dataclasses import dataclass

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner
from numpy.typing import NDArray

from fenhao.engine.text._grams import FloatArray, IntArray

_BINS = 15
_SHIFT_PENALTY = 1e-2  # draws shifts of labels with few texts towards 0
_CAREFUL = 2.326348  # standard errors by count: 99 of 100, since the lowest of many limits is taken
_CAREFUL_LINE = 2.05  # standard errors by the line: its two numbers are the fewest that there may be
_LINE_MAX = 20_000  # answers up to which the line says more than the count
# Where lines through texts that came later lay: at 0.1 (give or take 0.2) and 0.9 (0.2), over 66 draws of six public sets. What is known of a line before
# its own texts speak is taken to be a little less sure than that.
_LINE_SLOPE, _BASE_PULL, _SLOPE_PULL = 0.9, 8.0, 16.0
_EDGE = 1e-6
_STEPS_MAX, _STEP_LEAST = 30, 1e-9
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
    own = (np.arange(rows), truth)
    scores, penalty = np.empty_like(margins), _SHIFT_PENALTY / rows

    def cost(point: FloatArray) -> tuple[float, FloatArray]:
        # Asked some hundred times of millions of numbers: nothing is copied, and each is raised once.
        slope, shift = np.exp(point[0]), point[1:]
        np.multiply(margins, slope, out=scores)
        np.add(scores, shift, out=scores)
        np.subtract(scores, scores.max(axis=1, keepdims=True), out=scores)
        true = scores[own]
        np.exp(scores, out=scores)
        total = scores.sum(axis=1)
        value = float((np.log(total) - true).mean() + penalty * (shift @ shift))
        np.divide(scores, total[:, None], out=scores)
        scores[own] -= 1.0
        turn = float(np.einsum("ij,ij->", scores, margins)) / rows
        return value, np.concatenate(([slope * turn], scores.sum(axis=0) / rows + 2 * penalty * shift))

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

    @property
    def is_luck(self) -> bool:
        """Whether the surest texts were right often enough, and are only too few to show it."""
        return not self.reached and self.best >= self.target


def find_limit(
    confidence: FloatArray,
    right: FloatArray,
    *,
    target: float,
    hand: IntArray | None = None,
    answers_min: int = 30,
) -> Limit:
    """Return the lowest confidence above which the target is met, over answers to texts that were not taught.

    Met is it where the share of right answers reaches it with room for chance, counted (Wilson 1927) or along the line by which answers
    come right more often the surer they are: a line knows from all answers what few sure ones cannot show. The lowest of many limits that
    just do would be one that was lucky. Where texts were held back by writer or time, ``hand`` tells which were so together, and the target is met
    in each hand that has so many answers: new writers and weeks are unlike in the way in which these are.
    """
    order = np.argsort(-confidence, kind="stable")
    count = np.arange(1, len(order) + 1)
    hits = np.cumsum(right[order])
    share = hits / count
    least, _ = _wilson(hits, count, z=_CAREFUL)
    # Texts of one confidence stand or fall together.
    ends = np.append(np.diff(confidence[order]) != 0, True) if len(order) else np.zeros(0, bool)
    some = min(answers_min, max(1, len(order)))
    if 0 < len(order) <= _LINE_MAX:
        # A line drawn through few answers promises no more than they would show if all of them had been right.
        most, _ = _wilson(count[-1:], count[-1:], z=_CAREFUL)
        least = np.maximum(least, np.minimum(_least_by_line(confidence[order], right[order]), most))
    fine = np.flatnonzero((least >= target) & (share >= target) & ends & (count >= some))
    if hand is not None:
        fine = fine[_in_each(hand[order], right[order], target=target, answers_min=some)[fine]]
    top = max(some, len(order) // 20)
    best = float(share[min(top, len(order)) - 1]) if len(order) else 0.0
    if not len(fine):
        return Limit(target, 1.1, 0.0, reached=False, best=best)
    last = int(fine[-1])
    return Limit(target, float(confidence[order][last]), (last + 1) / len(order), reached=True, best=best)


def _in_each(hand: IntArray, right: FloatArray, *, target: float, answers_min: int) -> NDArray[np.bool_]:
    """Return for each count of the surest answers whether the target is met in each hand that has enough of them."""
    met = np.ones(len(hand), dtype=bool)
    for one in np.unique(hand).tolist():
        own = hand == one
        count = np.cumsum(own)
        met &= (count < answers_min) | (np.cumsum(right * own) >= target * count)
    return met


def _least_by_line(confidence: FloatArray, right: FloatArray) -> FloatArray:
    """Return for each count of the surest answers how large a share is right at least, by a logistic line through all of them.

    ``confidence`` falls. How far off the line may lie is told by the curvature of its likelihood (delta method, on the scale of odds).
    """
    held = np.clip(confidence, _EDGE, 1 - _EDGE)
    sure = np.log(held / (1 - held))
    base, slope = 0.0, _LINE_SLOPE
    for _ in range(_STEPS_MAX):
        _, off, bent = _along(base, slope, sure, right)
        step = np.clip(np.linalg.solve(bent, off), -1.0, 1.0)
        base, slope = base - float(step[0]), slope - float(step[1])
        if np.abs(step).max() < _STEP_LEAST:
            break
    chance, _, bent = _along(base, slope, sure, right)
    weight, spread = chance * (1 - chance), np.linalg.inv(bent)
    count = np.arange(1, len(sure) + 1)
    share = np.clip(np.cumsum(chance) / count, _EDGE, 1 - _EDGE)
    first, second = np.cumsum(weight) / count, np.cumsum(weight * sure) / count
    wide = np.sqrt(spread[0, 0] * first**2 + 2 * spread[0, 1] * first * second + spread[1, 1] * second**2)
    odds = np.log(share / (1 - share)) - _CAREFUL_LINE * wide / (share * (1 - share))
    return np.asarray(scipy.special.expit(odds), dtype=np.float64)


def _along(
    base: float, slope: float, sure: FloatArray, right: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the chances along a line, and the slant and curvature of how unlikely it makes the outcomes."""
    chance = np.asarray(scipy.special.expit(base + slope * sure), dtype=np.float64)
    weight, off = chance * (1 - chance), chance - right
    slant = np.array(
        [off.sum() + _BASE_PULL * base, (off * sure).sum() + _SLOPE_PULL * (slope - _LINE_SLOPE)],
        dtype=np.float64,
    )
    mixed = float((weight * sure).sum())
    bent = np.array(
        [[weight.sum() + _BASE_PULL, mixed], [mixed, (weight * sure * sure).sum() + _SLOPE_PULL]],
        dtype=np.float64,
    )
    return chance, slant, bent


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
