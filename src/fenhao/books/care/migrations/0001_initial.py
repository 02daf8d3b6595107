"""The first tables: who takes calls on, and what came of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=20)),
                ("customer", models.CharField(max_length=200)),
                ("outcome", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=20)),
                ("called_on", models.DateField()),
                ("note", models.TextField(default="")),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ref"], name="care_outcome_ref"),
                    models.Index(fields=["customer", "called_on"], name="care_outcome_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("reached", "no_answer", "later", "skipped"))),
                        name="care_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "skipped"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="care_outcome_skipped_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.CharField(max_length=200)),
                ("customer", models.CharField(max_length=200)),
                ("owner_id", models.BigIntegerField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["ref"], name="care_taken_ref")],
            },
        ),
    ]
