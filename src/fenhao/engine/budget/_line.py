"""Budget lines: month x tier x category. Fixed cost belongs to no tier."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

NO_TIER = ""
"""The tier of fixed cost and of cost without a customer."""

RESERVE_CATEGORY = "emergency_reserve"
"""The category of a quarter's emergency reserve: one line without a tier, in the quarter's last month."""


@dataclass(frozen=True, slots=True)
class BudgetMonths:
    """One quarter of the budget's year and its months, in order of date."""

    quarter: str
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actual:
    """Ledger cost of one day. ``on`` and ``month`` are of the budget's year: the same place, a year later.

    ``tier`` is the tier stamped on the entries, ``fixed`` the nature of their cost type; a credit is negative.
    """

    on: date
    month: str
    tier: str
    category: str
    fixed: bool
    amount_minor: int

    @property
    def line_tier(self) -> str:
        """The tier of the line it belongs to: fixed cost has none, whoever caused it."""
        return NO_TIER if self.fixed else self.tier


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """What may be spent in one month, on one tier, in one category."""

    month: str
    tier: str
    category: str
    budget_minor: int


class Standing(Enum):
    """Where a line stands, from quiet to over; an alert is due when it rises."""

    under = 0
    warn = 1  # at the warning share or above
    used_up = 2  # exactly all of it
    over = 3  # above the budget


def standing(*, used_minor: int, budget_minor: int, warn_at: Fraction) -> Standing:
    """Return where a line stands that has used (spent and reserved) so much of its budget; compared exactly.

    Nothing used is ``under`` whatever the budget; anything used of an empty line is ``over``.
    """
    assert budget_minor >= 0, "a budget is never negative"
    if used_minor <= 0:
        return Standing.under
    if used_minor > budget_minor:
        return Standing.over
    if used_minor == budget_minor:
        return Standing.used_up
    reached = used_minor * warn_at.denominator >= budget_minor * warn_at.numerator
    return Standing.warn if reached else Standing.under


def utilisation(*, actual_minor: int, funded_minor: int) -> Fraction | None:
    """Return actual / funded; None (n/a) where nothing was funded."""
    return Fraction(actual_minor, funded_minor) if funded_minor > 0 else None


def deviation(*, actual_minor: int, baseline_minor: int) -> Fraction | None:
    """Return |actual - baseline| / baseline; None (n/a) where there is no baseline."""
    return Fraction(abs(actual_minor - baseline_minor), baseline_minor) if baseline_minor > 0 else None


def line_deviation(lines: Iterable[tuple[int, int]]) -> Fraction | None:
    """Return the sum of |actual - baseline| over the sum of baseline, None (n/a) where there is no baseline.

    ``lines`` are (actual, baseline) pairs; measured line by line, +10 and -10 do not cancel.
    """
    pairs = tuple(lines)
    baseline = sum(base for _, base in pairs)
    away = sum(abs(actual - base) for actual, base in pairs)
    return Fraction(away, baseline) if baseline > 0 else None
