"""The keys under which people were changed, never used for anything else."""

from django.db import migrations, models

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """A table, guarded."""

    dependencies = (("people", "0003_views"),)
    operations = (
        migrations.CreateModel(
            name="Command",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.TextField(unique=True)),
                ("act", models.CharField(max_length=20)),
                ("body", models.TextField()),
                ("answer", models.TextField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        append_only("people_command"),
    )
