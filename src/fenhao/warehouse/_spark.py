"""The Spark family over its Connect protocol: Apache Spark, local or on a cluster, and Sail."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame
from pyspark.sql.connect.session import SparkSession as Connection

from fenhao.engine.facts import VERSION
from fenhao.engine.relation import Column, Cut, Division, Kind, Model, Value
from fenhao.warehouse._session import Engine, EngineFailed, Known, Session, by_party_name
from fenhao.warehouse._snapshot import PinnedTable, Snapshot
from fenhao.warehouse._text import ModelBroken, bound_sql, spark_sql
from fenhao.warehouse._types import cast_table, spark_type
from fenhao.warehouse._versions import every_version, superseded
from fenhao.warehouse.exact.spark import divide

_Answer = TypeVar("_Answer")
_WHOLE = ("tinyint", "smallint", "int", "bigint")
_ACCEPTED = {
    Kind.text: ("string",),
    Kind.day: ("date", "timestamp"),
    Kind.instant: ("timestamp",),
    Kind.money: _WHOLE,
    Kind.count: _WHOLE,
    Kind.flag: ("boolean",),
}


class ConnectSession(Session):
    """A session of its own on a Connect server, which must see the warehouse's files under the same paths."""

    def __init__(self, snapshot: Snapshot, *, engine: Engine, url: str, end: Callable[[], None]) -> None:
        super().__init__(snapshot)
        self._engine = engine
        self._end = end
        self._kept: list[DataFrame] = []
        self._connection: Connection = Connection.builder.remote(url).create()
        self._connection.conf.set("spark.sql.session.timeZone", "UTC")
        self._connection.conf.set("spark.sql.ansi.enabled", "true")

    def rows(self, sql: str) -> pa.Table:
        """Return the rows of a SELECT in Spark's dialect."""
        return _asked(lambda: self._connection.sql(sql).toArrow())

    def make(self, name: str, sql: str, *, kept: bool) -> None:
        """Make a SELECT readable under a name; Spark caches it when it is kept."""
        made = _asked(lambda: self._connection.sql(sql))
        if kept and self._engine is Engine.sail:
            made = _asked(made.persist)
            self._kept.append(made)
        elif kept:
            # A checkpoint and not a cache: a cache would carry the whole plan on into every later one, and the
            # planner of Spark then spends more time than the rows.
            with _active(self._connection):
                made = _asked(made.localCheckpoint)
        _asked(lambda: made.createOrReplaceTempView(name))

    def close(self) -> None:
        """Drop what was kept and end the session."""
        for each in self._kept:
            each.unpersist()
        self._kept = []
        if not self._connection.is_stopped:
            self._connection.stop()
        self._end()

    def _fact(self, pinned: PinnedTable, columns: tuple[Column, ...]) -> None:
        every = every_version(pinned.table)
        newer = superseded(pinned.table, rows=every, has=pinned.columns, anti_join="LEFT ANTI JOIN")
        stored = (*columns, VERSION) if newer and VERSION not in columns else columns
        has = [each for each in stored if each.name in pinned.columns]
        if not pinned.files:
            items = ", ".join(f"CAST(NULL AS {spark_type(each.kind)}) AS {each.name}" for each in columns)
            self.make(pinned.table, f"SELECT {items} WHERE FALSE", kept=False)
            return
        schema = ", ".join(f"{each.name} {spark_type(each.kind)}" for each in has)
        read = _asked(lambda: self._connection.read.schema(schema).parquet(*pinned.files))
        added = [
            f"CAST(NULL AS {spark_type(each.kind)}) AS {each.name}" for each in stored if each not in has
        ]
        whole = _asked(lambda: read.selectExpr(*(each.name for each in has), *added))
        _asked(lambda: whole.createOrReplaceTempView(every if newer else pinned.table))
        if newer:
            names = ", ".join(f"{every}.{each.name}" for each in columns)
            self.make(pinned.table, f"SELECT {names} FROM {every}{newer}", kept=False)

    def _give(self, name: str, columns: tuple[Column, ...], rows: pa.Table) -> None:
        if not rows.num_rows:
            items = ", ".join(f"CAST(NULL AS {spark_type(each.kind)}) AS {each.name}" for each in columns)
            self.make(name, f"SELECT {items} WHERE FALSE", kept=False)
            return
        given = _asked(lambda: self._connection.createDataFrame(rows))
        _asked(lambda: given.createOrReplaceTempView(name))

    def _define(self, model: Model, parameters: Mapping[str, Value]) -> None:
        sql = spark_sql(bound_sql(model, parameters), wide_sums=self._engine is Engine.sail)
        fields = _asked(lambda: self._connection.sql(sql).schema.fields)
        types = {each.name: each.dataType.simpleString() for each in fields}
        items = ", ".join(_item(model, each, types) for each in model.columns)
        if len(fields) != len(model.columns):
            raise ModelBroken(f"{model.name} gives {list(types)}, which is more than it declares")
        self.make(model.name, f"SELECT {items} FROM (\n{sql}\n) AS the_model", kept=model.keep)

    def _divide(self, division: Division) -> tuple[Cut, ...]:
        return divide(self, division, by_party=by_party_name(division))

    def _stream(self, name: str, known: Known) -> pa.RecordBatchReader:
        # They all pass through this machine's memory.
        listed = ", ".join(each.name for each in known.columns)
        return cast_table(self.rows(f"SELECT {listed} FROM {name}"), known.columns).to_reader()

    def _fetch(self, name: str, known: Known, limit: int) -> pa.Table:
        listed = ", ".join(each.name for each in known.columns)
        order = ", ".join(f"{each} NULLS FIRST" for each in known.key)
        ordered = f" ORDER BY {order}" if order else ""
        limited = f" LIMIT {limit}" if limit >= 0 else ""
        return cast_table(self.rows(f"SELECT {listed} FROM {name}{ordered}{limited}"), known.columns)

    def _count(self, name: str) -> int:
        counted: int = self.rows(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py()
        return counted


@contextmanager
def _active(connection: Connection) -> Iterator[None]:
    """Let a session be its thread's active one: the client binds a checkpoint to that, whichever session was asked for it."""
    threads = Connection._active_session  # noqa: SLF001 - there is no public way to change it
    before = getattr(threads, "session", None)
    threads.session = connection
    try:
        yield
    finally:
        threads.session = before


def _asked(question: Callable[[], _Answer]) -> _Answer:
    """Return the server's answer; EngineFailed when it refuses."""
    try:
        return question()
    except PySparkException as error:
        raise EngineFailed(str(error)) from error


def _item(model: Model, declared: Column, types: Mapping[str, str]) -> str:
    """Return the select item that gives a declared column its declared type."""
    if declared.name not in types:
        raise ModelBroken(f"{model.name} does not give the column {declared.name}")
    found = types[declared.name]
    whole = found.startswith("decimal(") and found.endswith(",0)") and _ACCEPTED[declared.kind] is _WHOLE
    if found != "void" and found not in _ACCEPTED[declared.kind] and not whole:
        raise ModelBroken(f"{model.name}.{declared.name} is {found}, declared as {declared.kind.value}")
    wanted = spark_type(declared.kind)
    return (
        declared.name if found == wanted.lower() else f"CAST({declared.name} AS {wanted}) AS {declared.name}"
    )
