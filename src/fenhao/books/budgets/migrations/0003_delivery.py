"""Each channel keeps by itself how far it is with an alert."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table in place of one column."""

    dependencies = (("budgets", "0002_append_only"),)
    operations = (
        migrations.RemoveField("outbox", "delivered_at"),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=80)),
                ("attempts", models.IntegerField()),
                ("try_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "outbox",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="budgets.outbox"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("outbox", "channel"), name="budgets_delivery_once"),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__gt", 0)), name="budgets_delivery_tried"
                    ),
                ],
            },
        ),
    )
