"""The tables of postings: what loads post, what was published, and what somebody asserts. Rows never change."""

from django.db import models
from django.db.models import Q


class Load(models.Model):
    """An event in the life of a load: planned, posted, withdrawing, withdrawn. The newest tells where it stands.

    ``outside`` are the months, as a list in JSON, that the load has cost in and the books did not know at the time.
    """

    batch = models.CharField(max_length=100)
    state = models.CharField(max_length=12)
    outside = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by batch; the states are these."""

        indexes = (models.Index(fields=("batch", "id"), name="postings_load_batch"),)
        constraints = (
            models.CheckConstraint(
                name="postings_load_known_state",
                condition=Q(state__in=("planned", "posted", "withdrawing", "withdrawn")),
            ),
        )


class Sheet(models.Model):
    """One posting that a load asks for, decided once: month x tier x category x cost type x campaign.

    ``amount_minor`` is the sum of its ``rows`` with its sign, and both are negative of it when the load was undone.
    """

    batch = models.CharField(max_length=100)
    key = models.CharField(max_length=200, unique=True)
    undoes = models.CharField(max_length=200)
    month = models.CharField(max_length=10)
    occurred_on = models.DateField()
    tier = models.CharField(max_length=20)
    category = models.CharField(max_length=80)
    fixed = models.BooleanField()
    cost_type = models.CharField(max_length=80)
    campaign = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    rows = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Found by batch."""

        indexes = (models.Index(fields=("batch", "id"), name="postings_sheet_batch"),)


class Publication(models.Model):
    """An event of publishing a run of entries to the warehouse: begun, done, or done again after it was withdrawn."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    state = models.CharField(max_length=8)
    batch = models.CharField(max_length=100)
    rows = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """A run has a length, and is begun once."""

        constraints = (
            models.CheckConstraint(
                name="postings_publication_runs", condition=Q(first_id__lte=models.F("last_id"))
            ),
            models.UniqueConstraint(
                fields=("first_id",), name="postings_publication_begun_once", condition=Q(state="begun")
            ),
        )


class Assertion(models.Model):
    """Somebody says what a balance is on a day; or, with ``withdraws_id``, takes back an earlier assertion."""

    subject = models.CharField(max_length=300)
    on = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    note = models.TextField()
    withdraws_id = models.BigIntegerField(null=True, unique=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
