"""Lines between labels: a linear support vector machine on pieces, logistic regression on meanings.

Only here is scikit-learn known, and only while something is learnt: what was learnt is plain numbers.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from fenhao.engine.text._grams import FloatArray, IntArray, Sheet
from fenhao.kernel import Trouble

_UNEVEN = 5.0  # times as many texts of one label as of another before rare labels count for more
_STRENGTH = 0.5
_SETTLED = 0.1  # liblinear's own tolerance: a thousand times finer moved margins by .002 on average, right answers by .0005, and took a fifth longer
_STRENGTH_MEANING = 20.0


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """One line a label: a margin is the text's row times ``weights`` plus ``bias``. Two labels have one line, for the second."""

    weights: FloatArray
    bias: FloatArray

    def spread(self, raw: FloatArray) -> FloatArray:
        """Return margins, a column a label, from rows times weights."""
        margins = raw + self.bias
        return np.concatenate([-margins, margins], axis=1) if margins.shape[1] == 1 else margins


def need_learner() -> None:
    """Trouble ``text.needs_extra`` where scikit-learn is not installed."""
    try:
        import sklearn.svm  # noqa: F401  (asked for, not used)
    except ImportError:
        raise Trouble("text.needs_extra", {"extra": "text", "library": "scikit-learn"}) from None


def fit_lines(sheet: Sheet, truth: IntArray, *, seed: int) -> Lines:
    """Return the lines of a linear support vector machine; the labels are 0, 1 and on, each of them there."""
    from sklearn.svm import LinearSVC

    made = LinearSVC(C=_STRENGTH, tol=_SETTLED, random_state=seed, class_weight=_fairness(truth))
    with warnings.catch_warnings():
        # One that has not quite settled is judged by the held-out texts like any other.
        warnings.simplefilter("ignore")
        made.fit(sheet.matrix(), truth)
    return Lines(np.asarray(made.coef_.T, dtype=np.float64), np.asarray(made.intercept_, dtype=np.float64))


def fit_meaning(vectors: FloatArray, truth: IntArray) -> Lines:
    """Return the lines of a logistic regression on vectors of meaning."""
    from sklearn.linear_model import LogisticRegression

    centre = vectors.mean(axis=0)
    made = LogisticRegression(C=_STRENGTH_MEANING, max_iter=500, class_weight=_fairness(truth))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.fit(vectors - centre, truth)
    weights = np.asarray(made.coef_.T, dtype=np.float64)
    return Lines(weights, np.asarray(made.intercept_, dtype=np.float64) - centre @ weights)


def _fairness(truth: IntArray) -> dict[int, float] | None:
    """Return how much a text of each label counts: the root of what would even them out, where they are very uneven."""
    counts = np.bincount(truth)
    if counts.max() < _UNEVEN * counts.min():
        return None
    shares = np.sqrt(len(truth) / (len(counts) * counts))
    return {label: float(share) for label, share in enumerate(shares)}
