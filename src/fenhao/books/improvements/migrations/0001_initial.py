"""The first tables: items, their tasks, and what was said about them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("note", models.TextField(default="")),
                ("source", models.CharField(max_length=12)),
                ("source_ref", models.CharField(default="", max_length=200)),
                ("owner_id", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("measure", models.CharField(max_length=8)),
                ("tier", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("department", models.CharField(max_length=80)),
                ("by_part", models.CharField(max_length=12)),
                ("part", models.CharField(max_length=80)),
                ("baseline_month", models.CharField(max_length=10)),
                ("baseline_place", models.IntegerField()),
                ("baseline", models.TextField()),
                ("expected", models.BigIntegerField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("result", models.TextField(default="")),
                ("realised_minor", models.BigIntegerField(null=True)),
                ("why", models.TextField(default="")),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "owner_id"], name="improvements_item_open")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "closed", "dropped"))),
                        name="improvements_item_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("finding", "survey", "complaint", "hand"))),
                        name="improvements_item_known_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ("cost", "csat", "nps", "ces"))),
                        name="improvements_item_known_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expected__gt", 0)), name="improvements_item_expects"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), models.Q(("result", ""), _negated=True)),
                            models.Q(models.Q(("state", "closed"), _negated=True), ("result", "")),
                            _connector="OR",
                        ),
                        name="improvements_item_closed_measured",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="improvements_item_dropped_why",
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
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="improvements.item"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("owner_id", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_at", models.DateTimeField()),
                ("done_by", models.BigIntegerField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="improvements.item"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner_id"], name="improvements_task_owner")],
            },
        ),
    ]
