"""Which fact moved a customer's chance of silence away from the typical customer's, shared out fairly among the facts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import product
from math import factorial

import numpy as np

from fenhao.engine.value.lifetime import FloatArray, IntArray, PurchaseCounts


class Fact(Enum):
    """What is known of a customer without a contract."""

    quiet = "quiet"  # days since the last purchase
    frequency = "frequency"  # purchases after the first
    age = "age"  # days since the first purchase


FACTS = tuple(Fact)

Chance = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]
"""Takes frequency, recency and age in days, and returns chances of silence."""


@dataclass(frozen=True, slots=True, eq=False)
class Reasons:
    """One column a fact of FACTS: by how much it moved the log odds of silence; the sum is the distance from the typical.

    ``typical`` are the facts of the typical customer, in the order of FACTS.
    """

    moved: FloatArray
    typical: tuple[int, int, int]

    def strongest(self, *, up: bool) -> IntArray:
        """Return for each history the place in FACTS of the fact that raises (or lowers) silence most; -1 for none."""
        signed = self.moved if up else -self.moved
        best = np.argmax(signed, axis=1)
        return np.where(signed[np.arange(len(best)), best] > 0, best, -1).astype(np.int64)


def reasons(*, counts: PurchaseCounts, chance: Chance) -> Reasons:
    """Return what each fact of each history has moved: Shapley's share of it over all orders in which facts become known.

    Shapley (1953), A value for n-person games. Facts that are not known yet are those of the typical customer, the median.
    """
    own = _facts(counts)
    typical = tuple(_median(own[:, column], counts.customers) for column in range(len(FACTS)))
    odds: dict[tuple[bool, ...], FloatArray] = {}
    for known in product((False, True), repeat=len(FACTS)):
        mixed = np.where(np.array(known), own, np.array(typical, dtype=np.float64))
        quiet, frequency, age = mixed.T
        # a silence longer than the acquaintance is the whole of it; without a second purchase the first was the last
        recency = np.where(frequency > 0, np.maximum(age - quiet, 0.0), 0.0)
        told = np.clip(chance(frequency, recency, age), 1e-12, 1 - 1e-12)
        odds[known] = np.log(told) - np.log1p(-told)
    moved = np.zeros(own.shape)
    for known, before in odds.items():
        for column in range(len(FACTS)):
            if not known[column]:
                after = odds[(*known[:column], True, *known[column + 1 :])]
                moved[:, column] += _weight(sum(known)) * (after - before)
    return Reasons(moved, (typical[0], typical[1], typical[2]))


def _facts(counts: PurchaseCounts) -> FloatArray:
    """Return the facts, one column each."""
    quiet = counts.age_days - counts.recency_days
    return np.stack([quiet, counts.frequency, counts.age_days], axis=1).astype(np.float64)


def _median(values: FloatArray, customers: IntArray) -> int:
    """Return the least value that half of the customers do not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(customers[order])
    return int(values[order][np.searchsorted(reached, reached[-1] / 2)])


def _weight(known: int) -> float:
    """Return the share of orders in which exactly these facts came before."""
    count = len(FACTS)
    return factorial(known) * factorial(count - known - 1) / factorial(count)
