"""Versions of the company's written files. The files stay the truth; here is how they became what they say."""

from django.db import models
from django.db.models import Q


class Version(models.Model):
    """A version of a file: its text once it is in force, and the changes that made it, as JSON of key to value.

    ``number`` counts the versions of a file from 1. ``remark`` says why a planned version was refused when its day came.
    """

    file = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, blank=True)
    text = models.TextField(blank=True)
    changes = models.TextField()
    before = models.TextField()
    in_force_at = models.DateTimeField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        """A number is given once; what is in force has a text."""

        constraints = (
            models.UniqueConstraint(name="policies_version_once", fields=("file", "number")),
            models.CheckConstraint(
                name="policies_version_known_state",
                condition=Q(state__in=("in_force", "planned", "withdrawn", "refused")),
            ),
            models.CheckConstraint(
                name="policies_version_has_text", condition=~Q(state="in_force") | ~Q(digest="")
            ),
        )
