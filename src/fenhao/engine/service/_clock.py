"""A clock that runs in working hours alone, exact to the second whatever the zone does with its own clocks.

Working time is a list of intervals in UTC with the seconds that lie before each: what passes between two moments, and when so
many seconds will have passed, are then two look-ups. The list is made day by day as far as it is asked for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from fenhao.kernel import BusinessHours, Shift

Moments = NDArray[np.int64]
_AHEAD_DAYS = 120
_HORIZON_DAYS = 366 * 60
"""How far ahead a deadline may lie before the week is taken to have too little work in it."""


class WorkClock:
    """Counts working seconds from the start of a day on; moments are seconds since 1970 in UTC.

    It begins on a day: what lies before has no working time. Years without known holidays go by the week alone; ``unlisted``
    tells which of them a clock has been asked about.
    """

    def __init__(self, hours: BusinessHours, *, time_zone: str, begins_on: date) -> None:
        self._hours, self._zone = hours, ZoneInfo(time_zone)
        self._listed = hours.listed_years
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = [0]
        self._next = begins_on
        self._until = _midnight(begins_on, self._zone)
        self._last = begins_on + timedelta(days=_HORIZON_DAYS)
        self._asked = (9999, 0)

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
        self._fill(wanted)
        place = bisect_left(self._before, wanted) - 1
        found = self._begins[place] + wanted - self._before[place]
        self._note(found)
        return found

    @property
    def unlisted(self) -> frozenset[int]:
        """Return the years without known holidays that any answer so far lies in."""
        first, last = self._asked
        return frozenset(range(first, last + 1)) - self._listed if first <= last else frozenset()

    def worked_all(self, at: Moments) -> Moments:
        """Return ``worked`` for many moments."""
        if not len(at):
            return at
        self._reach(int(at.min()))
        self._reach(int(at.max()))
        begins, ends, before = (
            np.array(each, dtype=np.int64) for each in (self._begins, self._ends, self._before)
        )
        if not len(begins):
            return np.zeros(len(at), dtype=np.int64)
        place = np.searchsorted(begins, at, side="right") - 1
        there = np.maximum(place, 0)
        found = before[there] + np.minimum(at, ends[there]) - begins[there]
        return np.where(place >= 0, found, 0)

    def reached_all(self, worked: Moments) -> Moments:
        """Return the moments at which so many working seconds, above nought, have passed since the clock's first day."""
        if not len(worked):
            return worked
        most = int(worked.max())
        self._fill(most)
        begins, before = (np.array(each, dtype=np.int64) for each in (self._begins, self._before))
        place = np.searchsorted(before, worked, side="left") - 1
        found: Moments = begins[place] + worked - before[place]
        self._note(int(found.max()))
        return found

    def _fill(self, wanted: int) -> None:
        """Go on until so much working time is known; ValueError when sixty years do not hold it."""
        while self._before[-1] < wanted:
            if self._next > self._last:
                raise ValueError(f"{wanted} working seconds do not come to pass in this week")
            self._grow()

    def _note(self, at: int) -> None:
        """Remember the years that answers lie in."""
        year = datetime.fromtimestamp(at, self._zone).year
        self._asked = (min(year, self._asked[0]), max(year, self._asked[1]))

    def _reach(self, at: int) -> None:
        self._note(at)
        while self._until <= at and self._next <= self._last:
            self._grow()

    def _grow(self) -> None:
        """Add the working time of some months more."""
        for _ in range(_AHEAD_DAYS):
            day = self._next
            for start, end in _intervals(self._hours.on(day), day, self._zone):
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
