"""The trial of a model on days that it has not seen: by how much it missed, where, and in words how far to trust it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.value.lifetime._counts import PurchaseCounts, put_together
from fenhao.engine.value.lifetime._fit import Fit
from fenhao.engine.value.lifetime._model import LifetimeModel
from fenhao.engine.value.lifetime._scores import Outlook, ended_inside, joined, scores
from fenhao.engine.value.lifetime._special import FloatArray, IntArray
from fenhao.engine.value.lifetime._tracking import Tracking

BUCKETS = (0, 1, 2, 3, 4, 5, 6, 7)
"""Frequencies that the trial tells apart; the last one and all above stand together."""

WANTED = 0.8
"""Of five customers so many are to end inside their range."""

_CHANCE = 1.645
"""Fewer than wanted end inside, and fewer than likely by more than chance does one time in twenty: then ranges are made wider."""

_SWAYS = tuple(each / 20 for each in range(41))
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
    """Customers of one frequency (``and_more`` above it too): purchases that came and that were expected.

    ``inside`` of the customers ended inside the range in force.
    """

    frequency: int
    and_more: bool
    customers: int
    actual: int
    expected: float
    inside: int


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The trial. ``miss`` is expected over actual less one: -0.12 expected 12 % too little.

    ``coverage`` is the share of customers who ended inside the range that the model alone gives, which is to hold
    ``coverage_wanted`` or more. Where fewer did, and chance does not explain it, customers' paces move more than the model knows: ``sway``
    is by how much, measured on these customers, and ``coverage_swayed`` the share inside ranges so widened, each half of
    the customers tried with what the other half taught. Without need both say what the model alone does. ``tracking`` is how
    purchases added up on the way; None where nobody asked, or nothing could be tried.
    """

    verdict: HoldOutVerdict
    days: int
    customers: int
    actual: int
    expected: float
    buckets: tuple[Bucket, ...]
    coverage: float
    coverage_wanted: float
    sway: float
    coverage_swayed: float
    tracking: Tracking | None = None

    @property
    def miss(self) -> float:
        """Return by which share of what came the model was off; 0 when nothing came."""
        return self.expected / self.actual - 1 if self.actual else 0.0


def untried(verdict: HoldOutVerdict, *, days: int) -> HoldOut:
    """Return the trial that could not be held, and why."""
    return HoldOut(verdict, days, 0, 0, 0.0, (), 0.0, WANTED, 0.0, 0.0)


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
    ranges = _Ranges(model, parts, outlook, held)
    coverage, likely = ranges.share(0.0), ranges.likely(0.0)
    sway, swayed = 0.0, coverage
    if coverage < min(WANTED, likely - _CHANCE * (likely * (1 - likely) / counts.total) ** 0.5):
        sway, swayed = ranges.sway(), ranges.share_of_others()
    return HoldOut(
        verdict=verdict_on(actual, expected),
        days=days,
        customers=counts.total,
        actual=actual,
        expected=expected,
        buckets=_buckets(counts, days_after, scored.orders, ranges.inside(sway)),
        coverage=coverage,
        coverage_wanted=WANTED,
        sway=sway,
        coverage_swayed=swayed,
    )


class _Ranges:
    """The ranges of all groups under one sway or another, and who ended inside."""

    def __init__(
        self, model: LifetimeModel, parts: Sequence[HeldBack], outlook: Outlook, held: IntArray
    ) -> None:
        self._model, self._parts, self._outlook, self._held = model, parts, outlook, held
        self._known: dict[float, tuple[NDArray[np.bool_], FloatArray]] = {}
        self._half = np.arange(len(held)) % 2

    def inside(self, sway: float) -> NDArray[np.bool_]:
        """Return of each entry whether its customers ended inside."""
        return self._of(sway)[0]

    def _of(self, sway: float) -> tuple[NDArray[np.bool_], FloatArray]:
        if sway not in self._known:
            outlook = replace(self._outlook, sway=sway)
            made = [
                ended_inside(
                    model=self._model,
                    fit=part.fit,
                    counts=part.counts,
                    days_after=part.days_after,
                    outlook=outlook,
                )
                for part in self._parts
            ]
            inside, likely = zip(*made, strict=True)
            self._known[sway] = np.concatenate(inside), np.concatenate(likely)
        return self._known[sway]

    def share(self, sway: float, *, half: int | None = None) -> float:
        """Return the share of customers who ended inside, of all or of one half."""
        return self._mean(self._of(sway)[0].astype(np.float64), half)

    def likely(self, sway: float, *, half: int | None = None) -> float:
        """Return the share of customers who end inside where paces move by just that much."""
        return self._mean(self._of(sway)[1], half)

    def _mean(self, of_entries: FloatArray, half: int | None) -> float:
        held = self._held if half is None else self._held * (self._half == half)
        return float(of_entries @ held / max(1, int(np.sum(held))))

    def sway(self, *, half: int | None = None) -> float:
        """Return the least sway under which as many ended inside as are likely to; the greatest tried where none does."""
        low, high = 0, len(_SWAYS) - 1
        while low < high:
            middle = (low + high) // 2
            if self.share(_SWAYS[middle], half=half) >= self.likely(_SWAYS[middle], half=half):
                high = middle
            else:
                low = middle + 1
        return _SWAYS[low]

    def share_of_others(self) -> float:
        """Return the share of all who ended inside the ranges that the other half's sway gives."""
        counts = [int(np.sum(self._held[self._half == half])) for half in (0, 1)]
        shares = [self.share(self.sway(half=1 - half), half=half) for half in (0, 1)]
        return sum(each * held for each, held in zip(shares, counts, strict=True)) / sum(counts)


def verdict_on(actual: int, expected: float) -> HoldOutVerdict:
    """Return how far to trust what expected so many of what came, once something could be tried."""
    if actual < _ACTUAL_MIN:
        return HoldOutVerdict.too_few_purchases
    miss = abs(expected / actual - 1)
    if miss <= _CLOSE:
        return HoldOutVerdict.close
    return HoldOutVerdict.fair if miss <= _FAIR else HoldOutVerdict.poor


def _buckets(
    counts: PurchaseCounts, days_after: IntArray, orders: FloatArray, inside: NDArray[np.bool_]
) -> tuple[Bucket, ...]:
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
            inside=int(np.sum(held[(place == frequency) & inside])),
        )
        for frequency in BUCKETS
    ]
    return tuple(each for each in made if each.customers)
