"""The first tables: proposals of agents, and people's answers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("body", models.TextField()),
                ("why", models.TextField()),
                ("agent", models.CharField(max_length=200)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("spend", "transfer", "verdict", "study"))),
                        name="proposals_proposal_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="proposals_proposal_says_why"
                    ),
                ],
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
                ("filed", models.BooleanField()),
                ("made", models.CharField(max_length=40)),
                ("why", models.TextField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="proposals.proposal"
                    ),
                ),
            ],
        ),
    )
