"""Triggers that refuse to change or remove a row, for migrations."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fenhao.books.database._speaking import Speaks

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION fenhao_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = '23001'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION fenhao_refuse()
"""


def append_only(*tables: str) -> Speaks:
    """Return the migration step that makes the database itself refuse update and delete on these tables."""

    def forwards(editor: BaseDatabaseSchemaEditor) -> None:
        """Create the triggers in the database's own words."""
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(_POSTGRESQL.format(table=table), params=None)
                continue
            for verb in ("update", "delete"):
                editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()), params=None)

    def backwards(editor: BaseDatabaseSchemaEditor) -> None:
        """Remove the triggers, so that a migration can be taken back on a book without rows."""
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {table}_append_only ON {table}", params=None)
                continue
            for verb in ("update", "delete"):
                editor.execute(f"DROP TRIGGER {table}_no_{verb}", params=None)

    return Speaks(forwards, backwards)
