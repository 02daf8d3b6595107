"""Fiscal calendars: any first month, months or weeks, compared by date and never by name."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from fenhao.kernel._period import Period, Span
from fenhao.kernel._trouble import Trouble

YEAR_MIN, YEAR_MAX = 1900, 2999
"""The fiscal years that a calendar can name."""

_LABEL = re.compile(r"(?P<year>[0-9]{4})(-(?P<kind>[QPW]?)(?P<number>[0-9]{1,2}))?")


class Pattern(Enum):
    """How a fiscal year is cut into months: by calendar month, or in whole weeks."""

    months = "months"
    weeks_445 = "4-4-5"
    weeks_454 = "4-5-4"
    weeks_544 = "5-4-4"
    periods_13 = "13"  # thirteen periods of four weeks; the quarters take 3, 3, 3 and 4 of them


class YearEnd(Enum):
    """On which of its weekdays a year of weeks ends, against the last day of its last calendar month."""

    last = "last"  # the last such weekday of the month
    nearest = "nearest"  # the one nearest to the month's end, in either direction


class YearName(Enum):
    """Which calendar year names a fiscal year that touches two."""

    ends = "ends"
    starts = "starts"


class Grain(Enum):
    """The sizes of period that a calendar knows."""

    year = "year"
    quarter = "quarter"
    month = "month"
    week = "week"


_WEEKS = {
    Pattern.weeks_445: (4, 4, 5) * 4,
    Pattern.weeks_454: (4, 5, 4) * 4,
    Pattern.weeks_544: (5, 4, 4) * 4,
    Pattern.periods_13: (4,) * 13,
}
_SOME_DAY = Period(date(YEAR_MIN - 2, 1, 1), date(YEAR_MAX + 2, 1, 1))


@dataclass(frozen=True, slots=True)
class FiscalCalendar:
    """One company's calendar.

    ``start_month``: the calendar month (1-12) in which, or for weeks near whose first day, a year begins.
    ``pattern``: months, or 52/53 weeks; the 53rd week belongs to the year's last month. Weeks begin on
    ``week_start`` (1 Monday ... 7 Sunday) and ``year_end`` says where a year of weeks ends.
    ``named_by``: the calendar year that names it, that of its nominal end or start.
    ``in_force``: the days on which the calendar holds; years, quarters, months and weeks at its edges are shorter.

    Labels count from the start of the fiscal year: with ``start_month`` 4, ``2026-01`` is the fiscal year's first
    month, April. With calendar years they are the usual ones. Every grain cuts the year without gap or overlap.
    """

    start_month: int = 1
    pattern: Pattern = Pattern.months
    week_start: int = 1
    year_end: YearEnd = YearEnd.last
    named_by: YearName = YearName.ends
    in_force: Period = _SOME_DAY

    def __post_init__(self) -> None:
        """Refuse months and weekdays that do not exist."""
        if not (1 <= self.start_month <= 12 and 1 <= self.week_start <= 7):
            raise ValueError(f"no such month or weekday: {self.start_month}, {self.week_start}")

    def year(self, number: int) -> Span:
        """Return the fiscal year; Trouble ``calendar.no_such_period`` outside the days in force."""
        return self._only(self._clipped((Span(_named(number), self._whole_year(number)),)), _named(number))

    def quarters(self, number: int) -> tuple[Span, ...]:
        """Return the year's quarters ``YYYY-Q1`` to ``YYYY-Q4``; fewer where the calendar is not in force."""
        months = [span.period for span in self._whole_months(number)]
        sizes = (3, 3, 3, len(months) - 9)
        spans: list[Span] = []
        for at, size in enumerate(sizes):
            group = months[3 * at : 3 * at + size]
            spans.append(Span(f"{_named(number)}-Q{at + 1}", Period(group[0].start, group[-1].end)))
        return self._clipped(tuple(spans))

    def months(self, number: int) -> tuple[Span, ...]:
        """Return the year's fiscal months ``YYYY-01`` to ``YYYY-12``, or its periods ``YYYY-P01`` to ``YYYY-P13``."""
        return self._clipped(self._whole_months(number))

    def weeks(self, number: int) -> tuple[Span, ...]:
        """Return the year's weeks ``YYYY-W01`` ...; in a calendar of months the first and last may be short."""
        year = self._whole_year(number)
        cuts = [year.start]
        to_next = (self.week_start - year.start.isoweekday()) % 7 or 7
        cut = year.start + timedelta(days=to_next)
        while cut < year.end:
            cuts.append(cut)
            cut += timedelta(days=7)
        edges = [*cuts, year.end]
        periods = [Period(start, end) for start, end in pairwise(edges)]
        return self._clipped(
            tuple(Span(f"{_named(number)}-W{at:02d}", week) for at, week in enumerate(periods, 1))
        )

    def spans(self, number: int, grain: Grain) -> tuple[Span, ...]:
        """Return the year cut at that grain."""
        if grain is Grain.year:
            return (self.year(number),)
        if grain is Grain.quarter:
            return self.quarters(number)
        return self.months(number) if grain is Grain.month else self.weeks(number)

    def containing(self, day: date, grain: Grain) -> Span:
        """Return the span of that grain with the day in it; Trouble ``calendar.not_in_force`` when there is none."""
        if day not in self.in_force:
            raise Trouble("calendar.not_in_force", {"day": day.isoformat()})
        number = self._year_number(day)
        return next(span for span in self.spans(number, grain) if day in span.period)

    def within(self, period: Period, grain: Grain) -> tuple[Span, ...]:
        """Return every span of that grain that shares a day with the period, whole, in order of date."""
        if not period.overlaps(self.in_force):
            raise Trouble("calendar.not_in_force", {"day": period.start.isoformat()})
        held = period.common(self.in_force)
        years = range(self._year_number(held.start), self._year_number(held.last) + 1)
        return tuple(
            span for number in years for span in self.spans(number, grain) if span.period.overlaps(held)
        )

    def period(self, label: str) -> Span:
        """Return the span that the label names; Trouble ``calendar.bad_label`` or ``calendar.no_such_period``."""
        match = _LABEL.fullmatch(label.strip().upper())
        if match is None:
            raise Trouble("calendar.bad_label", {"label": label, "examples": self._examples()})
        number = int(match["year"])
        if match["number"] is None:
            return self.year(number)
        kind, place = match["kind"], int(match["number"])
        wanted = f"{_named(number)}-Q{place}" if kind == "Q" else f"{_named(number)}-{kind}{place:02d}"
        grain = {"Q": Grain.quarter, "W": Grain.week}.get(kind, Grain.month)
        return self._only(tuple(span for span in self.spans(number, grain) if span.label == wanted), label)

    def year_number(self, day: date) -> int:
        """Return the number of the fiscal year with that day in it; Trouble ``calendar.not_in_force``."""
        if day not in self.in_force:
            raise Trouble("calendar.not_in_force", {"day": day.isoformat()})
        return self._year_number(day)

    def moved(self, day: date, *, years: int) -> date:
        """Return the day at the same place of the same fiscal month ``years`` later (earlier when negative).

        The end of a longer month falls on the last day of a shorter one: 29 February goes to 28 February.
        """
        number = self._year_number(day)
        months = [span.period for span in self._whole_months(number)]
        at = next(place for place, month in enumerate(months) if day in month)
        there = self._whole_months(number + years)[at].period
        return min(there.start + (day - months[at].start), there.last)

    def _examples(self) -> str:
        """Return labels that this calendar understands."""
        return "2026, 2026-Q3, 2026-P10, 2026-W07" if self._in_13 else "2026, 2026-Q3, 2026-10, 2026-W07"

    @property
    def _in_13(self) -> bool:
        """Whether the year has thirteen periods instead of twelve months."""
        return self.pattern is Pattern.periods_13

    def _whole_year(self, number: int) -> Period:
        """Return the year as if the calendar held for ever."""
        if not YEAR_MIN <= number <= YEAR_MAX:
            raise Trouble("calendar.no_such_period", {"label": str(number), "examples": self._examples()})
        return Period(self._end(number - 1), self._end(number))

    def _end(self, number: int) -> date:
        """Return the first day after the fiscal year."""
        follows = self.named_by is YearName.starts or self.start_month == 1
        nominal = date(number + 1 if follows else number, self.start_month, 1)
        if self.pattern is Pattern.months:
            return nominal
        back = (nominal.isoweekday() - self.week_start) % 7
        forward_is_nearer = self.year_end is YearEnd.nearest and back > 3
        return nominal + timedelta(days=7 - back if forward_is_nearer else -back)

    def _whole_months(self, number: int) -> tuple[Span, ...]:
        """Return the year's months as if the calendar held for ever."""
        year = self._whole_year(number)
        mark = "P" if self._in_13 else ""
        edges = [year.start]
        if self.pattern is Pattern.months:
            for _ in range(12):
                edges.append(edges[-1] + timedelta(days=monthrange(edges[-1].year, edges[-1].month)[1]))
        else:
            for weeks in _WEEKS[self.pattern]:
                edges.append(edges[-1] + timedelta(weeks=weeks))
            edges[-1] = year.end  # the 53rd week
        periods = [Period(start, end) for start, end in pairwise(edges)]
        return tuple(Span(f"{_named(number)}-{mark}{at:02d}", month) for at, month in enumerate(periods, 1))

    def _year_number(self, day: date) -> int:
        """Return the number of the fiscal year that the day would lie in if the calendar held for ever."""
        near = range(max(day.year - 2, YEAR_MIN), min(day.year + 2, YEAR_MAX) + 1)
        for number in near:
            if day in self._whole_year(number):
                return number
        raise Trouble("calendar.not_in_force", {"day": day.isoformat()})

    def _clipped(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """Return the spans cut to the days in force, without those that lie outside."""
        held = self.in_force
        return tuple(
            Span(span.label, span.period.common(held)) for span in spans if span.period.overlaps(held)
        )

    def _only(self, spans: tuple[Span, ...], label: str) -> Span:
        """Return the one span found for a label."""
        if not spans:
            raise Trouble("calendar.no_such_period", {"label": label, "examples": self._examples()})
        return spans[0]


def _named(number: int) -> str:
    """Return the year as labels write it."""
    return f"{number:04d}"
