"""Budgets: lines, what their spend moves, the policy that guards them, and who let what pass."""

from django.db import models
from django.db.models import F, Q


class Line(models.Model):
    """A budget line: month x tier x category. It is made once and stays; funding moves, the line does not.

    ``planned`` is false for a line that came into being because something was spent where nobody had planned.
    """

    period = models.CharField(max_length=10)
    tier = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    fixed = models.BooleanField()
    planned = models.BooleanField()

    class Meta:
        """One line a cell."""

        constraints = (
            models.UniqueConstraint(fields=("period", "tier", "category"), name="budgets_line_once"),
        )


class Balance(models.Model):
    """What is funded, reserved and spent at one level and horizon: the sum of all entries that touch it.

    available = funded - reserved - actual, and may be negative. ``authorised_overrun`` is by how much it is: nobody
    moves money past funding without saying so in the same statement.
    """

    name = models.CharField(max_length=200, unique=True)
    level = models.CharField(max_length=10)
    horizon = models.CharField(max_length=10)
    period = models.CharField(max_length=10)
    scope = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    funded_minor = models.BigIntegerField(default=0)
    reserved_minor = models.BigIntegerField(default=0)
    actual_minor = models.BigIntegerField(default=0)
    overrun_minor = models.BigIntegerField(default=0)
    standing = models.CharField(max_length=10, default="under")
    closed = models.BooleanField(default=False)

    class Meta:
        """The limit of hard control, held a second time by the database."""

        constraints = (
            models.CheckConstraint(
                name="budgets_balance_within_funding",
                condition=Q(funded_minor__gte=F("reserved_minor") + F("actual_minor") - F("overrun_minor")),
            ),
            models.CheckConstraint(
                name="budgets_balance_overrun_is_needed",
                condition=Q(overrun_minor=0)
                | Q(
                    overrun_minor__gt=0,
                    funded_minor=F("reserved_minor") + F("actual_minor") - F("overrun_minor"),
                ),
            ),
            models.CheckConstraint(
                name="budgets_balance_not_negative",
                condition=Q(funded_minor__gte=0, reserved_minor__gte=0),
            ),
        )


class Touch(models.Model):
    """A line and a balance that its money moves."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    balance = models.ForeignKey(Balance, on_delete=models.PROTECT)

    class Meta:
        """Once each."""

        constraints = (models.UniqueConstraint(fields=("line", "balance"), name="budgets_touch_once"),)


class Policy(models.Model):
    """A version of the control matrix, in force from an instant until the next; kept for ever."""

    version = models.CharField(max_length=80, unique=True)
    in_force_at = models.DateTimeField()
    matrix = models.TextField()


class Rate(models.Model):
    """What a unit of ``source`` is worth in ``target`` from a day on, exact as text; of two for a day the later counts."""

    source = models.CharField(max_length=3)
    target = models.CharField(max_length=3)
    kind = models.CharField(max_length=10)
    valid_from = models.DateField()
    value = models.CharField(max_length=80)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """A rate is between two currencies, for the plan or of a day."""

        indexes = (models.Index(fields=("source", "id"), name="budgets_rate_source"),)
        constraints = (
            models.CheckConstraint(
                name="budgets_rate_known_kind", condition=Q(kind__in=("budget", "actual"))
            ),
            models.CheckConstraint(name="budgets_rate_two_currencies", condition=~Q(source=F("target"))),
        )


class Authorisation(models.Model):
    """Somebody asked to pass a control, somebody else allowed it, once, for one line, up to an amount, until an instant.

    ``kind``: override (spend above what is available) or approval (a large amount). ``case_id`` is the approval case of
    one that was asked for by itself.
    """

    kind = models.CharField(max_length=10)
    line = models.ForeignKey(Line, on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    reason = models.TextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    allowed = models.BooleanField(null=True)
    used_key = models.CharField(max_length=200, null=True, unique=True)
    case_id = models.BigIntegerField(null=True)

    class Meta:
        """Nobody allows what he asked for himself."""

        constraints = (
            models.CheckConstraint(
                name="budgets_authorisation_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(name="budgets_authorisation_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="budgets_authorisation_used_when_allowed",
                condition=Q(used_key__isnull=True) | Q(allowed=True),
            ),
        )


class Overrun(models.Model):
    """By how much a balance went over with one request.

    What let it: fact, override, tolerated, warned, tracked, or revised (funding left below its use).
    """

    key = models.CharField(max_length=200)
    balance = models.ForeignKey(Balance, on_delete=models.PROTECT)
    amount_minor = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    authorisation = models.ForeignKey(Authorisation, on_delete=models.PROTECT, null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Outbox(models.Model):
    """An alert that was raised with the movement that caused it."""

    kind = models.CharField(max_length=20)
    balance = models.ForeignKey(Balance, on_delete=models.PROTECT)
    used_minor = models.BigIntegerField()
    funded_minor = models.BigIntegerField()
    key = models.CharField(max_length=200)
    at = models.DateTimeField()


class Delivery(models.Model):
    """How far a channel is with an alert: tried so often, tried again from ``try_at``, until it is delivered."""

    outbox = models.ForeignKey(Outbox, on_delete=models.PROTECT)
    channel = models.CharField(max_length=80)
    attempts = models.IntegerField()
    try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        """Once an alert and channel."""

        constraints = (
            models.UniqueConstraint(fields=("outbox", "channel"), name="budgets_delivery_once"),
            models.CheckConstraint(name="budgets_delivery_tried", condition=Q(attempts__gt=0)),
        )
