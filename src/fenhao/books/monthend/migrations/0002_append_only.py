"""The database refuses to change or remove closing rules, how a month was closed, and what was carried."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("monthend", "0001_initial"),)
    operations = (append_only("monthend_rules", "monthend_close", "monthend_carried"),)
