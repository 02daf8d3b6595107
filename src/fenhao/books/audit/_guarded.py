"""Which tables may never change, asked of the database itself: whatever room guards a table has it sealed."""

from collections.abc import Sequence

from django.apps import apps

from fenhao.books.audit._seal import SEAL
from fenhao.books.database import Session, Table

_ON_SQLITE = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_no_update'"
_ON_POSTGRESQL = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE t.tgname = c.relname || '_append_only'"
)


def guarded(session: Session, known: Sequence[Table]) -> tuple[Table, ...]:
    """Return the tables to seal: those known by their columns, then every other that the database guards, by name.

    Of the others a cell counts under its column's name and only where it says something, so that a column added
    later leaves older seals as they are.
    """
    rows = session.rows(_ON_POSTGRESQL if session.on_postgresql else _ON_SQLITE)
    others = {str(name) for (name,) in rows} - {table.name for table in known} - {SEAL.name}
    found = []
    for model in apps.get_models():
        shape = model._meta  # noqa: SLF001 - Django's documented name for the shape of a model
        if shape.db_table in others:
            columns = [f'"{each.column}"' for each in shape.concrete_fields if not each.primary_key]
            found.append(Table(shape.db_table, tuple((each, "") for each in columns), frozenset(columns)))
    return (*known, *sorted(found, key=lambda table: table.name))
