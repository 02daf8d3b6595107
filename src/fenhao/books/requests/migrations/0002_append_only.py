"""The database refuses to change or remove a draft or a hold."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("requests", "0001_initial"),)
    operations = (append_only("requests_draft", "requests_hold"),)
