"""Entries say how and what for: channel, purpose, type of benefit, department. Old rows have them empty.

In plain SQL: Django would build the table anew on SQLite, and the triggers that guard it would be gone.
"""

from django.db import migrations, models

WORDS = ("channel", "purpose", "benefit_type", "department")
BEFORE = ("batch", "line_id", "cost_type", "belongs_to", "campaign")


def _batch_once(*fields: str) -> models.UniqueConstraint:
    """Return the constraint that a batch is posted to a line once for the same words."""
    return models.UniqueConstraint(
        fields=fields,
        name="journal_entry_batch_once",
        condition=models.Q(("batch", ""), _negated=True) & models.Q(("kind", "fact")),
    )


def _index(*fields: str) -> list[str]:
    """Return the statements that put another unique index in the constraint's place."""
    return [
        "DROP INDEX journal_entry_batch_once",
        (
            f"CREATE UNIQUE INDEX journal_entry_batch_once ON journal_entry ({', '.join(fields)})"
            " WHERE (batch <> '' AND kind = 'fact')"
        ),
    ]


class Migration(migrations.Migration):
    """Columns, and the constraint that counts them."""

    dependencies = (("journal", "0002_append_only"),)
    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [
                        *(
                            f"ALTER TABLE journal_entry ADD COLUMN {word} varchar(80) NOT NULL DEFAULT ''"
                            for word in WORDS
                        ),
                        *_index(*BEFORE, *WORDS),
                    ],
                    [
                        *_index(*BEFORE),
                        *(f"ALTER TABLE journal_entry DROP COLUMN {word}" for word in WORDS),
                    ],
                )
            ],
            state_operations=[
                *(
                    migrations.AddField("entry", word, models.CharField(max_length=80, db_default=""))
                    for word in WORDS
                ),
                migrations.RemoveConstraint("entry", "journal_entry_batch_once"),
                migrations.AddConstraint("entry", _batch_once(*BEFORE, *WORDS)),
            ],
        ),
    )
