"""Parquet files, with the types they bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.connectors.files._raw import RawBatch
from fenhao.kernel import Trouble

UNPACKED_BYTES_MAX = 1 << 28
_FOOTER_BYTES_MAX = 1 << 20
_ROWS_AT_ONCE, _CELLS_AT_ONCE = 65_536, 1 << 22


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
            with pq.ParquetFile(self.path) as file:
                at_once = max(1, min(_ROWS_AT_ONCE, _CELLS_AT_ONCE // max(1, len(self.headers))))
                for batch in file.iter_batches(batch_size=at_once, columns=list(self.headers)):
                    rows = batch.num_rows
                    columns = tuple(batch.column(name) for name in self.headers)
                    yield RawBatch(columns, pa.array(range(begins, begins + rows), pa.int64()), (), rows)
                    begins += rows
        except (pa.ArrowException, OSError) as error:
            raise _broken(self.path) from error


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


def _broken(path: Path) -> Trouble:
    return Trouble("load.parquet_broken", {"file": path.name})
