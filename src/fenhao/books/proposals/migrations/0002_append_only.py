"""The database refuses to change or remove what an agent proposed, and what a person answered."""

from django.db import migrations

from fenhao.books.database import append_only


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("proposals", "0001_initial"),)
    operations = (append_only("proposals_proposal"), append_only("proposals_answer"))
