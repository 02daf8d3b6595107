"""Parquet files, with the types they bring."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.connectors.files._raw import RawBatch
from fenhao.kernel import Trouble


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
                for batch in file.iter_batches(batch_size=65_536, columns=list(self.headers)):
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


def _broken(path: Path) -> Trouble:
    return Trouble("load.parquet_broken", {"file": path.name})
