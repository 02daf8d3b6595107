"""The first tables of postings: loads, their sheets, publications, assertions."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Tables and their triggers."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Assertion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("note", models.TextField()),
                ("withdraws_id", models.BigIntegerField(null=True, unique=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Load",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.CharField(max_length=100)),
                ("state", models.CharField(max_length=12)),
                ("outside", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "id"], name="postings_load_batch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("planned", "posted", "withdrawing", "withdrawn"))),
                        name="postings_load_known_state",
                    )
                ],
            },
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
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("state", models.CharField(max_length=8)),
                ("batch", models.CharField(max_length=100)),
                ("rows", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lte", models.F("last_id"))),
                        name="postings_publication_runs",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "begun")),
                        fields=("first_id",),
                        name="postings_publication_begun_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("batch", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=200, unique=True)),
                ("undoes", models.CharField(max_length=200)),
                ("month", models.CharField(max_length=10)),
                ("occurred_on", models.DateField()),
                ("tier", models.CharField(max_length=20)),
                ("category", models.CharField(max_length=80)),
                ("fixed", models.BooleanField()),
                ("cost_type", models.CharField(max_length=80)),
                ("campaign", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "id"], name="postings_sheet_batch")],
            },
        ),
        append_only("postings_load", "postings_sheet", "postings_publication", "postings_assertion"),
    )
