"""What was refused is found by when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index of the few commands that moved no money."""

    dependencies = (("journal", "0011_reference"),)
    operations = (
        migrations.AddIndex(
            "command",
            models.Index(
                fields=("at",),
                name="journal_command_refused",
                condition=models.Q(
                    (
                        "verdict__in",
                        (
                            "amount_not_positive",
                            "benefit_above_cap",
                            "benefit_outside_tier",
                            "campaign_frozen",
                            "channel_too_dear",
                            "currency_mismatch",
                            "customer_unknown",
                            "exceeds_limit",
                            "needs_approval",
                            "needs_override",
                            "period_closed",
                            "wake_ups_exhausted",
                        ),
                    )
                ),
            ),
        ),
    )
