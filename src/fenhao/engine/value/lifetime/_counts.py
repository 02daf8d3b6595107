"""What a fit sees of an order log: the distinct triples of its customers, each with how many customers share it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.lifetime._special import FloatArray, IntArray

_DENSE_MAX = 5_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PurchaseCounts:
    """Distinct (frequency, recency, age) triples of customers, counted by day.

    ``frequency``: purchase days after the first one. ``recency_days``: from the first to the last purchase day, 0
    without a repeat. ``age_days``: from the first purchase day to the last day observed. ``customers``: how many
    customers share the triple. ValueError for arrays that do not describe any customer's history.
    """

    frequency: IntArray
    recency_days: IntArray
    age_days: IntArray
    customers: IntArray

    def __post_init__(self) -> None:
        if not len(self.frequency) == len(self.recency_days) == len(self.age_days) == len(self.customers):
            raise ValueError("the four columns of purchase counts have different lengths")
        broken = (
            (self.frequency < 0)
            | (self.recency_days < self.frequency)
            | (self.age_days < self.recency_days)
            | ((self.frequency == 0) & (self.recency_days != 0))
            | (self.customers < 1)
        )
        if np.any(broken):
            raise ValueError(f"{int(np.sum(broken))} triples are no customer's history")

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def total(self) -> int:
        """Return how many customers there are."""
        return int(np.sum(self.customers))

    @property
    def repeats(self) -> int:
        """Return how many repeat purchases all customers made."""
        return int(np.sum(self.frequency * self.customers))

    @property
    def repeaters(self) -> int:
        """Return how many customers bought again at all."""
        return int(np.sum(self.customers[self.frequency > 0]))


def put_together(parts: Sequence[PurchaseCounts]) -> PurchaseCounts:
    """Return the triples of several groups as one, in their order; a triple may stand in it more than once."""
    names = tuple(PurchaseCounts.__dataclass_fields__)
    return PurchaseCounts(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Triples merged to a coarser grain of recency and age; ``at`` tells where each of the finer ones went."""

    counts: PurchaseCounts
    at: IntArray


def coarser(counts: PurchaseCounts, *, grain_days: int) -> Merged:
    """Return the triples merged to the nearest ``grain_days`` of recency and of age.

    Purchases are not merged: only the days of the last purchase and of the first are made rough.
    """
    age = (counts.age_days + grain_days // 2) // grain_days
    recency = np.minimum((counts.recency_days + grain_days // 2) // grain_days, age)
    width = int(age.max(initial=0)) + 1
    key = (counts.frequency * width + recency) * width + age
    keys, at = _distinct(key)
    customers = np.bincount(at, weights=counts.customers).astype(np.int64)
    frequency = keys // width // width
    # a history of many purchases in few days would not fit its rough recency, nor one without any a recency at all
    rough = np.where(frequency > 0, np.maximum(keys // width % width * grain_days, frequency), 0)
    merged = PurchaseCounts(frequency, rough, np.maximum(keys % width * grain_days, rough), customers)
    return Merged(merged, at)


@dataclass(frozen=True, slots=True, eq=False)
class Futures:
    """The distinct (frequency, age) among triples; ``of`` tells which is each triple's."""

    frequency: FloatArray
    age: FloatArray
    of: IntArray


def futures(frequency: FloatArray, age: FloatArray) -> Futures:
    """Return what the future of living customers depends on."""
    levels, level = np.unique(frequency, return_inverse=True)
    ages, at = np.unique(age, return_inverse=True)
    keys, of = _distinct(level.reshape(-1).astype(np.int64) * max(1, len(ages)) + at.reshape(-1))
    return Futures(levels[keys // max(1, len(ages))], ages[keys % max(1, len(ages))], of)


def _distinct(keys: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct keys in their order, and where each of the given ones went; none of them is below nought."""
    if int(keys.max(initial=0)) >= _DENSE_MAX:
        found, at = np.unique(keys, return_inverse=True)
        return found, at.reshape(-1).astype(np.int64)
    there = np.bincount(keys) > 0
    return np.flatnonzero(there).astype(np.int64), (np.cumsum(there) - 1)[keys]
