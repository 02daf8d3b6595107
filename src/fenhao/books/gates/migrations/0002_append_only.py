"""The database refuses to change or remove a policy or a line of a tier's history."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("gates", "0001_initial"),)
    operations = (append_only("gates_policy", "gates_tier"),)
