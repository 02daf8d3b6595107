"""The first tables: the record and its seals."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.BigIntegerField(null=True)),
                ("action", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("before", models.TextField()),
                ("after", models.TextField()),
                ("why", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "id"], name="audit_record_subject")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed_at", models.DateTimeField()),
                ("table", models.CharField(max_length=80)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("table", "last_id"), name="audit_seal_once")],
            },
        ),
    ]
