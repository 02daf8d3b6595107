"""What a model of customers without a contract offers, whichever it is."""

from collections.abc import Callable
from dataclasses import dataclass

from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts, futures
from fenhao.engine.value.lifetime._fit import Fit, Likelihood
from fenhao.engine.value.lifetime._special import FloatArray, IntArray

FitCounts = Callable[[PurchaseCounts, int], Fit]
Newcomers = Callable[[tuple[float, ...], IntArray, IntArray], FloatArray]
LikelihoodOf = Callable[[PurchaseCounts, int], Likelihood]
Alive = Callable[[tuple[float, ...], FloatArray, FloatArray, FloatArray], FloatArray]
LivingOrders = Callable[[tuple[float, ...], FloatArray, FloatArray, float | FloatArray], FloatArray]
LivingDiscounted = Callable[[tuple[float, ...], FloatArray, FloatArray, float, float], FloatArray]
Times = Callable[[tuple[float, ...], FloatArray, float], tuple[FloatArray, float]]
LivingDraw = Callable[[tuple[float, ...], FloatArray, FloatArray, float, float, Generator], FloatArray]


@dataclass(frozen=True, slots=True)
class LifetimeModel:
    """A model: how it is fitted to counts, and what it then says of triples (frequency, recency, age).

    Recency and age are in the fit's unit of time. ``alive``: the chance of being a customer still. What lies ahead of a customer
    who is there still depends on frequency and age alone: ``living_orders`` are the purchases expected within a span (one for
    all, or one each) after the last day observed, ``living_discounted`` the same, each discounted at a continuous rate a unit of time, ``living_draw`` one
    possible number of them when paces move by the sway given. ``likelihood``: the surface that ``fit`` climbs. ``pace`` and ``leaving``: which logarithms of
    parameters rise or fall by one where customers buy, or leave, e times as fast. ``newcomers``, of a model to which days differ: the repeat purchases expected
    until one day of a customer who first bought on another, both counted from the last day observed; and ``times``, an age and a span ahead as its own clock reads them.
    """

    code: str
    source: str
    names: tuple[str, ...]
    fit: FitCounts
    alive: Alive
    living_orders: LivingOrders
    living_discounted: LivingDiscounted
    living_draw: LivingDraw
    likelihood: LikelihoodOf
    pace: tuple[int, ...]
    leaving: tuple[int, ...]
    newcomers: Newcomers | None = None
    times: Times | None = None

    def orders(
        self,
        theta: tuple[float, ...],
        frequency: FloatArray,
        recency: FloatArray,
        age: FloatArray,
        span: float,
    ) -> FloatArray:
        """Return the purchases expected of each triple's customer within the span."""
        ahead = futures(frequency, age)
        held = self.living_orders(theta, ahead.frequency, ahead.age, span)
        return held[ahead.of] * self.alive(theta, frequency, recency, age)

    def discounted(
        self,
        theta: tuple[float, ...],
        frequency: FloatArray,
        recency: FloatArray,
        age: FloatArray,
        span: float,
        rate: float,
    ) -> FloatArray:
        """Return the purchases expected of each triple's customer within the span, discounted."""
        ahead = futures(frequency, age)
        held = self.living_discounted(theta, ahead.frequency, ahead.age, span, rate)
        return held[ahead.of] * self.alive(theta, frequency, recency, age)
