"""The tables of approvals: policies, cases, the steps that a case asks, and everything that happened to it."""

from django.db import models
from django.db.models import Q


class Policy(models.Model):
    """A version of the approval policy, in force from an instant until the next; kept for ever."""

    version = models.CharField(max_length=80, unique=True)
    in_force_at = models.DateTimeField()
    matrix = models.TextField()


class Case(models.Model):
    """A question that several people answer in turn.

    ``place`` is the step asked now, ``round`` counts how often the route was drawn, ``version`` every change.
    ``subject_id`` is an id of the room that asks. ``policy`` is the version under which the route was drawn.
    """

    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    policy = models.CharField(max_length=80)
    state = models.CharField(max_length=10)
    round = models.IntegerField()
    place = models.IntegerField()
    version = models.IntegerField()

    class Meta:
        """What waits is found by when it is due; an end comes after the beginning."""

        indexes = (
            models.Index(fields=("due_at",), name="approvals_case_due", condition=Q(state="waiting")),
            models.Index(fields=("kind", "subject_id"), name="approvals_case_subject"),
        )
        constraints = (
            models.CheckConstraint(
                name="approvals_case_known_state",
                condition=Q(state__in=("waiting", "approved", "rejected", "withdrawn", "expired")),
            ),
            models.CheckConstraint(
                name="approvals_case_due_after_opening", condition=Q(due_at__gt=models.F("opened_at"))
            ),
            models.CheckConstraint(name="approvals_case_not_negative", condition=Q(amount_minor__gte=0)),
        )


class Step(models.Model):
    """Who is asked at a place of a case's route; with an empty role, the head of the department."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    round = models.IntegerField()
    place = models.IntegerField()
    role = models.CharField(max_length=20, blank=True)
    department = models.CharField(max_length=40, blank=True)

    class Meta:
        """One step a place."""

        constraints = (
            models.UniqueConstraint(fields=("case", "round", "place"), name="approvals_step_once"),
        )


class Event(models.Model):
    """One thing that happened to a case: opened, allowed, refused, restarted, withdrawn, expired.

    ``by`` is who did it, ``stands_for`` the person whose right was used when that was somebody else.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    version = models.IntegerField()
    what = models.CharField(max_length=10)
    place = models.IntegerField()
    by = models.BigIntegerField(null=True)
    stands_for = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        """Of two answers at once the database itself keeps one."""

        constraints = (models.UniqueConstraint(fields=("case", "version"), name="approvals_event_once"),)
