"""DuckDB, embedded: the engine that a company needs no server for."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from fenhao.engine.facts import VERSION
from fenhao.engine.relation import Column, Cut, Division, Kind, Model, Value
from fenhao.warehouse._session import EngineFailed, Known, Session, by_party_name
from fenhao.warehouse._snapshot import PinnedTable, Snapshot
from fenhao.warehouse._text import ModelBroken, bound_sql
from fenhao.warehouse._types import cast_table, duckdb_type
from fenhao.warehouse._versions import every_version, numbered, parquet, superseded, taken_back
from fenhao.warehouse.exact.duckdb import divide

_ROWS_A_BATCH = 100_000
_ROWS_A_PART = 5_000_000
"""So many facts can be grouped twice within 400 MB."""

# What a declared kind may come out of a SELECT as; it is then cast, and a cast that does not fit raises.
_WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
_ACCEPTED = {
    Kind.text: ("VARCHAR",),
    Kind.day: ("DATE", "TIMESTAMP"),
    Kind.instant: ("TIMESTAMP WITH TIME ZONE",),
    Kind.money: _WHOLE,
    Kind.count: _WHOLE,
    Kind.flag: ("BOOLEAN",),
}


class DuckSession(Session):
    """A DuckDB in memory, spilling into a temporary folder of its own above the memory limit."""

    def __init__(self, snapshot: Snapshot, *, threads: int, memory_limit: str) -> None:
        super().__init__(snapshot)
        self._spill = Path(tempfile.mkdtemp(prefix="fenhao-"))
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory_limit,
            "temp_directory": str(self._spill),
            "preserve_insertion_order": "false",
            "autoinstall_known_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET enable_progress_bar = false")  # of its own, on the user's terminal
        # DuckDB 2.0.0 propagates wrong statistics through a FULL JOIN with an empty side: rows are lost, amounts truncated.
        self._connection.execute("SET disabled_optimizers = 'statistics_propagation'")

    def rows(self, sql: str) -> pa.Table:
        """Return the rows of one statement in DuckDB's dialect."""
        try:
            return self._connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise EngineFailed(str(error)) from error

    def _execute(self, statement: str) -> None:
        """Run one statement that gives no rows."""
        try:
            self._connection.execute(statement)
        except duckdb.Error as error:
            raise EngineFailed(str(error)) from error

    def make(self, name: str, sql: str, *, kept: bool) -> None:
        """Make a SELECT readable under a name, as a table when it is kept."""
        self._execute(f"CREATE TEMP {'TABLE' if kept else 'VIEW'} {name} AS {sql}")

    def close(self) -> None:
        """End the session and remove what it spilled."""
        self._connection.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def _fact(self, pinned: PinnedTable, columns: tuple[Column, ...]) -> None:
        has = set(pinned.columns) if pinned.files else set()
        items = ", ".join(
            each.name if each.name in has else f"CAST(NULL AS {duckdb_type(each.kind)}) AS {each.name}"
            for each in columns
        )
        if not pinned.files:
            self._execute(f"CREATE TEMP VIEW {pinned.table} AS SELECT {items} WHERE FALSE")
            return
        every = every_version(pinned.table)
        newer = superseded(pinned.table, rows=every, has=has, anti_join="ANTI JOIN")
        if not newer:
            self._execute(f"CREATE TEMP VIEW {pinned.table} AS SELECT {items} FROM ({parquet(pinned.files)})")
            return
        inner = items if VERSION in columns else f"{items}, {VERSION.name}"
        self._execute(f"CREATE TEMP VIEW {every} AS SELECT {inner} FROM {numbered(pinned.files)}")
        names = ", ".join(f"{every}.{each.name}" for each in columns)
        rest = newer
        if pinned.before:
            before = f"(SELECT {inner} FROM {numbered(pinned.before)})"
            rest = f" UNION ALL {taken_back(pinned.table, columns, rows=every, before=before)}"
        self._execute(f"CREATE TEMP VIEW {pinned.table} AS SELECT {names} FROM {every}{rest}")

    def _give(self, name: str, columns: tuple[Column, ...], rows: pa.Table) -> None:
        # A table of its own, not a view of the Arrow rows: the planner then knows how few they are.
        self._connection.register("given_rows", rows)
        items = ", ".join(f"CAST({each.name} AS {duckdb_type(each.kind)}) AS {each.name}" for each in columns)
        self._execute(f"CREATE TEMP TABLE {name} AS SELECT {items} FROM given_rows")
        self._connection.unregister("given_rows")

    def _define(self, model: Model, parameters: Mapping[str, Value]) -> None:
        sql = bound_sql(model, parameters)
        try:
            bound = self._connection.sql(sql)
        except duckdb.Error as error:
            raise EngineFailed(str(error)) from error
        types = dict(zip(bound.columns, map(str, bound.types), strict=True))
        items = ", ".join(_item(model, each, types) for each in model.columns)
        if len(types) != len(model.columns):
            raise ModelBroken(f"{model.name} gives {list(types)}, which is more than it declares")
        whole = f"SELECT {items} FROM (\n{sql}\n) AS the_model"
        rows = max((each.rows for each in self.snapshot.tables if each.table in model.reads), default=0)
        parts = -(-rows // _ROWS_A_PART) if model.in_parts else 1
        if parts <= 1:
            self.make(model.name, whole, kept=model.keep)
            return
        for part in range(parts):
            # a range, because a remainder could fail and is not pushed below a join; of a hash that grouping does not use
            begin, end = ((part + at) * 2**64 // parts for at in (0, 1))
            rest = f"{whole} WHERE hash({model.key[0]}, 1) BETWEEN {begin} AND {end - 1}"
            if part:
                self._execute(f"INSERT INTO {model.name} {rest}")
            else:
                self.make(model.name, rest, kept=True)

    def _divide(self, division: Division) -> tuple[Cut, ...]:
        return divide(self, division, by_party=by_party_name(division))

    def _stream(self, name: str, known: Known) -> pa.RecordBatchReader:
        try:
            rows = self._connection.sql(f"SELECT {_list(known.columns)} FROM {name}")
            return rows.to_arrow_reader(_ROWS_A_BATCH)
        except duckdb.Error as error:
            raise EngineFailed(str(error)) from error

    def _fetch(self, name: str, known: Known, limit: int) -> pa.Table:
        order = ", ".join(f"{each} NULLS FIRST" for each in known.key)
        ordered = f" ORDER BY {order}" if order else ""
        limited = f" LIMIT {limit}" if limit >= 0 else ""
        rows = self.rows(f"SELECT {_list(known.columns)} FROM {name}{ordered}{limited}")
        return cast_table(rows, known.columns)

    def _count(self, name: str) -> int:
        counted: int = self.rows(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
        return counted


def _item(model: Model, declared: Column, types: Mapping[str, str]) -> str:
    """Return the select item that gives a declared column its declared type."""
    if declared.name not in types:
        raise ModelBroken(f"{model.name} does not give the column {declared.name}")
    found = types[declared.name]
    if found == "NULL" or found == '"NULL"':
        return f"CAST({declared.name} AS {duckdb_type(declared.kind)}) AS {declared.name}"
    whole = found.startswith("DECIMAL") and found.endswith(",0)") and _ACCEPTED[declared.kind] is _WHOLE
    if found not in _ACCEPTED[declared.kind] and not whole:
        raise ModelBroken(f"{model.name}.{declared.name} is {found}, declared as {declared.kind.value}")
    wanted = duckdb_type(declared.kind)
    return declared.name if found == wanted else f"CAST({declared.name} AS {wanted}) AS {declared.name}"


def _list(columns: tuple[Column, ...]) -> str:
    return ", ".join(each.name for each in columns)
