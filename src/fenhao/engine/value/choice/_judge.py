"""Which arm pays, and whether it pays to give different customers different arms.

Doubly robust scores (Robins, Rotnitzky and Zhao 1994) with cross-fitting (Chernozhukov et al. 2018): a customer's score
for an arm is what the model of the others expects, mended by the customer's own outcome where it was given. A policy
learnt from some customers is valued by the scores of the others, so it cannot praise itself; the split is repeated and
the middle answer taken, so that a lucky split proves nothing.
"""

import math
from dataclasses import dataclass
from enum import Enum
from statistics import median

import numpy as np

from fenhao.engine.value.choice._fit import FOLDS, Moments, fitted, fold_of, moments
from fenhao.engine.value.choice._propensity import drawn_by_lot, estimated
from fenhao.engine.value.choice._trial import (
    Estimate,
    Floats,
    Imbalance,
    Trial,
    check_trial,
    imbalance,
    mean_estimate,
    standardised,
)
from fenhao.kernel import Trouble

SPLITS = 5
LEVEL = 0.95
CHANCE_MIN = 0.01
"""Below this chance of an arm a customer tells next to nothing about it."""
OUTSIDE_MAX = 0.05
"""The share of customers that may lie below CHANCE_MIN before arms cannot be compared at all."""

_FOUND = 4.2
"""So many standard errors of a switch of half the customers a gain must be to be found about four times in five (drawn trials)."""


class Verdict(Enum):
    """What the trial says, in the order in which it is asked."""

    personalising_pays = "personalising_pays"
    one_arm_pays = "one_arm_pays"
    nothing_pays = "nothing_pays"


@dataclass(frozen=True, slots=True)
class ArmEffect:
    """What giving one arm to everybody brings per customer, over giving nothing: before and after its cost.

    ``pays`` holds when the lower end of ``net`` is above zero. The interval of ``effect`` is the arm's own; that of ``net`` is
    widened for the number of arms, so that all of them hold together (Bonferroni), for of many arms one seems to pay by chance.
    """

    arm: str
    customers: int
    effect: Estimate
    net: Estimate
    pays: bool


@dataclass(frozen=True, slots=True)
class PolicyGain:
    """What the personalised policy brings per customer, after cost, over one arm (the control included) given to everybody."""

    over: str
    gain: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What each arm would bring a customer, from all of the trial: for customers who were not in it."""

    held: Floats
    middle: Floats
    spread: Floats

    def expected(self, covariates: Floats) -> Floats:
        """Return (n, arms): the expected outcome under each arm, before its cost."""
        standard = (covariates - self.middle) / self.spread
        return np.asarray(standard @ self.held[:, 1:].T + self.held[:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Everything that a trial says. ``best`` is the place of the arm with the highest net effect, 0 when none pays.

    ``visible`` is the gain per customer over the best single arm from which on a trial like this finds, about four times in five,
    that personalising pays; less may go unseen. 0 where nothing is known by which to tell customers apart.
    """

    verdict: Verdict
    effects: tuple[ArmEffect, ...]
    best: int
    personal: tuple[PolicyGain, ...]
    personal_shares: tuple[tuple[str, float], ...]
    visible: float
    by_lot: bool
    balance: Imbalance
    model: Model


