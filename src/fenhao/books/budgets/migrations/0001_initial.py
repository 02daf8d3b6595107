"""The first tables: lines, balances, policies and alerts."""

import django.db.models.deletion
import django.db.models.expressions
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
            name="Balance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("level", models.CharField(max_length=10)),
                ("horizon", models.CharField(max_length=10)),
                ("period", models.CharField(max_length=10)),
                ("scope", models.CharField(max_length=120)),
                ("currency", models.CharField(max_length=3)),
                ("funded_minor", models.BigIntegerField(default=0)),
                ("reserved_minor", models.BigIntegerField(default=0)),
                ("actual_minor", models.BigIntegerField(default=0)),
                ("overrun_minor", models.BigIntegerField(default=0)),
                ("standing", models.CharField(default="under", max_length=10)),
                ("closed", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "funded_minor__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("reserved_minor"), "+", models.F("actual_minor")
                                    ),
                                    "-",
                                    models.F("overrun_minor"),
                                ),
                            )
                        ),
                        name="budgets_balance_within_funding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overrun_minor", 0),
                            models.Q(
                                (
                                    "funded_minor",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("reserved_minor"), "+", models.F("actual_minor")
                                        ),
                                        "-",
                                        models.F("overrun_minor"),
                                    ),
                                ),
                                ("overrun_minor__gt", 0),
                            ),
                            _connector="OR",
                        ),
                        name="budgets_balance_overrun_is_needed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("funded_minor__gte", 0), ("reserved_minor__gte", 0)),
                        name="budgets_balance_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=10)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("fixed", models.BooleanField()),
                ("planned", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "tier", "category"), name="budgets_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("amount_minor", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("allowed", models.BooleanField(null=True)),
                ("used_key", models.CharField(max_length=200, null=True, unique=True)),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.line")),
            ],
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("used_minor", models.BigIntegerField()),
                ("funded_minor", models.BigIntegerField()),
                ("key", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "balance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.balance"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Overrun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("amount_minor", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "authorisation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="budgets.authorisation"
                    ),
                ),
                (
                    "balance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.balance"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "balance",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.balance"),
                ),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.line")),
            ],
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_by__isnull", True),
                    models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="budgets_authorisation_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="budgets_authorisation_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="authorisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("used_key__isnull", True), ("allowed", True), _connector="OR"),
                name="budgets_authorisation_used_when_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.UniqueConstraint(fields=("line", "balance"), name="budgets_touch_once"),
        ),
    ]
