"""PostgreSQL databases for one test after another.

Copying the template costs a thousand files, far more than most tests do. So a database goes back to the template's rows and
sequences when its test has ended, and only one whose tables or triggers the test has changed is dropped.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

_TABLES = "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_SEQUENCES = (
    "SELECT format('%I.%I', schemaname, sequencename), start_value, last_value FROM pg_sequences"
    " WHERE schemaname = 'public'"
)
_SHAPE = """
    SELECT md5(string_agg(told, ' ' ORDER BY told)) FROM (
        SELECT concat_ws('|', attrelid::regclass, attname, atttypid, attnotnull, attisdropped) AS told
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws('|', tgrelid::regclass, tgname, tgenabled, tgfoid::regproc) FROM pg_trigger
        UNION ALL SELECT concat_ws('|', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        UNION ALL SELECT concat_ws('|', proname, prosrc) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS shapes
"""


@dataclass(frozen=True, slots=True)
class Content:
    """What a database holds: its shape, the rows of each table that has any, where each sequence stands."""

    shape: str
    rows: Mapping[str, bytes]
    sequences: Mapping[str, tuple[int, int | None]]


class Databases:
    """The databases of one server; the template is prepared once."""

    def __init__(self, base: str, prepare: Callable[[str], None]) -> None:
        self._base = base
        self._numbers = itertools.count(1)
        self._spare: list[str] = []
        self._on_server("CREATE DATABASE fenhao_template")
        prepare(self.url("fenhao_template"))
        with psycopg.connect(self.url("fenhao_template"), autocommit=True) as raw:
            self._content = _content(raw)

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return self._base.replace("/postgres?", f"/{name}?")

    def take(self) -> str:
        """Return the name of a database with the template's content."""
        if self._spare:
            return self._spare.pop()
        name = f"fenhao_{next(self._numbers)}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE fenhao_template")
        return name

    def give_back(self, name: str) -> None:
        """Bring a database back to the template's content for the next test."""
        with psycopg.connect(self.url(name), autocommit=True) as raw:
            raw.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            fits = _shape(raw) == self._content.shape
            if fits:
                _return_to(raw, self._content)
        if fits:
            self._spare.append(name)
        else:
            self._on_server(f"DROP DATABASE {name} WITH (FORCE)")

    def _on_server(self, statement: str) -> None:
        """Run a statement that stands outside of any transaction."""
        with psycopg.connect(self._base, autocommit=True) as raw:
            raw.execute(statement.encode())


def _content(raw: "psycopg.Connection[tuple[object, ...]]") -> Content:
    """Return what a database holds."""
    return Content(_shape(raw), {name: _rows(raw, name) for name in _filled(raw)}, _sequences(raw))


def _shape(raw: "psycopg.Connection[tuple[object, ...]]") -> str:
    """Return a digest of the tables, triggers, constraints and functions."""
    found = raw.execute(_SHAPE).fetchone()
    assert found is not None
    return str(found[0])


def _filled(raw: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    """Return the tables that hold a row."""
    names = [str(name) for (name,) in raw.execute(_TABLES)]
    asked = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), _named(name))
        for name in names
    )
    return [str(name) for (name,) in raw.execute(asked)]


def _rows(raw: "psycopg.Connection[tuple[object, ...]]", table: str) -> bytes:
    """Return a table's rows as COPY writes them."""
    with raw.cursor() as cursor, cursor.copy(sql.SQL("COPY {} TO STDOUT").format(_named(table))) as out:
        return b"".join(bytes(block) for block in out)


def _sequences(raw: "psycopg.Connection[tuple[object, ...]]") -> dict[str, tuple[int, int | None]]:
    """Return where each sequence starts and which number it gave last."""
    return {
        str(name): (int(str(start)), None if last is None else int(str(last)))
        for name, start, last in raw.execute(_SEQUENCES)
    }


def _return_to(raw: "psycopg.Connection[tuple[object, ...]]", content: Content) -> None:
    """Bring rows and sequences back; triggers and references rest meanwhile."""
    with raw.transaction():
        raw.execute("SET LOCAL session_replication_role = replica")
        for table in {*_filled(raw), *content.rows}:
            kept = content.rows.get(table)
            if kept is not None and _rows(raw, table) == kept:
                continue
            raw.execute(sql.SQL("DELETE FROM {}").format(_named(table)))
            if kept is not None:
                with (
                    raw.cursor() as cursor,
                    cursor.copy(sql.SQL("COPY {} FROM STDIN").format(_named(table))) as into,
                ):
                    into.write(kept)
        for name, (start, last) in _sequences(raw).items():
            if last != content.sequences[name][1]:
                wanted = content.sequences[name][1]
                raw.execute("SELECT setval(%s, %s, %s)", (name, wanted or start, wanted is not None))


def _named(table: str) -> sql.Composable:
    """Return a table's name as the server itself wrote it, quoted where that is needed."""
    return sql.SQL(table)
