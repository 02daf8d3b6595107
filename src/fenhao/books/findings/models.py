"""Ineffective spend as cases: what was found, what people decided, what came back, which cut rests on it."""

from django.db import models
from django.db.models import F, Q


class Case(models.Model):
    """One finding: a rule and the entry it found. It is made once, under that identity, and never removed.

    ``year`` is the fiscal year whose facts show it, ``found_month`` the month in which it became known, ``spent_month``
    that of the entry: with ``line_tier`` and ``category`` the budget line. ``counted_minor`` is the entry's amount
    unless an earlier rule has counted it. ``tier`` is the customer's on the day, ``line_tier`` empty for fixed cost.
    """

    rule = models.CharField(max_length=60)
    subledger = models.CharField(max_length=40)
    source = models.TextField()
    entry_id = models.TextField()
    year = models.CharField(max_length=10)
    found_on = models.DateField()
    week_on = models.DateField()
    occurred_on = models.DateField()
    found_month = models.CharField(max_length=10)
    spent_month = models.CharField(max_length=10)
    customer = models.TextField()
    campaign = models.TextField()
    tier = models.CharField(max_length=20)
    line_tier = models.CharField(max_length=20)
    category = models.CharField(max_length=80)
    cost_type = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    counted_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    evidence = models.TextField()
    batch = models.TextField()
    policy = models.CharField(max_length=80)
    opened_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    owner_id = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(default=0)
    appealed_by = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    cut_id = models.BigIntegerField(null=True)
    why = models.TextField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        """One case a rule and entry; nothing recovered beyond what is counted."""

        indexes = (
            models.Index(fields=("year", "state"), name="findings_case_state"),
            models.Index(fields=("week_on",), name="findings_case_week"),
            models.Index(fields=("found_month", "state"), name="findings_case_month"),
            models.Index(fields=("customer",), name="findings_case_customer", condition=Q(customer__gt="")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("rule", "subledger", "source", "entry_id"), name="findings_case_once"
            ),
            models.CheckConstraint(
                name="findings_case_known_state",
                condition=Q(
                    state__in=("open", "accepted", "dismissed", "appealed", "recovered", "withdrawn")
                ),
            ),
            models.CheckConstraint(
                name="findings_case_recovered_within_counted",
                condition=Q(recovered_minor=0)
                | Q(recovered_minor__gt=0, recovered_minor__lte=F("counted_minor")),
            ),
        )


class Recovery(models.Model):
    """Money of a case that came back: through a reversal in the journal (its entry) or a credit note elsewhere."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    reversal_id = models.BigIntegerField(null=True)
    credit = models.CharField(max_length=200)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Something came back, through exactly one of the two."""

        constraints = (
            models.CheckConstraint(name="findings_recovery_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="findings_recovery_has_a_link",
                condition=Q(reversal_id__isnull=False, credit="")
                | (Q(reversal_id__isnull=True) & ~Q(credit="")),
            ),
        )


class Week(models.Model):
    """What was spent in a week of a fiscal year, so that ineffective spend has something to be a share of."""

    year = models.CharField(max_length=10)
    week_on = models.DateField()
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        """Once a week and year: a week across two years has a part in each."""

        constraints = (models.UniqueConstraint(fields=("year", "week_on"), name="findings_week_once"),)


class Owner(models.Model):
    """Who answers for findings of a category and department; ``*`` is any. The most particular one counts."""

    category = models.CharField(max_length=80)
    department = models.CharField(max_length=80)
    owner_id = models.BigIntegerField()

    class Meta:
        """One owner a cell."""

        constraints = (
            models.UniqueConstraint(fields=("category", "department"), name="findings_owner_once"),
        )


class Cut(models.Model):
    """A proposed cut: what a month's accepted cases take from the same line of the next, into the quarter's reserve.

    ``wanted_minor`` is the cases' sum, ``amount_minor`` what the line could give when it was proposed, ``cut_minor``
    what it gave.
    """

    month = models.CharField(max_length=10)
    next_month = models.CharField(max_length=10)
    tier = models.CharField(max_length=20)
    category = models.CharField(max_length=80)
    wanted_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    cut_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default="waiting")
    approval_id = models.BigIntegerField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Never more than the cases, never more than was proposed."""

        constraints = (
            models.CheckConstraint(
                name="findings_cut_within_wanted",
                condition=Q(amount_minor__gt=0, amount_minor__lte=F("wanted_minor")),
            ),
            models.CheckConstraint(
                name="findings_cut_within_proposed",
                condition=Q(cut_minor__gte=0, cut_minor__lte=F("amount_minor")),
            ),
            models.CheckConstraint(
                name="findings_cut_known_state",
                condition=Q(state__in=("waiting", "approved", "rejected", "withdrawn", "expired", "spent")),
            ),
        )


class CutCase(models.Model):
    """A case behind a cut, with what it counted when the cut was proposed."""

    cut = models.ForeignKey(Cut, on_delete=models.PROTECT)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    counted_minor = models.BigIntegerField()

    class Meta:
        """Once each."""

        constraints = (models.UniqueConstraint(fields=("cut", "case"), name="findings_cut_case_once"),)
