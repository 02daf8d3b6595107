"""Messages keep what they are made of. Those there have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = (("outgoing", "0002_apprise"),)
    operations = (migrations.AddField("message", "facts", models.TextField(db_default="{}")),)
