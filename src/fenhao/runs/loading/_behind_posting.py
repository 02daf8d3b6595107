"""The subledger rows behind one posting of the books, gathered once into a small file that pages read a part of."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine import ledger
from fenhao.engine.relation import Value
from fenhao.kernel import Period
from fenhao.runs.book import Advance, Book, given, number, text
from fenhao.runs.loading._load import COSTING
from fenhao.runs.loading._subledger import LEDGER_OF_LOADS
from fenhao.runs.report import assessed_days
from fenhao.runs.tiers import assessments
from fenhao.warehouse import Engine, open_session

KEPT_MAX = 200
"""How many files are kept; the oldest go first."""
_ABOUT = b"fenhao"
_COLUMNS = (
    "subledger", "source", "entry_id", "occurred_on", "amount_minor", "customer_id", "campaign_id", "channel",
    "department", "tier", "row_no",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostingCell:
    """What a posting sums up: the rows of a load in a fiscal month, of one cost type and campaign.

    ``tier`` is that of the rows' day, None where the posting takes every tier together, as for fixed cost.
    """

    batch_id: str
    days: Period
    tier: str | None
    cost_type: str
    campaign: str


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One row: where it is, what it says, and its number in the file that brought it. A credit is negative."""

    subledger: str
    source: str
    entry_id: str
    on: date
    amount_minor: int
    customer_id: str
    campaign_id: str
    channel: str
    department: str
    tier: str
    row_no: int


@dataclass(frozen=True, slots=True)
class GatheredRows:
    """A part of the rows in the order of day and id, how many there are, what they come to, and the file of the load."""

    rows: tuple[PostingRow, ...]
    count: int
    amount_minor: int
    file_name: str
    gathered_at: datetime


def gather_posting(*, book: Book, cell: PostingCell, into: Path, at: datetime, advance: Advance) -> None:
    """Write the rows behind a posting to ``into``, wholly or not at all. Rows take the tier that they have now."""
    advance("step.posting_rows", 0, 1)
    batches = book.warehouse.batches(include_withdrawn=True)
    parameters: dict[str, Value] = {"period_start": cell.days.start, "period_end": cell.days.end}
    snapshot = book.warehouse.snapshot().of_batches(COSTING, [cell.batch_id])
    found: list[pa.RecordBatch] = []
    with open_session(snapshot, engine=Engine.duckdb) as session:
        session.give(ledger.DAYS, given(ledger.DAYS, assessed_days(book, cell.days, assessments(batches))))
        for relation in LEDGER_OF_LOADS:
            session.define(relation, parameters)
        with session.stream(ledger.LEDGER.name) as reader:
            schema = reader.schema
            found = [each.filter(_fits(each, cell)) for each in reader]
    rows = pa.Table.from_batches(found, schema=schema).select(list(_COLUMNS))
    rows = rows.sort_by([("occurred_on", "ascending"), ("source", "ascending"), ("entry_id", "ascending")])
    about = {
        "amount_minor": sum(rows.column("amount_minor").to_pylist()),
        "file_name": next((each.file_name for each in batches if each.batch_id == cell.batch_id), ""),
        "gathered_at": at.isoformat(),
    }
    _write(rows.replace_schema_metadata({_ABOUT: json.dumps(about).encode()}), into)
    advance("step.posting_rows", 1, 1)


def gathered_rows(path: Path, *, offset: int, limit: int) -> GatheredRows | None:
    """Return a part of the rows that were gathered; None before they were."""
    try:
        with pa.memory_map(str(path)) as source:
            table = pa.ipc.open_file(source).read_all()
            about = json.loads((table.schema.metadata or {})[_ABOUT])
            rows = tuple(_row(row) for row in table.slice(offset, limit).to_pylist())
            count = table.num_rows
            del table
    except FileNotFoundError:
        return None
    made = datetime.fromisoformat(about["gathered_at"])
    return GatheredRows(rows, count, about["amount_minor"], about["file_name"], made)


def _fits(rows: pa.RecordBatch, cell: PostingCell) -> pa.Array:
    """Return which rows a posting sums up."""
    wanted = {
        "batch_id": cell.batch_id,
        "cost_type": cell.cost_type,
        "campaign_id": cell.campaign,
        "tier": cell.tier,
    }
    fits = pa.array([True] * rows.num_rows)
    for name, value in wanted.items():
        if value is not None:
            fits = pc.and_(fits, pc.equal(pc.fill_null(rows.column(name), ""), value))
    return fits


def _write(rows: pa.Table, into: Path) -> None:
    """Write the file in one step, and let go of the oldest ones beside it."""
    into.parent.mkdir(parents=True, exist_ok=True)
    draft = into.with_suffix(".draft")
    with pa.OSFile(str(draft), "wb") as target, pa.ipc.new_file(target, rows.schema) as writer:
        writer.write_table(rows)
    draft.replace(into)
    kept = sorted(into.parent.glob("*.arrow"), key=lambda each: each.stat().st_mtime_ns, reverse=True)
    for old in kept[KEPT_MAX:]:
        old.unlink(missing_ok=True)


def _row(row: dict[str, Value]) -> PostingRow:
    """Return a row as it was gathered."""
    on = row["occurred_on"]
    assert isinstance(on, date), "a row has its day"
    return PostingRow(
        subledger=text(row, "subledger"),
        source=text(row, "source"),
        entry_id=text(row, "entry_id"),
        on=on,
        amount_minor=number(row, "amount_minor"),
        customer_id=text(row, "customer_id"),
        campaign_id=text(row, "campaign_id"),
        channel=text(row, "channel"),
        department=text(row, "department"),
        tier=text(row, "tier"),
        row_no=number(row, "row_no"),
    )
