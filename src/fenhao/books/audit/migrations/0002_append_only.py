"""The database refuses to change or remove a record or a seal."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("audit", "0001_initial"),)
    operations = (append_only("audit_record", "audit_seal"),)
