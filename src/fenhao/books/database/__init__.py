"""The operational database, the same on SQLite and PostgreSQL: sessions, one writer, immutable tables."""

from fenhao.books.database._bulk import array_text
from fenhao.books.database._given import given
from fenhao.books.database._immutable import append_only
from fenhao.books.database._open import open_session
from fenhao.books.database._session import Session, Statement, Table, day, instant
from fenhao.books.database._speaking import Speaks
from fenhao.books.database._turning import turns_structure
from fenhao.books.database._writer import Again, BooksUnavailable, close, read, submit, write

__all__ = [
    "Again",
    "BooksUnavailable",
    "Session",
    "Speaks",
    "Statement",
    "Table",
    "append_only",
    "array_text",
    "close",
    "day",
    "given",
    "instant",
    "open_session",
    "read",
    "submit",
    "turns_structure",
    "write",
]
