"""What the report of a period rests on: what the books say of its months, and what is kept of its cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fenhao.books.approvals import Case, CaseEvent, ended_between
from fenhao.books.budgets.operations import LineStanding, Raised, alerts_of_months, month_standing
from fenhao.books.database import Session
from fenhao.books.findings import RuleRow, by_rule
from fenhao.books.journal import Month, PeriodState, month_of, months
from fenhao.books.monthend.operations import MonthEnd, closed_within
from fenhao.books.moves import Move
from fenhao.books.moves.operations import moved_between
from fenhao.books.people import usernames
from fenhao.books.plans import Comment, comments_of_months
from fenhao.interfaces.period._names import Around
from fenhao.kernel import Grain, Span, Trouble
from fenhao.runs.book import Kept
from fenhao.runs.report import PeriodCost, kept_period_cost, newest_year


@dataclass(frozen=True, slots=True)
class PeriodRead:
    """A period, its fiscal year with the other years there are, and everything that is known of it.

    ``before`` are the lines of the same months a year earlier, as far as the books know them. ``kept`` is its
    cost in the facts, None until it was worked out. ``closing`` is how the period's month was closed last; None where it is open
    again, or where the period has several months: what one of them did not use may have been the next one's.
    """

    span: Span
    year: Span
    years: tuple[Span, ...]
    months: tuple[Month, ...]
    lines: tuple[LineStanding, ...]
    of_year: tuple[LineStanding, ...]
    before: tuple[LineStanding, ...]
    moved: tuple[Move, ...]
    alerts: tuple[Raised, ...]
    decided: tuple[tuple[Case, CaseEvent], ...]
    rules: tuple[RuleRow, ...]
    comments: tuple[Comment, ...]
    people: dict[int, str]
    kept: Kept[PeriodCost] | None
    closing: MonthEnd | None

    @property
    def cost(self) -> PeriodCost | None:
        """The cost that is kept."""
        return self.kept.value if self.kept else None

    @property
    def funded_before_closing_minor(self) -> int:
        """The budget as it stood before the closed month gave away what it had not used."""
        lines = self.closing.lines if self.closing else ()
        before = {tuple(line.key): line.funded_minor for line in lines}
        return sum(before.get(tuple(line.key), line.funded_minor) for line in self.lines)

    @property
    def closed(self) -> bool:
        """Whether every month of the period is closed."""
        return bool(self.months) and all(each.state is PeriodState.closed for each in self.months)


def read_period(session: Session, here: Around, asked: str) -> PeriodRead | None:
    """Return everything of the period asked for, otherwise of the month before today's; None when there is nothing yet."""
    book, known = here.book, months(session)
    span = _span(here, asked, known)
    if span is None:
        return None
    number = book.calendar.year_number(span.period.start)
    labels = [each.label for each in book.calendar.within(span.period, Grain.month)]
    year = [each.label for each in known if each.fiscal_year == number]
    earlier = [f"{int(label[:4]) - 1}{label[4:]}" for label in labels]
    wanted = [each.label for each in known if each.label in {*year, *earlier}]
    standing = month_standing(session, wanted, at=here.at)
    since, until = book.begins(span.period.start), book.begins(span.period.end)
    numbers = sorted({*(each.fiscal_year for each in known), number})
    return PeriodRead(
        span=span,
        year=book.calendar.year(number),
        years=tuple(book.calendar.year(each) for each in numbers),
        months=tuple(each for each in known if each.label in labels),
        lines=tuple(each for each in standing if each.key.period in labels),
        of_year=tuple(each for each in standing if each.key.period in year),
        before=tuple(each for each in standing if each.key.period in earlier),
        moved=moved_between(session, since=since, until=until),
        alerts=alerts_of_months(session, labels),
        decided=ended_between(session, since=since, until=until),
        rules=by_rule(session, labels),
        comments=comments_of_months(session, labels),
        people=usernames(session),
        kept=kept_period_cost(book, span.label),
        closing=_closing(session, known, labels),
    )


def _closing(session: Session, known: Sequence[Month], labels: Sequence[str]) -> MonthEnd | None:
    """Return how the one month was closed last, None where it is open or there are several."""
    closed = [each.label for each in known if each.label in labels and each.state is PeriodState.closed]
    return closed_within(session, closed[0])[-1] if closed and len(labels) == 1 else None


def span_of(here: Around, label: str) -> Span | None:
    """Return the year, quarter or month of that label; None for what is none, a week among them."""
    try:
        span = here.book.calendar.period(label)
    except Trouble:
        return None
    grains = (Grain.year, Grain.quarter, Grain.month)
    found = (here.book.calendar.containing(span.period.start, each).label for each in grains)
    return span if span.label in found else None


def _span(here: Around, asked: str, known: tuple[Month, ...]) -> Span | None:
    """Return the period asked for; otherwise the month before today's, the nearest there is, the newest year of facts."""
    if (span := span_of(here, asked)) is not None:
        return span
    calendar, today = here.book.calendar, here.book.today(here.at)
    if known:
        last = today.replace(day=1) - timedelta(days=1)
        month = month_of(known, last) or month_of(known, today) or (known[-1] if today > last else known[0])
        return calendar.period(month.label)
    newest = newest_year(here.book)
    return calendar.period(newest) if newest else None
