"""What a published number is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Unit(Enum):
    """How a metric is read. It is exact until an interface writes it down."""

    share = "share"  # a part of a whole, shown in percent
    ratio = "ratio"  # one amount by another, shown as a number
    minor = "minor"  # minor units of the currency, a rate: never added to money


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The totals of one period that metrics are made from; money in whole minor units.

    total = fixed + variable = direct + allocated + unallocated + idle. ``customers`` are those of the report,
    ``active_customers`` those with an order. ``funded_minor`` is the budget with transfers, ``baseline_minor`` the
    one first approved, ``budget_actual_minor`` the cost replayed against it; all three 0 without a budget.
    """

    total_minor: int
    fixed_minor: int
    variable_minor: int
    direct_minor: int
    allocated_minor: int
    unallocated_minor: int
    idle_minor: int
    ineffective_minor: int
    customers: int
    active_customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    funded_minor: int
    baseline_minor: int
    budget_actual_minor: int


@dataclass(frozen=True, slots=True)
class Metric:
    """One published number: its only definition. ``value`` gives None where it is not defined (n/a, no zero).

    ``example`` is a worked example: figures and the value that they give. A change of the formula gets a new
    ``version``.
    """

    code: str
    version: int
    name_zh: str
    name_en: str
    unit: Unit
    formula_zh: str
    formula_en: str
    source: tuple[str, ...]
    value: Callable[[Figures], Fraction | None]
    example: tuple[Figures, Fraction]


def share_of(part: int, whole: int) -> Fraction | None:
    """Return part / whole exactly; None where the whole is not above zero."""
    return Fraction(part, whole) if whole > 0 else None


EXAMPLE = Figures(
    total_minor=100_000,
    fixed_minor=35_000,
    variable_minor=65_000,
    direct_minor=60_000,
    allocated_minor=30_000,
    unallocated_minor=4_000,
    idle_minor=6_000,
    ineffective_minor=4_500,
    customers=250,
    active_customers=200,
    orders=800,
    revenue_minor=1_000_000,
    margin_minor=300_000,
    funded_minor=110_000,
    baseline_minor=104_000,
    budget_actual_minor=100_000,
)
"""The period that the worked examples speak of: cost 1,000.00, revenue 10,000.00, margin 3,000.00."""
