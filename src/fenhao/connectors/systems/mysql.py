"""MySQL and MariaDB: tables and views, read in a transaction that can only read, streamed row by row."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from functools import partial

import pymysql
import pymysql.cursors
from pymysql.constants import CR, ER

from fenhao.connectors._address import host_and_port, is_public, number_of
from fenhao.connectors.pull import Asked, Dialect, Lost, Page, RecordKind, Rows, sql_pages
from fenhao.profiles import SourceKeys

_PORT = 3306
_DIALECT = Dialect("`", "%s")
_SIGN_IN = frozenset({ER.ACCESS_DENIED_ERROR, ER.DBACCESS_DENIED_ERROR, 1698})
_BROKEN = frozenset(
    {
        CR.CR_SERVER_LOST,
        CR.CR_SERVER_GONE_ERROR,
        CR.CR_CONN_HOST_ERROR,
        ER.CON_COUNT_ERROR,
        ER.SERVER_SHUTDOWN,
        ER.LOCK_WAIT_TIMEOUT,
        ER.LOCK_DEADLOCK,
    }
)


class _Fetched:
    """The answer to a question."""

    def __init__(self, cursor: pymysql.cursors.Cursor) -> None:
        self._cursor = cursor

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(str(each[0]) for each in self._cursor.description or ())

    def some(self, most: int) -> Sequence[Sequence[object]]:
        """Return the next rows."""
        try:
            return list(self._cursor.fetchmany(most))
        except (pymysql.OperationalError, pymysql.InterfaceError, OSError) as wrong:
            raise Lost(str(wrong)) from wrong


class _Line:
    """A line to MySQL or MariaDB."""

    def __init__(self, asked: Asked) -> None:
        source = asked.source
        host, port = host_and_port(source.setting("address"), usual=_PORT)
        number = number_of(host, port, allowed=asked.reach.allowed)
        secure = source.setting("tls") == "require" or (not source.setting("tls") and is_public(number))
        self._asked = asked
        try:
            self._link = pymysql.connect(
                host=host,
                port=port,
                user=source.setting("user"),
                password=asked.secrets.text("password"),
                database=source.setting("database"),
                charset="utf8mb4",
                connect_timeout=10,
                read_timeout=300,
                ssl=ssl.create_default_context() if secure else None,
                ssl_disabled=not secure,
                defer_connect=True,
            )
            # Called by the number that was looked at; the name is still the one that the certificate must bear.
            self._link.connect(socket.create_connection((number, port), timeout=10))
            with self._link.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION READ ONLY")
        except (pymysql.Error, OSError) as wrong:
            raise _told(asked, wrong) from wrong

    def ask(self, question: str, values: Sequence[object], *, stream: bool) -> Rows:
        """Ask a question."""
        kind = pymysql.cursors.SSCursor if stream else pymysql.cursors.Cursor
        cursor = self._link.cursor(kind)
        try:
            cursor.execute(question, tuple(values))
        except (pymysql.Error, OSError) as wrong:
            raise _told(self._asked, wrong) from wrong
        return _Fetched(cursor)

    def close(self) -> None:
        """Hang up at once: what was not fetched is not wanted."""
        self._link.close()


def _told(asked: Asked, wrong: Exception) -> Exception:
    """Return what went wrong as a broken line, a refused sign-in or a refused question."""
    code = wrong.args[0] if wrong.args and isinstance(wrong.args[0], int) else 0
    if isinstance(wrong, (OSError, pymysql.InterfaceError)) or code in _BROKEN:
        return Lost(str(wrong))
    return asked.not_signed_in(str(wrong)) if code in _SIGN_IN else asked.question_refused(str(wrong))


def _pages(asked: Asked) -> Iterator[Page]:
    return sql_pages(asked, _DIALECT, partial(_Line, asked))


KIND = RecordKind(
    SourceKeys(
        "mysql",
        needed=("address", "database", "user"),
        optional=("tls",),
        choices=(("tls", ("disable", "require")),),
        secrets=("password",),
    ),
    note_en="MySQL and MariaDB tables and views",
    note_zh="MySQL、MariaDB 数据表与视图",
    pages=_pages,
)
