"""Fiscal calendars against published ones, and against what holds in each: every grain cuts the year exactly."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from fenhao.kernel import FiscalCalendar, Grain, Pattern, Period, Trouble, YearEnd, YearName
from tests.tables import rows

# The retail federation's 4-5-4 calendar: the year ends on the Saturday nearest to 31 January.
RETAIL = FiscalCalendar(
    start_month=2,
    pattern=Pattern.weeks_454,
    week_start=7,
    year_end=YearEnd.nearest,
    named_by=YearName.starts,
)
# Apple's and Cisco's: the last Saturday of September, of July.
LAST_SEPTEMBER = FiscalCalendar(start_month=10, pattern=Pattern.weeks_445, week_start=7)
LAST_JULY = FiscalCalendar(start_month=8, pattern=Pattern.weeks_544, week_start=7)
THIRTEEN = FiscalCalendar(pattern=Pattern.periods_13, week_start=1)
CALENDARS = {
    "civil": FiscalCalendar(),
    "federal": FiscalCalendar(start_month=10),
    "japan": FiscalCalendar(start_month=4, named_by=YearName.starts),
    "retail": RETAIL,
    "september": LAST_SEPTEMBER,
    "july": LAST_JULY,
    "thirteen": THIRTEEN,
}

SPANS = """
# calendar  | label    | first day  | last day
  civil     | 2026     | 2026-01-01 | 2026-12-31
  civil     | 2026-Q3  | 2026-07-01 | 2026-09-30
  civil     | 2026-10  | 2026-10-01 | 2026-10-31
  civil     | 2024-02  | 2024-02-01 | 2024-02-29
  civil     | 2026-W01 | 2026-01-01 | 2026-01-04
  civil     | 2026-W02 | 2026-01-05 | 2026-01-11
  civil     | 2026-W53 | 2026-12-28 | 2026-12-31
  federal   | 2026     | 2025-10-01 | 2026-09-30
  federal   | 2026-01  | 2025-10-01 | 2025-10-31
  federal   | 2026-Q4  | 2026-07-01 | 2026-09-30
  japan     | 2025     | 2025-04-01 | 2026-03-31
  japan     | 2025-12  | 2026-03-01 | 2026-03-31
  retail    | 2017     | 2017-01-29 | 2018-02-03
  retail    | 2022     | 2022-01-30 | 2023-01-28
  retail    | 2023     | 2023-01-29 | 2024-02-03
  retail    | 2024     | 2024-02-04 | 2025-02-01
  retail    | 2025     | 2025-02-02 | 2026-01-31
  retail    | 2023-01  | 2023-01-29 | 2023-02-25
  retail    | 2023-02  | 2023-02-26 | 2023-04-01
  retail    | 2023-12  | 2023-12-31 | 2024-02-03
  retail    | 2023-W53 | 2024-01-28 | 2024-02-03
  retail    | 2024-Q1  | 2024-02-04 | 2024-05-04
  september | 2022     | 2021-09-26 | 2022-09-24
  september | 2023     | 2022-09-25 | 2023-09-30
  september | 2024     | 2023-10-01 | 2024-09-28
  july      | 2023     | 2022-07-31 | 2023-07-29
  july      | 2024     | 2023-07-30 | 2024-07-27
  july      | 2024-01  | 2023-07-30 | 2023-09-02
  thirteen  | 2026     | 2025-12-29 | 2026-12-27
  thirteen  | 2026-P01 | 2025-12-29 | 2026-01-25
  thirteen  | 2026-P13 | 2026-11-30 | 2026-12-27
  thirteen  | 2026-Q3  | 2026-06-15 | 2026-09-06
  thirteen  | 2026-Q4  | 2026-09-07 | 2026-12-27
  thirteen  | 2023-P13 | 2023-11-27 | 2023-12-31
