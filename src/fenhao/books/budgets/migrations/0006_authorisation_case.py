"""An authorisation that is asked for by itself has its approval case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies = (("budgets", "0005_structure"),)
    operations = (
        migrations.AddField(
            model_name="authorisation", name="case_id", field=models.BigIntegerField(null=True)
        ),
    )
