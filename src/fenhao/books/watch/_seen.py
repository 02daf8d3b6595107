"""What the watch and the forecast saw, as the books take it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fenhao.kernel import Grain
from fenhao.runs.book import Book
from fenhao.runs.planning import CostScope, Forecast, Watch, year_ends, year_foretold

OVERRUN = "overrun"
LIKELY = 0.8
"""A line whose chance of ending its year above its budget is at least this is told of."""
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that was seen: fields as those of ``AlertRow``."""

    kind: str
    tier: str
    what: str
    channel: str
    first_on: date
    noticed_on: date
    last_on: date
    actual_minor: int
    expected_minor: int

    @property
    def place(self) -> tuple[str, str, str]:
        """Tier, cost type (or category) and channel."""
        return self.tier, self.what, self.channel


def seen_events(found: Watch) -> tuple[Seen, ...]:
    """Return what stood out by day."""
    return tuple(
        Seen(
            each.kind.value,
            each.tier,
            each.cost_type,
            each.channel,
            each.first_on,
            each.noticed_on,
            each.last_on,
            each.actual_minor,
            each.expected_minor,
        )
        for each in found.events
    )


def seen_overruns(
    *, book: Book, found: Forecast, budgets: Mapping[tuple[str, str], int], on: date
) -> tuple[Seen, ...]:
    """Return the lines that are likely to end their year above their budget: where they will end beside the budget."""
    year = book.calendar.period(year_foretold(book, found)).period
    assert book.calendar.containing(year.start, Grain.year).period == year, "a year is foretold"
    return tuple(
        Seen(
            OVERRUN,
            part.tier,
            part.category,
            _ANY,
            year.start,
            on,
            year.last,
            end.end_minor,
            end.budget_minor,
        )
        for part, end in year_ends(book=book, found=found, budgets=budgets)
        if part.part is CostScope.line
        and end.budget_minor is not None
        and end.overrun is not None
        and end.overrun >= LIKELY
    )
