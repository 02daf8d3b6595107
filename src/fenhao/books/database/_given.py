"""Rows that a statement reads as if they were a table: many thousands are compared and written where they will live."""

from collections.abc import Sequence

from fenhao.books.database._bulk import array_text
from fenhao.books.database._session import Session, Statement


def given(
    session: Session, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]
) -> Statement:
    """Return what stands after FROM to read the rows as ``given``, and what fills its marks.

    ``columns`` are names and PostgreSQL types. One at a time, and only within a transaction that writes: SQLite keeps
    the rows in a table of the connection's own.
    """
    names = ", ".join(name for name, _ in columns)
    if session.on_postgresql:
        arrays = ", ".join(f"?::{kind}[]" for _, kind in columns)
        by_column = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
        return f"unnest({arrays}) AS given ({names})", [array_text(each) for each in by_column]
    session.run("DROP TABLE IF EXISTS temp.given")
    session.run(f"CREATE TEMP TABLE given ({names})")
    session.run_each(f"INSERT INTO temp.given VALUES ({', '.join('?' for _ in columns)})", rows)
    return "temp.given AS given", []
