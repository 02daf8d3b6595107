"""Stretches of civil days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """The civil days from ``start`` up to, but not including, ``end``. Never empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse empty and backward periods."""
        if not self.start < self.end:
            raise ValueError(f"a period needs a day: {self.start} is not before {self.end}")

    @property
    def days(self) -> int:
        """How many days."""
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: object) -> bool:
        """Whether the day belongs to it."""
        return isinstance(day, date) and self.start <= day < self.end

    def each_day(self) -> Iterator[date]:
        """Return its days in order."""
        return (self.start + timedelta(days=offset) for offset in range(self.days))

    def overlaps(self, other: "Period") -> bool:
        """Whether they share a day."""
        return self.start < other.end and other.start < self.end

    def common(self, other: "Period") -> "Period":
        """Return the days they share; ValueError when there are none."""
        return Period(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Span:
    """A period of a fiscal calendar and its label: ``2026``, ``2026-Q3``, ``2026-10``, ``2026-P13``, ``2026-W07``."""

    label: str
    period: Period
