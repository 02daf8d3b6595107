"""The first tables: cases, recoveries, owners, weeks, cuts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                ("subledger", models.CharField(max_length=40)),
                ("source", models.TextField()),
                ("entry_id", models.TextField()),
                ("year", models.CharField(max_length=10)),
                ("found_on", models.DateField()),
                ("week_on", models.DateField()),
                ("occurred_on", models.DateField()),
                ("found_month", models.CharField(max_length=10)),
                ("spent_month", models.CharField(max_length=10)),
                ("customer", models.TextField()),
                ("campaign", models.TextField()),
                ("tier", models.CharField(max_length=20)),
                ("line_tier", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("cost_type", models.CharField(max_length=80)),
                ("department", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("counted_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("evidence", models.TextField()),
                ("batch", models.TextField()),
                ("policy", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("decided_by", models.BigIntegerField(default=0)),
                ("appealed_by", models.BigIntegerField(default=0)),
                ("recovered_minor", models.BigIntegerField(default=0)),
                ("cut_id", models.BigIntegerField(null=True)),
                ("why", models.TextField(default="")),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["year", "state"], name="findings_case_state"),
                    models.Index(fields=["week_on"], name="findings_case_week"),
                    models.Index(fields=["found_month", "state"], name="findings_case_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("rule", "subledger", "source", "entry_id"), name="findings_case_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("open", "accepted", "dismissed", "appealed", "recovered", "withdrawn"),
                            )
                        ),
                        name="findings_case_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recovered_minor", 0),
                            models.Q(
                                ("recovered_minor__gt", 0),
                                ("recovered_minor__lte", models.F("counted_minor")),
                            ),
                            _connector="OR",
                        ),
                        name="findings_case_recovered_within_counted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=10)),
                ("next_month", models.CharField(max_length=10)),
                ("tier", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("wanted_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("cut_minor", models.BigIntegerField(default=0)),
                ("currency", models.CharField(max_length=3)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("approval_id", models.BigIntegerField(null=True)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0), ("amount_minor__lte", models.F("wanted_minor"))
                        ),
                        name="findings_cut_within_wanted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cut_minor__gte", 0), ("cut_minor__lte", models.F("amount_minor"))
                        ),
                        name="findings_cut_within_proposed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ("waiting", "approved", "rejected", "withdrawn", "expired", "spent"),
                            )
                        ),
                        name="findings_cut_known_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Owner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=80)),
                ("department", models.CharField(max_length=80)),
                ("owner_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("category", "department"), name="findings_owner_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Week",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.CharField(max_length=10)),
                ("week_on", models.DateField()),
                ("cost_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("year", "week_on"), name="findings_week_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="CutCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counted_minor", models.BigIntegerField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="findings.case")),
                ("cut", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="findings.cut")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("cut", "case"), name="findings_cut_case_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_minor", models.BigIntegerField()),
                ("reversal_id", models.BigIntegerField(null=True)),
                ("credit", models.CharField(max_length=200)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="findings.case")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="findings_recovery_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit", ""), ("reversal_id__isnull", False)),
                            models.Q(("reversal_id__isnull", True), models.Q(("credit", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="findings_recovery_has_a_link",
                    ),
                ],
            },
        ),
    ]
