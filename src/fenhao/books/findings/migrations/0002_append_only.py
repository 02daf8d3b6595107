"""The database refuses to change or remove a recovery, or which cases lie behind a cut."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("findings", "0001_initial"),)
    operations = (append_only("findings_recovery", "findings_cutcase"),)
