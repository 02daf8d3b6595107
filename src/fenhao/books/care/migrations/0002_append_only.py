"""The database refuses to change or remove who took a call on, and what came of it."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("care", "0001_initial"),)
    operations = (append_only("care_taken", "care_outcome"),)
