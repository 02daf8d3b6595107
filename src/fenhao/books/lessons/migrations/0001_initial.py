"""The first table: labels that people gave to tickets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make it."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("ticket", models.CharField(max_length=200)),
                ("label", models.CharField(max_length=80)),
                ("before", models.CharField(default="", max_length=80)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "ticket"], name="lessons_of_a_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("label", ""), _negated=True), models.Q(("ticket", ""), _negated=True)
                        ),
                        name="lessons_say_something",
                    )
                ],
            },
        ),
    ]
