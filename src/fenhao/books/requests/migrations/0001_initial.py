"""The first tables: requests, their drafts, and what is held for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("use_until", models.DateTimeField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("authorisation_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("commitment_id", models.BigIntegerField(unique=True)),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="requests.request"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("legs", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("why", models.TextField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="requests.request"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "number"), name="requests_draft_once")
                ],
            },
        ),
    ]
