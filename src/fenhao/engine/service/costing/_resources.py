"""What people, tools and money are used for: time on customers against paperwork, seats paid against used, tiers served.

And a tool before and after it came, which is a comparison and no proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np
import scipy  # loads its parts when they are first used: whoever needs none starts sooner

from fenhao.kernel import split

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class TimeUse:
    """Paid time of a team and what it went for. The three costs sum to the team's cost, to the minor unit.

    ``other_seconds`` is paid time that nobody logged; ``overlogged_seconds`` what was logged beyond paid time.
    """

    team: str
    staff: int
    paid_seconds: int
    customer_seconds: int
    paperwork_seconds: int
    other_seconds: int
    overlogged_seconds: int
    customer_minor: int
    paperwork_minor: int
    other_minor: int

    @property
    def paperwork_share(self) -> Fraction | None:
        """Paperwork as a share of the time logged."""
        logged = self.customer_seconds + self.paperwork_seconds
        return Fraction(self.paperwork_seconds, logged) if logged else None


def time_use(
    *,
    team: str,
    staff: int,
    paid_seconds: int,
    customer_seconds: int,
    paperwork_seconds: int,
    amount_minor: int,
) -> TimeUse:
    """Return what a team's paid time and cost went for. Without any time the whole cost is ``other``."""
    over = customer_seconds + paperwork_seconds - paid_seconds
    other = max(0, -over)
    weights = (customer_seconds, paperwork_seconds, other)
    customer, paperwork, rest = split(amount_minor, weights) if any(weights) else (0, 0, amount_minor)
    return TimeUse(
        team,
        staff,
        paid_seconds,
        customer_seconds,
        paperwork_seconds,
        other,
        max(0, over),
        customer,
        paperwork,
        rest,
    )


@dataclass(frozen=True, slots=True)
class SeatUse:
    """Seats of a tool over some months: paid and used, and the fee parted between them. ``over`` when more used it than is paid for."""

    tool: str
    seats: int
    used: int
    used_minor: int
    idle_minor: int
    over: bool

    @property
    def fee_minor(self) -> int:
        """The fee."""
        return self.used_minor + self.idle_minor

    @property
    def share(self) -> Fraction | None:
        """The share of seats that was used."""
        return Fraction(min(self.used, self.seats), self.seats) if self.seats else None


def seat_use(*, tool: str, months: Sequence[tuple[int, int, int]]) -> SeatUse:
    """Return a tool's seats; ``months`` are (seats paid, people who used it, fee in minor units)."""
    used_minor = idle_minor = 0
    for seats, used, fee in months:
        weights = (min(seats, used), max(0, seats - used))
        paid, idle = split(fee, weights) if any(weights) else (fee, 0)
        used_minor += paid
        idle_minor += idle
    return SeatUse(
        tool,
        sum(seats for seats, _, _ in months),
        sum(used for _, used, _ in months),
        used_minor,
        idle_minor,
        any(used > seats for seats, used, _ in months),
    )


class Served(Enum):
    """How what is spent on serving a tier compares with what it is worth."""

    over = "over"
    level = "level"
    under = "under"
    unknown = "unknown"  # nobody says what the tier is worth, or nothing is spent at all


@dataclass(frozen=True, slots=True)
class TierServed:
    """A tier: what serving it costs and what it is worth, each as a share of all tiers. ``index`` is the one by the other."""

    tier: str
    customers: int
    cost_minor: int
    value_minor: int
    cost_share: Fraction | None
    value_share: Fraction | None
    index: Fraction | None
    verdict: Served


def tiers_served(rows: Sequence[tuple[str, int, int, int]], *, tolerance: Fraction) -> tuple[TierServed, ...]:
    """Return each tier's shares; rows are (tier, customers, cost, value), value below nought counting as nought.

    Over-served is a cost share above the value share by more than ``tolerance`` of it, under-served one as much below.
    """
    cost_all = sum(max(0, cost) for _, _, cost, _ in rows)
    value_all = sum(max(0, value) for _, _, _, value in rows)
    found = []
    for tier, customers, cost, value in rows:
        cost_share = Fraction(max(0, cost), cost_all) if cost_all else None
        value_share = Fraction(max(0, value), value_all) if value_all else None
        index = cost_share / value_share if cost_share is not None and value_share else None
        verdict = _verdict(cost_share, value_share, tolerance)
        found.append(TierServed(tier, customers, cost, value, cost_share, value_share, index, verdict))
    return tuple(found)


def _verdict(cost: Fraction | None, value: Fraction | None, tolerance: Fraction) -> Served:
    if cost is None or value is None:
        return Served.unknown
    if cost > value * (1 + tolerance):
        return Served.over
    return Served.under if cost < value * (1 - tolerance) else Served.level


@dataclass(frozen=True, slots=True)
class Difference:
    """Two means and how far apart they are, with the interval that holds at 95 % (Welch): estimates.

    ``difference`` is after less before. None where a side has fewer than two values.
    """

    before: float
    after: float
    before_count: int
    after_count: int
    difference: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.low > 0 or self.high < 0


def difference(before: Sequence[float], after: Sequence[float]) -> Difference | None:
    """Return the difference of two means; None where a side has fewer than two values.

    Welch, B. L. (1947): variances need not be alike. Whoever came after may differ from who came before for other reasons.
    """
    if len(before) < 2 or len(after) < 2:
        return None
    one, other = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    mean_before, mean_after = float(one.mean()), float(other.mean())
    parts = (float(one.var(ddof=1)) / len(one), float(other.var(ddof=1)) / len(other))
    spread = sum(parts)
    gap = mean_after - mean_before
    if spread == 0:
        return Difference(mean_before, mean_after, len(one), len(other), gap, gap, gap)
    degrees = spread**2 / (parts[0] ** 2 / (len(one) - 1) + parts[1] ** 2 / (len(other) - 1))
    reach = float(scipy.special.stdtrit(degrees, (1 + LEVEL) / 2)) * spread**0.5
    return Difference(mean_before, mean_after, len(one), len(other), gap, gap - reach, gap + reach)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long customers waited, in seconds: the one in the middle and the one that nine in ten did not exceed; 0 without any."""

    count: int
    median_seconds: int
    ninth_seconds: int


def waiting(seconds: Sequence[int]) -> Waiting:
    """Return how long customers waited."""
    if not seconds:
        return Waiting(0, 0, 0)
    held = sorted(seconds)
    return Waiting(len(held), held[(len(held) - 1) // 2], held[-(-9 * len(held) // 10) - 1])
