"""Improvement items: what shall become better, who answers, what was expected, and what was measured in the end."""

from django.db import models
from django.db.models import Q


class Item(models.Model):
    """Something to be improved, with the measure by which it will be judged and the baseline frozen when it was opened.

    ``source`` says where it came from, ``source_ref`` which case, survey or ticket. ``measure`` is cost, or csat, nps or ces of the
    ``part`` of ``by_part``. ``baseline`` and ``result`` are what was measured, as JSON. ``expected`` is the saving a month in minor units for
    cost, otherwise how many points the figure shall rise.
    """

    title = models.CharField(max_length=200)
    note = models.TextField(default="")
    source = models.CharField(max_length=12)
    source_ref = models.CharField(max_length=200, default="")
    owner_id = models.BigIntegerField()
    due_on = models.DateField()
    measure = models.CharField(max_length=8)
    tier = models.CharField(max_length=20)
    category = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    by_part = models.CharField(max_length=12)
    part = models.CharField(max_length=80)
    baseline_month = models.CharField(max_length=10)
    baseline_place = models.IntegerField()
    baseline = models.TextField()
    expected = models.BigIntegerField()
    state = models.CharField(max_length=10, default="open")
    result = models.TextField(default="")
    realised_minor = models.BigIntegerField(null=True)
    why = models.TextField(default="")
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """What is closed has a measured result; what is given up says why and has none."""

        indexes = (models.Index(fields=("state", "owner_id"), name="improvements_item_open"),)
        constraints = (
            models.CheckConstraint(
                name="improvements_item_known_state", condition=Q(state__in=("open", "closed", "dropped"))
            ),
            models.CheckConstraint(
                name="improvements_item_known_source",
                condition=Q(source__in=("finding", "survey", "complaint", "hand")),
            ),
            models.CheckConstraint(
                name="improvements_item_known_measure",
                condition=Q(measure__in=("cost", "csat", "nps", "ces")),
            ),
            models.CheckConstraint(name="improvements_item_expects", condition=Q(expected__gt=0)),
            models.CheckConstraint(
                name="improvements_item_closed_measured",
                condition=(Q(state="closed") & ~Q(result="")) | (~Q(state="closed") & Q(result="")),
            ),
            models.CheckConstraint(
                name="improvements_item_dropped_why", condition=~Q(state="dropped") | ~Q(why="")
            ),
        )


class Task(models.Model):
    """A step towards an item; it is done once and never undone."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    owner_id = models.BigIntegerField()
    due_on = models.DateField()
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    done_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        """Found by who has to do it."""

        indexes = (models.Index(fields=("owner_id",), name="improvements_task_owner"),)


class Comment(models.Model):
    """What somebody said about an item; never changed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    text = models.TextField()
