"""What things of the books are called for a reader: tiers, categories, months, figures, in his language."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Protocol
from zoneinfo import ZoneInfo

from fenhao.interfaces.charts import Voice
from fenhao.interfaces.names import (
    balance_name,
    case_title,
    category_name,
    month_name,
    period_name,
    tier_name,
    word,
)
from fenhao.interfaces.report import Figures, figures
from fenhao.interfaces.words import Language, say
from fenhao.runs.book import Book

FULL = "full"
"""How a reader says that amounts are to be shown to their last unit, however large."""


class Around(Protocol):
    """What surrounds a reader, whichever door he came through: ``numbers`` is how he likes them, empty where he has not said."""

    @property
    def book(self) -> Book:
        """Return the company's book."""

    @property
    def at(self) -> datetime:
        """Return the moment."""

    @property
    def lang(self) -> Language:
        """Return the language."""

    @property
    def time_zone(self) -> str:
        """Return by which clocks moments are told."""

    @property
    def numbers(self) -> str:
        """Return how numbers are written."""

    @property
    def reader_name(self) -> str:
        """Return who reads."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The names of one company's things for one reader."""

    here: Around

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return self.here.lang

    def word(self, subject: str, code: str) -> str:
        """Return the word for a code of a subject; the code itself when it has none."""
        return word(subject, code, lang=self.lang)

    def tier(self, code: str) -> str:
        """Return a tier with its meaning; what a line without one holds."""
        return tier_name(code, lang=self.lang)

    def category(self, code: str) -> str:
        """Return the name of a branch of the chart."""
        return category_name(code, chart=self.here.book.chart, lang=self.lang)

    def month(self, label: str) -> str:
        """Return a month as an axis shows it."""
        return month_name(label, lang=self.lang)

    def period(self, label: str) -> str:
        """Return a month with its year as a sentence says it."""
        return period_name(label, lang=self.lang)

    def case(self, kind: str, title: str) -> str:
        """Return what a case is called."""
        return case_title(kind, title, chart=self.here.book.chart, lang=self.lang)

    def balance(self, name: str) -> str:
        """Return what a balance limits, and over what time."""
        return balance_name(name, chart=self.here.book.chart, lang=self.lang)

    def figures(self, largest_minor: int) -> Figures:
        """Return how amounts of a page are written whose largest is this."""
        largest = 0 if self.here.numbers == FULL else largest_minor
        return figures(lang=self.lang, currency=self.here.book.settings.currency, largest_minor=largest)

    def voice(self, write: Figures) -> Voice:
        """Return how charts write figures for this reader."""
        return Voice(
            amount=write.amount,
            short=write.short,
            delta=write.delta,
            percent=write.percent_short,
            delta_percent=write.delta_percent,
            actual=say("report.actual", {}, self.lang),
            plan=say("report.plan", {}, self.lang),
            difference=say("report.difference", {}, self.lang),
            relative=say("report.relative", {}, self.lang),
            magnified=times_larger,
            no_data="--",
        )


def times_larger(times: int) -> str:
    """Return how a chart says that it draws something so many times larger."""
    return f"×{times}"


def share(part: int, whole: int) -> Fraction | None:
    """Return part / whole, none of nothing."""
    return Fraction(part, whole) if whole else None


def day_of(here: Around, at: datetime) -> str:
    """Return the day of an instant as the reader's clocks tell it."""
    return moment(here, at)[:10]


def moment(here: Around, at: datetime) -> str:
    """Return an instant as the reader's clocks tell it."""
    return f"{at.astimezone(ZoneInfo(here.time_zone)):%Y-%m-%d %H:%M}"
