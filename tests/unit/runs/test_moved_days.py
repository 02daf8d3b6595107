"""The days of a year on the calendar of the next: tables of single days, and what must hold of every day."""

from datetime import date

import pytest

from fenhao.kernel import FiscalCalendar, Grain, Pattern, Period
from fenhao.runs.report._budget import moved_days
from tests.tables import rows

CALENDARS = {
    "calendar months": FiscalCalendar(),
    "from April": FiscalCalendar(start_month=4),
    "4-4-5": FiscalCalendar(pattern=Pattern.weeks_445),
    "13 periods": FiscalCalendar(pattern=Pattern.periods_13),
}

# calendar        | day        | budget month | budget day
DAYS = """
calendar months   | 2023-01-31 | 2024-01      | 2024-01-31
calendar months   | 2023-02-28 | 2024-02      | 2024-02-28
calendar months   | 2024-02-29 | 2025-02      | 2025-02-28
calendar months   | 2024-02-28 | 2025-02      | 2025-02-28
calendar months   | 2024-03-01 | 2025-03      | 2025-03-01
calendar months   | 2024-12-31 | 2025-12      | 2025-12-31
from April        | 2024-04-01 | 2026-01      | 2025-04-01
from April        | 2025-02-28 | 2026-11      | 2026-02-28
from April        | 2024-02-29 | 2025-11      | 2025-02-28
from April        | 2025-03-31 | 2026-12      | 2026-03-31
"""


def year_of(calendar: FiscalCalendar, day: date) -> tuple[Period, Period]:
    now = calendar.containing(day, Grain.year).period
    return now, calendar.containing(now.end, Grain.year).period


@pytest.mark.parametrize(("name", "day", "month", "moved"), rows(DAYS))
def test_a_day_is_replayed_on_the_same_day_of_its_month(name: str, day: str, month: str, moved: str) -> None:
    calendar, then = CALENDARS[name], date.fromisoformat(day)
    now, coming = year_of(calendar, then)
    assert moved_days(calendar, now, coming)[then] == (month, date.fromisoformat(moved))


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("year", range(2019, 2030))
def test_every_day_falls_into_the_month_of_the_same_place(name: str, year: int) -> None:
    calendar = CALENDARS[name]
    now, coming = year_of(calendar, date(year, 6, 15))
    moved = moved_days(calendar, now, coming)
    assert list(moved) == list(now.each_day())
    months = {span.label: span.period for span in calendar.within(coming, Grain.month)}
    here = calendar.within(now, Grain.month)
    places = {span.label: place for place, span in enumerate(here)}
    for day, (label, on) in moved.items():
        assert on in months[label]
        own = calendar.containing(day, Grain.month)
        assert list(months).index(label) == places[own.label]
        days_in = (day - own.period.start).days
        assert (on - months[label].start).days == min(days_in, months[label].days - 1)


def test_the_last_week_of_a_long_year_falls_on_the_last_day_of_a_short_one() -> None:
    calendar = CALENDARS["4-4-5"]
    lengths = {year: calendar.year(year).period.days for year in range(2018, 2032)}
    long = [year for year, days in lengths.items() if days == 371]
    assert long
    for year in long:
        now, coming = year_of(calendar, calendar.year(year).period.start)
        moved = moved_days(calendar, now, coming)
        last_week = [moved[date.fromordinal(now.end.toordinal() - back)][1] for back in range(1, 8)]
        assert set(last_week) == {coming.last}
