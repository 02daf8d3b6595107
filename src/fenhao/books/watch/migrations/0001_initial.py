"""The first tables: alerts, what was seen of each, and what people answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make them."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("tier", models.CharField(max_length=20)),
                ("what", models.CharField(max_length=80)),
                ("channel", models.CharField(max_length=80)),
                ("first_on", models.DateField()),
                ("noticed_on", models.DateField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["first_on"], name="watch_alert_first")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("alert_id", models.BigIntegerField()),
                ("verdict", models.CharField(max_length=20)),
                ("why", models.TextField()),
                ("until_on", models.DateField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["alert_id"], name="watch_answer_alert")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="watch_answer_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "expected"), _negated=True),
                            ("until_on__isnull", False),
                            _connector="OR",
                        ),
                        name="watch_expected_until",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("alert_id", models.BigIntegerField()),
                ("last_on", models.DateField()),
                ("actual_minor", models.BigIntegerField()),
                ("expected_minor", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["alert_id"], name="watch_sighting_alert")],
            },
        ),
    ]
