"""The database refuses to change or remove a command or an entry."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("journal", "0001_initial"),)
    operations = (append_only("journal_command", "journal_entry"),)
