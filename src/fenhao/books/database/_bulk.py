"""Many rows in one statement on PostgreSQL: what differs goes as an array a column, what is the same in all goes once."""

from collections.abc import Sequence


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
    arrays = ", ".join(f"?::{kind}[]" for _, kind, _ in differing)
    given = ", ".join(name for name, _, _ in differing)
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {told} FROM unnest({arrays})"
        f" WITH ORDINALITY AS given ({given}, row_in_order) ORDER BY row_in_order"
    )
    once = [column[0] for column, alike in zip(by_column, same, strict=True) if alike]
    return sql, [*once, *(array_text(column) for _, _, column in differing)]


def _quoted(text: str) -> str:
    """Return one element of an array."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
