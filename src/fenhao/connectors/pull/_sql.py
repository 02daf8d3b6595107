"""Databases: one question in the order of the cursor, streamed, begun again from the last row when the line breaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from fenhao.connectors.pull._chunk import field_missing
from fenhao.connectors.pull._exact import plain_number
from fenhao.connectors.pull._order import earlier
from fenhao.connectors.pull._values import Asked, Page
from fenhao.kernel import Trouble

_ROWS_A_PAGE = 5_000
_TYPES: dict[str, Callable[[str], object]] = {
    "int": int,
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "str": str,
}


class Lost(Exception):
    """The line to the database broke."""


class Rows(Protocol):
    """What a question gave: names of columns, and rows as they are fetched."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""

    def some(self, most: int) -> Sequence[Sequence[object]]:
        """Return the next rows, none at the end."""


class Line(Protocol):
    """A line to a database; whatever its driver raises comes out as Lost or Trouble."""

    def ask(self, sql: str, values: Sequence[object], *, stream: bool) -> Rows:
        """Ask a question; ``stream`` keeps the answer on the other side until it is fetched."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes names and marks values."""

    quote: str
    mark: str

    def named(self, name: str) -> str:
        """Return a name as the database reads it, whatever it is made of."""
        return self.plain(self.quote + name.replace(self.quote, self.quote * 2) + self.quote)

    def plain(self, sql: str) -> str:
        """Return SQL in which the driver sees no mark of a value."""
        return sql.replace("%", "%%") if self.mark == "%s" else sql

    def table(self, name: str) -> str:
        """Return a table's name, its schema before the dot."""
        return ".".join(map(self.named, name.split(".")))


def sql_pages(asked: Asked, dialect: Dialect, opened: Callable[[], Line]) -> Iterator[Page]:
    """Give the rows of a table from the cursor on, in its order; begun again where the line broke, with patience."""
    place, tries = earlier_place(asked), 0
    while True:
        try:
            line = opened()
            try:
                _check_columns(asked, dialect, line)
                for page in _pages(asked, dialect, line, place):
                    place, tries = page.place or place, 0
                    yield page
                return
            finally:
                line.close()
        except Lost as lost:
            tries += 1
            said = asked.secrets.hide(str(lost))
            if tries > asked.reach.tries:
                raise Trouble("sources.line_lost", {"source": asked.source.name, "said": said}) from lost
            asked.reach.sleep(min(2**tries, 60))


def earlier_place(asked: Asked) -> str:
    """Return from where to begin: the kept place, moved back by the overlap."""
    kind, dot, text = asked.after.partition(":")
    return f"{kind}{dot}{earlier(text, asked.feed.overlap)}" if asked.after else ""


def _check_columns(asked: Asked, dialect: Dialect, line: Line) -> None:
    """Refuse a table without a mapped column, and a cursor that is empty in some row: such rows would never come."""
    table = dialect.table(asked.feed.object)
    has = line.ask(f"SELECT * FROM {table} WHERE 1 = 0", (), stream=False).names
    for name in asked.fields:
        if name not in has:
            raise field_missing(asked.source, asked.feed, name, found=has)
    cursor = asked.feed.cursor
    if cursor:
        where = f"{dialect.named(cursor)} IS NULL{_more(asked, dialect)}"
        if line.ask(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1", (), stream=False).some(1):
            raise Trouble("sources.cursor_empty", {"source": asked.source.name, "column": cursor})


def _more(asked: Asked, dialect: Dialect) -> str:
    """Return the company's own condition, which its administrators write."""
    return f" AND ({dialect.plain(asked.feed.where)})" if asked.feed.where else ""


def _pages(asked: Asked, dialect: Dialect, line: Line, place: str) -> Iterator[Page]:
    """Give the pages of one line."""
    cursor, names = asked.feed.cursor, asked.fields
    listed = ", ".join(map(dialect.named, names))
    sql = f"SELECT {listed} FROM {dialect.table(asked.feed.object)} WHERE 1 = 1{_more(asked, dialect)}"
    values: tuple[object, ...] = ()
    if place:
        sql += f" AND {dialect.named(cursor)} >= {dialect.mark}"
        values = (_value(place),)
    if cursor:
        sql += f" ORDER BY {dialect.named(cursor)}"
    rows = line.ask(sql, values, stream=True)
    while some := rows.some(min(_ROWS_A_PAGE, asked.source.batch_rows)):
        records = tuple(dict(zip(names, map(_text, row), strict=True)) for row in some)
        last = some[-1][names.index(cursor)] if cursor else None
        yield Page(records, place=_place(asked, last) if cursor else "")


def _text(value: object) -> str | bool | None:
    """Return a database's value as text, a number in its own digits."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else None
    if isinstance(value, float):
        return plain_number(repr(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", errors="replace")
    return str(value)


def _place(asked: Asked, value: object) -> str:
    """Return a cursor's value with its type, as it is kept."""
    if isinstance(value, datetime):
        return f"datetime:{value.isoformat()}"
    for name, kind in (("date", date), ("int", int), ("decimal", Decimal), ("str", str)):
        if isinstance(value, kind) and not isinstance(value, bool):
            text = value.isoformat() if isinstance(value, date) else str(value)
            return f"{name}:{text}"
    told = {"source": asked.source.name, "column": asked.feed.cursor, "type": type(value).__name__}
    raise Trouble("sources.cursor_type", told)


def _value(place: str) -> object:
    """Return the value of a kept cursor."""
    kind, _, text = place.partition(":")
    return _TYPES[kind](text)
