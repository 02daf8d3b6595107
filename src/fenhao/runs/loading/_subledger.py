"""What each load cost, summed for the books: they post a load's cost once, and are held against it ever after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from fenhao.engine import ledger
from fenhao.engine.relation import Value
from fenhao.kernel import Period
from fenhao.runs.book import Advance, Book, given, number, rows_of, text
from fenhao.runs.loading._load import BOOKS_SOURCE, COSTING
from fenhao.runs.report import assessed_days
from fenhao.runs.tiers import assess_tiers, assessments
from fenhao.warehouse import Engine, Warehouse, open_session

LEDGER_OF_LOADS = (ledger.LATE_CUSTOMERS, ledger.LATE_TIERS, ledger.LEDGER)
"""What the ledger of a few loads is made of, in order."""
_RELATIONS = (*LEDGER_OF_LOADS, ledger.BATCH_SUMS)


@dataclass(frozen=True, slots=True)
class CostLoad:
    """A load that may have brought cost, in force or withdrawn; days are None where it has no rows."""

    batch_id: str
    table: str
    first_on: date | None
    last_on: date | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class SubledgerSum:
    """What a load cost in one fiscal month, on one tier, cost type and campaign; a credit on balance is negative.

    ``last_on`` is the last day of the ``rows`` entries; ``tier`` that of the day, '' without one.
    """

    batch_id: str
    month: str
    tier: str
    cost_type: str
    campaign: str
    last_on: date
    amount_minor: int
    rows: int


def cost_loads(*, book: Book) -> tuple[CostLoad, ...]:
    """Return every load of cost entries, benefits and contacts, oldest first; what the books published is left out."""
    return _cost_loads(book.warehouse)


def cost_loads_seen(*, book: Book) -> tuple[CostLoad, ...]:
    """Return what ``cost_loads`` does, read once for each state of the facts: for pages, which ask at every look."""
    return _seen(book.warehouse.root, tuple(sorted(book.warehouse.versions().items())))


@lru_cache(maxsize=8)
def _seen(root: Path, versions: tuple[tuple[str, int], ...]) -> tuple[CostLoad, ...]:
    """Return the loads; ``versions`` is what the answer holds for."""
    return _cost_loads(Warehouse(root)) if versions else ()


def _cost_loads(warehouse: Warehouse) -> tuple[CostLoad, ...]:
    """Read the loads of facts that carry cost, those of the books left out."""
    return tuple(
        CostLoad(each.batch_id, each.table, each.first_on, each.last_on, each.withdrawn_at is not None)
        for each in warehouse.batches(include_withdrawn=True)
        if each.table in COSTING and each.source != BOOKS_SOURCE
    )


def subledger_sums(
    *, book: Book, batch_ids: Collection[str], at: datetime, advance: Advance
) -> tuple[SubledgerSum, ...]:
    """Return what these loads cost, in the order of their ids: their rows, less those of before that they correct.

    Tiers that are due are assessed first, as for a report: rows that were loaded before an assessment take its tier.
    """
    loads = [each for each in cost_loads(book=book) if each.batch_id in batch_ids and not each.withdrawn]
    first = [each.first_on for each in loads if each.first_on is not None]
    last = [each.last_on for each in loads if each.last_on is not None]
    if not first or not last:
        return ()
    assess_tiers(book=book, until=max(last) + timedelta(days=1), redo=False, at=at, advance=advance)
    period = Period(min(first), max(last) + timedelta(days=1))
    parameters: dict[str, Value] = {"period_start": period.start, "period_end": period.end}
    snapshot = book.warehouse.snapshot().of_batches(COSTING, [each.batch_id for each in loads])
    days = assessed_days(book, period, assessments(book.warehouse.batches()))
    with open_session(snapshot, engine=Engine.duckdb) as session:
        session.give(ledger.DAYS, given(ledger.DAYS, days))
        for relation in _RELATIONS:
            session.define(relation, parameters)
        found = []
        for row in rows_of(session, ledger.BATCH_SUMS):
            day = row["last_on"]
            assert isinstance(day, date), "a sum has a last day"
            found.append(
                SubledgerSum(
                    batch_id=text(row, "batch_id"),
                    month=text(row, "month"),
                    tier=text(row, "tier"),
                    cost_type=text(row, "cost_type"),
                    campaign=text(row, "campaign_id"),
                    last_on=day,
                    amount_minor=number(row, "amount_minor"),
                    rows=number(row, "entries"),
                )
            )
    return tuple(found)
