"""What customers will still buy: models of purchases, of spend and of contracts, fitted to counts, with their certificates."""

from fenhao.engine.value.lifetime import (
    bdw,
    bg_bb,
    bg_nbd,
    calendar,
    covariates,
    gamma_gamma,
    mbg_nbd,
    pareto_nbd,
    renewals,
    spend_by_frequency,
)
from fenhao.engine.value.lifetime._counts import PurchaseCounts, put_together
from fenhao.engine.value.lifetime._fit import Fit, FitState
from fenhao.engine.value.lifetime._holdout import (
    Bucket,
    HeldBack,
    HoldOut,
    HoldOutVerdict,
    hold_out,
    hold_out_apart,
    untried,
    verdict_on,
)
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._ridges import Tells, Together, loose_names, told_together
from fenhao.engine.value.lifetime._scores import (
    Outlook,
    Scores,
    drawn_parameters,
    joined,
    scores,
    total_error,
)
from fenhao.engine.value.lifetime._special import FloatArray, IntArray
from fenhao.engine.value.lifetime._tracking import STRAYS, Tracking, TrackPoint, newcomer_orders, track

MODELS = (bg_nbd.MODEL, mbg_nbd.MODEL, pareto_nbd.MODEL)
"""Models of customers without a contract, in the order in which they are tried."""

__all__ = [
    "MODELS",
    "STRAYS",
    "Bucket",
    "Fit",
    "FitState",
    "FloatArray",
    "HeldBack",
    "HoldOut",
    "HoldOutVerdict",
    "IntArray",
    "LifetimeModel",
    "Outlook",
    "PurchaseCounts",
    "Scores",
    "Tells",
    "Together",
    "TrackPoint",
    "Tracking",
    "bdw",
    "bg_bb",
    "bg_nbd",
    "calendar",
    "covariates",
    "drawn_parameters",
    "gamma_gamma",
    "hold_out",
    "hold_out_apart",
    "joined",
    "loose_names",
    "mbg_nbd",
    "newcomer_orders",
    "pareto_nbd",
    "put_together",
    "renewals",
    "scores",
    "spend_by_frequency",
    "told_together",
    "total_error",
    "track",
    "untried",
    "verdict_on",
]
