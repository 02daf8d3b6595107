"""The first tables: rules and moves."""

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
            name="Move",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("from_period", models.CharField(max_length=10)),
                ("from_tier", models.CharField(blank=True, max_length=20)),
                ("from_category", models.CharField(max_length=80)),
                ("to_period", models.CharField(max_length=10)),
                ("to_tier", models.CharField(blank=True, max_length=20)),
                ("to_category", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("why", models.TextField()),
                ("policy", models.CharField(max_length=80)),
                ("proposed_by", models.BigIntegerField(null=True)),
                ("proposed_at", models.DateTimeField()),
                ("case_id", models.BigIntegerField(null=True)),
                ("entry_id", models.BigIntegerField(null=True)),
                ("moved_at", models.DateTimeField(null=True)),
                ("moved_in", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["from_period", "from_tier", "from_category"], name="moves_move_from"
                    ),
                    models.Index(fields=["to_period", "to_tier", "to_category"], name="moves_move_to"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("transfer", "draw"))), name="moves_move_known_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="moves_move_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entry_id__isnull", True), ("moved_at__isnull", True), ("moved_in", "")
                            ),
                            models.Q(
                                ("entry_id__isnull", False),
                                ("moved_at__isnull", False),
                                models.Q(("moved_in", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="moves_move_moved_whole",
                    ),
                    models.UniqueConstraint(fields=("entry_id",), name="moves_move_entry_once"),
                ],
            },
        ),
    ]
