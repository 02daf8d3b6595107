"""The first tables: rules, projections, proposals, closings, reopenings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Close",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=10)),
                ("rules", models.CharField(max_length=80)),
                ("report", models.TextField()),
                ("seal", models.CharField(max_length=64)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Projection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_id", models.BigIntegerField(unique=True)),
                ("over", models.BooleanField()),
            ],
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=10)),
                ("why", models.TextField()),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("approval_id", models.BigIntegerField(null=True)),
                ("state", models.CharField(default="waiting", max_length=12)),
            ],
        ),
        migrations.CreateModel(
            name="Rules",
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
            name="Carried",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_commitment", models.BigIntegerField(unique=True)),
                ("to_commitment", models.BigIntegerField()),
                (
                    "close",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="monthend.close"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.CharField(max_length=10)),
                ("giver_tier", models.CharField(max_length=20)),
                ("giver_category", models.CharField(max_length=80)),
                ("taker_tier", models.CharField(max_length=20)),
                ("taker_category", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("gain_low_minor", models.BigIntegerField()),
                ("gain_mid_minor", models.BigIntegerField()),
                ("gain_high_minor", models.BigIntegerField()),
                ("basis", models.CharField(max_length=20)),
                ("source", models.TextField()),
                ("giver_stood", models.CharField(max_length=80)),
                ("taker_stood", models.CharField(max_length=80)),
                ("state", models.CharField(default="open", max_length=12)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("move_id", models.BigIntegerField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="monthend_proposal_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("giver_category", models.F("taker_category")),
                            ("giver_tier", models.F("taker_tier")),
                            _negated=True,
                        ),
                        name="monthend_proposal_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "taken", "superseded", "expired"))),
                        name="monthend_proposal_known_state",
                    ),
                ],
            },
        ),
    ]
