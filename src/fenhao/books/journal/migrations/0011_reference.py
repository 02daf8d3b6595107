"""What other systems call reservations, never changed."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """A table, guarded."""

    dependencies = (("journal", "0010_carried"),)
    operations = (
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80)),
                ("number", models.CharField(max_length=120)),
                ("commitment_id", models.BigIntegerField(unique=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("source", "number"), name="journal_reference_once"),
                    models.CheckConstraint(
                        condition=~models.Q(("source", "")) & ~models.Q(("number", "")),
                        name="journal_reference_said",
                    ),
                ],
            },
        ),
        append_only("journal_reference"),
    )
