"""What agents proposed, and what people answered; rows are added and never changed."""

from django.db import models
from django.db.models import Q

KINDS = ("spend", "transfer", "verdict", "study")


class Proposal(models.Model):
    """Something that an agent would have its person do. It moves nothing and holds nothing.

    ``body`` is JSON, by kind; ``agent`` is the name of the token it came with, ``by`` that token's person.
    """

    kind = models.CharField(max_length=12)
    body = models.TextField()
    why = models.TextField()
    agent = models.CharField(max_length=200)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        """The database knows the kinds, and that each says why."""

        constraints = (
            models.CheckConstraint(name="proposals_proposal_known_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="proposals_proposal_says_why", condition=~Q(why="")),
        )


class Answer(models.Model):
    """What a person did with a proposal: filed under the own name, or set aside. ``made`` names what came of it."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT)
    filed = models.BooleanField()
    made = models.CharField(max_length=40)
    why = models.TextField()
    by = models.BigIntegerField()
    at = models.DateTimeField()
