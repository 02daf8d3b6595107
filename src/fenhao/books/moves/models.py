"""The tables of moves: the written rules, and every move proposed."""

from django.db import models
from django.db.models import Q


class Policy(models.Model):
    """A version of the rules of moves, in force from an instant until the next; kept for ever."""

    version = models.CharField(max_length=80, unique=True)
    in_force_at = models.DateTimeField()
    matrix = models.TextField()


class Move(models.Model):
    """A transfer or draw that somebody proposed. Its lines are cells: period, tier, category.

    ``case_id`` is the case that decides about it, None when it moved at once. ``entry_id`` is the entry that brought the
    funding to the taker, None as long as nothing has moved.
    """

    kind = models.CharField(max_length=10)
    from_period = models.CharField(max_length=10)
    from_tier = models.CharField(max_length=20, blank=True)
    from_category = models.CharField(max_length=80)
    to_period = models.CharField(max_length=10)
    to_tier = models.CharField(max_length=20, blank=True)
    to_category = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    why = models.TextField()
    policy = models.CharField(max_length=80)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    case_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    moved_at = models.DateTimeField(null=True)
    moved_in = models.CharField(max_length=10, blank=True)

    class Meta:
        """What moved is found by its lines; it moved once, at an instant."""

        indexes = (
            models.Index(fields=("from_period", "from_tier", "from_category"), name="moves_move_from"),
            models.Index(fields=("to_period", "to_tier", "to_category"), name="moves_move_to"),
        )
        constraints = (
            models.CheckConstraint(name="moves_move_known_kind", condition=Q(kind__in=("transfer", "draw"))),
            models.CheckConstraint(name="moves_move_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="moves_move_moved_whole",
                condition=Q(entry_id__isnull=True, moved_at__isnull=True, moved_in="")
                | Q(entry_id__isnull=False, moved_at__isnull=False) & ~Q(moved_in=""),
            ),
            models.UniqueConstraint(fields=("entry_id",), name="moves_move_entry_once"),
        )
