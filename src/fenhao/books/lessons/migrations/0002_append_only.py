"""The database refuses to change or remove what somebody taught."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("lessons", "0001_initial"),)
    operations = (append_only("lessons_lesson"),)
