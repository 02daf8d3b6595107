"""What was carried before is known by its earlier number as well."""

from django.db import migrations


class Migration(migrations.Migration):
    """The journal learns the numbers."""

    dependencies = (("monthend", "0002_append_only"), ("journal", "0010_carried"))
    operations = (
        migrations.RunSQL(
            "INSERT INTO journal_carried (earlier, later)"
            " SELECT from_commitment, to_commitment FROM monthend_carried ORDER BY id",
            reverse_sql=migrations.RunSQL.noop,
        ),
    )