"""

calendars = st.builds(
    FiscalCalendar,
    start_month=st.integers(1, 12),
    pattern=st.sampled_from(Pattern),
    week_start=st.integers(1, 7),
    year_end=st.sampled_from(YearEnd),
    named_by=st.sampled_from(YearName),
)
days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
years = st.integers(1950, 2150)


@pytest.mark.parametrize(("name", "label", "first", "last"), rows(SPANS))
def test_a_label_names_the_published_days(name: str, label: str, first: str, last: str) -> None:
    span = CALENDARS[name].period(label)
    assert span.label == label
    assert (span.period.start, span.period.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("label", ["2026-q3", " 2026-Q3 ", "2026-Q03"])
def test_a_label_may_be_typed_carelessly(label: str) -> None:
    assert CALENDARS["civil"].period(label).label == "2026-Q3"


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("", "bad_label"),
        ("26", "bad_label"),
        ("2026-10-01", "bad_label"),
        ("2026/10", "bad_label"),
        ("October", "bad_label"),
        ("２０２６", "bad_label"),
        ("2026-13", "no_such_period"),
        ("2026-00", "no_such_period"),
        ("2026-Q5", "no_such_period"),
        ("2026-P01", "no_such_period"),
        ("2026-W54", "no_such_period"),
        ("0001", "no_such_period"),
        ("9999", "no_such_period"),
    ],
)
def test_a_wrong_label_is_refused_with_the_right_forms(label: str, reason: str) -> None:
    with pytest.raises(Trouble) as trouble:
        CALENDARS["civil"].period(label)
    assert trouble.value.code == f"calendar.{reason}"
    assert "2026-Q3" in trouble.value.details["examples"]


def test_thirteen_periods_are_not_called_months() -> None:
    with pytest.raises(Trouble):
        THIRTEEN.period("2026-10")
    assert len(THIRTEEN.months(2026)) == 13
    assert [span.period.days for span in THIRTEEN.quarters(2026)] == [84, 84, 84, 112]


@given(calendar=calendars, number=years, grain=st.sampled_from(Grain))
def test_every_grain_cuts_the_year_without_gap_or_overlap(
    calendar: FiscalCalendar, number: int, grain: Grain
) -> None:
    year, spans = calendar.year(number).period, calendar.spans(number, grain)
    assert spans[0].period.start == year.start
    assert spans[-1].period.end == year.end
    assert all(before.period.end == after.period.start for before, after in pairwise(spans))
    assert len({span.label for span in spans}) == len(spans)


@given(calendar=calendars, number=years)
def test_one_year_begins_where_the_last_one_ended(calendar: FiscalCalendar, number: int) -> None:
    assert calendar.year(number).period.end == calendar.year(number + 1).period.start


@given(calendar=calendars, number=years)
def test_months_lie_in_quarters(calendar: FiscalCalendar, number: int) -> None:
    starts = {span.period.start for span in calendar.months(number)}
    assert {span.period.start for span in calendar.quarters(number)} <= starts
    assert len(calendar.quarters(number)) == 4


@given(calendar=calendars, number=years)
def test_a_year_of_weeks_has_52_or_53_and_ends_on_its_weekday(calendar: FiscalCalendar, number: int) -> None:
    year = calendar.year(number).period
    if calendar.pattern is Pattern.months:
        assert year.days in (365, 366)
        assert year.start.day == 1
        assert year.start.month == calendar.start_month
        return
    assert year.days in (364, 371)
    assert year.start.isoweekday() == calendar.week_start
    months = calendar.months(number)
    usual = {Pattern.weeks_445: 4, Pattern.weeks_454: 4, Pattern.weeks_544: 5, Pattern.periods_13: 4}
    assert months[0].period.days == 7 * usual[calendar.pattern]
    nominal = date(
        number + (calendar.start_month == 1 or calendar.named_by is YearName.starts), calendar.start_month, 1
    )
    past = (year.end - nominal).days
    assert -6 <= past <= 0 if calendar.year_end is YearEnd.last else -3 <= past <= 3


@given(calendar=calendars, number=years, grain=st.sampled_from(Grain))
def test_a_label_reads_back_as_its_span(calendar: FiscalCalendar, number: int, grain: Grain) -> None:
    for span in calendar.spans(number, grain):
        assert calendar.period(span.label) == span


@given(calendar=calendars, day=days, grain=st.sampled_from(Grain))
def test_every_day_lies_in_one_span_of_each_grain(calendar: FiscalCalendar, day: date, grain: Grain) -> None:
    span = calendar.containing(day, grain)
    assert day in span.period
    assert calendar.within(Period(day, day + timedelta(days=1)), grain) == (span,)
    assert calendar.year_number(day) == int(calendar.containing(day, Grain.year).label)


@given(calendar=calendars, day=days, years_on=st.integers(-5, 5))
def test_a_moved_day_keeps_its_month(calendar: FiscalCalendar, day: date, years_on: int) -> None:
    moved = calendar.moved(day, years=years_on)
    before, after = (calendar.containing(each, Grain.month) for each in (day, moved))
    assert after.label[4:] == before.label[4:]
    assert calendar.year_number(moved) == calendar.year_number(day) + years_on
    place = min((day - before.period.start).days, after.period.days - 1)
    assert (moved - after.period.start).days == place


@pytest.mark.parametrize(
    ("day", "years_on", "moved"),
    [
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2017, 12, 31), 1, date(2018, 12, 31)),
        (date(2023, 3, 1), 1, date(2024, 3, 1)),
        (date(2024, 3, 31), -1, date(2023, 3, 31)),
    ],
)
def test_a_civil_day_moves_to_the_same_civil_day(day: date, years_on: int, moved: date) -> None:
    assert FiscalCalendar().moved(day, years=years_on) == moved


def test_a_calendar_that_begins_and_ends_has_short_periods_at_its_edges() -> None:
    opened = FiscalCalendar(in_force=Period(date(2025, 5, 20), date(2026, 2, 10)))
    assert opened.year(2025).period == Period(date(2025, 5, 20), date(2026, 1, 1))
    assert [span.label for span in opened.quarters(2025)] == ["2025-Q2", "2025-Q3", "2025-Q4"]
    assert opened.months(2025)[0].period == Period(date(2025, 5, 20), date(2025, 6, 1))
    assert opened.months(2026)[-1].period == Period(date(2026, 2, 1), date(2026, 2, 10))
    assert opened.year(2026).period.days == 40
    assert [span.label for span in opened.within(Period(date(2024, 1, 1), date(2030, 1, 1)), Grain.year)] == [
        "2025",
        "2026",
    ]


def test_a_calendar_says_nothing_of_days_it_does_not_cover() -> None:
    opened = FiscalCalendar(in_force=Period(date(2025, 5, 20), date(2026, 2, 10)))
    outside = Period(date(2026, 2, 10), date(2026, 3, 1))
    with pytest.raises(Trouble, match="not_in_force"):
        opened.containing(date(2025, 5, 19), Grain.month)
    with pytest.raises(Trouble, match="not_in_force"):
        opened.year_number(outside.start)
    with pytest.raises(Trouble, match="not_in_force"):
        opened.within(outside, Grain.month)
    with pytest.raises(Trouble, match="no_such_period"):
        opened.period("2025-04")
    with pytest.raises(Trouble, match="no_such_period"):
        opened.year(2024)


@pytest.mark.parametrize(
    "field", [{"start_month": 0}, {"start_month": 13}, {"week_start": 0}, {"week_start": 8}]
)
def test_a_month_or_weekday_must_exist(field: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no such"):
        FiscalCalendar(**field)  # type: ignore[arg-type]


def test_a_period_is_half_open() -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert period.days == 31
    assert period.last == date(2026, 1, 31)
    assert [
        date(2025, 12, 31) in period,
        period.start in period,
        period.last in period,
        period.end in period,
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert "2026-01-05" not in period
    assert list(Period(date(2026, 1, 1), date(2026, 1, 3)).each_day()) == [date(2026, 1, 1), date(2026, 1, 2)]


def test_periods_that_touch_do_not_overlap() -> None:
    first, second = Period(date(2026, 1, 1), date(2026, 2, 1)), Period(date(2026, 2, 1), date(2026, 3, 1))
    straddling = Period(date(2026, 1, 20), date(2026, 2, 2))
    assert not first.overlaps(second)
    assert not second.overlaps(first)
    assert first.overlaps(straddling)
    assert straddling.common(second) == Period(date(2026, 2, 1), date(2026, 2, 2))
    with pytest.raises(ValueError, match="needs a day"):
        first.common(second)


def test_a_period_is_never_empty_or_backward() -> None:
    for end in (date(2026, 1, 1), date(2025, 12, 31)):
        with pytest.raises(ValueError, match="needs a day"):
            Period(date(2026, 1, 1), end)
