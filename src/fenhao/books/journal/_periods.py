"""The fiscal months: which there are, and whether they take entries."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import cast

from fenhao.books.database import Session, day, write
from fenhao.kernel import FiscalCalendar, Grain, Period as Days


class PeriodState(Enum):
    """The states of a month. ``closing`` takes what is still to be posted but no new spend."""

    open = "open"
    closing = "closing"
    closed = "closed"
    reopened = "reopened"


TAKES_SPEND = frozenset({PeriodState.open, PeriodState.reopened})
TAKES_FACTS = TAKES_SPEND | {PeriodState.closing}


@dataclass(frozen=True, slots=True)
class Month:
    """A fiscal month of the books."""

    label: str
    fiscal_year: int
    quarter: str
    position: int
    days: Days
    state: PeriodState
    seal: str


def open_year(calendar: FiscalCalendar, number: int) -> None:
    """Add the months of a fiscal year, open; those that are there stay as they are."""
    write(lambda session: add_year(session, calendar, number))


def add_year(session: Session, calendar: FiscalCalendar, number: int) -> None:
    """Add the months of a fiscal year as a part of the caller's transaction."""
    session.distrust()
    quarters = calendar.quarters(number)
    session.run_each(
        "INSERT INTO journal_period (label, fiscal_year, quarter, position, starts_on, ends_on, state, seal)"
        " VALUES (?, ?, ?, ?, ?, ?, 'open', '') ON CONFLICT (label) DO NOTHING",
        [
            (
                month.label,
                number,
                next(each.label for each in quarters if month.period.start in each.period),
                place,
                month.period.start,
                month.period.end,
            )
            for place, month in enumerate(calendar.spans(number, Grain.month), 1)
        ],
    )


def months(session: Session) -> tuple[Month, ...]:
    """Return all months in order of date."""
    return session.kept("months", _months)


def _months(session: Session) -> tuple[Month, ...]:
    """Read all months."""
    return tuple(
        Month(
            label=str(row[0]),
            fiscal_year=cast("int", row[1]),
            quarter=str(row[2]),
            position=cast("int", row[3]),
            days=Days(day(row[4]), day(row[5])),
            state=PeriodState(row[6]),
            seal=str(row[7]),
        )
        for row in session.rows(
            "SELECT label, fiscal_year, quarter, position, starts_on, ends_on, state, seal FROM journal_period"
            " ORDER BY starts_on"
        )
    )


def month_of(all_months: tuple[Month, ...], on: date) -> Month | None:
    """Return the month with that day in it."""
    return next((month for month in all_months if on in month.days), None)


def turn(session: Session, label: str, *, to: PeriodState, seal: str = "") -> None:
    """Set a month's state; who may and when is the caller's rule."""
    session.distrust()
    session.run("UPDATE journal_period SET state = ?, seal = ? WHERE label = ?", (to.value, seal, label))
