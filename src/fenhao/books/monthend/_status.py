"""How a month is carried out, where it will end, and how a year went by the published formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import cast

from fenhao.books.budgets.operations import LineStanding, month_standing, overrun_count, raise_alert
from fenhao.books.database import Session, read, write
from fenhao.books.journal import Month, PeriodState, month_of, months
from fenhao.books.people import Right, require
from fenhao.books.plans import operations as plans
from fenhao.engine.budget import (
    RESERVE_CATEGORY,
    UTILISATION_TARGET,
    CellKey,
    Days,
    Execution,
    LineOutcome,
    MonthLine,
    Outcome,
    execution,
    outcomes,
)

DEVIATION_TARGET = Fraction(1, 20)
"""A year's cost stays within this of its budget."""
PROJECTED = "projected"
"""The alert that a line will end its month above its funding, beside those that it has reached a mark."""


@dataclass(frozen=True, slots=True)
class MonthStatus:
    """A month's lines as they stand after some of its days, and its sums by tier, category and whole."""

    month: str
    state: PeriodState
    days: Days
    currency: str
    lines: tuple[Execution, ...]
    sums: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class YearEnd:
    """A year against its targets. Rates are None (n/a) where nothing is there to compare with.

    ``deviation`` lets +10 and -10 cancel, ``deviation_by_line`` does not; both on the frozen baseline, and on current
    funding. ``well_used`` lines reach the target of utilisation, of ``lines`` that were funded. ``overruns`` counts
    the lines of a month that went over, whatever let them.
    """

    fiscal_year: int
    deviation: Fraction | None
    deviation_by_line: Fraction | None
    deviation_from_funding: Fraction | None
    deviation_by_line_from_funding: Fraction | None
    utilisation: Fraction | None
    lines: tuple[Outcome, ...]
    well_used: int
    overruns: int

    @property
    def deviation_met(self) -> bool | None:
        """Whether deviation stays within 5 %; None where there is no baseline."""
        return None if self.deviation is None else self.deviation <= DEVIATION_TARGET

    @property
    def utilisation_met(self) -> bool:
        """Whether every funded line reaches 90 %."""
        return self.well_used == len(self.lines)

    @property
    def overruns_met(self) -> bool:
        """Whether no line went over."""
        return self.overruns == 0


def days_of(month: Month, on: date) -> Days:
    """Return how many days of the month are over at the end of that day, and how many are left; none of a month to come."""
    gone = min(max((on - month.days.start).days + 1, 0), month.days.days)
    return Days(gone, month.days.days - gone)


def status(label: str, *, on: date, by: int | None, at: datetime) -> MonthStatus | None:
    """Return how a month is carried out at the end of a day; None when there is no such month."""

    def work(session: Session) -> MonthStatus | None:
        """Read where the lines stand."""
        require(session, by, Right.see, at=at)
        month = next((each for each in months(session) if each.label == label), None)
        return None if month is None else status_within(session, month, on=on, at=at)

    return read(work)


def status_within(session: Session, month: Month, *, on: date, at: datetime) -> MonthStatus:
    """Return the same as ``status`` for a caller who may see it and reads more at once."""
    standing = month_standing(session, [month.label], at=at)
    days = days_of(month, on)
    lines = tuple(execution(line, days) for line in month_lines(session, month, standing))
    return MonthStatus(
        month=month.label,
        state=month.state,
        days=days,
        currency=standing[0].currency if standing else "",
        lines=lines,
        sums=tuple(each for each in outcomes([_outcome(told) for told in lines]) if each.of != "line"),
    )


def month_lines(session: Session, month: Month, standing: Sequence[LineStanding]) -> tuple[MonthLine, ...]:
    """Return a month's lines as the rules look at them, with what the frozen baseline gave each."""
    planned = plans.baseline(session, month.fiscal_year)
    return tuple(
        MonthLine(
            key=CellKey(*each.key),
            funded_minor=each.funded_minor,
            reserved_minor=each.reserved_minor,
            actual_minor=each.actual_minor,
            planned_minor=planned.get(CellKey(*each.key), 0),
            fixed=each.fixed,
            locked=each.closed,
        )
        for each in standing
    )


