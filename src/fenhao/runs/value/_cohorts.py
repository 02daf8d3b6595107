"""Cohorts by month of first order: who comes back, and what they bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fenhao.engine.facts import CUSTOMERS, ORDERS
from fenhao.engine.relation import Value
from fenhao.engine.value import returns
from fenhao.kernel import Grain, Period, Span, Trouble
from fenhao.runs.book import Advance, Book, given, number, rows_of
from fenhao.runs.value._log import order_log
from fenhao.warehouse import Engine, open_session


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One cohort in one month: counts are exact, money in whole minor units."""

    customers: int
    orders: int
    revenue_minor: int
    margin_minor: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """The customers who first ordered in one month; ``cells`` by months since, the month itself first.

    A month without an order has a cell of noughts; months that have not been yet have none.
    """

    month: str
    customers: int
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class Cohorts:
    """All cohorts, oldest first. ``last_month_whole`` tells whether the newest month is over."""

    currency: str
    as_of: date
    last_month_whole: bool
    cohorts: tuple[Cohort, ...]


def order_months(book: Book, *, until: date) -> tuple[Span, ...]:
    """Return the fiscal months from the first order or customer up to the day; Trouble without any."""
    days = [
        each.first_on
        for each in book.warehouse.batches()
        if each.table in (ORDERS.name, CUSTOMERS.name) and each.first_on is not None
    ]
    if not days or min(days) > until:
        raise Trouble("returns.no_orders", {})
    first = book.calendar.containing(min(days), Grain.month)
    last = book.calendar.containing(until, Grain.month)
    return book.calendar.within(Period(first.period.start, last.period.end), Grain.month)


def order_days(months: Sequence[Span]) -> list[tuple[Value, ...]]:
    """Return the rows of the given ``order_days``."""
    return [(day, place) for place, month in enumerate(months) for day in month.period.each_day()]


def _last_order(book: Book, *, today: date, engine: Engine) -> date:
    """Return the day of the last order that is not dated in the future; Trouble without any."""
    last = order_log(book.warehouse.snapshot(), engine=engine, today=today, contracted=True)["last_on"]
    if not isinstance(last, date):
        raise Trouble("returns.no_orders", {})
    return last


def build_cohorts(
    *, book: Book, until: date | None, at: datetime, engine: Engine, advance: Advance
) -> Cohorts:
    """Return the cohorts of all orders up to the day, otherwise up to the last order; never later than today.

    Trouble ``returns.no_orders`` when there is no order of a known customer by then.
    """
    last_days = [
        each.last_on
        for each in book.warehouse.batches()
        if each.table == ORDERS.name and each.last_on is not None
    ]
    if not last_days:
        raise Trouble("returns.no_orders", {})
    today = book.today(at)
    last = max(last_days)
    if until is None and last > today:
        last = _last_order(book, today=today, engine=engine)
    as_of = min(today, until or last)
    months = order_months(book, until=as_of)
    advance("step.cohorts", 0, 1)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        session.give(returns.ORDER_DAYS, given(returns.ORDER_DAYS, order_days(months)))
        for relation in returns.COHORT_RELATIONS:
            session.define(relation, {"as_of_on": as_of})
        cells = {
            (number(row, "cohort_no"), number(row, "age")): CohortCell(
                number(row, "customers"),
                number(row, "orders"),
                number(row, "revenue_minor"),
                number(row, "margin_minor"),
            )
            for row in rows_of(session, returns.COHORT_CELLS)
        }
    advance("step.cohorts", 1, 1)
    nothing = CohortCell(0, 0, 0, 0)
    born = sorted({cohort for cohort, _ in cells})
    if not born:
        raise Trouble("returns.no_orders", {})
    return Cohorts(
        currency=book.settings.currency,
        as_of=as_of,
        last_month_whole=months[-1].period.last <= as_of,
        cohorts=tuple(
            Cohort(
                months[cohort].label,
                cells[cohort, 0].customers,
                tuple(cells.get((cohort, age), nothing) for age in range(len(months) - cohort)),
            )
            for cohort in born
        ),
    )
