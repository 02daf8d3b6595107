"""Where a value stands on the paper, exactly, and how its figures are written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.interfaces.charts._svg import Length


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis without a cut: values from ``low`` to ``high`` run from pixel ``start`` to ``end``."""

    low: int | Fraction
    high: int | Fraction
    start: Length
    end: Length

    def at(self, value: int | Fraction) -> Fraction:
        """Return the pixel of ``value``."""
        span = self.high - self.low
        if not span:
            return Fraction(self.start)
        return self.start + Fraction((value - self.low) * (self.end - self.start), span)

    def length(self, value: int | Fraction) -> Fraction:
        """Return how many pixels ``value`` is long, with its sign."""
        return self.at(value) - self.at(0)


def scale_over(values: Iterable[int | Fraction | None], *, start: Length, end: Length) -> Scale:
    """Return a scale that shows every value and zero."""
    known = [value for value in values if value is not None]
    return Scale(low=min([0, *known]), high=max([0, *known]), start=start, end=end)


@dataclass(frozen=True, slots=True)
class Voice:
    """How the reader's language writes figures, and what it calls the tiers of a chart."""

    amount: Callable[[int], str]
    short: Callable[[int], str]
    delta: Callable[[int], str]
    percent: Callable[[Fraction], str]
    delta_percent: Callable[[Fraction], str]
    actual: str
    plan: str
    difference: str
    relative: str
    magnified: Callable[[int], str]
    no_data: str


def magnification(differences: Sequence[int], values: Sequence[int]) -> int:
    """Return how many times larger differences are drawn than values, so that they can be seen.

    1 where the same scale shows them well enough; a reader is told of anything else.
    """
    largest = max((abs(value) for value in values), default=0)
    widest = max((abs(value) for value in differences), default=0)
    if not widest or widest * 4 >= largest:
        return 1
    return next((times for times in (20, 10, 5, 4, 3, 2) if widest * times * 3 <= largest), 1)
