"""SQLite: a file of another program, opened so that it can only be read."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial

from fenhao.connectors.pull import Asked, Dialect, Lost, Page, RecordKind, Rows, sql_pages
from fenhao.kernel import Trouble
from fenhao.profiles import SourceKeys

_DIALECT = Dialect('"', "?")


class _Fetched:
    """The answer to a question."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(str(each[0]) for each in self._cursor.description or ())

    def some(self, most: int) -> Sequence[Sequence[object]]:
        """Return the next rows."""
        try:
            return self._cursor.fetchmany(most)
        except sqlite3.OperationalError as wrong:
            raise Lost(str(wrong)) from wrong


class _Line:
    """A file."""

    def __init__(self, asked: Asked) -> None:
        path = asked.reach.root / asked.source.setting("file")
        self._asked = asked
        if not path.is_file():
            raise Trouble("load.file_missing", {"file": str(path)})
        try:
            self._link = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        except sqlite3.Error as wrong:
            raise Lost(str(wrong)) from wrong

    def ask(self, question: str, values: Sequence[object], *, stream: bool) -> Rows:
        """Ask a question; a file hands out rows as they are fetched, whether ``stream`` asks for it or not."""
        assert not stream or question.startswith("SELECT")
        try:
            return _Fetched(self._link.execute(question, [_stored(each) for each in values]))
        except sqlite3.Error as wrong:
            if "locked" in str(wrong):
                raise Lost(str(wrong)) from wrong
            raise self._asked.question_refused(str(wrong)) from wrong

    def close(self) -> None:
        """Close the file."""
        self._link.close()


def _stored(value: object) -> str | int:
    """Return a cursor's value as SQLite holds it: numbers and texts."""
    return value if isinstance(value, int) else str(value)


def _pages(asked: Asked) -> Iterator[Page]:
    return sql_pages(asked, _DIALECT, partial(_Line, asked))


KIND = RecordKind(
    SourceKeys("sqlite", needed=("file",), by_form=False),
    note_en="tables of a SQLite file",
    note_zh="SQLite 文件中的数据表",
    pages=_pages,
)
