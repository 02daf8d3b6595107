"""The database refuses to change or remove a policy or an overrun."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("budgets", "0001_initial"),)
    operations = (append_only("budgets_policy", "budgets_overrun"),)
