"""The tables of sources: secrets that only the book's key opens, and the log of runs."""

from django.db import models


class Secret(models.Model):
    """What a source is opened with, sealed; one row a source, the newest replaces the last."""

    source = models.CharField(max_length=80, unique=True)
    sealed = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Run(models.Model):
    """What one feed of one run brought; never changed."""

    source = models.CharField(max_length=80)
    fact = models.CharField(max_length=40)
    object = models.CharField(max_length=300)
    at = models.DateTimeField()
    rows_read = models.BigIntegerField()
    loaded = models.BigIntegerField()
    already_there = models.BigIntegerField()
    rejected = models.BigIntegerField()
    batches = models.TextField()
    rejects = models.TextField()
    code = models.CharField(max_length=60, blank=True)
    details = models.TextField()
    by = models.BigIntegerField(null=True)

    class Meta:
        """Found by the source; every row is counted once."""

        indexes = (models.Index(fields=("source", "id"), name="sources_run_source"),)
        constraints = (
            models.CheckConstraint(
                name="sources_run_counts_every_row",
                condition=models.Q(
                    rows_read=models.F("loaded") + models.F("already_there") + models.F("rejected")
                ),
            ),
        )
