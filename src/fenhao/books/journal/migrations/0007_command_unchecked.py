"""PostgreSQL no longer looks up the command of every entry: it is written just before, and neither is ever removed.

The check was a third of what posting a large document cost the server. SQLite, which would have to build the table anew,
keeps its own.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fenhao.books.database import Speaks


def forwards(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the constraint, whatever it was named."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'journal_entry'::regclass AND contype = 'f'"
        )
        names = [str(name) for (name,) in cursor.fetchall()]
    for name in names:
        editor.execute(f'ALTER TABLE journal_entry DROP CONSTRAINT "{name}"', params=None)


def backwards(editor: BaseDatabaseSchemaEditor) -> None:
    """Check again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "ALTER TABLE journal_entry ADD CONSTRAINT journal_entry_command_id_fk FOREIGN KEY (command_id)"
            " REFERENCES journal_command (id) DEFERRABLE INITIALLY DEFERRED",
            params=None,
        )


class Migration(migrations.Migration):
    """One constraint less."""

    dependencies = (("journal", "0006_foreign"),)
    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[Speaks(forwards, backwards)],
            state_operations=[
                migrations.AlterField(
                    "entry",
                    "command",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="journal.command",
                    ),
                )
            ],
        ),
    )
