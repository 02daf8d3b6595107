"""The first tables: policies, cases, their steps, and what happened to them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=80, unique=True)),
                ("in_force_at", models.DateTimeField()),
                ("matrix", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("subject_id", models.BigIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("opened_by", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("policy", models.CharField(max_length=80)),
                ("state", models.CharField(max_length=10)),
                ("round", models.IntegerField()),
                ("place", models.IntegerField()),
                ("version", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at"], name="approvals_case_due"
                    ),
                    models.Index(fields=["kind", "subject_id"], name="approvals_case_subject"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "approved", "rejected", "withdrawn", "expired"))
                        ),
                        name="approvals_case_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("opened_at"))),
                        name="approvals_case_due_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0)), name="approvals_case_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.IntegerField()),
                ("what", models.CharField(max_length=10)),
                ("place", models.IntegerField()),
                ("by", models.BigIntegerField(null=True)),
                ("stands_for", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="approvals.case")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "version"), name="approvals_event_once")
                ],
            },
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
                ("round", models.IntegerField()),
                ("place", models.IntegerField()),
                ("role", models.CharField(blank=True, max_length=20)),
                ("department", models.CharField(blank=True, max_length=40)),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="approvals.case")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round", "place"), name="approvals_step_once")
                ],
            },
        ),
    ]
