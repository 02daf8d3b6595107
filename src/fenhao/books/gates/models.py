"""What the gate knows: its policy, dated tiers, customers' spend and wake-ups, campaigns, and who lets what pass once.

``Policy`` and ``Tier`` are history and never change. ``Customer``, ``WakeUps`` and ``Campaign`` are what is known now.
"""

from django.db import models
from django.db.models import F, Q


class Policy(models.Model):
    """A version of what the gate asks, in force from an instant until the next; kept for ever."""

    version = models.CharField(max_length=80, unique=True)
    in_force_at = models.DateTimeField()
    rules = models.TextField()


class Tier(models.Model):
    """A customer's tier from a day on; what is written later about the same day holds.

    ``source`` is ``assessed`` (from the warehouse, in force until the next) or ``decided`` (by a person, before every
    assessment until ``until``, that day excluded; with an empty tier it takes an earlier decision back).
    """

    customer = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True)
    tier = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=10)
    why = models.TextField(blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by customer."""

        indexes = (models.Index(fields=("customer", "id"), name="gates_tier_customer"),)
        constraints = (
            models.CheckConstraint(
                name="gates_tier_known_source", condition=Q(source__in=("assessed", "decided"))
            ),
            models.CheckConstraint(
                name="gates_tier_has_a_day", condition=Q(until__isnull=True) | Q(until__gt=F("since"))
            ),
        )


class Customer(models.Model):
    """What a customer's orders of the tiers' window brought, how many there were, and the last one, up to a day."""

    customer = models.CharField(max_length=80, unique=True)
    spend_minor = models.BigIntegerField()
    orders = models.BigIntegerField()
    last_order_on = models.DateField(null=True)
    as_of = models.DateField()


class WakeUps(models.Model):
    """A customer's wake-ups since the last answers. ``turn`` counts the changes: who changes a row names the one he read."""

    customer = models.CharField(max_length=80, unique=True)
    history = models.TextField()
    as_of = models.DateField(null=True)
    turn = models.BigIntegerField()


class Campaign(models.Model):
    """A campaign's days and participation, and whether its checkpoint or a person froze the rest of it."""

    campaign = models.CharField(max_length=80, unique=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    invited = models.BigIntegerField(default=0)
    participated = models.BigIntegerField(default=0)
    as_of = models.DateField(null=True)
    judged_on = models.DateField(null=True)
    frozen = models.BooleanField(default=False)
    why = models.TextField(blank=True)
    turned_by = models.BigIntegerField(null=True)
    turned_at = models.DateTimeField(null=True)

    class Meta:
        """Who took part was invited."""

        constraints = (
            models.CheckConstraint(
                name="gates_campaign_within_invited",
                condition=Q(participated__gte=0, participated__lte=F("invited")),
            ),
        )


class Pass(models.Model):
    """Somebody asks that one refusal of a rule be let pass, somebody else answers; it is used once, until an instant."""

    rule = models.CharField(max_length=40)
    customer = models.CharField(max_length=80, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    why = models.TextField()
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    allowed = models.BooleanField(null=True)
    used_key = models.CharField(max_length=200, null=True)

    class Meta:
        """Nobody lets pass what he asked for; only what was allowed is used."""

        indexes = (
            models.Index(
                fields=("customer", "campaign"),
                name="gates_pass_open",
                condition=Q(allowed=True, used_key__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="gates_pass_by_another",
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="gates_pass_used_when_allowed", condition=Q(used_key__isnull=True) | Q(allowed=True)
            ),
            models.CheckConstraint(
                name="gates_pass_of_one",
                condition=(Q(customer="") & ~Q(campaign="")) | (~Q(customer="") & Q(campaign="")),
            ),
        )


class Publication(models.Model):
    """A batch of the warehouse that has been published: the same one is not carried over again."""

    batch = models.CharField(max_length=120, unique=True)
    customers = models.BigIntegerField()
    at = models.DateTimeField()
