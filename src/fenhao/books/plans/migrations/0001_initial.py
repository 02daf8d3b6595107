"""The first tables: versions, cells, edits, comments and what was frozen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fiscal_year", models.IntegerField()),
                ("number", models.IntegerField()),
                ("name", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=12)),
                ("scenario", models.BooleanField()),
                ("baseline", models.BooleanField(default=False)),
                ("currency", models.CharField(max_length=3)),
                ("token", models.IntegerField()),
                ("quarters", models.TextField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("in_force_at", models.DateTimeField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="plans.version",
                    ),
                ),
                (
                    "over",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challengers",
                        to="plans.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.IntegerField()),
                ("code", models.CharField(max_length=40)),
                ("amount_minor", models.BigIntegerField()),
                ("detail", models.CharField(max_length=200)),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ready",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("department", models.CharField(max_length=40)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Frozen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("fixed", models.BooleanField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.IntegerField()),
                ("change", models.TextField()),
                ("cells", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="plans.edit"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(blank=True, max_length=10)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("fixed", models.BooleanField()),
                ("held", models.BooleanField()),
                ("amount_minor", models.BigIntegerField()),
                ("department", models.CharField(blank=True, max_length=40)),
                ("note", models.TextField(blank=True)),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="plans.version"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("fiscal_year", "number"), name="plans_version_once"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("fiscal_year",),
                name="plans_version_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("baseline", True)),
                fields=("fiscal_year",),
                name="plans_version_one_baseline",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ("draft", "submitted", "approved", "in_force", "superseded", "rejected", "withdrawn"),
                    )
                ),
                name="plans_version_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scenario", False),
                    models.Q(("baseline", False), ("state__in", ("draft", "withdrawn"))),
                    _connector="OR",
                ),
                name="plans_version_scenario_is_no_budget",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("version", "place"), name="plans_step_once"),
        ),
        migrations.AddConstraint(
            model_name="ready",
            constraint=models.UniqueConstraint(fields=("version", "department"), name="plans_ready_once"),
        ),
        migrations.AddConstraint(
            model_name="frozen",
            constraint=models.UniqueConstraint(
                fields=("version", "period", "tier", "category"), name="plans_frozen_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(fields=("version", "token"), name="plans_edit_once"),
        ),
        migrations.AddConstraint(
            model_name="edit",
            constraint=models.UniqueConstraint(fields=("undoes",), name="plans_edit_undone_once"),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.UniqueConstraint(
                fields=("version", "period", "tier", "category"), name="plans_cell_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gte", 0)), name="plans_cell_not_negative"
            ),
        ),
    ]
