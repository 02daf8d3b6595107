"""The operational database, the same on SQLite and PostgreSQL: sessions, one writer, immutable tables."""

from fenhao.books.database._immutable import append_only
from fenhao.books.database._session import Session, Table, day, instant, open_session
from fenhao.books.database._writer import Again, BooksUnavailable, close, read, submit, write

__all__ = [
    "Again",
    "BooksUnavailable",
    "Session",
    "Table",
    "append_only",
    "close",
    "day",
    "instant",
    "open_session",
    "read",
    "submit",
    "write",
]
