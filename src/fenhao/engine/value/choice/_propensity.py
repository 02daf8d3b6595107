"""How likely each customer was to get each arm: the shares of a lot, or a logistic model where there was none."""

import numpy as np

from fenhao.engine.value.choice._fit import FOLDS
from fenhao.engine.value.choice._trial import Floats, Trial, Wholes

_STEPS_MAX = 50
_PENALTY = 1e-4


def drawn_by_lot(trial: Trial) -> Floats:
    """Return (n, arms): every customer's chance is the arm's share."""
    shares = np.bincount(trial.given, minlength=len(trial.arms)) / trial.customers
    return np.tile(shares, (trial.customers, 1))


def estimated(given: Wholes, *, arms: int, standard: Floats, folds: Wholes) -> Floats:
    """Return (n, arms): chances by a multinomial logistic model, each customer's from the folds without it."""
    whole = np.column_stack([np.ones(len(given)), standard])
    chances = np.empty((len(given), arms))
    for fold in range(FOLDS):
        away = folds != fold
        weights = _softmax_fit(whole[away], given[away], arms)
        chances[~away] = _softmax(whole[~away] @ weights)
    return chances


def _softmax_fit(whole: Floats, given: Wholes, arms: int) -> Floats:
    """Return (p, arms) weights, those of the first arm zero: Newton's method with a halved step where it overshoots."""
    rows, size = whole.shape
    target = np.zeros((rows, arms))
    target[np.arange(rows), given] = 1.0
    weights = np.zeros((size, arms))
    penalty = np.full(size, _PENALTY * rows)
    penalty[0] = 1e-9 * rows
    loss = _loss(whole, target, weights, penalty)
    for _ in range(_STEPS_MAX):
        chance = _softmax(whole @ weights)
        slope = (whole.T @ (chance - target) + penalty[:, None] * weights)[:, 1:]
        bend = np.empty(((arms - 1) * size, (arms - 1) * size))
        for a in range(1, arms):
            for b in range(1, arms):
                middle = chance[:, a] * ((a == b) - chance[:, b])
                block = (whole * middle[:, None]).T @ whole + (a == b) * np.diag(penalty)
                bend[(a - 1) * size : a * size, (b - 1) * size : b * size] = block
        step = np.linalg.solve(bend, slope.T.reshape(-1)).reshape(arms - 1, size).T
        length = 1.0
        new, tried = loss, weights
        while length > 1e-6:
            tried = weights.copy()
            tried[:, 1:] -= length * step
            new = _loss(whole, target, tried, penalty)
            if new <= loss:
                break
            length /= 2
        if new > loss or loss - new < 1e-9 * (abs(loss) + 1):
            return weights if new > loss else tried
        weights, loss = tried, new
    return weights


def _loss(whole: Floats, target: Floats, weights: Floats, penalty: Floats) -> float:
    chance = _softmax(whole @ weights)
    fit = -float(np.log(np.maximum((chance * target).sum(axis=1), 1e-300)).sum())
    return fit + float((penalty[:, None] * weights**2).sum()) / 2


def _softmax(scores: Floats) -> Floats:
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(lifted / lifted.sum(axis=1, keepdims=True))
