"""Points of one customer, first in first out: every redemption and expiry takes the oldest points that are left.

Exact whole numbers. The SQL model does the same for everybody at once; this is the rule that people can follow.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Move(Enum):
    """What happened to points, in the order in which it counts within a day."""

    earned = "earned"
    redeemed = "redeemed"
    expired = "expired"


@dataclass(frozen=True, slots=True)
class PointsMove:
    """Points earned, redeemed or expired on a day; ``points`` is positive."""

    on: date
    move: Move
    points: int


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of the points earned on a day, and the first day on which they are gone; None for points that last."""

    earned_on: date
    points: int
    left: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """Where a customer's points stand: earned = redeemed - overdrawn + expired + outstanding.

    ``overdrawn`` are points redeemed that were not there: the source has to explain them. ``layers`` are those with points left.
    """

    earned: int
    redeemed: int
    expired: int
    overdrawn: int
    layers: tuple[Layer, ...]

    @property
    def outstanding(self) -> int:
        """Points that can still be redeemed."""
        return sum(each.left for each in self.layers)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the first of the month after where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        year, month = divmod(day.year * 12 + day.month + months, 12)
        return date(year, month + 1, 1)


def account(moves: Iterable[PointsMove], *, life_months: int, on: date) -> Account:
    """Return where points stand at the end of a day.

    With ``life_months`` points expire by the rule, at the beginning of the day that many months after they were earned, and
    expiries that the source posted are not counted again; with 0 only what the source posted expires.
    """
    layers: deque[list[int]] = deque()
    days: deque[date] = deque()
    sums = dict.fromkeys(Move, 0)
    overdrawn = 0

    def taken(points: int) -> int:
        """Take points from the oldest on; return how many were not there."""
        while points and layers:
            part = min(points, layers[0][1])
            layers[0][1] -= part
            points -= part
            if not layers[0][1]:
                layers.popleft()
                days.popleft()
        return points

    def lapse(until: date) -> None:
        """Let expire what is due."""
        while life_months and days and months_after(days[0], life_months) <= until:
            sums[Move.expired] += layers.popleft()[1]
            days.popleft()

    order = list(Move)
    for each in sorted(moves, key=lambda move: (move.on, order.index(move.move), move.points)):
        if each.on > on:
            break
        lapse(each.on)
        if each.move is Move.earned:
            sums[Move.earned] += each.points
            layers.append([each.points, each.points])
            days.append(each.on)
        elif each.move is Move.redeemed:
            sums[Move.redeemed] += each.points
            overdrawn += taken(each.points)
        elif not life_months:
            sums[Move.expired] += each.points - taken(each.points)
    lapse(on)
    held = tuple(
        Layer(day, points, left, months_after(day, life_months) if life_months else None)
        for day, (points, left) in zip(days, layers, strict=True)
    )
    return Account(sums[Move.earned], sums[Move.redeemed], sums[Move.expired], overdrawn, held)
