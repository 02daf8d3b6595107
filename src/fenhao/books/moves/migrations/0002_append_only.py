"""The database refuses to change or remove rules."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("moves", "0001_initial"),)
    operations = (append_only("moves_policy"),)
