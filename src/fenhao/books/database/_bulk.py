"""Many rows in one statement on PostgreSQL: what differs goes as an array a column, what is the same in all goes once."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain


def array_text(values: Sequence[object]) -> str:
    """Return the values as PostgreSQL reads an array: made in a few passes over all of them, not one by one."""
    first = values[0] if values else 0
    if first.__class__ is int and None not in values:
        return "{" + ",".join(map(str, values)) + "}"
    if first.__class__ is str and None not in values:
        joined = "\x00".join(values)  # type: ignore[arg-type]  # a column is of one type
        if joined.count("\x00") != len(values) - 1:
            raise ValueError("a text with a zero in it cannot be stored")
        return '{"' + joined.replace("\\", "\\\\").replace('"', '\\"').replace("\x00", '","') + '"}'
    return "{" + ",".join("NULL" if value is None else _quoted(str(value)) for value in values) + "}"


def insertion(
    table: str, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]
) -> tuple[str, list[object]]:
    """Return the statement, with ``?`` marks, that appends the rows in their order, and its values."""
    names = ", ".join(name for name, _ in columns)
    if len(rows) == 1:
        marks = ", ".join(f"?::{kind}" for _, kind in columns)
        return f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows[0])
    by_column = list(zip(*rows, strict=True))
    same = [column.count(column[0]) == len(column) for column in by_column]
    if all(same):
        same[0] = False
    told = ", ".join(
        f"?::{kind}" if alike else name for (name, kind), alike in zip(columns, same, strict=True)
    )
    differing = [
        (name, kind, column)
        for (name, kind), column, alike in zip(columns, by_column, same, strict=True)
        if not alike
    ]
    arrays, columns_told = zip(*(_column(kind, column) for _, kind, column in differing), strict=True)
    given = ", ".join(name for name, _, _ in differing)
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {told} FROM unnest({', '.join(arrays)})"
        f" WITH ORDINALITY AS given ({given}, row_in_order) ORDER BY row_in_order"
    )
    once = [column[0] for column, alike in zip(by_column, same, strict=True) if alike]
    return sql, [*once, *columns_told]


_BETWEEN = "\x1f"
"""Stands between texts that are sent as one; no text with it in it is sent so."""


def _column(kind: str, values: Sequence[object]) -> tuple[str, str]:
    """Return how a statement reads a column of two rows or more, and the column as one text.

    Texts without an odd character need no marks around them: these cost more than all else on either side.
    """
    if kind == "text" and None not in values:
        told = _BETWEEN.join(values)  # type: ignore[arg-type]  # a column is of one type
        if told.count(_BETWEEN) == len(values) - 1 and "\x00" not in told:
            return f"string_to_array(?::text, '{_BETWEEN}')", told
    return f"?::{kind}[]", array_text(values)


MARKS_AT_ONCE = 900
"""How many marks one statement has at most: every SQLite there is takes 999."""


def append_lite(
    raw: sqlite3.Connection, table: str, columns: Sequence[str], given: Sequence[Sequence[object]]
) -> None:
    """Append rows, told as their columns, in as few statements as SQLite takes.

    What is empty in every row stands in the statement itself: that is most of an entry, and filling its marks took as long
    as all the rest. A statement for many rows is worth its reading only where it is full; the rest go one by one.
    """
    empty = [_EMPTY.get(each[0]) if each.count(each[0]) == len(each) else None for each in given]
    marks = "(" + ", ".join(literal or "?" for literal in empty) + ")"
    filled = [column for column, literal in zip(given, empty, strict=True) if literal is None]
    rows = list(zip(*filled, strict=True))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}"
    full = MARKS_AT_ONCE // len(filled)
    done = len(rows) - len(rows) % full
    for first in range(0, done, full):
        raw.execute(sql + f", {marks}" * (full - 1), [*chain.from_iterable(rows[first : first + full])])
    raw.executemany(sql, rows[done:])


_EMPTY: dict[object, str] = {None: "NULL", 0: "0", "": "''"}


TEXT_IN_LITE = frozenset({"timestamptz", "date"})
"""Types whose values SQLite keeps as text."""


@lru_cache(maxsize=256)
def _lite(value: datetime) -> str:
    """Return an instant as Django keeps it in SQLite: in UTC, without saying so."""
    return str(value.astimezone(UTC).replace(tzinfo=None))


def lite_values(values: Sequence[object]) -> list[object]:
    """Return values as Django keeps them in SQLite.

    Not by sqlite3's adapters: these are global, Django registers its own, and instants would be written in two ways.
    """
    return [
        _lite(value) if value.__class__ is datetime else str(value) if value.__class__ is date else value
        for value in values
    ]


def _quoted(text: str) -> str:
    """Return one element of an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
