"""What entries are in other currencies, beside the entries: most have none."""

import django.db.models.deletion
from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """A table, guarded."""

    dependencies = (("journal", "0005_waiting"),)
    operations = (
        migrations.CreateModel(
            name="Foreign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("rate", models.CharField(max_length=80)),
                ("rate_kind", models.CharField(max_length=10)),
                ("rate_from", models.DateField()),
                ("fx_difference_minor", models.BigIntegerField()),
                (
                    "entry",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="journal.entry"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)), name="journal_foreign_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rate_kind__in", ("budget", "actual"))),
                        name="journal_foreign_known_kind",
                    ),
                ],
            },
        ),
        append_only("journal_foreign"),
    )
