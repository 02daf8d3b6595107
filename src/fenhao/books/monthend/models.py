"""The end of a month: written rules, what is proposed, how months were closed, who asked to open one again."""

from django.db import models
from django.db.models import F, Q


class Rules(models.Model):
    """A version of the closing rules, in force from an instant until the next; kept for ever."""

    version = models.CharField(max_length=80, unique=True)
    in_force_at = models.DateTimeField()
    matrix = models.TextField()


class Projection(models.Model):
    """Whether a line was last projected to end its month above its funding, so that an alert is raised once a crossing."""

    line_id = models.BigIntegerField(unique=True)
    over = models.BooleanField()


class Proposal(models.Model):
    """A transfer that month end suggests. It holds as long as both lines stand as they stood.

    ``giver_stood`` and ``taker_stood`` are funded, reserved and actual when it was made. ``move_id`` is the move that
    took it up.
    """

    month = models.CharField(max_length=10)
    giver_tier = models.CharField(max_length=20)
    giver_category = models.CharField(max_length=80)
    taker_tier = models.CharField(max_length=20)
    taker_category = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    gain_low_minor = models.BigIntegerField()
    gain_mid_minor = models.BigIntegerField()
    gain_high_minor = models.BigIntegerField()
    basis = models.CharField(max_length=20)
    source = models.TextField()
    giver_stood = models.CharField(max_length=80)
    taker_stood = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="open")
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    move_id = models.BigIntegerField(null=True)

    class Meta:
        """Something moves, between two lines."""

        constraints = (
            models.CheckConstraint(name="monthend_proposal_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="monthend_proposal_between_two",
                condition=~Q(giver_tier=F("taker_tier"), giver_category=F("taker_category")),
            ),
            models.CheckConstraint(
                name="monthend_proposal_known_state",
                condition=Q(state__in=("open", "taken", "superseded", "expired")),
            ),
        )


class Close(models.Model):
    """A month as it was closed: the rules, every line's four parts, the seal. Never changed; reopening adds another."""

    month = models.CharField(max_length=10)
    rules = models.CharField(max_length=80)
    report = models.TextField()
    seal = models.CharField(max_length=64)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Carried(models.Model):
    """A reservation that went on in the next month: the commitment that was released, and the one that holds it now."""

    close = models.ForeignKey(Close, on_delete=models.PROTECT)
    from_commitment = models.BigIntegerField(unique=True)
    to_commitment = models.BigIntegerField()


class Reopening(models.Model):
    """Somebody asked to open a closed month again, with the reason; management answers."""

    month = models.CharField(max_length=10)
    why = models.TextField()
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    approval_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, default="waiting")
