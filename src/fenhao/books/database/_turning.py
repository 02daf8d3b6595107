"""Triggers that count every change of the books' structure, whoever makes it, for migrations.

What is read of the structure may be kept from one transaction to the next as long as its version stays the same. Only the
database sees every change, one by hand included; so the database itself turns the version, with the change or not at all.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fenhao.books.database._speaking import Speaks

_SQLITE = """
CREATE TRIGGER {table}_turns_{verb} AFTER {VERB} ON {table}
BEGIN UPDATE journal_structure SET version = version + 1; END
"""
# A transaction turns it once: its own number, which no other transaction ever has.
_FUNCTION = """
CREATE OR REPLACE FUNCTION fenhao_turn_structure() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN UPDATE journal_structure SET version = txid_current() WHERE version <> txid_current(); RETURN NULL; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_turns AFTER INSERT OR UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION fenhao_turn_structure()
"""
_VERBS = ("insert", "update", "delete")


def turns_structure(*tables: str) -> Speaks:
    """Return the migration step by which every change of these tables turns the version of the structure."""

    def forwards(editor: BaseDatabaseSchemaEditor) -> None:
        """Create the triggers in the database's own words."""
        if editor.connection.vendor == "postgresql":
            editor.execute(_FUNCTION, params=None)
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(_POSTGRESQL.format(table=table), params=None)
                continue
            for verb in _VERBS:
                editor.execute(_SQLITE.format(table=table, verb=verb, VERB=verb.upper()), params=None)

    def backwards(editor: BaseDatabaseSchemaEditor) -> None:
        """Remove the triggers."""
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(f"DROP TRIGGER {table}_turns ON {table}", params=None)
                continue
            for verb in _VERBS:
                editor.execute(f"DROP TRIGGER {table}_turns_{verb}", params=None)

    return Speaks(forwards, backwards)
