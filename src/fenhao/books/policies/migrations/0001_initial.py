"""The first table: versions of written files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file", models.CharField(max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("text", models.TextField(blank=True)),
                ("changes", models.TextField()),
                ("before", models.TextField()),
                ("in_force_at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("why", models.TextField(blank=True)),
                ("remark", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="policies_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("in_force", "planned", "withdrawn", "refused"))),
                        name="policies_version_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "in_force"), _negated=True),
                            models.Q(("digest", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="policies_version_has_text",
                    ),
                ],
            },
        ),
    ]
