"""Next year's budget from this year's cost, and this year's cost replayed against it day by day."""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from fenhao.engine import budget as planning, ledger
from fenhao.kernel import FiscalCalendar, Grain, Period, Span, Trouble
from fenhao.runs.book import Advance, Book, number, rows_of, text
from fenhao.runs.report._period import ROWS_MAX, Workings, work_out
from fenhao.runs.report._results import Budget
from fenhao.warehouse import Engine


def next_budget(workings: Workings) -> Budget | None:
    """Return the budget that this year's cost proposes for the next, with this year replayed against it.

    None for a period that is not a fiscal year: a budget is made from a whole one.
    """
    found = _proposed(workings, workings.book.policies.budget)
    if found is None:
        return None
    prepared, actuals = found
    policy = workings.book.policies.budget
    replayed = planning.replay(lines=prepared.lines, actuals=actuals, warn_at=policy.warn_at)
    return Budget(
        label=prepared.label,
        total_minor=prepared.total_minor,
        steps=prepared.steps,
        cells=replayed.cells,
        reserves=prepared.reserves,
        alerts=replayed.alerts,
        warn_at=policy.warn_at,
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A budget for the fiscal year after the one it was made from; ``fixed_categories`` hold fixed cost without a tier.

    ``missing`` are the months of that one that are not over or have no cost.
    """

    fiscal_year: int
    prepared: planning.PreparedBudget
    fixed_categories: frozenset[str]
    missing: tuple[str, ...] = ()


def propose_budget(
    *,
    book: Book,
    label: str,
    growth: Fraction,
    fixed_growth: Fraction,
    at: datetime,
    advance: Advance,
    missing: planning.Missing = planning.Missing.average,
) -> Proposal:
    """Return next year's budget from the cost of the year ``label``, under the book's policy with these two growths.

    ``missing`` says what is done about months that are not over or have no cost. Trouble ``plans.not_a_year`` for a
    period that is no fiscal year, ``plans.months_missing`` where months are missing and that is refused, or too few are
    there for an average.
    """
    policy = replace(book.policies.budget, growth=growth, fixed_growth=fixed_growth)
    with work_out(
        book=book, label=label, at=at, engine=Engine.duckdb, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        actuals = _actuals(workings)
        if actuals is None:
            raise Trouble("plans.not_a_year", {"period": label})
        absent = _absent(workings, actuals, today=book.today(at), way=missing)
        filled = () if missing is planning.Missing.as_loaded else tuple(absent)
        prepared = _prepared(workings, policy, actuals, missing=filled)
        fixed = frozenset(each.category for each in actuals if each.fixed)
        year = book.calendar.year_number(coming_year(book, workings.span).period.start)
        return Proposal(year, prepared, fixed, tuple(absent.values()))


def _absent(
    workings: Workings, actuals: list[planning.Actual], *, today: date, way: planning.Missing
) -> dict[str, str]:
    """Return the budget's months that have no whole month behind them, each with that month's own name."""
    book, span = workings.book, workings.span
    pairs = list(_months(book.calendar, span.period, coming_year(book, span).period))
    whole, missing = planning.months_missing(
        months=[(coming.label, then.period.end <= today) for then, coming in pairs], actuals=actuals
    )
    names = {coming.label: then.label for then, coming in pairs}
    few = way is planning.Missing.average and len(whole) < planning.WHOLE_MONTHS_MIN
    if missing and (few or way is planning.Missing.refuse):
        details = {
            "year": span.label,
            "months": ", ".join(names[each] for each in missing),
            "whole": str(len(whole)),
            "least": str(planning.WHOLE_MONTHS_MIN),
        }
        raise Trouble("plans.months_missing", details)
    return {each: names[each] for each in missing}


def _proposed(
    workings: Workings, policy: planning.BudgetPolicy
) -> tuple[planning.PreparedBudget, list[planning.Actual]] | None:
    """Return the coming year's budget and the actuals it was made from; None for a period that is no fiscal year."""
    actuals = _actuals(workings)
    return None if actuals is None else (_prepared(workings, policy, actuals), actuals)


def _actuals(workings: Workings) -> list[planning.Actual] | None:
    """Return the year's cost by day and line, in the coming year's months; None for a period that is no fiscal year."""
    book, span = workings.book, workings.span
    if book.calendar.containing(span.period.start, Grain.year).period != span.period:
        return None
    coming = coming_year(book, span)
    moved = moved_days(book.calendar, span.period, coming.period)
    return [
        planning.Actual(
            on=moved[_day(row["day"])][1],
            month=moved[_day(row["day"])][0],
            tier=text(row, "tier"),
            category=text(row, "category"),
            fixed=text(row, "nature") == "fixed",
            amount_minor=number(row, "amount_minor"),
        )
        for row in rows_of(workings.session, ledger.LINE_DAYS)
    ]


def _prepared(
    workings: Workings,
    policy: planning.BudgetPolicy,
    actuals: list[planning.Actual],
    *,
    missing: tuple[str, ...] = (),
) -> planning.PreparedBudget:
    """Return the coming year's budget."""
    book, coming = workings.book, coming_year(workings.book, workings.span)
    return planning.prepare(
        label=coming.label,
        policy=policy,
        year=quarters_of(book, coming),
        categories=categories_of(book, {each.category for each in actuals}),
        actuals=actuals,
        missing=missing,
    )


def months_after(workings: Workings) -> tuple[Span, ...]:
    """Return the months of the year that follows the period: those of its budget."""
    return workings.book.calendar.within(coming_year(workings.book, workings.span).period, Grain.month)


def replayed_month(workings: Workings, budget_month: str) -> str:
    """Return the month of this year that is replayed against a month of the budget."""
    book, span = workings.book, workings.span
    for then, coming in _months(book.calendar, span.period, coming_year(book, span).period):
        if coming.label == budget_month:
            return then.label
    raise Trouble("explain.not_found", {"subject": "budget", "id": budget_month})


def coming_year(book: Book, span: Span) -> Span:
    """Return the fiscal year that follows a period."""
    return book.calendar.containing(span.period.end, Grain.year)


def _months(calendar: FiscalCalendar, now: Period, coming: Period) -> Iterator[tuple[Span, Span]]:
    """Return each month of the year beside the month of the coming one; both are cut by the same calendar."""
    return zip(calendar.within(now, Grain.month), calendar.within(coming, Grain.month), strict=True)


def moved_days(calendar: FiscalCalendar, now: Period, coming: Period) -> dict[date, tuple[str, date]]:
    """Return for each day of a year the coming year's month and day: as many days into its month, but not beyond its end."""
    return {
        day: (then.label, _within(then.period, (day - here.period.start).days))
        for here, then in _months(calendar, now, coming)
        for day in here.period.each_day()
    }


def _within(period: Period, days_in: int) -> date:
    return min(period.start + timedelta(days=days_in), period.last)


def quarters_of(book: Book, coming: Span) -> tuple[planning.BudgetMonths, ...]:
    """Return a year's months by quarter."""
    months = book.calendar.within(coming.period, Grain.month)
    return tuple(
        planning.BudgetMonths(
            quarter.label, tuple(month.label for month in months if month.period.start in quarter.period)
        )
        for quarter in book.calendar.within(coming.period, Grain.quarter)
    )


def categories_of(book: Book, spent: Set[str]) -> tuple[str, ...]:
    """Return the chart's categories in order, then those that facts brought and the chart no longer knows."""
    known = [each.code for each in book.chart.categories]
    return (*known, *sorted(spent - set(known)))


def _day(held: object) -> date:
    assert isinstance(held, date), held
    return held
