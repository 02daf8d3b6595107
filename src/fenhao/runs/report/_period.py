"""The figures of one period, as the engine's relations give them: what a report, an explanation and a check share."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES, ORDERS
from fenhao.engine.relation import Value
from fenhao.kernel import Grain, Period, Span
from fenhao.runs.book import Advance, Book, given, number, rows_of, text
from fenhao.runs.tiers import Assessment, assess_tiers, assessments
from fenhao.warehouse import Batch, Engine, Session, Snapshot, open_session

ROWS_MAX = 50
"""How many customers and findings a report names; all of them are counted and open by ``explain``."""

_SPOKEN_OF = (ORDERS.name, COST_ENTRIES.name, CONTACTS.name, BENEFITS.name)


@dataclass(frozen=True, slots=True)
class Workings:
    """One period being worked out: every relation of the engine is defined in ``session`` and can be read."""

    book: Book
    span: Span
    as_of: date
    closing: Assessment | None
    assessments: tuple[Assessment, ...]
    snapshot: Snapshot
    session: Session
    pools: tuple[allocation.PlacedPool, ...]


def newest_year(book: Book) -> str:
    """Return the label of the newest fiscal year with an order, contact, benefit or cost; empty when there is none.

    Tiers are assessed on the first day after a year, and campaigns are planned ahead: neither makes a year. Nor does a row dated
    after the day on which it was loaded, a slip of the pen most likely, where there are others.
    """
    return _newest(book, Grain.year)


def newest_month(book: Book) -> str:
    """Return the label of the newest fiscal month with an order, contact, benefit or cost; empty when there is none."""
    return _newest(book, Grain.month)


def _newest(book: Book, grain: Grain) -> str:
    """Return the label of the newest period that something is spoken of in."""
    spoken = [each for each in book.warehouse.batches() if each.table in _SPOKEN_OF]
    days = [day for each in spoken if (day := _last_known(each, book.today(each.loaded_at))) is not None]
    days = days or [each.last_on for each in spoken if each.last_on is not None]
    return book.calendar.containing(max(days), grain).label if days else ""


def _last_known(batch: Batch, loaded_on: date) -> date | None:
    """Return the last day of a batch's rows that is not after its loading; None where all are, or have no day.

    Of a batch that reaches beyond, files tell the months that it has rows in: the last day of the newest one stands for it.
    """
    if batch.last_on is None or batch.last_on <= loaded_on:
        return batch.last_on
    found = (re.search(r"part_month=(\d{4})-(\d{2})/", each.path) for each in batch.files)
    months = [date(int(each[1]), int(each[2]), 1) for each in found if each is not None]
    known = [each for each in months if each <= loaded_on]
    if not known:
        return None
    first = max(known)
    return min(loaded_on, date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1))


def period_seen(*, book: Book, label: str, at: datetime) -> tuple[Span, date]:
    """Return a period and the day up to which it can be seen: its last, or today where that is earlier, but no day before it."""
    span = book.calendar.period(label)
    return span, min(span.period.last, max(book.today(at), span.period.start))


@contextmanager
def work_out(
    *, book: Book, label: str, at: datetime, engine: Engine, rows_max: int, advance: Advance
) -> Iterator[Workings]:
    """Assess the tiers that are due, pin the facts, and define every relation of the period in one session."""
    span, as_of = period_seen(book=book, label=label, at=at)
    assess_tiers(book=book, until=span.period.end, redo=False, at=at, advance=advance)
    made = assessments(book.warehouse.batches())
    closing = next((each for each in reversed(made) if each.assessed_on <= span.period.end), None)
    snapshot = book.warehouse.snapshot()
    parameters: dict[str, Value] = {
        "period_start": span.period.start,
        "period_end": span.period.end,
        "closing_on": closing.assessed_on if closing else None,
        "as_of_on": as_of,
        "rows_max": rows_max,
        **waste.waste_parameters(book.policies.waste),
    }
    with open_session(snapshot, engine=engine) as session:
        pools = _define(book, session, span.period, made, parameters, advance)
        yield Workings(book, span, as_of, closing, made, snapshot, session, pools)


def _define(
    book: Book,
    session: Session,
    period: Period,
    made: tuple[Assessment, ...],
    parameters: Mapping[str, Value],
    advance: Advance,
) -> tuple[allocation.PlacedPool, ...]:
    """Define every relation in the order in which each needs the others; return where the pools went."""
    advance("step.ledger", 0, 1)
    session.give(ledger.DAYS, given(ledger.DAYS, assessed_days(book, period, made)))
    session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
    session.give(waste.ENTITLEMENTS, given(waste.ENTITLEMENTS, waste.entitlement_rows(book.policies.waste)))
    for relation in ledger.RELATIONS:
        session.define(relation, parameters)
    advance("step.ledger", 1, 1)
    advance("step.customers", 0, 2)
    for relation in allocation.BEFORE_POOLS:
        session.define(relation, parameters)
    advance("step.customers", 1, 2)
    pools = allocation.place_pools(
        costs=[
            allocation.PoolAmount(text(row, "pool_id"), number(row, "amount_minor"))
            for row in rows_of(session, ledger.POOL_COSTS)
        ],
        rules=book.policies.pools,
        usage=[
            allocation.DriverUsage(text(row, "driver"), number(row, "units"), number(row, "customers"))
            for row in rows_of(session, allocation.DRIVER_TOTALS)
        ],
        days=period.days,
        year_days=book.calendar.containing(period.start, Grain.year).period.days,
    )
    session.give(allocation.POOL_AMOUNTS, given(allocation.POOL_AMOUNTS, allocation.pool_amount_rows(pools)))
    for shared in allocation.AFTER_POOLS:
        session.define(shared, parameters)
    advance("step.customers", 2, 2)
    advance("step.value", 0, 1)
    for relation in value.RELATIONS:
        session.define(relation, parameters)
    advance("step.value", 1, 1)
    advance("step.waste", 0, 1)
    for relation in waste.BEFORE_LARGEST:
        session.define(relation, parameters)
    (floor,) = rows_of(session, waste.LARGEST_FLOOR)
    session.define(waste.LARGEST_FINDINGS, {**parameters, **floor})
    advance("step.waste", 1, 1)
    return pools


def assessed_days(book: Book, period: Period, made: tuple[Assessment, ...]) -> list[tuple[Value, ...]]:
    """Return a row per day: its fiscal month and the assessment in force, or the first one before there was any."""
    months = book.calendar.within(period, Grain.month)
    rows: list[tuple[Value, ...]] = []
    for day in period.each_day():
        month = next(span.label for span in months if day in span.period)
        in_force = [each.assessed_on for each in made if each.assessed_on <= day]
        first = made[0].assessed_on if made else None
        rows.append((day, month, in_force[-1] if in_force else first))
    return rows
