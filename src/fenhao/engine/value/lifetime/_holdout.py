"""The trial of a model on days that it has not seen: by how much it missed, where, and in words how far to trust it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from fenhao.engine.value.lifetime._counts import PurchaseCounts, put_together
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._scores import Outlook, joined, scores
from fenhao.engine.value.lifetime._special import FloatArray, IntArray

BUCKETS = (0, 1, 2, 3, 4, 5, 6, 7)
"""Frequencies that the trial tells apart; the last one and all above stand together."""

_ACTUAL_MIN = 30
_CLOSE, _FAIR = 0.1, 0.25


class HoldOutVerdict(Enum):
    """What the trial says, in the order in which it is asked."""

    too_short = "too_short"  # the log is too short to hold days back
    no_fit = "no_fit"  # on the days before the hold-out alone there is no fit
    too_few_purchases = "too_few_purchases"  # fewer than thirty purchases came: any miss is chance
    close = "close"  # off by a tenth at most
    fair = "fair"  # off by a quarter at most
    poor = "poor"


@dataclass(frozen=True, slots=True, eq=False)
class HeldBack:
    """A group of customers: its fit and histories before the hold-out, and entry by entry what they bought in it."""

    fit: Fit
    counts: PurchaseCounts
    days_after: IntArray


@dataclass(frozen=True, slots=True)
class Bucket:
    """Customers of one frequency (``and_more`` above it too): purchases that came and that were expected."""

    frequency: int
    and_more: bool
    customers: int
    actual: int
    expected: float


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The trial. ``miss`` is expected over actual less one: -0.12 expected 12 % too little.

    ``coverage`` is the share of customers who ended inside their range, which is made to hold ``coverage_wanted`` or more.
    """

    verdict: HoldOutVerdict
    days: int
    customers: int
    actual: int
    expected: float
    buckets: tuple[Bucket, ...]
    coverage: float
    coverage_wanted: float

    @property
    def miss(self) -> float:
        """Return by which share of what came the model was off; 0 when nothing came."""
        return self.expected / self.actual - 1 if self.actual else 0.0


def untried(verdict: HoldOutVerdict, *, days: int) -> HoldOut:
    """Return the trial that could not be held, and why."""
    return HoldOut(verdict, days, 0, 0, 0.0, (), 0.0, 0.8)


def hold_out(
    *,
    model: LifetimeModel,
    fit: Fit,
    counts: PurchaseCounts,
    days_after: IntArray,
    days: int,
    draws: int,
    seed: int,
) -> HoldOut:
    """Return the trial of a fit on the ``days`` after it; ``days_after`` are purchases there, entry by entry of the counts."""
    part = HeldBack(fit, counts, days_after)
    return hold_out_apart(model=model, parts=(part,), days=days, draws=draws, seed=seed)


def hold_out_apart(
    *, model: LifetimeModel, parts: Sequence[HeldBack], days: int, draws: int, seed: int
) -> HoldOut:
    """Return the trial of all groups together, each by its own fit."""
    if not all(part.fit.is_found for part in parts):
        return untried(HoldOutVerdict.no_fit, days=days)
    outlook = Outlook(span_days=days, discount_yearly=0.0, draws=draws, seed=seed)
    scored = joined(
        [scores(model=model, fit=part.fit, spend=None, counts=part.counts, outlook=outlook) for part in parts]
    )
    counts = put_together([part.counts for part in parts])
    days_after = np.concatenate([part.days_after for part in parts])
    held = counts.customers
    actual, expected = int(days_after @ held), float(scored.orders @ held)
    inside = (days_after >= scored.orders_low) & (days_after <= scored.orders_high)
    return HoldOut(
        verdict=_verdict(actual, expected),
        days=days,
        customers=counts.total,
        actual=actual,
        expected=expected,
        buckets=_buckets(counts, days_after, scored.orders),
        coverage=float(np.sum(held[inside]) / counts.total),
        coverage_wanted=0.8,
    )


def _verdict(actual: int, expected: float) -> HoldOutVerdict:
    if actual < _ACTUAL_MIN:
        return HoldOutVerdict.too_few_purchases
    miss = abs(expected / actual - 1)
    if miss <= _CLOSE:
        return HoldOutVerdict.close
    return HoldOutVerdict.fair if miss <= _FAIR else HoldOutVerdict.poor


def _buckets(counts: PurchaseCounts, days_after: IntArray, orders: FloatArray) -> tuple[Bucket, ...]:
    """Return the buckets that have customers."""
    place = np.minimum(counts.frequency, BUCKETS[-1])
    held = counts.customers
    made = [
        Bucket(
            frequency=frequency,
            and_more=frequency == BUCKETS[-1],
            customers=int(np.sum(held[place == frequency])),
            actual=int(np.sum((days_after * held)[place == frequency])),
            expected=float(np.sum((orders * held)[place == frequency])),
        )
        for frequency in BUCKETS
    ]
    return tuple(each for each in made if each.customers)
