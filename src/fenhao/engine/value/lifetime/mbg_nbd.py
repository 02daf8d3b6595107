"""MBG/NBD: as BG/NBD, but a customer may leave right after the first purchase already.

Parameters: r, alpha of the Gamma law of paces (alpha in units of time), a, b of the Beta law of the chance of leaving.
"""

from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._dropout import (
    NAMES,
    alive_dropout,
    discounted_dropout,
    draw_dropout,
    fit_dropout,
    orders_dropout,
)
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray

CODE = "mbg_nbd"
_LEAD = 1


def fit(counts: PurchaseCounts, unit_days: int) -> Fit:
    """Return the fit in units of so many days, or why there is none."""
    return fit_dropout(counts, model=CODE, lead=_LEAD, unit_days=unit_days)


def alive(
    theta: tuple[float, ...], frequency: FloatArray, recency: FloatArray, age: FloatArray
) -> FloatArray:
    """Return each triple's chance of being a customer still."""
    return alive_dropout(theta, lead=_LEAD, frequency=frequency, recency=recency, age=age)


def orders(
    theta: tuple[float, ...], frequency: FloatArray, recency: FloatArray, age: FloatArray, span: float
) -> FloatArray:
    """Return the purchases expected within the span."""
    held = orders_dropout(theta, lead=_LEAD, frequency=frequency, age=age, span=span)
    return held * alive(theta, frequency, recency, age)


def discounted(
    theta: tuple[float, ...],
    frequency: FloatArray,
    recency: FloatArray,
    age: FloatArray,
    span: float,
    rate: float,
) -> FloatArray:
    """Return the purchases expected within the span, discounted."""
    held = discounted_dropout(theta, lead=_LEAD, frequency=frequency, age=age, span=span, rate=rate)
    return held * alive(theta, frequency, recency, age)


def draw(
    theta: tuple[float, ...],
    frequency: FloatArray,
    recency: FloatArray,
    age: FloatArray,
    span: float,
    chance: Generator,
) -> FloatArray:
    """Return one possible number of purchases within the span for each triple."""
    return draw_dropout(
        theta, lead=_LEAD, frequency=frequency, recency=recency, age=age, span=span, chance=chance
    )


MODEL = LifetimeModel(
    code=CODE,
    source="Batislam, Denizel, Filiztekin (2007), Empirical validation and comparison of models for customer base analysis, IJRM 24(3)",
    names=NAMES,
    fit=fit,
    alive=alive,
    orders=orders,
    discounted=discounted,
    draw=draw,
)
