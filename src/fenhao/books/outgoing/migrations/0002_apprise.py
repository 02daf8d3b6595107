"""One more way out: services that the package apprise speaks to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The database knows the kind."""

    dependencies = (("outgoing", "0001_initial"),)

    operations = (
        migrations.RemoveConstraint(model_name="channel", name="outgoing_channel_known_kind"),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                name="outgoing_channel_known_kind",
                condition=models.Q(
                    ("kind__in", ("email", "wecom", "dingtalk", "feishu", "webhook", "apprise"))
                ),
            ),
        ),
    )
