"""The database refuses to change or remove an alert, what was seen of it, or what was answered."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("watch", "0001_initial"),)
    operations = tuple(append_only(f"watch_{name}") for name in ("alert", "sighting", "answer"))
