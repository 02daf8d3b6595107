"""Whom to spend on: what a trial says of its arms, and the choice of customers and arms under a budget."""

from fenhao.engine.value.choice._choose import CURVE_POINTS, CurvePoint, bound_of, choose, curve
from fenhao.engine.value.choice._judge import (
    LEVEL,
    SPLITS,
    ArmEffect,
    Judgement,
    Model,
    PolicyGain,
    Verdict,
    judge,
)
from fenhao.engine.value.choice._problem import NOBODY, Chosen, Limit, Problem
from fenhao.engine.value.choice._treated import TreatedEffect, effect_on_treated
from fenhao.engine.value.choice._trial import ARM_CUSTOMERS_MIN, Estimate, Imbalance, Trial

__all__ = [
    "ARM_CUSTOMERS_MIN",
    "CURVE_POINTS",
    "LEVEL",
    "NOBODY",
    "SPLITS",
    "ArmEffect",
    "Chosen",
    "CurvePoint",
    "Estimate",
    "Imbalance",
    "Judgement",
    "Limit",
    "Model",
    "PolicyGain",
    "Problem",
    "TreatedEffect",
    "Trial",
    "Verdict",
    "bound_of",
    "choose",
    "curve",
    "effect_on_treated",
    "judge",
]
