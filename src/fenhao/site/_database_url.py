"""Which database: a folder or file for SQLite, a URL for PostgreSQL."""

from typing import TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit

from fenhao.kernel import Trouble


class Database(TypedDict):
    """One entry of Django's DATABASES."""

    ENGINE: str
    NAME: str
    USER: str
    PASSWORD: str
    HOST: str
    PORT: str
    OPTIONS: dict[str, str | int]


_LITE_OPTIONS: dict[str, str | int] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
}


def database(url: str) -> Database:
    """Return Django's settings for ``sqlite:///path`` or ``postgresql://user:password@host:port/name``.

    Trouble ``books.bad_database_url`` for anything else; the message never shows the password.
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as wrong:
        raise Trouble("books.bad_database_url", {"scheme": url.partition(":")[0]}) from wrong
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite" and name:
        return _entry("django.db.backends.sqlite3", name=name, options=_LITE_OPTIONS)
    if parts.scheme in {"postgresql", "postgres"} and name:
        options: dict[str, str | int] = dict(parse_qsl(parts.query))
        host = str(options.pop("host", "")) or unquote(parts.hostname or "")
        entry = _entry("django.db.backends.postgresql", name=name, options=options)
        entry["USER"], entry["PASSWORD"] = unquote(parts.username or ""), unquote(parts.password or "")
        entry["HOST"], entry["PORT"] = host, port
        return entry
    raise Trouble("books.bad_database_url", {"scheme": parts.scheme})


def _entry(engine: str, *, name: str, options: dict[str, str | int]) -> Database:
    """Return an entry without user or host."""
    return {
        "ENGINE": engine,
        "NAME": name,
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": dict(options),
    }
