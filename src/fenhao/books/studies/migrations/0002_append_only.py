"""The database refuses to change or remove a study that was kept, or what was made of it."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("studies", "0001_initial"),)
    operations = (append_only("studies_study"), append_only("studies_draft"))