def judge(trial: Trial, *, by_lot: bool, seed: int) -> Judgement:
    """Return what the trial says; Trouble where it can say nothing.

    ``by_lot`` says that chance alone decided who got what. Trouble ``choose.not_by_lot`` when the arms differ in what
    was known before, and ``choose.no_overlap`` when, without a lot, some customers hardly ever get some arm.
    """
    check_trial(trial)
    balance = imbalance(trial)
    if by_lot and balance.suspicious:
        details = {
            "place": str(balance.place),
            "column": str(balance.place + 1),
            "arm": trial.arms[balance.arm],
            "errors": f"{balance.errors:.1f}",
        }
        raise Trouble("choose.not_by_lot", details)
    standard, middle, spread = standardised(trial.covariates)
    splits = [_split(trial, standard, by_lot=by_lot, seed=seed * SPLITS + turn) for turn in range(SPLITS)]
    scores = np.mean([each.scores for each in splits], axis=0)
    effects = _effects(trial, scores)
    policies = [np.argmax(each.expected - trial.cost, axis=1) for each in splits]
    personal = tuple(_gain(trial, splits, policies, over) for over in range(len(trial.arms)))
    shares = np.mean([np.bincount(each, minlength=len(trial.arms)) for each in policies], axis=0)
    return Judgement(
        verdict=_verdict(effects, personal),
        effects=effects,
        best=_best(effects),
        personal=personal,
        personal_shares=tuple(zip(trial.arms, (shares / trial.customers).tolist(), strict=True)),
        visible=_visible(trial, scores),
        by_lot=by_lot,
        balance=balance,
        model=Model(fitted(splits[0].moments, without=-1), middle, spread),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Split:
    """One cross-fitting: expectations from the other folds (n, arms), doubly robust scores, and the moments."""

    expected: Floats
    scores: Floats
    moments: Moments


def _split(trial: Trial, standard: Floats, *, by_lot: bool, seed: int) -> _Split:
    folds = fold_of(trial.keys, seed=seed)
    arms = len(trial.arms)
    if by_lot:
        chances = drawn_by_lot(trial)
    else:
        chances = estimated(trial.given, arms=arms, standard=standard, folds=folds)
        outside = float((chances.min(axis=1) < CHANCE_MIN).mean())
        if outside > OUTSIDE_MAX:
            raise Trouble("choose.no_overlap", {"percent": f"{outside * 100:.0f}"})
        chances = np.maximum(chances, CHANCE_MIN)
    held = moments(trial, standard, folds)
    expected = np.empty((trial.customers, arms))
    for fold in range(FOLDS):
        inside = folds == fold
        model = fitted(held, without=fold)
        expected[inside] = standard[inside] @ model[:, 1:].T + model[:, 0]
    rows = np.arange(trial.customers)
    scores = expected.copy()
    scores[rows, trial.given] += (trial.outcome - expected[rows, trial.given]) / chances[rows, trial.given]
    return _Split(expected, scores, held)


def _effects(trial: Trial, scores: Floats) -> tuple[ArmEffect, ...]:
    counts = np.bincount(trial.given, minlength=len(trial.arms))
    treated = len(trial.arms) - 1
    found = []
    for arm in range(1, len(trial.arms)):
        gross = scores[:, arm] - scores[:, 0]
        own = mean_estimate(gross, level=LEVEL)
        net = mean_estimate(gross - trial.cost[:, arm], level=1 - (1 - LEVEL) / treated)
        found.append(ArmEffect(trial.arms[arm], int(counts[arm]), own, net, pays=net.low > 0))
    return tuple(found)


def _gain(trial: Trial, splits: list[_Split], policies: list[np.ndarray], over: int) -> PolicyGain:
    """Return the middle of the splits' estimates of the policy over one arm for everybody."""
    rows = np.arange(trial.customers)
    found = []
    for split, policy in zip(splits, policies, strict=True):
        net = split.scores - trial.cost
        found.append(mean_estimate(net[rows, policy] - net[:, over], level=LEVEL))
    gain = Estimate(
        median(each.low for each in found),
        median(each.mid for each in found),
        median(each.high for each in found),
    )
    return PolicyGain(trial.arms[over], gain)


def _visible(trial: Trial, scores: Floats) -> float:
    """Return the gain that is seldom missed, where half of the customers would be better off with another arm than the best."""
    if not trial.covariates.shape[1] or not np.ptp(trial.covariates, axis=0).any():
        return 0.0
    net = scores - trial.cost
    best = int(np.argmax(net.mean(axis=0)))
    apart = min(
        float(np.std(net[:, arm] - net[:, best], ddof=1)) for arm in range(net.shape[1]) if arm != best
    )
    return _FOUND * apart * math.sqrt(0.5 / trial.customers)


def _best(effects: tuple[ArmEffect, ...]) -> int:
    paying = [(each.net.mid, -place) for place, each in enumerate(effects, start=1) if each.pays]
    return -max(paying)[1] if paying else 0


def _verdict(effects: tuple[ArmEffect, ...], personal: tuple[PolicyGain, ...]) -> Verdict:
    """Personalising must beat every single arm and doing nothing, each beyond doubt; then one arm is asked."""
    if all(each.gain.low > 0 for each in personal):
        return Verdict.personalising_pays
    if any(each.pays for each in effects):
        return Verdict.one_arm_pays
    return Verdict.nothing_pays
