"""Points of one customer, first in first out: whatever takes points takes the oldest that are left.

Exact whole numbers. A day's points expire in its morning, then what was earned, redeemed, withdrawn and posted as expired counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from fenhao.kernel import months_after


class Move(Enum):
    """What happened to points, in the order in which it counts within a day."""

    earned = "earned"
    redeemed = "redeemed"
    withdrawn = "withdrawn"  # an adjustment that takes points away
    expired = "expired"


@dataclass(frozen=True, slots=True)
class PointsMove:
    """Points earned, redeemed, withdrawn or expired on a day; ``points`` is positive.

    ``expires_on`` is the day from which points earned are void, where the source tells it.
    """

    on: date
    move: Move
    points: int
    expires_on: date | None = None


@dataclass(slots=True)
class _Open:
    earned_on: date
    points: int
    left: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of the points earned on a day, and the first day on which they are gone; None for points that last."""

    earned_on: date
    points: int
    left: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Points of one day's earning that were redeemed, withdrawn or expired on another."""

    earned_on: date
    on: date
    move: Move
    points: int


@dataclass(frozen=True, slots=True)
class Account:
    """Where a customer's points stand: earned + overdrawn = redeemed + withdrawn + expired + outstanding.

    ``overdrawn`` are points taken that were not there: the source has to explain them. ``layers`` are those with points left,
    ``taken`` says what became of the others.
    """

    earned: int
    redeemed: int
    withdrawn: int
    expired: int
    overdrawn: int
    layers: tuple[Layer, ...]
    taken: tuple[Taken, ...]

    @property
    def outstanding(self) -> int:
        """Points that can still be redeemed."""
        return sum(each.left for each in self.layers)


def account(moves: Iterable[PointsMove], *, life_months: int, on: date) -> Account:
    """Return where points stand at the end of a day.

    Points expire on the day that the source told; otherwise, with ``life_months``, that many months after they were earned. Once
    any of the customer's points carry such a day, expiries that the source posted announce what is known and are not counted again.
    """
    order = list(Move)
    ordered = sorted(
        (each for each in moves if each.on <= on),
        key=lambda move: (
            move.on,
            order.index(move.move),
            move.points,
            move.expires_on is None,
            move.expires_on or on,
        ),
    )
    by_rule = bool(life_months) or any(each.expires_on for each in ordered)
    layers: list[_Open] = []
    taken: list[Taken] = []
    sums = dict.fromkeys(Move, 0)
    overdrawn = 0
    for each in ordered:
        layers = _lapsed(layers, each.on, taken)
        if each.move is Move.earned:
            ends = each.expires_on or (months_after(each.on, life_months) if life_months else None)
            layers.append(_Open(each.on, each.points, each.points, ends))
        elif each.move is Move.expired:
            if not by_rule:
                _take(layers, each, taken)
            continue
        else:
            overdrawn += _take(layers, each, taken)
        sums[each.move] += each.points
    layers = _lapsed(layers, on, taken)
    return Account(
        earned=sums[Move.earned],
        redeemed=sums[Move.redeemed],
        withdrawn=sums[Move.withdrawn],
        expired=sum(each.points for each in taken if each.move is Move.expired),
        overdrawn=overdrawn,
        layers=tuple(
            Layer(each.earned_on, each.points, each.left, each.expires_on) for each in layers if each.left
        ),
        taken=tuple(taken),
    )


def _take(layers: list[_Open], move: PointsMove, taken: list[Taken]) -> int:
    """Take points from the oldest on; return how many were not there."""
    points = move.points
    for layer in layers:
        part = min(points, layer.left)
        if part:
            layer.left -= part
            points -= part
            taken.append(Taken(layer.earned_on, move.on, move.move, part))
    return points


def _lapsed(layers: list[_Open], until: date, taken: list[Taken]) -> list[_Open]:
    """Return the layers that have not expired by the morning of a day, those without points left out."""
    kept = []
    for layer in layers:
        if layer.left and layer.expires_on is not None and layer.expires_on <= until:
            taken.append(Taken(layer.earned_on, layer.expires_on, Move.expired, layer.left))
        elif layer.left:
            kept.append(layer)
    return kept
