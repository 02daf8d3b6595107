"""Studies that people kept before money was decided on, and the drafts that were made of them on purpose."""

from django.db import models
from django.db.models import Q

KINDS = ("proposal", "first", "cuts", "what_if", "worth", "path")


class Study(models.Model):
    """A study as it was kept: what was asked and found, each as JSON, and the state of the facts it rests on.

    ``draft`` holds the budget that it would make, '' where it makes none. A study never is a budget: only ``Draft`` says that
    somebody made one of it.
    """

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    fiscal_year = models.IntegerField()
    stamp = models.CharField(max_length=20)
    asked = models.TextField()
    found = models.TextField()
    draft = models.TextField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """Listed by kind, newest first."""

        indexes = (models.Index(fields=("kind", "id"), name="studies_study_kind"),)
        constraints = (
            models.CheckConstraint(name="studies_study_known_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="studies_study_named", condition=~Q(name="")),
        )


class Draft(models.Model):
    """A draft of the budget that somebody made of a study."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT)
    version_id = models.BigIntegerField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        """A draft comes from one study."""

        constraints = (models.UniqueConstraint(fields=("version_id",), name="studies_draft_once"),)
