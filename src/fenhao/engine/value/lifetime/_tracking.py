"""Purchases added up day after day, those that came beside those expected: in the days of the fit and in the days held back.

A model may meet the sum of the days it was fitted to and still go wrong within them, where a season or a change of the business lies.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.lifetime._counts import PurchaseCounts
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._special import FloatArray, IntArray

_STEPS = 20
_WEEK = 7
STRAYS = 0.1
"""A sum that is off by more than this part of what came in all the days seen is told aloud."""


@dataclass(frozen=True, slots=True)
class TrackPoint:
    """How things stood at the end of a day, counted from the log's first day as 0: repeat purchase days so far, of all customers."""

    day: int
    actual: int
    expected: float


@dataclass(frozen=True, slots=True)
class Tracking:
    """The course of the trial: ``points`` in the order of their days; those after ``seen_days`` the fit has not seen.

    One point stands at ``seen_days`` and one at the last day. Customers who first bought in the days held back are in neither sum.
    """

    seen_days: int
    points: tuple[TrackPoint, ...]

    @property
    def seen(self) -> TrackPoint:
        """Return how things stood when the days of the fit ended."""
        return next(each for each in self.points if each.day == self.seen_days)

    @property
    def last(self) -> TrackPoint:
        """Return how things stood in the end."""
        return self.points[-1]

    @property
    def furthest(self) -> TrackPoint:
        """Return where, in the days of the fit, both sums were furthest apart."""
        within = [each for each in self.points if each.day <= self.seen_days]
        return max(within, key=lambda each: abs(each.expected - each.actual))

    @property
    def stray(self) -> float:
        """Return how far apart they were there, as a part of all that came in the days of the fit; 0 when nothing came."""
        return (self.furthest.expected - self.furthest.actual) / self.seen.actual if self.seen.actual else 0.0


def track(
    *,
    model: LifetimeModel,
    parts: Sequence[tuple[Fit, PurchaseCounts]],
    purchases: IntArray,
    seen_days: int,
) -> Tracking:
    """Return the course of actual and expected purchases of groups of customers, each by its own fit.

    ``purchases``: purchase days of all of them, the first ones included, by day from the log's first day to the end of the
    hold-out. ``seen_days``: how many days after the first one the fit has seen. ValueError for fits that were not found, and
    for customers who came before the log began.
    """
    if not all(fit.is_found for fit, _ in parts):
        raise ValueError("a model that was not found expects nothing")
    born = np.zeros(len(purchases))
    days = _days(seen_days, len(purchases) - 1)
    expected = np.zeros(len(days))
    for fit, counts in parts:
        if int(counts.age_days.max(initial=0)) > seen_days:
            raise ValueError("a customer is older than the log")
        came = np.bincount(seen_days - counts.age_days, weights=counts.customers, minlength=len(purchases))
        born += came
        there = np.flatnonzero(came)
        since = days[:, None] - there[None, :]
        if model.newcomers:
            grown = model.newcomers(fit.values, there[None, :] - seen_days, days[:, None] - seen_days)
        else:
            grown = newcomer_orders(model=model, fit=fit, days=len(purchases))[np.maximum(since, 0)]
        expected += np.where(since > 0, grown, 0.0) @ came[there]
    actual = np.cumsum(purchases - born.astype(np.int64))[days]
    return Tracking(
        seen_days,
        tuple(
            TrackPoint(int(day), int(came), float(wanted))
            for day, came, wanted in zip(days, actual, expected, strict=True)
        ),
    )


def newcomer_orders(*, model: LifetimeModel, fit: Fit, days: int) -> FloatArray:
    """Return the repeat purchases expected of a customer of whom nothing is known yet within 0, 1, 2 … ``days`` - 1 days."""
    nothing, first = np.zeros(days), np.zeros(1)
    spans = np.arange(days) / fit.unit_days
    alive = model.alive(fit.values, first, first, first)
    return model.living_orders(fit.values, nothing, nothing, spans) * alive


def _days(seen: int, last: int) -> IntArray:
    """Return whole weeks back and forth from the day on which the fit ended, about _STEPS of them, and the last day."""
    step = max(1, -(-last // (_STEPS * _WEEK))) * _WEEK
    whole = np.arange(seen % step, last, step)
    return np.unique(np.concatenate([whole[whole > 0], [seen, last]])).astype(np.int64)