def watch(*, on: date, key: str, at: datetime) -> tuple[CellKey, ...]:
    """Raise an alert for each line that will now end its month above its funding, once a crossing; return the lines.

    To be called as often as wanted, by the system itself: a line that falls below is armed again.
    """

    def work(session: Session) -> tuple[CellKey, ...]:
        """Compare with what was projected before."""
        session.lock_structure()
        month = month_of(months(session), on)
        if month is None:
            return ()
        standing = {CellKey(*each.key): each for each in month_standing(session, [month.label], at=at)}
        days = days_of(month, on)
        told = [execution(line, days) for line in month_lines(session, month, tuple(standing.values()))]
        rows = session.rows("SELECT line_id, over FROM monthend_projection")
        before = {cast("int", line): bool(over) for line, over in rows}
        raised: list[CellKey] = []
        for each in told:
            line = standing[each.line.key]
            if each.over and not before.get(line.id, False):
                raised.append(each.line.key)
                raise_alert(
                    session, kind=PROJECTED, line=line, used_minor=each.projected_minor, key=key, at=at
                )
            if each.over != before.get(line.id, False):
                session.run(
                    "INSERT INTO monthend_projection (line_id, over) VALUES (?, ?)"
                    " ON CONFLICT (line_id) DO UPDATE SET over = excluded.over",
                    (line.id, each.over),
                )
        return tuple(raised)

    return write(work)


def year_end(fiscal_year: int, *, by: int | None, at: datetime) -> YearEnd:
    """Return how a year went: each line over its months, the whole, and how many lines of a month went over."""

    def work(session: Session) -> YearEnd:
        """Add the year's months up by line."""
        require(session, by, Right.see, at=at)
        return year_within(session, months(session), fiscal_year, at=at)

    return read(work)


def year_within(session: Session, known: Sequence[Month], fiscal_year: int, *, at: datetime) -> YearEnd:
    """Return the same as ``year_end`` for a caller who may see it and knows the months already."""
    labels = [month.label for month in known if month.fiscal_year == fiscal_year]
    planned = plans.baseline(session, fiscal_year)
    there = {CellKey(*each.key): each for each in month_standing(session, labels, at=at)}
    sums: dict[tuple[str, str], list[int]] = {}
    for key in dict.fromkeys((*planned, *there)):
        if key.category == RESERVE_CATEGORY:
            continue
        line, cell = there.get(key), sums.setdefault((key.tier, key.category), [0, 0, 0, 0])
        now = (line.funded_minor, line.reserved_minor, line.actual_minor) if line else (0, 0, 0)
        cell[:] = [sum(pair) for pair in zip(cell, (planned.get(key, 0), *now), strict=True)]
    told = outcomes([LineOutcome(CellKey(str(fiscal_year), *cell), *minor) for cell, minor in sums.items()])
    funded = tuple(each for each in told if each.of == "line" and each.funded_minor > 0)
    whole = told[-1]
    return YearEnd(
        fiscal_year=fiscal_year,
        deviation=whole.deviation_from_baseline,
        deviation_by_line=whole.deviation_by_line_from_baseline,
        deviation_from_funding=whole.deviation_from_funding,
        deviation_by_line_from_funding=whole.deviation_by_line_from_funding,
        utilisation=whole.utilisation,
        lines=funded,
        well_used=sum(
            1 for each in funded if each.utilisation is not None and each.utilisation >= UTILISATION_TARGET
        ),
        overruns=overrun_count(session, labels),
    )


def _outcome(told: Execution) -> LineOutcome:
    """Return a line as sums are made of it."""
    line = told.line
    return LineOutcome(
        line.key, line.planned_minor, line.funded_minor, line.reserved_minor, line.actual_minor
    )
