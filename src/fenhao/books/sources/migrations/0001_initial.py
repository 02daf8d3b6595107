"""The first tables: sealed secrets, and the log of runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Secret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80, unique=True)),
                ("sealed", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=80)),
                ("fact", models.CharField(max_length=40)),
                ("object", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("rows_read", models.BigIntegerField()),
                ("loaded", models.BigIntegerField()),
                ("already_there", models.BigIntegerField()),
                ("rejected", models.BigIntegerField()),
                ("batches", models.TextField()),
                ("rejects", models.TextField()),
                ("code", models.CharField(blank=True, max_length=60)),
                ("details", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["source", "id"], name="sources_run_source")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rows_read",
                                models.F("loaded") + models.F("already_there") + models.F("rejected"),
                            )
                        ),
                        name="sources_run_counts_every_row",
                    )
                ],
            },
        ),
    ]
