"""Events of cost: what stands out anywhere, named by the tier, type and channel that moved, and told once.

Every tier, type and channel is looked at, each pair of tier and type, and the whole: a rise in one place that a fall in another
hides in the sum is seen where it is. What was found in several of them is one event, named by the narrowest place that explains it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from fenhao.engine.watch._detect import WEEK, FloatArray, Found, Kind, Rules, detect

ANY = "*"
"""All codes of a dimension."""
DIMENSIONS = ("tier", "cost_type", "channel")
_PINNED = 0.7
"""A code that holds this share of what was moved is what moved."""
_WEEKS = 8
_ALIKE = 0.5
"""Two places moved alike when the lesser change, as a share of what was to be expected, is at least this part of the greater."""
_DAILY = 3
"""What costs on fewer than every third day is no daily cost: an invoice a month is not an anomaly a month."""


class Place(NamedTuple):
    """Where cost is: a code of each dimension, or ``ANY``; '' is what is not known."""

    tier: str
    cost_type: str
    channel: str

    def holds(self, other: "Place") -> bool:
        """Return whether all of the other place lies in this one."""
        return all(mine in (ANY, theirs) for mine, theirs in zip(self, other, strict=True))

    def meets(self, other: "Place") -> bool:
        """Return whether the two have anything in common."""
        return all(a == b or ANY in (a, b) for a, b in zip(self, other, strict=True))


@dataclass(frozen=True, slots=True)
class Share:
    """How much of what moved lies with one code of a dimension, in minor units; of the same sign as the whole, or against it."""

    dimension: str
    code: str
    moved: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to cost: where, from which place of the series to which, noticed when, how much beside what was to be expected.

    ``mixed`` is what customers who moved tier brought; where it is told, ``expected`` holds it.
    """

    kind: Kind
    place: Place
    first: int
    last: int
    noticed: int
    actual: float
    expected: float
    score: float
    shares: tuple[Share, ...]
    mixed: float = 0.0

    @property
    def impact(self) -> float:
        """How much more (or less) than was to be expected."""
        return self.actual - self.expected


def find_events(cells: Mapping[Place, FloatArray], rules: Rules) -> tuple[Event, ...]:
    """Return the events of some daily series of equal length, by the day they were noticed; ``cells`` are the narrowest places."""
    daily = {place: values for place, values in cells.items() if _is_daily(values)}
    found = [(place, each) for place, values in _places(daily).items() for each in detect(values, rules)]
    apart = _once([_named(daily, place, each) for place, each in found], rules)
    told = _shared(daily, apart, found, rules)
    return tuple(each for each in told if abs(each.impact) >= rules.impact_min)


def watched(cells: Mapping[Place, FloatArray]) -> Mapping[Place, FloatArray]:
    """Return every place that is looked at, with its series; what does not cost daily is in none of them."""
    return _places({place: values for place, values in cells.items() if _is_daily(values)})


def series_at(cells: Mapping[Place, FloatArray], place: Place) -> FloatArray:
    """Return the daily cost of a place."""
    rows = [values for each, values in cells.items() if place.holds(each)]
    return np.sum(rows, axis=0) if rows else np.zeros(0)


def _is_daily(values: FloatArray) -> bool:
    """Return whether something costs on every third day at least since it began."""
    there = np.flatnonzero(values)
    return len(there) > 0 and len(there) * _DAILY >= len(values) - int(there[0])


def _places(cells: Mapping[Place, FloatArray]) -> dict[Place, FloatArray]:
    """Return the whole, each tier, type and channel, each tier with each type, and the cells, with their sums."""
    found: dict[Place, FloatArray] = {}
    for place, values in cells.items():
        tier, kind, channel = place
        for each in {
            Place(ANY, ANY, ANY),
            Place(tier, ANY, ANY),
            Place(ANY, kind, ANY),
            Place(ANY, ANY, channel),
            Place(tier, kind, ANY),
            place,
        }:
            found[each] = found[each] + values if each in found else values
    return found


