"""Point this process at one company's books."""

import os
import secrets
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from fenhao.books.database import Session, close, read
from fenhao.site._database_url import database as database_entry

BOOKS_FILE = "books.sqlite3"
"""The file in a company's book folder that holds its books when no database is named."""
SECRET_FILE = "books.key"  # noqa: S105 - the name of a file
"""The file beside it that holds the key which signs sessions; made on first use, readable by its owner alone."""


def configure(book_root_or_url: Path | str, *, database: str = "") -> None:
    """Make the books in that folder, or behind that URL, the ones of this process.

    ``database`` is the URL under which a folder's books are kept when they are not in the folder itself. May be called
    again with another book. ``FENHAO_SECRET_KEY`` carries the signing key where there is no folder.
    """
    url = (
        database or f"sqlite:///{Path(book_root_or_url).resolve() / BOOKS_FILE}"
        if isinstance(book_root_or_url, Path)
        else book_root_or_url
    )
    entry = database_entry(url)
    os.environ["FENHAO_DATABASE_URL"] = url
    if isinstance(book_root_or_url, Path):
        os.environ["FENHAO_SECRET_KEY"] = _secret(book_root_or_url)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fenhao.site.settings")
    if not apps.ready:
        django.setup()
        return
    settings.SECRET_KEY = os.environ.get("FENHAO_SECRET_KEY", "")
    close()
    connections.close_all()
    connections.settings["default"] = {**connections.settings["default"], **entry}
    if hasattr(connections["default"], "settings_dict"):
        del connections["default"]


def migrate() -> None:
    """Bring the tables to this version; rows stay."""
    call_command("migrate", verbosity=0, interactive=False)


def migrate_when_behind() -> None:
    """Bring the tables to this version if they are not; told by the names of the migrations, which is quick."""

    def applied(session: Session) -> set[tuple[str, str]]:
        """Return the migrations that this database has seen; none when it is empty."""
        tables = (
            "SELECT 1 FROM information_schema.tables WHERE table_name = 'django_migrations'"
            if session.on_postgresql
            else "SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'"
        )
        if not session.rows(tables):
            return set()
        return {
            (str(app), str(name)) for app, name in session.rows("SELECT app, name FROM django_migrations")
        }

    shipped = {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in (Path(app.path) / "migrations").glob("[0-9]*.py")
    }
    if not shipped <= read(applied):
        migrate()


def _secret(root: Path) -> str:
    """Return the book's signing key, made on first use."""
    path = root / SECRET_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")
