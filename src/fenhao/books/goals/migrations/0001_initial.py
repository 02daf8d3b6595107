"""The first tables: goals, what was measured, comments, initiatives."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metric", models.CharField(max_length=60)),
                ("metric_version", models.IntegerField()),
                ("tier", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("department", models.CharField(max_length=80)),
                ("baseline_label", models.CharField(max_length=10)),
                ("baseline_month", models.CharField(max_length=10)),
                ("baseline_place", models.IntegerField()),
                ("baseline", models.TextField()),
                ("baseline_low", models.TextField(default="")),
                ("baseline_high", models.TextField(default="")),
                ("baseline_cost_minor", models.BigIntegerField()),
                ("baseline_entries", models.BigIntegerField()),
                ("baseline_months", models.IntegerField()),
                ("stamp", models.CharField(max_length=20)),
                ("relative", models.BooleanField()),
                ("amount", models.TextField()),
                ("target", models.TextField()),
                ("due_month", models.CharField(max_length=10)),
                ("due_place", models.IntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
                ("owner_department", models.CharField(max_length=80)),
                ("state", models.CharField(default="open", max_length=10)),
                ("result_month", models.CharField(default="", max_length=10)),
                ("result", models.TextField(default="")),
                ("result_progress", models.CharField(default="", max_length=12)),
                ("why", models.TextField(default="")),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state"], name="goals_goal_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "closed", "dropped"))),
                        name="goals_goal_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner_id__isnull", False),
                            models.Q(("owner_department", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="goals_goal_has_an_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), models.Q(("result", ""), _negated=True)),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("result", "")),
                            _connector="OR",
                        ),
                        name="goals_goal_closed_with_result",
                    ),
                ],
            },
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
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="goals.goal")),
            ],
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("owner_id", models.BigIntegerField()),
                ("planned_minor", models.BigIntegerField()),
                ("since_month", models.CharField(max_length=10)),
                ("since_place", models.IntegerField()),
                ("due_month", models.CharField(max_length=10)),
                ("state", models.CharField(default="open", max_length=10)),
                ("realised_minor", models.BigIntegerField(null=True)),
                ("measured_minor", models.BigIntegerField(null=True)),
                ("why", models.TextField(default="")),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="goals.goal")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("planned_minor__gt", 0)), name="goals_initiative_planned"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "closed", "dropped"))),
                        name="goals_initiative_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("measured_minor__isnull", False),
                                ("realised_minor__isnull", False),
                                ("realised_minor__lte", models.F("measured_minor")),
                                ("state", "closed"),
                            ),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True), ("realised_minor__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="goals_initiative_closed_measured",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=10)),
                ("place", models.IntegerField()),
                ("value", models.TextField()),
                ("low", models.TextField(default="")),
                ("high", models.TextField(default="")),
                ("cost_minor", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("stamp", models.CharField(max_length=20)),
                ("measured_at", models.DateTimeField()),
                ("frozen_at", models.DateTimeField(null=True)),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="goals.goal")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("goal", "month"), name="goals_measure_once")],
            },
        ),
    ]