def _named(cells: Mapping[Place, FloatArray], place: Place, each: Found) -> Event:
    """Return what was found in a place as an event of the narrowest place that explains it."""
    moved = {
        cell: _moved(values, each.first, each.last) for cell, values in cells.items() if place.holds(cell)
    }
    whole = sum(moved.values())
    pinned = place
    for at, own in enumerate(place):
        if own != ANY or not whole:
            continue
        codes: dict[str, float] = {}
        for cell, amount in moved.items():
            if pinned.holds(cell):
                codes[cell[at]] = codes.get(cell[at], 0.0) + amount
        top = max(codes, key=lambda code: (codes[code] * np.sign(whole), code))
        if codes[top] * np.sign(whole) >= _PINNED * abs(whole):
            pinned = pinned._replace(**{DIMENSIONS[at]: top})
    series = np.sum([values for cell, values in cells.items() if pinned.holds(cell)], axis=0)
    expected = _usual(series, each.first, each.last)
    actual = float(np.sum(series[each.first : each.last + 1]))
    return Event(
        each.kind, pinned, each.first, each.last, each.noticed, actual, expected, each.score, _shares(moved)
    )


def _moved(values: FloatArray, first: int, last: int) -> float:
    """Return how much more than usual some days cost."""
    return float(np.sum(values[first : last + 1])) - _usual(values, first, last)


def _usual(values: FloatArray, first: int, last: int) -> float:
    """Return what the days cost by the median of the same weekday in the eight weeks before them."""
    total = 0.0
    for weekday in range(min(WEEK, last - first + 1)):
        day = first + weekday
        same = values[[at for at in range(day - WEEK, day - (_WEEKS + 1) * WEEK, -WEEK) if 0 <= at < first]]
        times = (last - day) // WEEK + 1
        total += float(np.median(same)) * times if len(same) else 0.0
    return total


def _shares(moved: Mapping[Place, float]) -> tuple[Share, ...]:
    """Return what moved by each code of each dimension, the largest first."""
    found = []
    for at, dimension in enumerate(DIMENSIONS):
        codes: dict[str, float] = {}
        for cell, amount in moved.items():
            codes[cell[at]] = codes.get(cell[at], 0.0) + amount
        found += [
            Share(dimension, code, amount)
            for code, amount in sorted(codes.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
        ]
    return tuple(found)


def _once(found: Sequence[Event], rules: Rules) -> list[Event]:
    """Return each event once: what meets in place, days and direction is one, named by its narrowest place."""
    made: list[Event] = []
    for each in sorted(found, key=lambda event: (-_depth(event.place), -abs(event.score), event.first)):
        at = next(
            (n for n, held in enumerate(made) if _near(held, each, rules) and held.place.meets(each.place)),
            None,
        )
        if at is None:
            made.append(each)
        else:
            made[at] = _with(made[at], each)
    return made


def _shared(
    cells: Mapping[Place, FloatArray],
    apart: Sequence[Event],
    found: Sequence[tuple[Place, Found]],
    rules: Rules,
) -> tuple[Event, ...]:
    """Return events by the day they were noticed; those that moved alike inside a wider place that stood out too are one, named by it."""
    made = list(apart)
    while True:
        for one, other in combinations(made, 2):
            if not (_near(one, other, rules) and _alike(one, other)):
                continue
            wider = [
                (place, each)
                for place, each in found
                if place.holds(one.place) and place.holds(other.place) and _near(one, each, rules)
            ]
            if wider:
                place, each = max(wider, key=lambda pair: (_depth(pair[0]), pair[0]))
                made = [event for event in made if event not in (one, other)]
                made.append(_with(_with(_named(cells, place, each), one), other))
                break
        else:
            return tuple(sorted(made, key=lambda event: (event.noticed, event.first, event.place)))


def _with(held: Event, each: Event) -> Event:
    """Return an event with what another sight of it adds: that it was noticed earlier, or is surer."""
    return replace(
        held,
        noticed=max(held.first, min(held.noticed, each.noticed)),
        score=max(held.score, each.score, key=abs),
    )


def _depth(place: Place) -> int:
    return sum(code != ANY for code in place)


def _near(held: Event | Found, each: Event | Found, rules: Rules) -> bool:
    """Return whether two findings may be one by days and direction.

    A day that stands out is its own event also while a level drifts; only the first days of a new level belong to it.
    """
    if held.kind.is_above != each.kind.is_above:
        return False
    if held.kind is not each.kind:
        day, level = (held, each) if held.kind in (Kind.spike, Kind.drop) else (each, held)
        if day.first > level.first + rules.hold_days:
            return False
    return max(each.first - held.last, held.first - each.last) <= rules.hold_days


def _alike(one: Event, other: Event) -> bool:
    """Return whether both changed by about the same share; what was not to be expected at all is alike."""
    if not one.expected or not other.expected:
        return not one.expected and not other.expected
    shares = sorted(abs(each.impact / each.expected) for each in (one, other))
    return shares[0] >= _ALIKE * shares[1]
