"""What a tally says: response rate, the headline figure with its interval, and whether it says anything at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.satisfaction._intervals import (
    Interval,
    difference,
    mean_interval,
    net_interval,
    share_interval,
)
from fenhao.engine.satisfaction._scales import Kind, Scale, Tally, scale_of

FEW = 10
"""Fewer answers are shown with their interval, but nothing is said about them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the surveys of one kind say.

    ``headline`` is the NPS in points for nps, otherwise the share of good answers; it is None without answers, and never there
    without ``answered`` and its interval. ``response`` is the share of people asked who answered; ``average`` the mean score.
    """

    kind: Kind
    asked: int
    answered: int
    off_scale: int
    good: int
    neither: int
    bad: int
    response: Interval | None
    headline: Interval | None
    average: Interval | None

    @property
    def is_few(self) -> bool:
        """Whether there are too few answers to say anything."""
        return self.answered < FEW


def figure(kind: Kind, held: Tally) -> Figure:
    """Return what a tally says."""
    scale = scale_of(kind)
    good, bad = _between(held, scale.good, scale.high), _between(held, scale.low, scale.bad)
    neither = held.answered - good - bad
    return Figure(
        kind=kind,
        asked=held.asked,
        answered=held.answered,
        off_scale=held.off_scale,
        good=good,
        neither=neither,
        bad=bad,
        response=share_interval(held.answered + held.off_scale, held.asked),
        headline=_headline(scale, good=good, neither=neither, bad=bad),
        average=mean_interval(held.scores, low=scale.low, high=scale.high),
    )


class Movement(Enum):
    """What can be said of two figures, in the order in which it is asked."""

    too_few = "too_few"  # one of them rests on fewer than ten answers
    up = "up"
    down = "down"
    unclear = "unclear"  # the interval of the difference holds nought: chance may have done it


@dataclass(frozen=True, slots=True)
class Change:
    """How the later figure differs from the earlier one; ``gap`` is None where one of them has no answers."""

    movement: Movement
    gap: Interval | None


def change(later: Figure, earlier: Figure) -> Change:
    """Return what can honestly be said about the way from one figure to another."""
    if later.headline is None or earlier.headline is None:
        return Change(Movement.too_few, None)
    gap = difference(later.headline, earlier.headline)
    if later.is_few or earlier.is_few:
        return Change(Movement.too_few, gap)
    if gap.low > 0 or gap.high < 0:
        return Change(Movement.up if gap.low > 0 else Movement.down, gap)
    return Change(Movement.unclear, gap)


def trend(figures: Sequence[Figure]) -> tuple[Change | None, ...]:
    """Return the change of each figure against the one before it; nothing for the first."""
    return tuple(change(each, figures[at - 1]) if at else None for at, each in enumerate(figures))


def _between(held: Tally, low: int, high: int) -> int:
    return sum(count for score, count in held.scores.items() if low <= score <= high)


def _headline(scale: Scale, *, good: int, neither: int, bad: int) -> Interval | None:
    if scale.kind is Kind.nps:
        return net_interval(promoters=good, passives=neither, detractors=bad)
    return share_interval(good, good + neither + bad)
