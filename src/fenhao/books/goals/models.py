"""Goals on published numbers: where each stood, where it shall be, what was measured, and what is done for it."""

from django.db import models
from django.db.models import Q


class Goal(models.Model):
    """A metric of a part of the company, its baseline frozen when the goal was set, its target and who answers for it.

    Exact fractions are kept as text: 3/20. ``tier``, ``category`` and ``department`` are the scope, empty for the whole
    company. ``amount`` is the target as it was said: a change of the baseline when ``relative``. ``stamp`` names what the
    baseline was measured from. A place is a month's number, which grows by one a month. ``owner_id`` or ``owner_department`` answers for it.
    """

    metric = models.CharField(max_length=60)
    metric_version = models.IntegerField()
    tier = models.CharField(max_length=20)
    category = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    baseline_label = models.CharField(max_length=10)
    baseline_month = models.CharField(max_length=10)
    baseline_place = models.IntegerField()
    baseline = models.TextField()
    baseline_low = models.TextField(default="")
    baseline_high = models.TextField(default="")
    baseline_cost_minor = models.BigIntegerField()
    baseline_entries = models.BigIntegerField()
    baseline_months = models.IntegerField()
    stamp = models.CharField(max_length=20)
    relative = models.BooleanField()
    amount = models.TextField()
    target = models.TextField()
    due_month = models.CharField(max_length=10)
    due_place = models.IntegerField()
    owner_id = models.BigIntegerField(null=True)
    owner_department = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="open")
    result_month = models.CharField(max_length=10, default="")
    result = models.TextField(default="")
    result_progress = models.CharField(max_length=12, default="")
    why = models.TextField(default="")
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Somebody answers; what is closed has a result, what is dropped has none."""

        indexes = (models.Index(fields=("state",), name="goals_goal_state"),)
        constraints = (
            models.CheckConstraint(
                name="goals_goal_known_state", condition=Q(state__in=("open", "closed", "dropped"))
            ),
            models.CheckConstraint(
                name="goals_goal_has_an_owner",
                condition=Q(owner_id__isnull=False) | ~Q(owner_department=""),
            ),
            models.CheckConstraint(
                name="goals_goal_closed_with_result",
                condition=(Q(state="closed") & ~Q(result="")) | (~Q(state="closed") & Q(result="")),
            ),
        )


class Measure(models.Model):
    """What was measured for a goal in a month. ``value`` is empty where the metric is not defined.

    ``cost_minor`` and ``entries`` are those of the goal's scope in that month. ``frozen_at`` is when its month was closed:
    from then on it stays, until the month is opened again.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT)
    month = models.CharField(max_length=10)
    place = models.IntegerField()
    value = models.TextField()
    low = models.TextField(default="")
    high = models.TextField(default="")
    cost_minor = models.BigIntegerField()
    entries = models.BigIntegerField()
    stamp = models.CharField(max_length=20)
    measured_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        """Once a month."""

        constraints = (models.UniqueConstraint(fields=("goal", "month"), name="goals_measure_once"),)


class Comment(models.Model):
    """What somebody who answers for a goal said about it; never changed."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    text = models.TextField()


class Initiative(models.Model):
    """Something done to reach a goal, with the saving it is planned to bring and the one it was closed with.

    ``since_month`` is the first month in which it can show. ``measured_minor`` is what the goal's scope had saved by then,
    less what other initiatives had claimed of it.
    """

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT)
    title = models.CharField(max_length=200)
    owner_id = models.BigIntegerField()
    planned_minor = models.BigIntegerField()
    since_month = models.CharField(max_length=10)
    since_place = models.IntegerField()
    due_month = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="open")
    realised_minor = models.BigIntegerField(null=True)
    measured_minor = models.BigIntegerField(null=True)
    why = models.TextField(default="")
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Nothing is closed without what was measured, or claims more than that."""

        constraints = (
            models.CheckConstraint(name="goals_initiative_planned", condition=Q(planned_minor__gt=0)),
            models.CheckConstraint(
                name="goals_initiative_known_state", condition=Q(state__in=("open", "closed", "dropped"))
            ),
            models.CheckConstraint(
                name="goals_initiative_closed_measured",
                condition=Q(
                    state="closed",
                    realised_minor__isnull=False,
                    measured_minor__isnull=False,
                    realised_minor__lte=models.F("measured_minor"),
                )
                | (~Q(state="closed") & Q(realised_minor__isnull=True)),
            ),
        )
