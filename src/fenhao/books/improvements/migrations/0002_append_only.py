"""The database refuses to change or remove what somebody said about an improvement."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("improvements", "0001_initial"),)
    operations = (append_only("improvements_comment"),)
