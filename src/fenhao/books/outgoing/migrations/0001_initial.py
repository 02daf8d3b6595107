"""The first tables: channels, wishes, audiences, messages and their tries."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Tables and constraints."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Audience",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("occasion", models.CharField(max_length=20, unique=True)),
                ("roles", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_id", models.BigIntegerField(unique=True)),
                ("choices", models.TextField()),
                ("quiet", models.CharField(blank=True, max_length=20)),
                ("digest_at", models.CharField(max_length=5)),
            ],
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("place", models.CharField(max_length=200)),
                ("settings", models.TextField()),
                ("sealed", models.TextField()),
                ("language", models.CharField(max_length=8)),
                ("occasions", models.TextField()),
                ("quiet", models.CharField(blank=True, max_length=20)),
                ("active", models.BooleanField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("email", "wecom", "dingtalk", "feishu", "webhook"))),
                        name="outgoing_channel_known_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("occasion", models.CharField(max_length=20)),
                ("user_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("link", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("digest", models.BooleanField()),
                ("parcel_id", models.BigIntegerField(null=True)),
                ("attempts", models.IntegerField()),
                ("try_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
                (
                    "channel",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="outgoing.channel"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("taken", models.BooleanField()),
                ("answer", models.CharField(blank=True, max_length=300)),
                (
                    "message",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="outgoing.message"),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(
                    ("ended_at__isnull", True), ("parcel_id__isnull", True), ("sent_at__isnull", True)
                ),
                fields=["try_at"],
                name="outgoing_message_waiting",
            ),
        ),
    ]
