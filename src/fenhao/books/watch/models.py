"""Alerts of cost, what was seen of each, and what people answered; rows are added and never changed."""

from django.db import models
from django.db.models import Q


class Alert(models.Model):
    """Something happened to cost, told once.

    ``kind`` is spike, drop, rise, fall or overrun; ``what`` a cost type, or the category of a line about to overrun; ``*`` is all of a
    dimension.
    """

    kind = models.CharField(max_length=20)
    tier = models.CharField(max_length=20)
    what = models.CharField(max_length=80)
    channel = models.CharField(max_length=80)
    first_on = models.DateField()
    noticed_on = models.DateField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by its days."""

        indexes = (models.Index(fields=("first_on",), name="watch_alert_first"),)


class Sighting(models.Model):
    """What an alert looked like at a moment; the newest row of an alert counts. Expected is an estimate, actual booked cost."""

    alert_id = models.BigIntegerField()
    last_on = models.DateField()
    actual_minor = models.BigIntegerField()
    expected_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Found by the alert."""

        indexes = (models.Index(fields=("alert_id",), name="watch_sighting_alert"),)


class Answer(models.Model):
    """What a person said of an alert: real, mistaken, or expected until a day. The newest row of an alert counts."""

    alert_id = models.BigIntegerField()
    verdict = models.CharField(max_length=20)
    why = models.TextField()
    until_on = models.DateField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """An answer gives its reason, and what is expected its last day."""

        indexes = (models.Index(fields=("alert_id",), name="watch_answer_alert"),)
        constraints = (
            models.CheckConstraint(name="watch_answer_says_why", condition=~Q(why="")),
            models.CheckConstraint(
                name="watch_expected_until",
                condition=~Q(verdict="expected") | Q(until_on__isnull=False),
            ),
        )
