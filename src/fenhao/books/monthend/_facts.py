"""What the facts say at a month's end: what tiers brought on average, and whether all cost has come in and adds up."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from fenhao.books.database import Session
from fenhao.books.journal import Month
from fenhao.books.monthend._values import ClosingCheck, Obstacle
from fenhao.books.postings import closing_conditions
from fenhao.engine.budget import Basis, LineReturn
from fenhao.kernel import Grain
from fenhao.runs.book import Advance, Book
from fenhao.runs.loading import cost_loads
from fenhao.runs.report import build_report
from fenhao.warehouse import Engine


def average_returns(
    *, book: Book, month: str, at: datetime, advance: Advance
) -> dict[tuple[str, str], LineReturn]:
    """Return each tier's margin per cost in the year so far, for every category: an average, without a control group.

    Low is nothing and high the average itself: where returns diminish, the next unit brings less than the last.
    """
    label = book.calendar.containing(book.calendar.period(month).period.start, Grain.year).label
    report = build_report(book=book, label=label, at=at, engine=Engine.duckdb, advance=advance)
    found: dict[tuple[str, str], LineReturn] = {}
    for tier in report.tiers:
        cost = tier.direct_minor + tier.allocated_minor
        if tier.tier and cost > 0:
            rate = max(Fraction(tier.margin_minor, cost), Fraction(0))
            source = f"report {label} tier {tier.tier} margin / cost"
            told = LineReturn(Fraction(0), rate, rate, Basis.average, source)
            found |= {(tier.tier, category.code): told for category in book.chart.categories}
    return found


def closing_checks(*, book: Book, month: str, at: datetime, advance: Advance) -> list[ClosingCheck]:
    """Return what other rooms say before a month closes: all loads posted, assertions hold, cost allocated and conserved.

    The warehouse is read here, before the transaction: the loads there are, and whether the month's cost adds up.
    """
    loads = cost_loads(book=book)
    conserved = _is_conserved(book=book, month=month, at=at, advance=advance)

    def posted(session: Session, of_month: Month) -> Sequence[Obstacle]:
        """Ask the room of postings."""
        found = closing_conditions(session, loads=loads, month=of_month)
        return [Obstacle(each.code, dict(each.details)) for each in found]

    def allocated(_session: Session, _month: Month) -> Sequence[Obstacle]:
        """Say whether the allocation kept every unit."""
        return [] if conserved else [Obstacle("month.not_conserved", {"month": month})]

    return [posted, allocated]


def _is_conserved(*, book: Book, month: str, at: datetime, advance: Advance) -> bool:
    """Whether the month's cost, allocated anew, is what its entries sum to: borne, idle or unallocated."""
    totals = build_report(book=book, label=month, at=at, engine=Engine.duckdb, advance=advance).totals
    borne = totals.direct_minor + totals.allocated_minor
    return totals.total_minor == borne + totals.unallocated_minor + totals.idle_minor
