"""Every change of a policy, a line, or what a line moves turns the version of the structure."""

from django.db import migrations

from fenhao.books.database import turns_structure


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = (("budgets", "0004_rate"), ("journal", "0008_structure"))
    operations = (turns_structure("budgets_policy", "budgets_line", "budgets_touch"),)
