"""Commitments may wait for somebody's agreement. Those there do not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = (("journal", "0004_chart"),)
    operations = (migrations.AddField("commitment", "waits", models.BooleanField(db_default=False)),)
