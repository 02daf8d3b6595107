"""What a fit sees of an order log: the distinct triples of its customers, each with how many customers share it."""

from dataclasses import dataclass

import numpy as np

from fenhao.engine.value.lifetime._special import FloatArray, IntArray


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


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """Counts in the reporting unit, with the levels that repeat: logs are taken once a level, not once a triple."""

    frequency: FloatArray
    recency: FloatArray
    age: FloatArray
    customers: FloatArray
    frequencies: FloatArray
    frequency_at: IntArray
    recencies: FloatArray
    recency_at: IntArray
    ages: FloatArray
    age_at: IntArray


def scaled(counts: PurchaseCounts, *, unit_days: int) -> Scaled:
    """Return the counts with time in units of ``unit_days``; exact days over that number, nothing rounded."""
    frequencies, frequency_at = _levels(counts.frequency)
    recencies, recency_at = _levels(counts.recency_days)
    ages, age_at = _levels(counts.age_days)
    return Scaled(
        frequency=counts.frequency.astype(np.float64),
        recency=counts.recency_days / unit_days,
        age=counts.age_days / unit_days,
        customers=counts.customers.astype(np.float64),
        frequencies=frequencies.astype(np.float64),
        frequency_at=frequency_at,
        recencies=recencies / unit_days,
        recency_at=recency_at,
        ages=ages / unit_days,
        age_at=age_at,
    )


def _levels(column: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct values of whole numbers from 0, and where each row's value stands among them."""
    top = int(column.max(initial=0)) + 1
    if top > 50_000_000:
        values, where = np.unique(column, return_inverse=True)
        return values, where.astype(np.int64)
    seen = np.zeros(top, dtype=bool)
    seen[column] = True
    place = np.cumsum(seen) - 1
    return np.flatnonzero(seen).astype(np.int64), place[column]


def coarser(counts: PurchaseCounts, *, grain_days: int) -> PurchaseCounts:
    """Return the triples merged to a coarser grain of recency and age, as a place to start a climb from.

    Purchases are not merged: only the days of the last purchase and of the first are made rough.
    """
    age = -(-counts.age_days // grain_days) * grain_days
    recency = np.minimum(-(-counts.recency_days // grain_days) * grain_days, age)
    width = int(age.max(initial=0)) + 1
    key = (counts.frequency * width + recency) * width + age
    keys, where = np.unique(key, return_inverse=True)
    customers = np.bincount(where, weights=counts.customers).astype(np.int64)
    return PurchaseCounts(keys // width // width, keys // width % width, keys % width, customers)
