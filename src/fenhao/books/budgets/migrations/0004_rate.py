"""The rates of other currencies, which are never changed: a later one takes an earlier one's place."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """A table, guarded."""

    dependencies = (("budgets", "0003_delivery"),)
    operations = (
        migrations.CreateModel(
            name="Rate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=3)),
                ("target", models.CharField(max_length=3)),
                ("kind", models.CharField(max_length=10)),
                ("valid_from", models.DateField()),
                ("value", models.CharField(max_length=80)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["source", "id"], name="budgets_rate_source")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("budget", "actual"))), name="budgets_rate_known_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="budgets_rate_two_currencies",
                    ),
                ],
            },
        ),
        append_only("budgets_rate"),
    )
