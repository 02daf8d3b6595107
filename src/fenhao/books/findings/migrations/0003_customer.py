"""An index by which the cases of one customer are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index alone, over the cases that are about somebody."""

    dependencies = (("findings", "0002_append_only"),)
    operations = (
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["customer"],
                name="findings_case_customer",
                condition=models.Q(("customer__gt", "")),
            ),
        ),
    )
