"""The tables of requests: who asks for which spend, in which drafts, and what money is held for it."""

from django.db import models


class Request(models.Model):
    """A spend that waits for approval while its money is held. Its state is that of its case.

    ``authorisation_id`` is what lets it pass control, None when the money was there. After approval the money stays
    held until ``use_until``.
    """

    title = models.TextField()
    currency = models.CharField(max_length=3)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    use_until = models.DateTimeField()
    case_id = models.BigIntegerField(null=True)
    authorisation_id = models.BigIntegerField(null=True)


class Draft(models.Model):
    """The legs of a request as they were submitted or edited; the last one counts. Rows are never changed."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    number = models.IntegerField()
    legs = models.TextField()
    amount_minor = models.BigIntegerField()
    why = models.TextField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        """Drafts are counted."""

        constraints = (models.UniqueConstraint(fields=("request", "number"), name="requests_draft_once"),)


class Hold(models.Model):
    """A commitment made for a draft. Rows are never changed; what it still holds, the journal knows."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    number = models.IntegerField()
    commitment_id = models.BigIntegerField(unique=True)
