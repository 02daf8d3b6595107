"""Where a year will end: what is spent, what is still to come with its interval, and the chance of more than the budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import erf, sqrt

from fenhao.kernel import split

_NORMAL_80 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A line's year, in minor units. Spent and budget are money; the rest is an estimate.

    ``overrun`` is the chance of ending above the budget; None without a budget.
    """

    spent_minor: int
    rest_minor: int
    low_minor: int
    high_minor: int
    budget_minor: int | None
    overrun: float | None

    @property
    def end_minor(self) -> int:
        """Where the year ends, in the middle."""
        return self.spent_minor + self.rest_minor

    @property
    def gap_minor(self) -> int | None:
        """How far above (positive) or below the budget the year ends; None without a budget."""
        return None if self.budget_minor is None else self.end_minor - self.budget_minor


def year_end(*, spent_minor: int, rest: tuple[int, int, int], budget_minor: int | None) -> YearEnd:
    """Return where a line's year ends; ``rest`` is (low, middle, high) of what is to come, four times in five between them.

    The chance reads the interval as that of a normal error, each side with its own width.
    """
    low, mid, high = rest
    overrun = None
    if budget_minor is not None:
        gap = budget_minor - spent_minor - mid
        side = (high - mid if gap >= 0 else mid - low) / _NORMAL_80
        overrun = float(gap < 0) if side <= 0 else 0.5 * (1 - erf(gap / side / sqrt(2)))
    return YearEnd(spent_minor, mid, spent_minor + low, spent_minor + high, budget_minor, overrun)


def as_money(total_minor: int, parts: Sequence[int]) -> tuple[int, ...]:
    """Return a total proposed as money, split exactly in proportion to estimates; those below nothing count as nothing.

    Without any estimate above nothing the parts are equal.
    """
    weights = [Fraction(max(each, 0)) for each in parts]
    return split(total_minor, weights if any(weights) else [Fraction(1)] * len(weights))
