"""Business hours: which days a company works, from when to when; holidays, and days worked in their place."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
SEARCHED_DAYS = 400
"""How far a next working day is looked for; a calendar without one in more than a year is a mistake."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is an exception from the week, and what for."""

    on: date
    name: str


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
class BusinessHours:
    """When a company works.

    ``weekdays`` are ISO numbers (1 Monday ... 7 Sunday). A day is worked from ``opens`` until before ``closes`` by the
    company's clocks, but for ``breaks``. ``windows`` are the shifts of weekdays that differ, ``special`` those of single days
    that do. ``workdays`` are worked as usual whatever weekday they are (make-up days 调休); ``holidays`` are not worked. A day
    in both is worked. ValueError for hours that no clock could run by.
    """

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(18)
    holidays: tuple[NamedDay, ...] = ()
    workdays: tuple[NamedDay, ...] = ()
    breaks: tuple[Shift, ...] = ()
    windows: tuple[tuple[int, tuple[Shift, ...]], ...] = ()
    special: tuple[tuple[date, tuple[Shift, ...]], ...] = ()

    def __post_init__(self) -> None:
        """Refuse weeks without work, days that end before they begin, and shifts that overlap."""
        worked = self.weekdays | {weekday for weekday, shifts in self.windows if shifts}
        known = self.weekdays | {weekday for weekday, _ in self.windows}
        if not worked or not known <= set(range(1, 8)) or self.opens >= self.closes or not self.usual:
            raise ValueError(f"no such hours: {sorted(known)} {self.opens} {self.closes}")
        days = (self.breaks, *(shifts for _, shifts in self.windows), *(shifts for _, shifts in self.special))
        for day in days:
            if any(one.ends > other.begins for one, other in pairwise(day)):
                raise ValueError(f"shifts overlap or are out of order: {day}")

    @property
    def usual(self) -> tuple[Shift, ...]:
        """The shifts of a usual day: from opening to closing, but for breaks."""
        made, begins, closes = [], _minutes(self.opens), _minutes(self.closes)
        for each in self.breaks:
            if begins < min(each.begins, closes):
                made.append(Shift(begins, min(each.begins, closes)))
            begins = max(begins, each.ends)
        return (*made, Shift(begins, closes)) if begins < closes else tuple(made)

    @property
    def listed_years(self) -> frozenset[int]:
        """The years of which holidays are known; any other goes by the week alone."""
        return frozenset(each.on.year for each in self.holidays)

    def on(self, day: date) -> tuple[Shift, ...]:
        """Return the shifts of a day; none when it is not worked."""
        for exception, shifts in self.special:
            if exception == day:
                return shifts
        weekday = day.isoweekday()
        own = next((shifts for number, shifts in self.windows if number == weekday), None)
        if any(each.on == day for each in self.workdays):
            return own or self.usual
        if any(each.on == day for each in self.holidays):
            return ()
        return own if own is not None else self.usual if weekday in self.weekdays else ()

    def is_workday(self, on: date) -> bool:
        """Whether the company works on that day."""
        return bool(self.on(on))

    def workday_from(self, on: date) -> date:
        """Return the first working day on or after that one; the day itself when there is none in over a year."""
        days = (on + timedelta(days=ahead) for ahead in range(SEARCHED_DAYS))
        return next((each for each in days if self.is_workday(each)), on)

    def workday_before(self, on: date) -> date:
        """Return the last working day before that one; the day before it when there is none in over a year."""
        days = (on - timedelta(days=back) for back in range(1, SEARCHED_DAYS))
        return next((each for each in days if self.is_workday(each)), on - timedelta(days=1))

    def is_open(self, at: datetime, *, time_zone: str) -> bool:
        """Whether that moment lies within business hours."""
        here = at.astimezone(ZoneInfo(time_zone))
        return any(each.begins <= _minutes(here.time()) < each.ends for each in self.on(here.date()))

    def opens_next(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the moment itself within business hours, otherwise when they begin next, in UTC."""
        if self.is_open(at, time_zone=time_zone):
            return at
        here = at.astimezone(ZoneInfo(time_zone))
        later = [each for each in self.on(here.date()) if each.begins > _minutes(here.time())]
        on = here.date() if later else self.workday_from(here.date() + timedelta(days=1))
        shifts = later or self.on(on) or (Shift(_minutes(self.opens), DAY_MINUTES),)
        opening = datetime.combine(on, time(*divmod(shifts[0].begins, 60)), tzinfo=ZoneInfo(time_zone))
        return opening.astimezone(at.tzinfo)


def _minutes(at: time) -> int:
    """Return the minutes after midnight."""
    return at.hour * 60 + at.minute
