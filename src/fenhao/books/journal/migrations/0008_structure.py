"""The version of the structure, which every change of a month turns."""

from django.db import migrations, models

from fenhao.books.database import turns_structure


class Migration(migrations.Migration):
    """A table of one row, and triggers."""

    dependencies = (("journal", "0007_command_unchecked"),)
    operations = (
        migrations.CreateModel(
            name="Structure",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="journal_structure_one_row")
                ],
            },
        ),
        migrations.RunSQL(
            "INSERT INTO journal_structure (id, version) VALUES (1, 1)", "DELETE FROM journal_structure"
        ),
        turns_structure("journal_period"),
    )
