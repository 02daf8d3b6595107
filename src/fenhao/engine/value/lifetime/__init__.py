"""What customers will still buy: models of purchases, of spend and of contracts, fitted to counts, with their certificates."""

from fenhao.engine.value.lifetime import bg_bb, bg_nbd, gamma_gamma, mbg_nbd, pareto_nbd, sbg
from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit, FitState
from fenhao.engine.value.lifetime._model import LifetimeModel

MODELS = (bg_nbd.MODEL, mbg_nbd.MODEL, pareto_nbd.MODEL)
"""Models of customers without a contract, in the order in which they are tried."""

__all__ = [
    "MODELS",
    "Fit",
    "FitState",
    "LifetimeModel",
    "PurchaseCounts",
    "bg_bb",
    "bg_nbd",
    "gamma_gamma",
    "mbg_nbd",
    "pareto_nbd",
    "sbg",
]
