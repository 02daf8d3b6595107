"""Indexes by which entries are searched: each over the entries that say something in its column."""

from django.db import migrations, models

_WORDS = ("cost_type", "customer", "campaign", "department")
_MOVEMENTS = ("funded", "reserved")


class Migration(migrations.Migration):
    """Indexes alone."""

    dependencies = (("journal", "0008_structure"),)
    operations = (
        *(
            migrations.AddIndex(
                "entry",
                models.Index(
                    fields=[name, "id"],
                    name=f"journal_entry_{name}",
                    condition=models.Q((f"{name}__gt", "")),
                ),
            )
            for name in _WORDS
        ),
        *(
            migrations.AddIndex(
                "entry",
                models.Index(
                    fields=["line_id", "id"],
                    name=f"journal_entry_{name}",
                    condition=models.Q((f"{name}_minor", 0), _negated=True),
                ),
            )
            for name in _MOVEMENTS
        ),
        migrations.AddIndex(
            "command",
            models.Index(
                fields=["by", "id"], name="journal_command_by", condition=models.Q(("by__isnull", False))
            ),
        ),
    )
