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
    count = "count"  # how many


class Better(Enum):
    """Which way a metric gets better."""

    up = "up"
    down = "down"
    as_set = "as_set"  # neither way by itself: towards its target


class Scope(Enum):
    """What a metric can be asked of, beside the whole company."""

    tier = "tier"
    category = "category"  # a branch or a leaf of the chart
    department = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The totals of one period, and of a part of the company, that metrics are made from; money in whole minor units.

    total = fixed + variable; of the whole company also = direct + allocated + unallocated + idle. ``months`` are those
    of the period, ``entries`` those of its cost. ``whole_variable_minor`` is the variable cost of the whole company,
    ``whole_served_minor`` the cost to serve of the same tier over all categories. ``customers`` are those of the
    report, ``active_customers`` those with an order, ``new_customers`` those with their first. ``funded_minor`` is the
    budget with transfers, ``baseline_minor`` the one first approved, ``budget_actual_minor`` the cost against it; all
    three 0 without a budget. ``lines`` are the budget lines of a month, ``overruns`` those that went over. The three
    ``clv`` amounts are an estimate with its interval, ``trailing_minor`` the cost of the ``trailing_months`` (twelve
    at most) up to the period's end.
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
    new_customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    acquisition_minor: int
    entries: int
    months: int
    whole_variable_minor: int
    whole_served_minor: int
    funded_minor: int
    baseline_minor: int
    budget_actual_minor: int
    lines: int
    overruns: int
    clv_low_minor: int
    clv_minor: int
    clv_high_minor: int
    trailing_minor: int
    trailing_months: int


Reckoned = Callable[[Figures], Fraction | None]


def _certain(_figures: Figures) -> None:
    """Return no interval: the number is exact."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One published number: its only definition. ``value`` gives None where it is not defined (n/a, no zero).

    ``example`` is a worked example: figures and the value that they give. A change of the formula gets a new
    ``version``. ``to_date`` metrics are read from the fiscal year's beginning on. ``low`` and ``high`` are the ends of an
    estimate's interval; a metric that has them is an estimate.
    """

    code: str
    version: int
    name_zh: str
    name_en: str
    unit: Unit
    formula_zh: str
    formula_en: str
    source: tuple[str, ...]
    value: Reckoned
    example: tuple[Figures, Fraction]
    better: Better = Better.as_set
    scopes: frozenset[Scope] = frozenset()
    to_date: bool = False
    low: Reckoned = _certain
    high: Reckoned = _certain


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
    new_customers=20,
    orders=800,
    revenue_minor=1_000_000,
    margin_minor=300_000,
    acquisition_minor=8_000,
    entries=400,
    months=1,
    whole_variable_minor=130_000,
    whole_served_minor=180_000,
    funded_minor=110_000,
    baseline_minor=104_000,
    budget_actual_minor=100_000,
    lines=24,
    overruns=3,
    clv_low_minor=2_400_000,
    clv_minor=2_500_000,
    clv_high_minor=2_600_000,
    trailing_minor=300_000,
    trailing_months=3,
)
"""The period that the worked examples speak of: cost 1,000.00, revenue 10,000.00, margin 3,000.00."""
