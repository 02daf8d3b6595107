"""The chart of cost types, version by version, and what chart.toml was."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Tables and their triggers."""

    dependencies = (("journal", "0003_how_and_what_for"),)

    operations = (
        migrations.CreateModel(
            name="ChartFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("digest", models.CharField(max_length=64)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ChartNode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=80)),
                ("version", models.IntegerField()),
                ("parent", models.CharField(max_length=80)),
                ("position", models.BigIntegerField()),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("leaf", models.BooleanField()),
                ("nature", models.CharField(max_length=10)),
                ("purpose", models.CharField(max_length=20)),
                ("stage", models.CharField(max_length=20)),
                ("pool", models.CharField(max_length=80)),
                ("retired_on", models.DateField(null=True)),
                ("in_force_on", models.DateField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "version"), name="journal_chartnode_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leaf", False), ("nature", ""), ("purpose", ""), ("stage", "")),
                            models.Q(
                                ("leaf", True),
                                ("nature__in", ("fixed", "variable")),
                                models.Q(("parent", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="journal_chartnode_leaf_has_meaning",
                    ),
                ],
            },
        ),
        append_only("journal_chartnode", "journal_chartfile"),
    )
