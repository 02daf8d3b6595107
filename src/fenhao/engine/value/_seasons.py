"""Seasons that a company writes down: days, known beforehand, on which all its customers may buy faster or slower."""

from dataclasses import dataclass
from datetime import date

_YEAR = 5
"""A day without its year begins so many characters later."""


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days from ``first`` to ``last``, both included: 2026-03-01 with its year, 11-01 in every year.

    A span of every year may go over New Year: 12-20 to 01-05. ValueError where one end has a year and the other has none, for a
    day that no year has, and for an end before its beginning.
    """

    first: str
    last: str

    def __post_init__(self) -> None:
        if len(self.first) != len(self.last):
            raise ValueError("one end of a span has a year and the other has none")
        for end in (self.first, self.last):
            date.fromisoformat(f"2000-{end}" if self.is_yearly else end)
        if not self.is_yearly and self.first > self.last:
            raise ValueError("a span ends before it begins")

    @property
    def is_yearly(self) -> bool:
        """Return whether the span comes back every year."""
        return len(self.first) == len("11-01")

    def holds(self, day: date) -> bool:
        """Return whether a day lies in the span."""
        text = day.isoformat()[_YEAR:] if self.is_yearly else day.isoformat()
        if self.first > self.last:
            return text >= self.first or text <= self.last
        return self.first <= text <= self.last


@dataclass(frozen=True, slots=True)
class Season:
    """A name in the company's own words, and its days."""

    name: str
    spans: tuple[DaySpan, ...]

    def holds(self, day: date) -> bool:
        """Return whether a day is one of the season's."""
        return any(each.holds(day) for each in self.spans)
