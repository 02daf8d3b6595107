"""The first tables: studies, and the drafts that were made of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Study",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("fiscal_year", models.IntegerField()),
                ("stamp", models.CharField(max_length=20)),
                ("asked", models.TextField()),
                ("found", models.TextField()),
                ("draft", models.TextField()),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=("kind", "id"), name="studies_study_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("proposal", "first", "cuts", "what_if", "worth", "path"))
                        ),
                        name="studies_study_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="studies_study_named"
                    ),
                ],
            },
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
                ("version_id", models.BigIntegerField()),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "study",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="studies.study"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version_id",), name="studies_draft_once")]
            },
        ),
    )
