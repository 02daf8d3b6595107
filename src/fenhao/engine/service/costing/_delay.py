"""What delay does to a complaint: a model beside the booked cost, never added to it.

Recovery costs base x growth^days, days in the clock that somebody chose, and no more than the cap says; an escalated
complaint costs a multiple of that in reputation. Neither the growth nor the multiple has a source that could be cited: they are
assumptions, and every report prints them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import accumulate

from fenhao.kernel import BusinessHours


class DelayClock(Enum):
    """Which days delay is counted in."""

    calendar = "calendar"
    working = "working"

    @property
    def other(self) -> "DelayClock":
        """The clock that is not used and is shown beside it."""
        return DelayClock.working if self is DelayClock.calendar else DelayClock.calendar


@dataclass(frozen=True, slots=True)
class DelayPolicy:
    """The assumptions. ``growth`` is the factor a day, ``cap`` the largest factor that delay may reach; reputation in three views.

    ``base`` is what recovery costs, in whole units of the currency, when a complaint is solved at once; None takes what the complaints of the period have
    cost on average.
    """

    clock: DelayClock
    growth: Fraction
    cap: Fraction
    reputation_low: Fraction
    reputation_mid: Fraction
    reputation_high: Fraction
    base: int | None


@dataclass(frozen=True, slots=True)
class Modelled:
    """What a complaint is modelled to cost after so many days: estimates in minor units, no booked money.

    ``factor`` is growth^days, or the cap where that is less. Reputation is nought unless escalated. Totals are the recovery and each
    view of the reputation.
    """

    days: int
    factor: float
    capped: bool
    recovery: float
    reputation_low: float
    reputation_mid: float
    reputation_high: float

    @property
    def low(self) -> float:
        """The total in the low view."""
        return self.recovery + self.reputation_low

    @property
    def mid(self) -> float:
        """The total in the middle view."""
        return self.recovery + self.reputation_mid

    @property
    def high(self) -> float:
        """The total in the high view."""
        return self.recovery + self.reputation_high


def modelled(*, base_minor: float, days: int, escalated: bool, policy: DelayPolicy) -> Modelled:
    """Return what the model says of a complaint ``days`` after it was opened; ValueError for days below nought."""
    if days < 0:
        raise ValueError(f"a complaint is not solved {-days} days before it is opened")
    factor, capped = delay_factor(policy, days)
    recovery = base_minor * factor
    low, mid, high = (
        float(each) * recovery if escalated else 0.0
        for each in (policy.reputation_low, policy.reputation_mid, policy.reputation_high)
    )
    return Modelled(days, factor, capped, recovery, low, mid, high)


def delay_factor(policy: DelayPolicy, days: int) -> tuple[float, bool]:
    """Return growth^days and whether the cap holds it down."""
    cap = float(policy.cap)
    try:
        grown = float(policy.growth) ** days
    except OverflowError:
        return cap, True
    return (cap, True) if grown > cap else (grown, False)


def days_until_capped(policy: DelayPolicy) -> int | None:
    """Return the first day on which the cap holds; None when there is no growth that reaches it within a hundred years."""
    return next((day for day in range(36525) if delay_factor(policy, day)[1]), None)


class DelayDays:
    """Counts the days of delay between two civil days, in either clock; the day of opening itself counts as none."""

    def __init__(self, *, clock: DelayClock, hours: BusinessHours, first: date, last: date) -> None:
        """``first`` to ``last`` are the days that will be asked about; ValueError when they are the wrong way round."""
        if last < first:
            raise ValueError(f"{last} lies before {first}")
        self._clock, self._first, self._last = clock, first, last
        days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
        self._worked: Sequence[int] = (
            tuple(accumulate(1 if hours.is_workday(day) else 0 for day in days))
            if clock is DelayClock.working
            else ()
        )

    def between(self, opened: date, until: date) -> int:
        """Return the days after ``opened`` up to and with ``until``; nought when it is not later. ValueError outside what was asked for."""
        if not self._first <= opened <= self._last or not until <= self._last:
            raise ValueError(f"{opened} to {until} is not within {self._first} to {self._last}")
        if until <= opened:
            return 0
        if self._clock is DelayClock.calendar:
            return (until - opened).days
        return self._worked[(until - self._first).days] - self._worked[(opened - self._first).days]
