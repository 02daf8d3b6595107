"""A clock that runs in working hours alone, exact to the second whatever the zone does with its own clocks.

Working time is a list of intervals in UTC with the seconds that lie before each: what passes between two moments, and when so
many seconds will have passed, are then two look-ups. The list is made day by day as far as it is asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_AHEAD_DAYS = 120
_HORIZON_DAYS = 366 * 60
"""How far ahead a deadline may lie before the week is taken to have too little work in it."""


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Working time within one civil day: minutes after midnight by the wall clock, the last one not included."""

    begins: int
    ends: int

    def __post_init__(self) -> None:
        """ValueError for a shift that is none; one over midnight is two."""
        if not 0 <= self.begins < self.ends <= DAY_MINUTES:
            raise ValueError(f"no such shift: {self.begins} to {self.ends} minutes after midnight")


@dataclass(frozen=True, slots=True)
class WorkWeek:
    """When work is done: shifts by ISO weekday (1 Monday ... 7 Sunday), and days on which it is otherwise.

    A lunch break is the gap between two shifts. ``exceptions`` replace a day's shifts: none for a holiday, fewer for half of
    one, a weekday's for a day worked in its place (调休). ``listed_years`` are those whose holidays are known; a clock that runs
    into another year goes by the week alone and says so. ValueError for a week without work, or shifts that overlap.
    """

    shifts: Mapping[int, tuple[Shift, ...]]
    exceptions: Mapping[date, tuple[Shift, ...]]
    listed_years: frozenset[int]
    time_zone: str

    def __post_init__(self) -> None:
        """Refuse what no clock could run by."""
        if not any(self.shifts.values()) or not set(self.shifts) <= set(range(1, 8)):
            raise ValueError("a week needs a day with work, and days from 1 Monday to 7 Sunday")
        for day in (*self.shifts.values(), *self.exceptions.values()):
            if any(one.ends > other.begins for one, other in pairwise(day)):
                raise ValueError(f"shifts overlap or are out of order: {day}")

    def on(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts of a day."""
        if day in self.exceptions:
            return self.exceptions[day]
        return self.shifts.get(day.isoweekday(), ())


class WorkClock:
    """Counts working seconds from the start of a day on; moments are seconds since 1970 in UTC.

    It begins on a day: what lies before has no working time. ``unlisted`` are the years without known holidays that it has run
    into.
    """

    def __init__(self, week: WorkWeek, *, begins_on: date) -> None:
        self._week, self._zone = week, ZoneInfo(week.time_zone)
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = [0]
        self._next = begins_on
        self._until = _midnight(begins_on, self._zone)
        self._last = begins_on + timedelta(days=_HORIZON_DAYS)
        self.unlisted: set[int] = set()

    def worked(self, at: int) -> int:
        """Return the working seconds from the clock's first day to a moment."""
        self._reach(at)
        place = bisect_right(self._begins, at) - 1
        return self._before[place] + min(at, self._ends[place]) - self._begins[place] if place >= 0 else 0

    def between(self, start: int, end: int) -> int:
        """Return the working seconds from one moment to a later one; nought when it is not later."""
        return max(0, self.worked(end) - self.worked(start))

    def after(self, start: int, seconds: int) -> int:
        """Return the moment when so many working seconds have passed; the moment itself for none.

        What ends with a shift ends when the shift does, not when the next one begins. ValueError when sixty years do not hold
        so much work.
        """
        if seconds <= 0:
            return start
        wanted = self.worked(start) + seconds
        while self._before[-1] < wanted:
            if self._next > self._last:
                raise ValueError(f"{seconds} working seconds do not come to pass in this week")
            self._grow()
        place = bisect_left(self._before, wanted) - 1
        return self._begins[place] + wanted - self._before[place]

    def _reach(self, at: int) -> None:
        while self._until <= at and self._next <= self._last:
            self._grow()

    def _grow(self) -> None:
        """Add the working time of some months more."""
        for _ in range(_AHEAD_DAYS):
            day = self._next
            if day.year not in self._week.listed_years:
                self.unlisted.add(day.year)
            for start, end in _intervals(self._week.on(day), day, self._zone):
                self._begins.append(start)
                self._ends.append(end)
                self._before.append(self._before[-1] + end - start)
            self._next = day + timedelta(days=1)
        self._until = _midnight(self._next, self._zone)


def _midnight(day: date, zone: ZoneInfo) -> int:
    """Return the first moment of a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _intervals(shifts: tuple[Shift, ...], day: date, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Yield the shifts of a day as moments; on a day on which clocks are changed an hour may lack or come twice."""
    if not shifts:
        return
    first, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    naive = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    for start, stop in _pieces(first, end, zone):
        shown = start + _offset(start, zone) - naive
        for shift in shifts:
            begins, ends = shift.begins * 60 - shown + start, shift.ends * 60 - shown + start
            if max(begins, start) < min(ends, stop):
                yield max(begins, start), min(ends, stop)


def _pieces(first: int, end: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Yield the parts of a day between which its clocks are changed; clocks are changed once a day at most."""
    before, after = _offset(first, zone), _offset(end - 1, zone)
    if before == after:
        yield first, end
        return
    low, high = first, end - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    yield first, high
    yield high, end


def _offset(at: int, zone: ZoneInfo) -> int:
    """Return how many seconds wall clocks are ahead of UTC."""
    ahead = datetime.fromtimestamp(at, zone).utcoffset()
    assert ahead is not None, "a zone tells its offset"
    return int(ahead.total_seconds())
