"""The record of who did what, and the seals over everything that may never change."""

from django.db import models


class Record(models.Model):
    """One act: who, what, on what, before, after, why. The database refuses to change or remove it."""

    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    before = models.TextField()
    after = models.TextField()
    why = models.TextField()

    class Meta:
        """Found by subject."""

        indexes = (models.Index(fields=("subject", "id"), name="audit_record_subject"),)


class Seal(models.Model):
    """A digest over a run of rows of one table and over the seal before it."""

    sealed_at = models.DateTimeField()
    table = models.CharField(max_length=80)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)

    class Meta:
        """No two seals of a table end at the same row."""

        constraints = (models.UniqueConstraint(fields=("table", "last_id"), name="audit_seal_once"),)
