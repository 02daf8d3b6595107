"""The database refuses to change or remove a policy, a step or an event."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("approvals", "0001_initial"),)
    operations = (append_only("approvals_policy", "approvals_step", "approvals_event"),)
