"""The first tables: commands, entries, commitments and months."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Command",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("act", models.CharField(max_length=20)),
                ("body", models.TextField()),
                ("verdict", models.CharField(max_length=40)),
                ("answer", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("line_id", models.BigIntegerField()),
                ("remaining_minor", models.BigIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["expires_at"],
                        name="journal_commitment_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["line_id"],
                        name="journal_commitment_line",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("remaining_minor__gte", 0)),
                        name="journal_commitment_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("remaining_minor__gt", 0), ("state", "open")),
                            models.Q(
                                ("remaining_minor", 0), ("state__in", ("settled", "released", "expired"))
                            ),
                            _connector="OR",
                        ),
                        name="journal_commitment_final_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("label", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("fiscal_year", models.IntegerField()),
                ("quarter", models.CharField(max_length=10)),
                ("position", models.IntegerField()),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("seal", models.CharField(default="", max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lt", models.F("ends_on"))),
                        name="journal_period_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "closing", "closed", "reopened"))),
                        name="journal_period_known_state",
                    ),
                    models.UniqueConstraint(fields=("fiscal_year", "position"), name="journal_period_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reversed",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("original_minor", models.BigIntegerField()),
                ("reversed_minor", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reversed_minor__gt", 0), ("reversed_minor__lte", models.F("original_minor"))
                        ),
                        name="journal_reversed_within_original",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("line_id", models.BigIntegerField(null=True)),
                ("balance_id", models.BigIntegerField(null=True)),
                ("period", models.CharField(max_length=10)),
                ("belongs_to", models.CharField(max_length=10)),
                ("occurred_on", models.DateField()),
                ("cost_type", models.CharField(max_length=80)),
                ("customer", models.CharField(max_length=80)),
                ("campaign", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("funded_minor", models.BigIntegerField()),
                ("reserved_minor", models.BigIntegerField()),
                ("actual_minor", models.BigIntegerField()),
                ("commitment_id", models.BigIntegerField(null=True)),
                ("reverses_id", models.BigIntegerField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("batch", models.CharField(max_length=80)),
                ("rows", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "command",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="journal.command"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["line_id", "id"], name="journal_entry_line"),
                    models.Index(
                        condition=models.Q(("commitment_id__isnull", False)),
                        fields=["commitment_id"],
                        name="journal_entry_commitment",
                    ),
                    models.Index(
                        condition=models.Q(("reverses_id__isnull", False)),
                        fields=["reverses_id"],
                        name="journal_entry_reverses",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="journal_entry_positive"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("batch", ""), _negated=True), ("kind", "fact")),
                        fields=("batch", "line_id", "cost_type", "belongs_to", "campaign"),
                        name="journal_entry_batch_once",
                    ),
                ],
            },
        ),
    ]
