"""PostgreSQL: tables and views, read in one transaction that can only read, streamed by a cursor of the server."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

import psycopg
from psycopg import sql

from fenhao.connectors._address import host_and_port, is_public, number_of
from fenhao.connectors.pull import Asked, Dialect, Lost, Page, RecordKind, Rows, sql_pages
from fenhao.profiles import SourceKeys

_PORT = 5432
_DIALECT = Dialect('"', "%s")


class _Fetched:
    """The answer to a question."""

    def __init__(
        self, cursor: "psycopg.Cursor[tuple[object, ...]] | psycopg.ServerCursor[tuple[object, ...]]"
    ) -> None:
        self._cursor = cursor

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(each.name for each in self._cursor.description or ())

    def some(self, most: int) -> Sequence[Sequence[object]]:
        """Return the next rows."""
        try:
            return self._cursor.fetchmany(most)
        except psycopg.OperationalError as wrong:
            raise Lost(str(wrong)) from wrong


class _Line:
    """A line to PostgreSQL."""

    def __init__(self, asked: Asked) -> None:
        source = asked.source
        host, port = host_and_port(source.setting("address"), usual=_PORT)
        number = number_of(host, port, allowed=asked.reach.allowed)
        self._asked = asked
        try:
            self._link = psycopg.connect(
                host=host,
                hostaddr=number or None,
                port=port,
                dbname=source.setting("database"),
                user=source.setting("user"),
                password=asked.secrets.text("password"),
                sslmode=source.setting("tls") or ("verify-full" if is_public(number) else "prefer"),
                sslrootcert="system" if is_public(number) and not source.setting("tls") else None,
                connect_timeout=10,
                application_name="Fenhao",
            )
        except psycopg.OperationalError as wrong:
            if "password" in str(wrong) or "authentication" in str(wrong):
                raise asked.not_signed_in(str(wrong)) from wrong
            raise Lost(str(wrong)) from wrong
        self._link.read_only = True
        self._cursors: list[
            psycopg.Cursor[tuple[object, ...]] | psycopg.ServerCursor[tuple[object, ...]]
        ] = []

    def ask(self, question: str, values: Sequence[object], *, stream: bool) -> Rows:
        """Ask a question."""
        cursor = self._link.cursor(name="fenhao") if stream else self._link.cursor()
        self._cursors.append(cursor)
        try:
            cursor.execute(sql.SQL(question), values)
        except (psycopg.OperationalError, psycopg.InterfaceError) as wrong:
            raise Lost(str(wrong)) from wrong
        except psycopg.Error as wrong:
            raise self._asked.question_refused(str(wrong)) from wrong
        return _Fetched(cursor)

    def close(self) -> None:
        """Hang up; what was not fetched is not wanted."""
        with suppress(psycopg.Error):
            for cursor in self._cursors:
                cursor.close()
        self._link.close()


def _pages(asked: Asked) -> Iterator[Page]:
    return sql_pages(asked, _DIALECT, partial(_Line, asked))


KIND = RecordKind(
    SourceKeys(
        "postgresql",
        needed=("address", "database", "user"),
        optional=("tls",),
        choices=(("tls", ("disable", "prefer", "require", "verify-full")),),
        secrets=("password",),
    ),
    note_en="PostgreSQL tables and views",
    note_zh="PostgreSQL 数据表与视图",
    pages=_pages,
)
