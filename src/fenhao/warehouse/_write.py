"""Writes the Parquet files of one batch: one a month, its rows in the order of customers, memory bounded."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.engine.facts import VERSION
from fenhao.engine.relation import Table
from fenhao.warehouse._batches import DataFile
from fenhao.warehouse._month import MonthFile
from fenhao.warehouse._types import (
    PART_BATCH,
    PART_MONTH,
    arrow_schema,
    control_column,
    day_column,
    stored_columns,
)

_BUFFER_BYTES = 128 * 1024 * 1024
_NO_MONTH = "none"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, before it is committed."""

    files: tuple[tuple[str, DataFile], ...]
    """Each with the month that names its folder."""
    rows: int
    control_total_minor: int
    first_on: date | None
    last_on: date | None


def write_files(
    folder: Path, table: Table, rows: Iterable[pa.RecordBatch], *, batch_id: str, source: str
) -> Written:
    """Write the rows below the table's folder and return what was written; no file stays when it fails.

    A batch of rows needs the table's own columns; ``row_no`` is counted from 1 where the rows have none.
    ValueError for rows that break the table's declaration.
    """
    months: dict[str, MonthFile] = {}
    tally = _Tally(table)
    with tempfile.TemporaryDirectory(prefix=".staging-", dir=folder.parent) as staging:
        try:
            for stored in stored_rows(table, rows, batch_id=batch_id, source=source):
                tally.add(stored)
                for month, part in _by_month(stored, day_column(table)):
                    if month not in months:
                        months[month] = MonthFile(folder / _path(month, batch_id), stored.schema)
                    months[month].add(part)
                while sum(each.bytes_waiting for each in months.values()) > _BUFFER_BYTES:
                    max(months.values(), key=lambda each: each.bytes_waiting).spill(Path(staging))
            for each in months.values():
                each.write(Path(staging))
        except BaseException:
            for each in months.values():
                each.discard()
            raise
    files = tuple((month, _sealed(folder, months[month])) for month in sorted(months))
    return Written(files, tally.rows, tally.control_total_minor, tally.first_on, tally.last_on)


def stored_rows(
    table: Table, rows: Iterable[pa.RecordBatch], *, batch_id: str, source: str
) -> Iterator[pa.RecordBatch]:
    """Yield the rows in the stored schema, with their lineage, and with their versions where they say them."""
    stored = stored_columns(table)
    count = 0
    for batch in rows:
        numbered = VERSION.name in batch.schema.names and VERSION not in stored
        schema = arrow_schema((*stored, VERSION) if numbered else stored)
        columns: list[pa.Array] = []
        for each in schema:
            if each.name == "source":
                columns.append(pa.repeat(pa.scalar(source, pa.string()), batch.num_rows))
            elif each.name == "batch_id":
                columns.append(pa.repeat(pa.scalar(batch_id, pa.string()), batch.num_rows))
            elif each.name == "row_no" and "row_no" not in batch.schema.names:
                ones = pa.repeat(pa.scalar(1, pa.int64()), batch.num_rows)
                columns.append(pc.cumulative_sum(ones, start=count))
            else:
                columns.append(_column(table, batch, each))
        count += batch.num_rows
        if batch.num_rows:
            yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _column(table: Table, batch: pa.RecordBatch, wanted: pa.Field) -> pa.Array:
    """Return one column of the batch in its declared type; an absent one that is not needed is empty."""
    if wanted.name not in batch.schema.names:
        if not wanted.nullable:
            raise ValueError(f"rows for {table.name} lack the needed column {wanted.name}")
        return pa.nulls(batch.num_rows, wanted.type)
    cells = batch.column(wanted.name)
    if cells.type != wanted.type:
        cells = cells.cast(wanted.type, safe=True)
    if cells.null_count and not wanted.nullable:
        raise ValueError(f"rows for {table.name} have an empty {wanted.name}")
    return cells


def _by_month(stored: pa.RecordBatch, day: str) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the rows of each month that occurs."""
    if not day:
        yield _NO_MONTH, stored
        return
    days = stored.column(day)
    number = pc.add(pc.multiply(pc.year(days), 12), pc.subtract(pc.month(days), 1))
    present = pc.unique(number).to_pylist()
    for month in sorted(present):
        part = stored if len(present) == 1 else stored.filter(pc.equal(number, month))
        yield f"{month // 12:04d}-{month % 12 + 1:02d}", part


def _path(month: str, batch_id: str) -> str:
    return f"{PART_MONTH}={month}/{PART_BATCH}={batch_id}/{batch_id}.parquet"


def _sealed(folder: Path, month: MonthFile) -> DataFile:
    """Return the finished file's size and hash, after it has reached the disk."""
    with month.path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    path = month.path.relative_to(folder).as_posix()
    return DataFile(path, month.rows, month.path.stat().st_size, digest)


class _Tally:
    """Counts what goes by: rows, control total, first and last day."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self.control_total_minor = 0
        self.first_on: date | None = None
        self.last_on: date | None = None
        self._money = control_column(table)
        self._day = day_column(table)

    def add(self, stored: pa.RecordBatch) -> None:
        """Count one batch of rows."""
        self.rows += stored.num_rows
        if self._money:
            self.control_total_minor += exact_sum(stored.column(self._money))
        if self._day:
            span = pc.min_max(stored.column(self._day)).as_py()
            self.first_on = min(self.first_on or span["min"], span["min"])
            self.last_on = max(self.last_on or span["max"], span["max"])


def exact_sum(cells: pa.Array) -> int:
    """Return the sum of whole numbers; summed as decimals where a 64-bit sum might wrap around."""
    span = pc.min_max(cells).as_py()
    if span["min"] is None:
        return 0
    if max(abs(span["min"]), abs(span["max"])) * len(cells) < 2**63:
        return int(pc.sum(cells).as_py())
    total = pc.sum(cells.cast(pa.decimal128(19, 0)).cast(pa.decimal256(76, 0))).as_py()
    return int(total)
