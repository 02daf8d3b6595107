"""The two models in which a customer leaves right after a purchase; ``lead`` is all that tells them apart."""

from numpy.random import Generator

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._dropout import (
    NAMES,
    alive_dropout,
    discounted_dropout,
    draw_dropout,
    fit_dropout,
    likelihood_dropout,
    orders_dropout,
)
from fenhao.engine.value.lifetime._fit import Fit, Likelihood
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray

_Theta = tuple[float, ...]


def dropout_model(*, code: str, lead: int, source: str) -> LifetimeModel:
    """Return the model in which the first purchase counts as a chance to leave (``lead`` 1) or does not (0)."""

    def fit(counts: PurchaseCounts, unit_days: int) -> Fit:
        """Return the fit in units of so many days, or why there is none."""
        return fit_dropout(counts, model=code, lead=lead, unit_days=unit_days)

    def likelihood(counts: PurchaseCounts, unit_days: int) -> Likelihood:
        """Return the surface that the fit climbs."""
        return likelihood_dropout(counts, lead=lead, unit_days=unit_days)

    def alive(theta: _Theta, frequency: FloatArray, recency: FloatArray, age: FloatArray) -> FloatArray:
        """Return each triple's chance of being a customer still."""
        return alive_dropout(theta, lead=lead, frequency=frequency, recency=recency, age=age)

    def orders(theta: _Theta, frequency: FloatArray, age: FloatArray, span: float | FloatArray) -> FloatArray:
        """Return the purchases expected of living customers within the span."""
        return orders_dropout(theta, lead=lead, frequency=frequency, age=age, span=span)

    def discounted(
        theta: _Theta, frequency: FloatArray, age: FloatArray, span: float, rate: float
    ) -> FloatArray:
        """Return the purchases expected of living customers within the span, discounted."""
        return discounted_dropout(theta, lead=lead, frequency=frequency, age=age, span=span, rate=rate)

    def draw(
        theta: _Theta, frequency: FloatArray, age: FloatArray, span: float, sway: float, chance: Generator
    ) -> FloatArray:
        """Return one possible number of purchases of living customers within the span."""
        return draw_dropout(
            theta, lead=lead, frequency=frequency, age=age, span=span, sway=sway, chance=chance
        )

    return LifetimeModel(
        code=code,
        source=source,
        names=NAMES,
        fit=fit,
        alive=alive,
        living_orders=orders,
        living_discounted=discounted,
        living_draw=draw,
        likelihood=likelihood,
        pace=(0, -1, 0, 0),
        leaving=(0, 0, 1, 0),
    )
