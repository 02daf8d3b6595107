"""Cost by day, tier, type and channel over all facts: read once from the ledger, kept, and read again in a moment.

Forecasts and the watch over cost are worked out from this roll-up, never from the ledger's entries.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine import ledger
from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES
from fenhao.kernel import Grain, Period
from fenhao.runs.book import Advance, Book, Refused, Stamp, given, keep, kept, stamp_now, whole_file
from fenhao.runs.report import assessed_days
from fenhao.runs.tiers import assess_tiers, assessments
from fenhao.warehouse import Engine, open_session

_NAME, _MOVED = "cost-days", "moved-days"
_SPENT = (COST_ENTRIES.name, BENEFITS.name, CONTACTS.name)


@dataclass(frozen=True, slots=True)
class CostDay:
    """What one cost type of one tier and channel cost on a day; '' where tier or channel is not known."""

    day: date
    tier: str
    cost_type: str
    channel: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MovedDay:
    """What customers whom the assessment in force moved from one tier to another cost on a day; '' where there was none before."""

    day: date
    tier_then: str
    tier: str
    cost_type: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class CostDays:
    """The roll-up's first and last day, and how many rows it has."""

    first: date
    last: date
    rows: int
    assessed: tuple[date, ...]


def cost_days(*, book: Book, at: datetime, engine: Engine, advance: Advance) -> tuple[CostDay, ...]:
    """Return the roll-up, in the order of its days; empty without any cost. It is read anew when facts have changed."""
    span = _spent_days(book)
    if span is None:
        return ()
    assess_tiers(
        book=book,
        until=min(span.end, book.today(at) + timedelta(days=1)),
        redo=False,
        at=at,
        advance=advance,
    )
    stamp = stamp_now(book)
    held = kept(CostDays, book=book, name=_NAME, now=stamp)
    if held is None or held.stale or not _file(book).is_file():
        _roll_up(book, span, stamp, at=at, engine=engine, advance=advance)
    table = pq.read_table(_file(book))
    columns = [table.column(name).to_pylist() for name in CostDay.__dataclass_fields__]
    return tuple(CostDay(*row) for row in zip(*columns, strict=True))


def moved_days(book: Book) -> tuple[tuple[date, ...], tuple[MovedDay, ...]]:
    """Return the days of assessments and what movers cost, as ``cost_days`` read them last; nothing where it never did."""
    held = kept(CostDays, book=book, name=_NAME, now=stamp_now(book))
    if held is None or isinstance(held.value, Refused) or not _file(book, _MOVED).is_file():
        return (), ()
    table = pq.read_table(_file(book, _MOVED))
    columns = [table.column(name).to_pylist() for name in MovedDay.__dataclass_fields__]
    return held.value.assessed, tuple(MovedDay(*row) for row in zip(*columns, strict=True))


def _roll_up(
    book: Book, span: Period, stamp: Stamp, *, at: datetime, engine: Engine, advance: Advance
) -> None:
    """Read the ledger once and keep the roll-up."""
    advance("step.cost_days", 0, 1)
    years = Period(
        book.calendar.containing(span.start, Grain.year).period.start,
        book.calendar.containing(span.last, Grain.year).period.end,
    )
    bounds = {"period_start": years.start, "period_end": years.end}
    made = assessments(book.warehouse.batches())
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        session.give(ledger.DAYS, given(ledger.DAYS, assessed_days(book, years, made)))
        for relation in (
            ledger.LATE_CUSTOMERS,
            ledger.LATE_TIERS,
            ledger.LEDGER,
            ledger.CHANNEL_DAYS,
            ledger.MOVED_COST,
        ):
            session.define(relation, bounds)
        rows = session.fetch(ledger.CHANNEL_DAYS.name).select(list(CostDay.__dataclass_fields__))
        moved = session.fetch(ledger.MOVED_COST.name).select(list(MovedDay.__dataclass_fields__))
    for name, held in ((_NAME, rows), (_MOVED, moved)):
        path = _file(book, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as draft:
            pq.write_table(pa.table(held), draft, compression="zstd")
    assessed = tuple(each.assessed_on for each in made)
    value = CostDays(span.start, span.last, rows.num_rows, assessed)
    keep(book=book, name=_NAME, value=value, stamp=stamp, at=at)
    advance("step.cost_days", 1, 1)


def _spent_days(book: Book) -> Period | None:
    """Return the days from the first to the last with cost; None without any."""
    days = [
        day
        for each in book.warehouse.batches()
        if each.table in _SPENT
        for day in (each.first_on, each.last_on)
        if day is not None
    ]
    return Period(min(days), max(days) + timedelta(days=1)) if days else None


def _file(book: Book, name: str = _NAME) -> Path:
    return book.root / "results" / f"{name}.parquet"
