"""Where sessions come from: a connection of its own to the database that the site is configured for."""

import sqlite3

import psycopg
from django.db import connections

from fenhao.books.database._session import Session

BUSY_SECONDS = 60
"""How long SQLite waits for another process before it gives up."""


def open_session() -> Session:
    """Return a connection of its own to the database that the site is configured for."""
    settings = connections.settings["default"]
    if settings["ENGINE"].endswith("sqlite3"):
        raw = sqlite3.connect(
            settings["NAME"], timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            raw.execute(f"PRAGMA {pragma}")
        return Session(raw)
    parts = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
    }
    text = psycopg.conninfo.make_conninfo(**{name: part for name, part in parts.items() if part})
    return Session(psycopg.connect(text, autocommit=True, prepare_threshold=2))
