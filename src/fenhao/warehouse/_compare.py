"""Tells the rows of a load that are new from those that are there already, by the engine and not row by row."""

import tempfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fenhao.engine.facts import STAMPED, VERSION, VERSIONED, WRITTEN_AGAIN
from fenhao.engine.relation import Table
from fenhao.warehouse._snapshot import PinnedTable
from fenhao.warehouse._types import arrow_schema, duckdb_type, stored_columns
from fenhao.warehouse._versions import numbered, parquet, superseded
from fenhao.warehouse._write import stored_rows

_ROWS_A_BATCH = 100_000
_BUFFER_BYTES = 64 * 1024 * 1024
_NO_ASSIGNMENTS = "(SELECT '' AS customer_id, CAST(NULL AS DATE) AS assessed_on, '' AS tier WHERE FALSE)"


@dataclass(frozen=True, slots=True)
class Compared:
    """What a load brings, against what is there from the same source.

    ``same`` counts rows whose id and content are there already, and those that the same load says anew. ``changed`` are rows whose id is there with other
    content, ``repeated`` those whose id came before in the same load, ``older`` those that the source itself dates before the
    version in force: all three hold ``row_no`` and the key. ``newer`` of the new rows are newer versions of rows that are there.
    """

    new: int
    newer: int
    same: int
    changed: pa.Table
    repeated: pa.Table
    older: pa.Table
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
        corrects: bool,
    ) -> Compared:
        """Stage the rows and tell them apart; ``there`` lists the files of the same source.

        New rows that carry no tier are stamped with the one that ``assignments`` has in force on their day.
        """
        incoming = Path(self._folder.name) / "incoming.parquet"
        count = _stage(incoming, table, rows, source)
        self._duckdb.execute(f"CREATE VIEW incoming AS SELECT * FROM read_parquet({_quoted(str(incoming))})")
        self._define_there(table, there)
        self._duckdb.execute(_told_apart(table, some_there=bool(there.files), corrects=corrects))
        key = ", ".join(table.key)
        changed, repeated, older = (
            self._rows(f"SELECT row_no, {key} FROM known WHERE state = '{state}' ORDER BY row_no")
            for state in ("changed", "repeated", "older")
        )
        newer = self._rows("SELECT row_no FROM known WHERE state = 'newer'").num_rows
        known = self._rows("SELECT row_no FROM known WHERE state <> 'newer'")["row_no"].combine_chunks()
        return Compared(
            new=count - len(known),
            newer=newer,
            same=len(known) - changed.num_rows - repeated.num_rows - older.num_rows,
            changed=changed,
            repeated=repeated,
            older=older,
            new_rows=self._new_rows(incoming, table, known, assignments, some_newer=bool(newer)),
        )

    def _define_there(self, table: Table, there: PinnedTable) -> None:
        if not there.files:
            return
        has = set(there.columns)
        items = ", ".join(
            each.name if each.name in has else f"CAST(NULL AS {duckdb_type(each.kind)}) AS {each.name}"
            for each in (*table.columns, VERSION)
        )
        read = f"({parquet(there.files)})"
        newer = superseded(table.name, rows="every_version", has=has, anti_join="ANTI JOIN")
        if newer:
            every = f"SELECT {items}, source FROM {numbered(there.files)}"
            self._duckdb.execute(f"CREATE VIEW every_version AS {every}")
            items, read = "every_version.*", "every_version" + newer
        self._duckdb.execute(f"CREATE VIEW there AS SELECT {items} FROM {read}")

    def _new_rows(
        self, incoming: Path, table: Table, known: pa.Array, assignments: PinnedTable, *, some_newer: bool
    ) -> Iterator[pa.RecordBatch]:
        columns = [*(each.name for each in table.columns), "row_no"]
        stamps = table.name in STAMPED and bool(assignments.files)
        with pq.ParquetFile(incoming) as staged:
            if not stamps and not some_newer:
                yield from _unknown_rows(staged, columns, known)
                return
        if some_newer:
            columns.append(VERSION.name)
        listed = ", ".join(_quoted(path) for path in assignments.files)
        assigned = f"read_parquet([{listed}], hive_partitioning = false)" if stamps else _NO_ASSIGNMENTS
        self._duckdb.execute(
            # One row a customer and day, whatever was loaded: a second would double the costs that are stamped.
            "CREATE VIEW assigned AS SELECT customer_id, assessed_on, max(tier) AS tier"
            f" FROM {assigned} GROUP BY customer_id, assessed_on"
        )
        stamped = self._duckdb.sql(_stamped(table, columns))
        yield from stamped.to_arrow_reader(_ROWS_A_BATCH)

    def _rows(self, sql: str) -> pa.Table:
        return self._duckdb.sql(sql).to_arrow_table()


