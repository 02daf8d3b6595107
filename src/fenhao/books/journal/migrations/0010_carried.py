"""Reservations that went on under another number, never changed."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """A table, guarded."""

    dependencies = (("journal", "0009_search"),)
    operations = (
        migrations.CreateModel(
            name="Carried",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("earlier", models.BigIntegerField(unique=True)),
                ("later", models.BigIntegerField(unique=True)),
            ],
        ),
        append_only("journal_carried"),
    )
