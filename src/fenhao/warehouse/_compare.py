"""Tells the rows of a load that are new from those that are there already, by the engine and not row by row."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine.facts import STAMPED
from fenhao.engine.relation import Table
from fenhao.warehouse._snapshot import PinnedTable
from fenhao.warehouse._types import arrow_schema, duckdb_type, stored_columns
from fenhao.warehouse._write import stored_rows

_ROWS_A_BATCH = 100_000
_BUFFER_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Compared:
    """What a load brings, against what is there from the same source.

    ``same`` counts rows whose id and content are there already. ``changed`` are rows whose id is there with other
    content, ``repeated`` those whose id came before in the same load: both tables hold ``row_no`` and the key.
    """

    new: int
    same: int
    changed: pa.Table
    repeated: pa.Table
    new_rows: Iterator[pa.RecordBatch]
    """The new rows, once, with their ``row_no``; ready to be appended."""


class Staging:
    """The incoming rows on disk, beside the rows that are there, until they have been told apart."""

    def __init__(self, root: Path, memory_limit: str) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(prefix=".staging-", dir=root)
        spill = str(Path(self._folder.name) / "spill")
        self._duckdb = duckdb.connect(config={"memory_limit": memory_limit, "temp_directory": spill})
        self._duckdb.execute("SET TimeZone = 'UTC'")

    def close(self) -> None:
        """Remove what was staged."""
        self._duckdb.close()
        self._folder.cleanup()

    def compare(
        self,
        table: Table,
        rows: Iterable[pa.RecordBatch],
        *,
        source: str,
        there: PinnedTable,
        assignments: PinnedTable,
    ) -> Compared:
        """Stage the rows and tell them apart; ``there`` lists the files of the same source.

        New rows that carry no tier are stamped with the one that ``assignments`` has in force on their day.
        """
        incoming = Path(self._folder.name) / "incoming.parquet"
        count = _stage(incoming, table, rows, source)
        self._duckdb.execute(f"CREATE VIEW incoming AS SELECT * FROM read_parquet({_quoted(str(incoming))})")
        self._define_there(table, there)
        self._duckdb.execute(_told_apart(table))
        key = ", ".join(table.key)
        changed = self._rows(f"SELECT row_no, {key} FROM known WHERE state = 'changed' ORDER BY row_no")
        repeated = self._rows(f"SELECT row_no, {key} FROM known WHERE state = 'repeated' ORDER BY row_no")
        same = self._rows("SELECT count(*) AS n FROM known WHERE state = 'same'")["n"][0].as_py()
        return Compared(
            new=count - same - changed.num_rows - repeated.num_rows,
            same=same,
            changed=changed,
            repeated=repeated,
            new_rows=self._new_rows(table, assignments),
        )

    def _define_there(self, table: Table, there: PinnedTable) -> None:
        has = set(there.columns)
        items = ", ".join(
            each.name if each.name in has else f"CAST(NULL AS {duckdb_type(each.kind)}) AS {each.name}"
            for each in table.columns
        )
        listed = ", ".join(_quoted(path) for path in there.files)
        read = f"read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
        none = "(SELECT * FROM incoming WHERE FALSE)"
        self._duckdb.execute(f"CREATE VIEW there AS SELECT {items} FROM {read if there.files else none}")

    def _new_rows(self, table: Table, assignments: PinnedTable) -> Iterator[pa.RecordBatch]:
        stamped = table.name in STAMPED and bool(assignments.files)
        columns = [f"incoming.{each.name}" for each in table.columns]
        join = ""
        if stamped:
            columns[[each.name for each in table.columns].index("tier")] = (
                "coalesce(incoming.tier, held.tier)"
            )
            listed = ", ".join(_quoted(path) for path in assignments.files)
            join = (
                f" ASOF LEFT JOIN (SELECT customer_id, assessed_on, tier FROM read_parquet([{listed}],"
                " hive_partitioning = false)) AS held ON held.customer_id = incoming.customer_id"
                f" AND held.assessed_on <= incoming.{STAMPED[table.name]}"
            )
        found = self._duckdb.sql(
            f"SELECT {', '.join(columns)}, incoming.row_no"
            f" FROM (SELECT * FROM incoming ANTI JOIN known USING (row_no)) AS incoming{join}"
            " ORDER BY incoming.row_no"
        )
        yield from found.to_arrow_reader(_ROWS_A_BATCH)

    def _rows(self, sql: str) -> pa.Table:
        return self._duckdb.sql(sql).to_arrow_table()


def _stage(path: Path, table: Table, rows: Iterable[pa.RecordBatch], source: str) -> int:
    """Write the rows into one file and return how many there are."""
    schema = arrow_schema(stored_columns(table))
    count = 0
    waiting: list[pa.RecordBatch] = []
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        for batch in stored_rows(table, rows, batch_id="incoming", source=source):
            waiting.append(batch)
            count += batch.num_rows
            if sum(each.nbytes for each in waiting) > _BUFFER_BYTES:
                writer.write_table(pa.Table.from_batches(waiting))
                waiting = []
        writer.write_table(pa.Table.from_batches(waiting, schema=schema))
    return count


def _told_apart(table: Table) -> str:
    """Return the statement that keeps every incoming row that is not new, with the reason.

    A stamped tier is ours and not the source's: a row that comes without one is not thereby changed.
    """
    key = ", ".join(table.key)
    on_key = " AND ".join(f"there.{each} = incoming.{each}" for each in table.key)
    equal = " AND ".join(
        "(incoming.tier IS NULL OR incoming.tier IS NOT DISTINCT FROM there.tier)"
        if each.name == "tier" and table.name in STAMPED
        else f"incoming.{each.name} IS NOT DISTINCT FROM there.{each.name}"
        for each in table.columns
    )
    listed = ", ".join(f"incoming.{each}" for each in table.key)
    repeated_key = " AND ".join(f"first_of.{each} = incoming.{each}" for each in table.key)
    return f"""
CREATE TABLE known AS
WITH first_of AS (
  SELECT {key}, min(row_no) AS row_no FROM incoming GROUP BY {key} HAVING count(*) > 1
),
repeated AS (
  SELECT incoming.row_no, {listed}, 'repeated' AS state
  FROM incoming JOIN first_of ON {repeated_key} AND incoming.row_no > first_of.row_no
),
there_already AS (
  SELECT incoming.row_no, {listed}, CASE WHEN {equal} THEN 'same' ELSE 'changed' END AS state
  FROM incoming JOIN there ON {on_key}
)
SELECT * FROM there_already
UNION ALL
SELECT * FROM repeated WHERE row_no NOT IN (SELECT row_no FROM there_already)
"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
