"""Business hours: which days a company works, from when to when; holidays, and days worked in their place."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEARCHED_DAYS = 400
"""How far a next working day is looked for; a calendar without one in more than a year is a mistake."""


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that is an exception from the week, and what for."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When a company works.

    ``weekdays`` are ISO numbers (1 Monday ... 7 Sunday). A day is worked from ``opens`` until before ``closes`` by the
    company's clocks. ``workdays`` are worked whatever weekday they are (make-up days 调休); ``holidays`` are not. A day in
    both is worked.
    """

    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    opens: time = time(9)
    closes: time = time(18)
    holidays: tuple[NamedDay, ...] = ()
    workdays: tuple[NamedDay, ...] = ()

    def __post_init__(self) -> None:
        """Refuse weeks without a day, and days that end before they begin."""
        if not self.weekdays or not self.weekdays <= set(range(1, 8)) or self.opens >= self.closes:
            raise ValueError(f"no such hours: {sorted(self.weekdays)} {self.opens} {self.closes}")

    def is_workday(self, on: date) -> bool:
        """Whether the company works on that day."""
        if any(each.on == on for each in self.workdays):
            return True
        return on.isoweekday() in self.weekdays and all(each.on != on for each in self.holidays)

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
        return self.is_workday(here.date()) and self.opens <= here.time() < self.closes

    def opens_next(self, at: datetime, *, time_zone: str) -> datetime:
        """Return the moment itself within business hours, otherwise when they begin next, in UTC."""
        if self.is_open(at, time_zone=time_zone):
            return at
        here = at.astimezone(ZoneInfo(time_zone))
        later = here.time() >= self.opens
        on = self.workday_from(here.date() + timedelta(days=1) if later else here.date())
        opening = datetime.combine(on, self.opens, tzinfo=ZoneInfo(time_zone))
        return opening.astimezone(at.tzinfo)
