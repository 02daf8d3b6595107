"""Where messages go, who wants which, and every message with what became of it."""

from django.db import models
from django.db.models import Q


class Channel(models.Model):
    """A way out: e-mail to people, or a room or system elsewhere. ``sealed`` is its secret, unreadable without the book's key.

    ``place`` is what may be shown of where it leads. ``settings`` is JSON without secrets, ``occasions`` a JSON list:
    what a room is told; e-mail goes to people by their roles and choices.
    """

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12)
    place = models.CharField(max_length=200)
    settings = models.TextField()
    sealed = models.TextField()
    language = models.CharField(max_length=8)
    occasions = models.TextField()
    quiet = models.CharField(max_length=20, blank=True)
    active = models.BooleanField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """The database knows the kinds."""

        constraints = (
            models.CheckConstraint(
                name="outgoing_channel_known_kind",
                condition=Q(kind__in=("email", "wecom", "dingtalk", "feishu", "webhook", "apprise")),
            ),
        )


class Wish(models.Model):
    """What one person wants: how each occasion is told (JSON), when not to be disturbed, and when the digest comes."""

    user_id = models.BigIntegerField(unique=True)
    choices = models.TextField()
    quiet = models.CharField(max_length=20, blank=True)
    digest_at = models.CharField(max_length=5)


class Audience(models.Model):
    """Which roles are told of an occasion, a JSON list; without a row the built-in ones."""

    occasion = models.CharField(max_length=20, unique=True)
    roles = models.TextField()


class Message(models.Model):
    """One message to one person or room. ``key`` says what it is about and to whom, so that nothing is said twice.

    ``facts`` are what it is made of, for a program to read (JSON). It waits until ``try_at``; a part of a digest waits for ``parcel_id``, the message that carries it.
    """

    key = models.CharField(max_length=200, unique=True)
    occasion = models.CharField(max_length=20)
    user_id = models.BigIntegerField(null=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT)
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    digest = models.BooleanField()
    parcel_id = models.BigIntegerField(null=True)
    attempts = models.IntegerField()
    try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    facts = models.TextField(db_default="{}")

    class Meta:
        """What waits is found without looking at what was sent."""

        indexes = (
            models.Index(
                fields=("try_at",),
                name="outgoing_message_waiting",
                condition=Q(sent_at__isnull=True, ended_at__isnull=True, parcel_id__isnull=True),
            ),
        )


class Delivered(models.Model):
    """A try to deliver a message: when, whether it was taken, and what the other side said."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT)
    at = models.DateTimeField()
    taken = models.BooleanField()
    answer = models.CharField(max_length=300, blank=True)
