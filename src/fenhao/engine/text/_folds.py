"""Which texts are held back together: drawn by chance, all of one writer, or all of one time.

Texts of one customer, or of the weeks of one incident, are more alike than those that will come. Where it is known who wrote a text, or when,
what a model is judged by is held back with everything of that writer or time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from heapq import heappop, heappush

import numpy as np

from fenhao.engine.text._grams import IntArray

_AGAIN_MIN = 0.2
"""Share of texts whose writer wrote another one, from which it matters who wrote them."""
_WRITERS_MIN = 3
_DAYS_A_HAND = 4
_LARGEST = 0.6
UNKNOWN = -1


class Fold(Enum):
    """By what texts are held back together, in the order in which an examination asks."""

    time = "time"
    writer = "writer"
    chance = "chance"


@dataclass(frozen=True, slots=True)
class Origins:
    """Who wrote each text ('' unknown) and on which day (None unknown); an empty tuple where no text tells."""

    writers: Sequence[str] = ()
    days: Sequence[date | None] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The texts of a lesson: their labels, groups that say the same, writers and days as numbers (UNKNOWN where not told)."""

    truth: IntArray
    group: IntArray
    writer: IntArray
    day: IntArray

    def of(self, chosen: IntArray) -> "Held":
        """Return some of them."""
        return Held(self.truth[chosen], self.group[chosen], self.writer[chosen], self.day[chosen])

    def rest(self, out: IntArray) -> IntArray:
        """Return the places of those that may be taught where ``out`` are held back: none of them, nothing that says the same."""
        left = ~np.isin(self.group, self.group[out])
        left[out] = False
        return np.flatnonzero(left)


def numbered(origins: Origins, places: Sequence[int]) -> tuple[IntArray, IntArray]:
    """Return writers and days of some texts as numbers."""
    known: dict[str, int] = {}
    writers = [
        known.setdefault(origins.writers[at], len(known))
        if origins.writers and origins.writers[at]
        else UNKNOWN
        for at in places
    ]
    told = [origins.days[at] if origins.days else None for at in places]
    days = [each.toordinal() if each is not None else UNKNOWN for each in told]
    return np.array(writers, dtype=np.int64), np.array(days, dtype=np.int64)


def shuffled(count: int, *, seed: int) -> IntArray:
    """Return 0 to ``count`` - 1 in an order that looks like chance and is the same for the same seed (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.argsort(mixed ^ (mixed >> np.uint64(31)), kind="stable")


def deal(truth: IntArray, group: IntArray, *, hands: int, seed: int) -> IntArray:
    """Return one of ``hands`` for each text: labels evenly in each hand, a group never in two."""
    order = shuffled(len(truth), seed=seed)
    order = order[np.argsort(truth[order], kind="stable")]
    hand = np.empty(len(truth), dtype=np.int64)
    hand[order] = (np.arange(len(order)) + seed) % hands
    _, first, back = np.unique(group, return_index=True, return_inverse=True)
    return hand[first][back]


def dealt(held: Held, fold: Fold, *, hands: int, seed: int) -> IntArray | None:
    """Return one of ``hands`` for each text (of fewer where there are fewer writers), 0 the newest by time; None where that is not to be had.

    It is not where writers or days are too little known, and where a hand's rest would lack a label or be the smaller half.
    """
    if fold is Fold.chance:
        return deal(held.truth, held.group, hands=hands, seed=seed)
    found = _by_writer(held, hands, seed) if fold is Fold.writer else _by_time(held, hands)
    if found is None:
        return None
    sizes, labels = np.bincount(found), len(np.unique(held.truth))
    if not sizes.all() or sizes.max() > _LARGEST * len(found):
        return None
    rests = (held.rest(np.flatnonzero(found == at)) for at in range(len(sizes)))
    return found if all(len(np.unique(held.truth[rest])) == labels for rest in rests) else None


def _by_writer(held: Held, hands: int, seed: int) -> IntArray | None:
    """Return hands in which each writer stands once: who wrote most first, each to the hand that holds least.

    Texts of writers with one text and of nobody known are dealt by label, with those that say the same.
    """
    known = held.writer >= 0
    counts = np.bincount(held.writer[known]) if known.any() else np.zeros(0, dtype=np.int64)
    several = np.flatnonzero(counts > 1)
    if counts[several].sum() < _AGAIN_MIN * len(held.writer) or len(several) < min(hands, _WRITERS_MIN):
        return None
    hands = min(hands, int((counts > 0).sum()))
    found = deal(held.truth, held.group, hands=hands, seed=seed)
    several = several[shuffled(len(several), seed=seed)]
    hand_of = np.full(len(counts), UNKNOWN, dtype=np.int64)
    load = [(0, hand) for hand in range(hands)]
    for writer in several[np.argsort(-counts[several], kind="stable")].tolist():
        texts, hand = heappop(load)
        hand_of[writer] = hand
        heappush(load, (texts + int(counts[writer]), hand))
    of_writer = np.where(known, hand_of[held.writer], UNKNOWN)
    return np.where(of_writer >= 0, of_writer, found)


def _by_time(held: Held, hands: int) -> IntArray | None:
    """Return hands of about one size, each of days that follow one another; texts of no known day go with the oldest."""
    known = held.day >= 0
    if known.mean() < 1 - _AGAIN_MIN or len(np.unique(held.day[known])) < _DAYS_A_HAND * hands:
        return None
    before = np.searchsorted(np.sort(held.day), held.day, side="left")
    block: IntArray = before * hands // len(held.day)
    return hands - 1 - block
