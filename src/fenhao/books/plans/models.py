"""The tables of plans: versions of a year's budget, their cells, and everything that was said and done to them.

``Step``, ``Edit``, ``Comment`` and ``Frozen`` are immutable: triggers refuse to change or remove a row.
"""

from django.db import models
from django.db.models import Q

STATES = ("draft", "submitted", "approved", "in_force", "superseded", "rejected", "withdrawn")


class Version(models.Model):
    """A version of a fiscal year's budget.

    ``token`` counts its saves; ``quarters`` is the year's months by quarter as JSON. ``based_on`` is what it was copied
    from, ``over`` the version in force when it was made: what it means to replace. ``baseline`` is the first of its year
    that was put in force.
    """

    fiscal_year = models.IntegerField()
    number = models.IntegerField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    scenario = models.BooleanField()
    baseline = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    token = models.IntegerField()
    quarters = models.TextField()
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="copies")
    over = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="challengers")
    case_id = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        """One version in force a year, one baseline; a scenario is never on its way there."""

        constraints = (
            models.UniqueConstraint(fields=("fiscal_year", "number"), name="plans_version_once"),
            models.UniqueConstraint(
                fields=("fiscal_year",), condition=Q(state="in_force"), name="plans_version_one_in_force"
            ),
            models.UniqueConstraint(
                fields=("fiscal_year",), condition=Q(baseline=True), name="plans_version_one_baseline"
            ),
            models.CheckConstraint(name="plans_version_known_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="plans_version_scenario_is_no_budget",
                condition=Q(scenario=False) | Q(state__in=("draft", "withdrawn"), baseline=False),
            ),
        )


class Step(models.Model):
    """One line of the arithmetic behind a version, in order of ``place``."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    place = models.IntegerField()
    code = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    detail = models.CharField(max_length=200)

    class Meta:
        """One a place."""

        constraints = (models.UniqueConstraint(fields=("version", "place"), name="plans_step_once"),)


class Cell(models.Model):
    """What a version gives a month, tier and category; an emergency reserve has its own category, in its quarter's last month."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    period = models.CharField(max_length=10)
    tier = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=80)
    fixed = models.BooleanField()
    held = models.BooleanField()
    amount_minor = models.BigIntegerField()
    department = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        """One amount a cell, never below zero."""

        constraints = (
            models.UniqueConstraint(fields=("version", "period", "tier", "category"), name="plans_cell_once"),
            models.CheckConstraint(name="plans_cell_not_negative", condition=Q(amount_minor__gte=0)),
        )


class Edit(models.Model):
    """One save: the token it led to, what was asked, and each cell before and after as JSON. ``undoes`` an earlier one."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    token = models.IntegerField()
    change = models.TextField()
    cells = models.TextField()
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """One save a token, undone at most once."""

        constraints = (
            models.UniqueConstraint(fields=("version", "token"), name="plans_edit_once"),
            models.UniqueConstraint(fields=("undoes",), name="plans_edit_undone_once"),
        )


class Ready(models.Model):
    """A department has said that its part of a draft is ready; the row goes when it reopens the part."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    department = models.CharField(max_length=40)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Once each."""

        constraints = (models.UniqueConstraint(fields=("version", "department"), name="plans_ready_once"),)


class Comment(models.Model):
    """Something said about a version or, with a period and category, about one of its cells."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    period = models.CharField(max_length=10, blank=True)
    tier = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Frozen(models.Model):
    """A cell of a version as it was when that was put in force: what deviation is measured against, and swaps start from."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT)
    period = models.CharField(max_length=10)
    tier = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=80)
    fixed = models.BooleanField()
    amount_minor = models.BigIntegerField()

    class Meta:
        """One amount a cell."""

        constraints = (
            models.UniqueConstraint(
                fields=("version", "period", "tier", "category"), name="plans_frozen_once"
            ),
        )
