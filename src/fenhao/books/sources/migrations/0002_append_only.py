"""The database refuses to change or remove what a run brought."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("sources", "0001_initial"),)
    operations = (append_only("sources_run"),)
