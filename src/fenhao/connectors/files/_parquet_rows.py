"""Parquet files, with the types they bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fenhao.connectors.files._raw import RawBatch
from fenhao.kernel import Trouble

UNPACKED_BYTES_MAX = 1 << 28
_FOOTER_BYTES_MAX = 1 << 20
CELL_BYTES_MAX = 1 << 20
"""A longer value is no cell of a table; one of them, told once and repeated by its place, could fill any memory."""
_ROWS_AT_ONCE, _CELLS_AT_ONCE, _BYTES_AT_ONCE = 65_536, 1 << 22, 1 << 28


@dataclass(frozen=True, slots=True)
class ParquetRows:
    """A Parquet file. Its line numbers are row numbers from 1. Nested columns are left out."""

    path: Path
    headers: tuple[str, ...]
    total: int

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows from the beginning."""
        begins = 1
        try:
            for batch in self._read():
                rows = batch.num_rows
                columns = tuple(batch.column(name) for name in self.headers)
                yield RawBatch(columns, pa.array(range(begins, begins + rows), pa.int64()), (), rows)
                begins += rows
        except (pa.ArrowException, OSError) as error:
            raise _broken(self.path) from error

    def _read(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows, so few at once that they fit into memory whatever the file says once instead of often."""
        with pq.ParquetFile(self.path) as file:
            folded = _folded(file.metadata, self.headers)
            at_once = _rows_at_once(file.metadata, len(self.headers))
        with pq.ParquetFile(self.path, read_dictionary=folded) as file:
            for batch in file.iter_batches(batch_size=at_once, columns=list(self.headers)):
                yield from _unfolded(batch, self.path)


def parquet_rows(path: Path) -> ParquetRows:
    """Return a Parquet file opened; Trouble when it is truncated or damaged."""
    try:
        with pq.ParquetFile(path) as file:
            flat = tuple(field.name for field in file.schema_arrow if not pa.types.is_nested(field.type))
            rows = file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise _broken(path) from error
    return ParquetRows(path, flat, rows)


def narrow_parquet(path: Path, names: tuple[str, ...]) -> ParquetRows:
    """Return a Parquet file that a stranger sent, opened: its footer is measured before anything of it is believed.

    Trouble when it is damaged, has a column of another name or a nested one, or says of itself that it unpacks to more than
    ``UNPACKED_BYTES_MAX``.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 8))
        end = file.read(8)
    footer = int.from_bytes(end[:4], "little")
    if size < 12 or end[4:] != b"PAR1" or footer > min(size - 12, _FOOTER_BYTES_MAX):
        raise _broken(path)
    try:
        with pq.ParquetFile(path) as found:
            schema, told = found.schema_arrow, found.metadata
            unpacked = sum(told.row_group(place).total_byte_size for place in range(told.num_row_groups))
            rows = told.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _broken(path) from error
    for field in schema:
        if field.name not in names or pa.types.is_nested(field.type) or schema.names.count(field.name) > 1:
            shown = field.name[:40].encode("utf-8", "replace").decode()
            raise Trouble("load.parquet_unknown", {"field": shown, "known": ", ".join(names)})
    if unpacked > UNPACKED_BYTES_MAX:
        raise Trouble("load.parquet_too_large", {"bytes": f"{UNPACKED_BYTES_MAX:,}"})
    return ParquetRows(path, tuple(schema.names), rows)


def _folded(told: pq.FileMetaData, names: tuple[str, ...]) -> list[str]:
    """Return the columns that hold each value once and name it by its place: read as they are, a value is not repeated."""
    groups = [told.row_group(place) for place in range(told.num_row_groups)]
    chunks = [group.column(place) for group in groups for place in range(told.num_columns)]
    return [
        name
        for name in names
        if any(
            "DICTIONARY" in code for each in chunks if each.path_in_schema == name for code in each.encodings
        )
        and all(each.physical_type == "BYTE_ARRAY" for each in chunks if each.path_in_schema == name)
    ]


def _rows_at_once(told: pq.FileMetaData, columns: int) -> int:
    """Return how many rows are read at once: as many as their footer says fit."""
    at_once = min(_ROWS_AT_ONCE, _CELLS_AT_ONCE // max(1, columns))
    for place in range(told.num_row_groups):
        group = told.row_group(place)
        row = max(1, group.total_byte_size // max(1, group.num_rows))
        at_once = min(at_once, _BYTES_AT_ONCE // row)
    return max(1, at_once)


def _unfolded(batch: pa.RecordBatch, path: Path) -> Iterator[pa.RecordBatch]:
    """Yield a batch with its values written out, in parts that fit; Trouble ``load.cell_too_long`` for a value of megabytes."""
    longest = 0
    for column in batch.columns:
        if (
            pa.types.is_dictionary(column.type)
            and _is_text(column.type.value_type)
            and len(column.dictionary)
        ):
            longest = max(longest, pc.max(pc.binary_length(column.dictionary)).as_py() or 0)
    if longest > CELL_BYTES_MAX:
        raise Trouble("load.cell_too_long", {"file": path.name, "bytes": f"{CELL_BYTES_MAX:,}"})
    rows = max(1, min(batch.num_rows, _BYTES_AT_ONCE // max(1, longest * batch.num_columns)))
    for begins in range(0, batch.num_rows, rows):
        part = batch.slice(begins, rows)
        yield pa.RecordBatch.from_arrays(
            [
                each.dictionary_decode() if pa.types.is_dictionary(each.type) else each
                for each in part.columns
            ],
            names=part.schema.names,
        )


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
    )


def _broken(path: Path) -> Trouble:
    return Trouble("load.parquet_broken", {"file": path.name})
