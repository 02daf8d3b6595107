"""The file of one month of a batch, its rows in the order of customers.

Whoever groups by customer then meets each customer's rows side by side, and rows without a customer stand together
at the end, where a row group's statistics tell an engine to pass over the others. It halves the dearest scan there
is. ``row_no`` keeps the order of the source.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ROWS_A_GROUP = 2 * 122_880
"""Small enough for its dictionary of customers to hold, and for an engine to pass over; large enough to compress."""

_SORT_MEMORY = "1GB"


class MonthFile:
    """One month's rows while they come in: they wait in memory, or, when they outgrow it, in a run on disk."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path = path
        self.rows = 0
        self.bytes_waiting = 0
        self._schema = schema
        self._waiting: list[pa.RecordBatch] = []
        self._run: pq.ParquetWriter | None = None
        self._order = [name for name in ("customer_id", "row_no") if name in schema.names]

    def add(self, part: pa.RecordBatch) -> None:
        """Take rows of the month."""
        self._waiting.append(part)
        self.bytes_waiting += part.nbytes
        self.rows += part.num_rows

    def spill(self, folder: Path) -> None:
        """Move what waits to disk, below the folder; it is sorted when the file is written."""
        if self._run is None:
            self._run = pq.ParquetWriter(folder / f"{self.path.parent.parent.name}.parquet", self._schema)
        self._run.write_table(pa.Table.from_batches(self._waiting))
        self._waiting = []
        self.bytes_waiting = 0

    def write(self, folder: Path) -> None:
        """Write the month's file; ``folder`` is where ``spill`` was told to put rows, and may take more."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(self.path, self._schema, compression="zstd") as writer:
            for part in self._sorted_on_disk(folder) if self._run else self._sorted_in_memory():
                writer.write_table(part, row_group_size=ROWS_A_GROUP)

    def discard(self) -> None:
        """Leave nothing behind of a month that will not be committed."""
        if self._run is not None:
            self._run.close()
        self.path.unlink(missing_ok=True)

    def _sorted_in_memory(self) -> Iterator[pa.Table]:
        waiting = pa.Table.from_batches(self._waiting)
        yield waiting.take(pc.sort_indices(waiting, sort_keys=[(name, "ascending") for name in self._order]))
        self._waiting = []
        self.bytes_waiting = 0

    def _sorted_on_disk(self, folder: Path) -> Iterator[pa.Table]:
        """Yield the rows of the run in order, a row group at a time; DuckDB sorts what memory cannot hold."""
        assert self._run is not None
        if self._waiting:
            self.spill(folder)
        self._run.close()
        run = str(folder / f"{self.path.parent.parent.name}.parquet")
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": _SORT_MEMORY,
            "temp_directory": str(folder / "spill"),
        }
        with duckdb.connect(config=config) as engine:
            engine.execute("SET TimeZone = 'UTC'")
            order = ", ".join(f"{name} NULLS LAST" for name in self._order)
            found = engine.sql(f"SELECT * FROM read_parquet($run) ORDER BY {order}", params={"run": run})
            parts: list[pa.RecordBatch] = []
            for part in found.to_arrow_reader(ROWS_A_GROUP):
                parts.append(part)
                if sum(each.num_rows for each in parts) >= ROWS_A_GROUP:
                    yield pa.Table.from_batches(parts).cast(self._schema)
                    parts = []
            if parts:
                yield pa.Table.from_batches(parts).cast(self._schema)
