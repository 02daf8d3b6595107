"""What a model of customers without a contract offers, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit, Likelihood
from fenhao.engine.value.lifetime._special import FloatArray

FitCounts = Callable[[PurchaseCounts, int], Fit]
LikelihoodOf = Callable[[PurchaseCounts, int], Likelihood]
Alive = Callable[[tuple[float, ...], FloatArray, FloatArray, FloatArray], FloatArray]
Orders = Callable[[tuple[float, ...], FloatArray, FloatArray, FloatArray, float], FloatArray]
Discounted = Callable[[tuple[float, ...], FloatArray, FloatArray, FloatArray, float, float], FloatArray]
Draw = Callable[[tuple[float, ...], FloatArray, FloatArray, FloatArray, float, Generator], FloatArray]


@dataclass(frozen=True, slots=True)
class LifetimeModel:
    """A model: how it is fitted to counts, and what it then says of triples (frequency, recency, age).

    Recency and age are in the fit's unit of time. ``alive``: the chance of being a customer still. ``orders``: purchases
    expected within a span after the last day observed. ``discounted``: the same, each discounted at a continuous
    rate a unit of time. ``draw``: one possible number of purchases of each triple's customer within a span.
    ``likelihood``: the surface that ``fit`` climbs. ``pace`` and ``leaving``: which logarithms of parameters rise or fall by
    one where customers buy, or leave, e times as fast.
    """

    code: str
    source: str
    names: tuple[str, ...]
    fit: FitCounts
    alive: Alive
    orders: Orders
    discounted: Discounted
    draw: Draw
    likelihood: LikelihoodOf
    pace: tuple[int, ...]
    leaving: tuple[int, ...]
