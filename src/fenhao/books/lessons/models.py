"""Labels that people gave to tickets, one after another; never changed."""

from django.db import models
from django.db.models import Q


class Lesson(models.Model):
    """A person said what a ticket is.

    ``kind`` is what was asked (category, queue, sentiment, risk), ``label`` the answer, ``before`` what the product had taken
    it for, empty for nothing. The newest of a ticket and kind holds.
    """

    kind = models.CharField(max_length=20)
    ticket = models.CharField(max_length=200)
    label = models.CharField(max_length=80)
    before = models.CharField(max_length=80, default="")
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """A label says something."""

        indexes = (models.Index(fields=("kind", "ticket"), name="lessons_of_a_ticket"),)
        constraints = (
            models.CheckConstraint(name="lessons_say_something", condition=~Q(label="") & ~Q(ticket="")),
        )
