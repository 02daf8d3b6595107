"""The database refuses to change or remove what somebody said about a goal."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("goals", "0001_initial"),)
    operations = (append_only("goals_comment"),)
