"""What a treatment did to those who got it, set beside customers who did not get it and were not chosen by lot.

Doubly robust for the effect on the treated: outcomes of the others are expected from what was known before, and weighted
to look like the treated. Right when either model is right and nothing unknown decided who was treated.
"""

from dataclasses import dataclass
from statistics import median

import numpy as np

from fenhao.engine.value.choice._fit import FOLDS, fitted, fold_of, moments
from fenhao.engine.value.choice._judge import CHANCE_MIN, LEVEL, OUTSIDE_MAX, SPLITS
from fenhao.engine.value.choice._propensity import estimated
from fenhao.engine.value.choice._trial import (
    Estimate,
    Floats,
    Trial,
    check_trial,
    imbalance,
    normal_quantile,
    standardised,
)
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class TreatedEffect:
    """The mean effect on the treated. ``like_a_lot`` tells that the two groups did not differ before."""

    treated: int
    others: int
    effect: Estimate
    like_a_lot: bool


def effect_on_treated(trial: Trial, *, seed: int) -> TreatedEffect:
    """Return the effect of the second arm on those who got it, in the outcome's unit; costs are not looked at.

    Trouble as for ``judge``; ``choose.no_overlap`` when too many of the treated have nobody like them among the others.
    """
    check_trial(trial)
    assert len(trial.arms) == 2, trial.arms
    standard, _, _ = standardised(trial.covariates)
    found = [_once(trial, standard, seed=seed * SPLITS + turn) for turn in range(SPLITS)]
    treated = int((trial.given == 1).sum())
    effect = Estimate(*(median(getattr(each, end) for each in found) for end in ("low", "mid", "high")))
    return TreatedEffect(treated, trial.customers - treated, effect, not imbalance(trial).suspicious)


def _once(trial: Trial, standard: Floats, *, seed: int) -> Estimate:
    folds = fold_of(trial.keys, seed=seed)
    chance = estimated(trial.given, arms=2, standard=standard, folds=folds)[:, 1]
    inside = trial.given == 1
    outside = float((chance[inside] > 1 - CHANCE_MIN).mean())
    if outside > OUTSIDE_MAX:
        raise Trouble("choose.no_overlap", {"percent": f"{outside * 100:.0f}"})
    chance = np.minimum(chance, 1 - CHANCE_MIN)
    held = moments(trial, standard, folds)
    expected = np.empty(trial.customers)
    for fold in range(FOLDS):
        here = folds == fold
        model = fitted(held, without=fold)[0]
        expected[here] = standard[here] @ model[1:] + model[0]
    left = trial.outcome - expected
    weight = np.where(inside, 0.0, chance / (1 - chance))
    own, beside = inside.mean(), weight.mean()
    others = float((weight * left).sum() / weight.sum())
    mid = float(left[inside].mean()) - others
    influence = inside * (left - mid - others) / own - weight * (left - others) / beside
    half = normal_quantile(0.5 + LEVEL / 2) * float(influence.std(ddof=1)) / trial.customers**0.5
    return Estimate(mid - half, mid, mid + half)
