"""Customers who moved tier take their cost along: how much of an event that is, apart from what they cost more or less.

A mix effect is no anomaly. It is measured, not guessed: cost that stands in a tier only because the newest assessment put its customer
there, less what it took elsewhere. What is left of an event without it is its rate effect, and only that is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fenhao.engine.watch._detect import WEEK, FloatArray, Rules
from fenhao.engine.watch._events import ANY, Event, Place, series_at

_RECENT = 4 * WEEK
"""An assessment so many days before an event, or later, is not yet in what was usual."""


@dataclass(frozen=True, slots=True)
class TierMoves:
    """``starts`` are the places from which each assessment holds, in order; ``net`` what it brought (tier, cost type) by day, less what it took.

    ``came`` is what it brought alone.
    """

    starts: tuple[int, ...]
    net: Mapping[tuple[str, str], FloatArray]
    came: Mapping[tuple[str, str], FloatArray]

    def began(self, place: Place, first: int, last: int) -> bool:
        """Whether an assessment beside these days put customers who cost something into a tier's place."""
        recent = any(first - _RECENT < start <= last for start in self.starts)
        return recent and any(
            tier == place.tier
            and place.cost_type in (ANY, kind)
            and bool(np.any(values[first : last + 1] > 0))
            for (tier, kind), values in self.came.items()
        )

    def brought(self, place: Place, first: int, last: int) -> float:
        """Return what assessments beside these days brought a tier's place over them, all channels together."""
        rows = [
            values
            for (tier, kind), values in self.net.items()
            if tier == place.tier and place.cost_type in (ANY, kind)
        ]
        if not rows:
            return 0.0
        net = np.sum(rows, axis=0)
        total = 0.0
        for start, end in zip(self.starts, (*self.starts[1:], len(net)), strict=True):
            if start > last or start <= first - _RECENT or end <= start:
                continue
            total += float(np.sum(net[max(start, first) : min(end, last + 1)]))
            # Once a later assessment holds, what this one brought goes on as it was on an average day.
            total += float(np.mean(net[start:end])) * max(0, last + 1 - max(end, first))
        return total


def apart_from_moves(
    events: Sequence[Event], cells: Mapping[Place, FloatArray], moves: TierMoves, rules: Rules
) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Return the events that are more than customers who moved tier, and those that are no more.

    Of both ``mixed`` says what movers brought; what was to be expected holds it, so that the impact is the rate effect alone.
    """
    told, moved = list[Event](), list[Event]()
    for each in events:
        mixed = _mixed(each, cells, moves)
        if not mixed:
            told.append(each)
            continue
        apart = replace(each, expected=each.expected + mixed, mixed=mixed)
        days = each.last - each.first + 1
        share = rules.share_min if days == 1 else rules.level_share_min
        same = apart.impact * each.impact > 0
        least = max(rules.impact_min, share * abs(apart.expected))
        (told if same and abs(apart.impact) >= least else moved).append(apart)
    return tuple(told), tuple(moved)


def _mixed(event: Event, cells: Mapping[Place, FloatArray], moves: TierMoves) -> float:
    """Return what movers brought an event's place; a channel has its share of it."""
    place = event.place
    if place.tier == ANY:
        return 0.0
    if event.expected <= 0 < event.actual and moves.began(place, event.first, event.last):
        return event.actual - event.expected  # nobody was in the tier before, so nothing is usual there yet
    brought = moves.brought(place, event.first, event.last)
    if place.channel == ANY or not brought:
        return brought
    whole = float(np.sum(series_at(cells, place._replace(channel=ANY))[event.first : event.last + 1]))
    return brought * event.actual / whole if whole else 0.0
