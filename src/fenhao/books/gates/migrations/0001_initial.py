"""The first tables: policies, dated tiers, what is known of customers and campaigns, and who lets what pass once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer", models.CharField(max_length=80, unique=True)),
                ("spend_minor", models.BigIntegerField()),
                ("orders", models.BigIntegerField()),
                ("last_order_on", models.DateField(null=True)),
                ("as_of", models.DateField()),
            ],
        ),
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
                ("rules", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.CharField(max_length=120, unique=True)),
                ("customers", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="WakeUps",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer", models.CharField(max_length=80, unique=True)),
                ("history", models.TextField()),
                ("as_of", models.DateField(null=True)),
                ("turn", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("campaign", models.CharField(max_length=80, unique=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("invited", models.BigIntegerField(default=0)),
                ("participated", models.BigIntegerField(default=0)),
                ("as_of", models.DateField(null=True)),
                ("judged_on", models.DateField(null=True)),
                ("frozen", models.BooleanField(default=False)),
                ("why", models.TextField(blank=True)),
                ("turned_by", models.BigIntegerField(null=True)),
                ("turned_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("participated__gte", 0), ("participated__lte", models.F("invited"))
                        ),
                        name="gates_campaign_within_invited",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=40)),
                ("customer", models.CharField(blank=True, max_length=80)),
                ("campaign", models.CharField(blank=True, max_length=80)),
                ("why", models.TextField()),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("allowed", models.BooleanField(null=True)),
                ("used_key", models.CharField(max_length=200, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("allowed", True), ("used_key__isnull", True)),
                        fields=["customer", "campaign"],
                        name="gates_pass_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="gates_pass_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used_key__isnull", True), ("allowed", True), _connector="OR"),
                        name="gates_pass_used_when_allowed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer", ""), models.Q(("campaign", ""), _negated=True)),
                            models.Q(models.Q(("customer", ""), _negated=True), ("campaign", "")),
                            _connector="OR",
                        ),
                        name="gates_pass_of_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("customer", models.CharField(max_length=80)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("tier", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(max_length=10)),
                ("why", models.TextField(blank=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "id"], name="gates_tier_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ("assessed", "decided"))),
                        name="gates_tier_known_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="gates_tier_has_a_day",
                    ),
                ],
            },
        ),
    ]
