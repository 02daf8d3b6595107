"""Calls of care: who takes one on, and what came of it. Whom to call is worked out from the facts and not kept here."""

from django.db import models
from django.db.models import Q


class Taken(models.Model):
    """Somebody takes a call on; ``owner_id`` is None when it is handed back. The newest row counts; never changed."""

    ref = models.CharField(max_length=200)
    customer = models.CharField(max_length=200)
    owner_id = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by the call."""

        indexes = (models.Index(fields=("ref",), name="care_taken_ref"),)


class Outcome(models.Model):
    """What came of a call, or why it was not made; never changed, the newest row of a call counts."""

    ref = models.CharField(max_length=200)
    reason = models.CharField(max_length=20)
    customer = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    called_on = models.DateField()
    note = models.TextField(default="")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by the call, and by the customer for the cap."""

        indexes = (
            models.Index(fields=("ref",), name="care_outcome_ref"),
            models.Index(fields=("customer", "called_on"), name="care_outcome_customer"),
        )
        constraints = (
            models.CheckConstraint(
                name="care_outcome_known",
                condition=Q(outcome__in=("reached", "no_answer", "later", "skipped")),
            ),
            models.CheckConstraint(
                name="care_outcome_skipped_says_why", condition=~Q(outcome="skipped") | ~Q(note="")
            ),
        )
