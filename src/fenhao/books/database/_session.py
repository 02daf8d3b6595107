"""One connection to the operational database, in plain SQL that SQLite and PostgreSQL both read.

Statements carry ``?`` for their values. Instants go in aware and come back aware; in SQLite they are kept as the text
that Django writes, so that the models read the same rows.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TypeVar, cast

import psycopg

from fenhao.books.database._bulk import TEXT_IN_LITE, append_lite, array_text, insertion, lite_values

Value = int | str | bool | date | datetime | None
"""What a cell holds."""
Row = tuple[Value, ...]
"""One row of an answer, in the order of its columns."""

Kept = TypeVar("Kept")

_STRUCTURE = 0x66656E68616F
"""Every writer shares this lock; whoever changes the structure takes it alone."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is filled in bulk: its name and its columns with their PostgreSQL types, ``id`` left out.

    ``added`` names columns that came after the first rows were sealed: empty, they are no part of a row's seal.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    added: frozenset[str] = frozenset()

    @property
    def names(self) -> str:
        """The columns as a list in SQL."""
        return ", ".join(name for name, _ in self.columns)


Statement = tuple[str, Sequence[object]]
"""A statement and what fills its marks."""


class Session:
    """One connection; what happens between ``begin`` and ``commit`` happens wholly or not at all.

    Across a wire every answer waited for costs more than the question. Statements without an answer are therefore put
    off until the next one that has one, and go out with it; questions known beforehand are asked together, ``ahead``.
    """

    def __init__(self, raw: "sqlite3.Connection | psycopg.Connection[Row]") -> None:
        self._lite = raw if isinstance(raw, sqlite3.Connection) else None
        self._post = raw if isinstance(raw, psycopg.Connection) else None
        self._later: list[tuple[Statement, int | None]] = []
        self._sent: list[tuple[psycopg.Cursor[Row], int | None]] = []
        self._pipe: AbstractContextManager[object] | None = None
        self._known: dict[tuple[str, tuple[object, ...]], list[Row]] = {}
        self._drawn: dict[str, list[int]] = {}
        self._kept: dict[str, object] = {}
        self._version = 0
        self._trusting = False

    def trust(self, version: int) -> bool:
        """Use what is kept of the structure for the rest of the transaction; return whether it still held.

        The version has to be read in this transaction, before anything of the structure and with nothing of it changed.
        """
        holds = version == self._version
        if not holds:
            self._kept.clear()
            self._version = version
        self._trusting = True
        return holds

    def distrust(self) -> None:
        """Neither use nor keep anything of the structure in this transaction any more: it is about to change."""
        self._trusting = False

    def kept(self, what: str, read: "Callable[[Session], Kept]") -> Kept:
        """Return what is kept under the name, read when there is none; read every time where nothing is trusted."""
        if not self._trusting:
            return read(self)
        if what not in self._kept:
            self._kept[what] = read(self)
        return cast("Kept", self._kept[what])

    def kept_before(self, what: str, otherwise: Kept) -> Kept:
        """Return what earlier transactions kept under the name, be it true or not: something to guess from."""
        return cast("Kept", self._kept.get(what, otherwise))

    @property
    def on_postgresql(self) -> bool:
        """Whether rows are locked one by one; SQLite locks the whole book for its one writer."""
        return self._post is not None

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return all rows of a query."""
        if self._lite is not None:
            return self._lite.execute(sql, lite_values(values)).fetchall()
        if self._known and (known := self._known.pop((sql, tuple(values)), None)) is not None:
            return known
        if self._later or self._pipe is not None:
            return self.rows_of_each((sql, values))[0]
        return self._wire.execute(_numbered(sql), values).fetchall()

    def rows_of_each(self, *statements: Statement) -> list[list[Row]]:
        """Return the rows of several queries, asked at once; none for a statement without an answer."""
        if self._lite is not None:
            return [self._lite.execute(sql, lite_values(values)).fetchall() for sql, values in statements]
        return [
            cursor.fetchall() if cursor.description is not None else [] for cursor in self._send(statements)
        ]

    def ahead(self, *statements: Statement, drawing: "Sequence[tuple[Table, int]]" = ()) -> None:
        """Ask queries at once whose answers will be wanted next: the same query then gets its answer from here, once.

        Only for what nobody changes meanwhile, or what is read again under its lock. Ids drawn along are those that
        ``draw`` gives out next; what is not given out is a gap.
        """
        if self._post is None:
            return
        asked = (*statements, *_drawing(drawing)) if drawing else statements
        found = self.rows_of_each(*asked)
        if drawing:
            numbers = cast("Sequence[list[int]]", found[-1][0])
            self._drawn = {table.name: own for (table, _), own in zip(drawing, numbers, strict=True)}
        for (sql, values), rows in zip(statements, found, strict=False):
            self._known[sql, tuple(values)] = rows

    def put_off(self, sql: str, values: Sequence[object] = (), *, touching: int | None = None) -> None:
        """Run a statement without an answer, at the latest when somebody asks something, or with the commit.

        ``touching`` is how many rows it has to touch.
        """
        if self._lite is not None:
            touched = self._lite.execute(sql, lite_values(values)).rowcount
            assert touching in {None, touched}, sql
            return
        self._later.append(((sql, values), touching))

    def press_on(self) -> None:
        """Send what was put off and wait for nothing: PostgreSQL works on it while the next is thought out."""
        if self._post is None:
            return
        if self._pipe is None:
            self._pipe = self._post.pipeline()
            self._pipe.__enter__()
        later, self._later = self._later, []
        self._sent += [
            (self._post.execute(_numbered(sql), values), touching) for (sql, values), touching in later
        ]

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run a statement; return how many rows it touched."""
        if self._lite is not None:
            return self._lite.execute(sql, lite_values(values)).rowcount
        return self._send([(sql, values)])[0].rowcount

    def run_each(self, sql: str, values: Iterable[Sequence[object]]) -> int:
        """Run a statement once for each row of values, in order; return how many rows were touched."""
        if self._lite is not None:
            return self._lite.executemany(sql, [lite_values(each) for each in values]).rowcount
        self._send([])
        cursor = self._wire.cursor()
        cursor.executemany(_numbered(sql), values)
        return cursor.rowcount

    def insert(self, table: Table, rows: Sequence[Sequence[object]]) -> tuple[int, ...]:
        """Append the rows in one statement; return their ids in the rows' order."""
        if not rows:
            return ()
        if self._lite is not None:
            ids = self.draw((table, len(rows)))[0]
            self.append(table, rows, ids)
            return ids
        sql, values = insertion(table.name, table.columns, rows)
        answer = self.rows(f"{sql} RETURNING id", values)
        return tuple(sorted(cast("int", each) for (each,) in answer))

    def append(
        self, table: Table, rows: Sequence[Sequence[object]], ids: Sequence[int] | None = None
    ) -> None:
        """Append the rows whose ids were drawn before, or whose ids nobody needs to know."""
        if not rows:
            return
        if self._lite is not None and ids is None:
            self.insert(table, rows)
            return
        columns: Sequence[tuple[str, str]] = table.columns
        if ids is not None:
            columns = (("id", "bigint"), *columns)
            rows = [(each, *row) for each, row in zip(ids, rows, strict=True)]
        if self._lite is None:
            self.put_off(*insertion(table.name, columns, rows))
            return
        given = [
            lite_values(column) if kind in TEXT_IN_LITE else column
            for (_, kind), column in zip(columns, zip(*rows, strict=True), strict=True)
        ]
        append_lite(self._lite, table.name, [name for name, _ in columns], given)

    def draw(self, *wanted: tuple[Table, int]) -> list[tuple[int, ...]]:
        """Return ids for so many rows to come of each table, in order.

        Whoever draws holds the table as a writer from then on: a seal waits for rows whose ids are out.
        """
        if self._lite is not None:
            found = []
            for table, count in wanted:
                first = cast("int", self.rows(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}")[0][0])
                found.append(tuple(range(first, first + count)))
            return found
        if any(count > len(self._drawn.get(table.name, ())) for table, count in wanted):
            self.ahead(drawing=wanted)
        given = []
        for table, count in wanted:
            left = self._drawn.get(table.name, [])
            given.append(tuple(left[:count]))
            del left[:count]
        return given

    def among(self, column: str, values: Sequence[int] | Sequence[str]) -> tuple[str, list[object]]:
        """Return the condition that a column is one of these values, and what fills its marks."""
        if self.on_postgresql:
            kind = "text" if values and isinstance(values[0], str) else "bigint"
            return f"{column} IN (SELECT unnest(?::{kind}[]))", [array_text(values)]
        return f"{column} IN ({', '.join('?' for _ in values)})", list(values)

    @property
    def for_update(self) -> str:
        """The clause that locks the rows read; nothing where the whole book is locked already."""
        return " FOR UPDATE" if self.on_postgresql else ""

    def begin(self) -> None:
        """Begin to write; SQLite waits here for every other writer of the book."""
        self._trusting = False
        if self._lite is not None:
            self._lite.execute("BEGIN IMMEDIATE")
            return
        self._later = [
            (("BEGIN", ()), None),
            ((f"SELECT pg_advisory_xact_lock_shared({_STRUCTURE})", ()), None),
        ]
        self._forget()

    def lock_structure(self) -> None:
        """Wait until nobody else is writing and let nobody begin: which lines move which balances is about to change."""
        self._trusting = False
        if self.on_postgresql:
            self._forget()
            self.run(f"SELECT pg_advisory_xact_lock({_STRUCTURE})")

    def commit(self) -> None:
        """Make it last, all that was put off included."""
        self._forget()
        self._plain("COMMIT")

    def rollback(self) -> None:
        """Take everything back, also when nothing was begun or the connection is gone."""
        self._drop()
        self._forget()
        try:
            self._plain("ROLLBACK")
        except (sqlite3.Error, psycopg.Error):
            return

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back only what happens inside when it fails."""
        self._plain("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._drop()
            self._plain("ROLLBACK TO SAVEPOINT part")
            raise
        finally:
            self._plain("RELEASE SAVEPOINT part")

    def close(self) -> None:
        """Give the connection back."""
        if self._lite is not None:
            self._lite.close()
        else:
            self._wire.close()

    def _drop(self) -> None:
        """Neither send what was put off nor ask what became of what was sent: it is taken back."""
        self._later.clear()
        self._sent.clear()
        with suppress(psycopg.Error):
            self._hang_up()

    def _forget(self) -> None:
        """Drop what was asked and drawn ahead, and trust nothing."""
        self._known.clear()
        self._drawn.clear()
        self._trusting = False

    @property
    def _wire(self) -> "psycopg.Connection[Row]":
        """The PostgreSQL connection, known to be there."""
        assert self._post is not None, "this session is on SQLite"
        return self._post

    def _plain(self, sql: str) -> None:
        """Run a statement without values or answer."""
        if self._lite is not None:
            self._lite.execute(sql)
        elif self._later or self._pipe is not None:
            self._send([(sql, ())])
        else:
            self._wire.execute(sql)

    def _send(self, statements: Sequence[Statement]) -> "list[psycopg.Cursor[Row]]":
        """Send what was put off and these statements in one round trip; return the cursors of these."""
        before = len(self._sent) + len(self._later)
        self._later += [(each, None) for each in statements]
        try:
            if self._pipe is None and len(self._later) <= 1:
                later, self._later = self._later, []
                self._sent = [
                    (self._wire.execute(_numbered(sql), values), touching)
                    for (sql, values), touching in later
                ]
            else:
                try:
                    self.press_on()
                finally:
                    self._hang_up()
        finally:
            sent, self._sent = self._sent, []
        for cursor, touching in sent:
            assert touching in {None, cursor.rowcount}, "a statement touched other rows than it was meant for"
        return [cursor for cursor, _ in sent[before:]]

    def _hang_up(self) -> None:
        """Wait for all that was sent; what went wrong first is what is told of."""
        pipe, self._pipe = self._pipe, None
        if pipe is None:
            return
        try:
            pipe.__exit__(None, None, None)
        except psycopg.errors.PipelineAborted as after:
            raise after.__context__ or after from None


def instant(value: Value) -> datetime | None:
    """Return an instant read back, aware and in UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


def day(value: Value) -> date:
    """Return a civil day read back."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _drawing(wanted: "Sequence[tuple[Table, int]]") -> tuple[Statement, Statement]:
    """Return how so many ids of each table are drawn, the tables held as a writer first."""
    names = ", ".join(table.name for table, _ in wanted)
    drawn = ", ".join(
        "ARRAY(SELECT nextval("  # the sequence is looked up once: for every id it took longer than drawing
        f"(SELECT pg_get_serial_sequence('{table.name}', 'id')::regclass)) FROM generate_series(1, ?::bigint))"
        for table, _ in wanted
    )
    return (f"LOCK TABLE {names} IN ROW EXCLUSIVE MODE", ()), (
        f"SELECT {drawn}",
        [count for _, count in wanted],
    )


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """Return the statement with PostgreSQL's marks."""
    return sql.replace("%", "%%").replace("?", "%s").encode()