def _unknown_rows(staged: pq.ParquetFile, columns: list[str], known: pa.Array) -> Iterator[pa.RecordBatch]:
    """Yield the staged rows that are not known, in their order."""
    for batch in staged.iter_batches(_ROWS_A_BATCH, columns=columns):
        new = batch.filter(pc.invert(pc.is_in(batch.column("row_no"), known))) if len(known) else batch
        if new.num_rows:
            yield new


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


def _told_apart(table: Table, *, some_there: bool, corrects: bool) -> str:
    """Return the statement that keeps every incoming row that is not new, with the reason.

    What is likely to be empty is asked first and narrowly: which ids are there at all, and which come twice by
    their hashes. Only for those rows are the other columns compared.
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
    twice, order = ("earlier", "row_no DESC") if corrects else ("repeated", "row_no")
    other = "'newer'" if corrects or table.name in WRITTEN_AGAIN else "'changed'"
    if dated := VERSIONED.get(table.name, ""):
        other = f"CASE WHEN incoming.{dated} < there.{dated} THEN 'older' ELSE 'newer' END"
    there_already = (
        f"SELECT incoming.row_no, {listed}, CASE WHEN {equal} THEN 'same' ELSE {other} END AS state,"
        f" coalesce(there.version, 1) AS version FROM incoming JOIN there ON {on_key} WHERE incoming.row_no IN (SELECT row_no FROM met)"
        if some_there
        else f"SELECT row_no, {key}, '' AS state, 1 AS version FROM incoming WHERE FALSE"
    )
    met = (
        f"met AS MATERIALIZED (SELECT row_no FROM incoming SEMI JOIN (SELECT {key} FROM there) AS there USING ({key})),\n"
        if some_there
        else ""
    )
    return f"""
CREATE TABLE known AS
WITH {met}twice AS (
  SELECT hash({key}) AS hashed FROM incoming GROUP BY hashed HAVING count(*) > 1
),
suspected AS (
  SELECT row_no, {key} FROM incoming WHERE hash({key}) IN (SELECT hashed FROM twice)
),
repeated AS (
  SELECT row_no, {key}, '{twice}' AS state, 1 AS version
  FROM suspected
  QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) > 1
),
there_already AS (
  {there_already}
)
SELECT * FROM there_already WHERE state <> 'newer' OR row_no NOT IN (SELECT row_no FROM repeated)
UNION ALL
SELECT * FROM repeated WHERE row_no NOT IN (SELECT row_no FROM there_already WHERE state <> 'newer')
"""


def _stamped(table: Table, columns: list[str]) -> str:
    """Return the SELECT of the new rows, each with its version and with the tier that the assessment in force on its day gave.

    The assessment is looked up by day, of which there are few, and the tier then by equality: the same as the
    ledger does for rows without a stamp, and without sorting either side.
    """
    said = {"version": "newer.version + 1 AS version"}
    fresh = """FROM incoming
ANTI JOIN (SELECT row_no FROM known WHERE state <> 'newer') AS known ON known.row_no = incoming.row_no
LEFT JOIN (SELECT row_no, version FROM known WHERE state = 'newer') AS newer ON newer.row_no = incoming.row_no"""
    if table.name in STAMPED:
        said["tier"] = "coalesce(incoming.tier, assigned.tier) AS tier"
    items = ", ".join(said.get(name, f"incoming.{name}") for name in columns)
    if table.name not in STAMPED:
        return f"SELECT {items} {fresh}"
    day = STAMPED[table.name]
    return f"""
WITH assessed AS (SELECT DISTINCT assessed_on FROM assigned),
in_force AS (
  SELECT days.day, max(assessed.assessed_on) AS assessed_on
  FROM (SELECT DISTINCT {day} AS day FROM incoming) AS days
  JOIN assessed ON assessed.assessed_on <= days.day
  GROUP BY days.day
)
SELECT {items}
{fresh}
LEFT JOIN in_force ON in_force.day = incoming.{day}
LEFT JOIN assigned ON assigned.customer_id = incoming.customer_id AND assigned.assessed_on = in_force.assessed_on
"""


def newest_over(table: Table, files: Collection[str], batch_id: str) -> str:
    """Return the batch in these files with the newest version of a row of this batch; empty when there is none."""
    key, rows = ", ".join(("source", *table.key)), numbered(files)
    asked = (
        f"SELECT newer.batch_id FROM {rows} AS newer JOIN {rows} AS mine USING ({key})"
        " WHERE mine.batch_id = $batch AND newer.version > coalesce(mine.version, 1)"
        " ORDER BY newer.version DESC LIMIT 1"
    )
    with duckdb.connect() as engine:
        found = engine.execute(asked, {"batch": batch_id}).fetchone()
    return str(found[0]) if found else ""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
