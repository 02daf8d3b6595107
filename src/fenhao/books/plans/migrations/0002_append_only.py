"""The database refuses to change or remove a step, an edit, a comment or what was frozen."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("plans", "0001_initial"),)
    operations = (append_only("plans_step", "plans_edit", "plans_comment", "plans_frozen"),)
