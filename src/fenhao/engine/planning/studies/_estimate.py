"""Estimates of studies: a low, middle and high value, never money and never added to it."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """An estimate with what it may be at least and at most; the unit is its owner's."""

    low: float
    mid: float
    high: float


def range_of(work: Callable[[Fraction], Fraction | float], effect: Fraction, spread: Fraction) -> Range:
    """Return what follows from an assumed effect, and from one weaker and one stronger by ``spread`` of itself."""
    found = [float(work(effect * factor)) for factor in (1 - spread, Fraction(1), 1 + spread)]
    return Range(min(found), found[1], max(found))
