"""The journal: what was asked and answered, what moved, and when months close.

``Command`` and ``Entry`` are immutable: triggers refuse to change or remove a row. ``Commitment`` and ``Reversed`` are
projections of the entries, kept so that nobody has to add up history; ``check`` adds it up and compares.
"""

from django.db import models

from fenhao.books.journal._refusing import REFUSING


class Command(models.Model):
    """One request under its idempotency key: its body, and the answer that the key gives for ever."""

    key = models.CharField(max_length=200, unique=True)
    act = models.CharField(max_length=20)
    body = models.TextField()
    verdict = models.CharField(max_length=40)
    answer = models.TextField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Found by who asked; what was refused, by when."""

        indexes = (
            models.Index(
                fields=("at",), name="journal_command_refused", condition=models.Q(verdict__in=REFUSING)
            ),
            models.Index(
                fields=("by", "id"), name="journal_command_by", condition=models.Q(by__isnull=False)
            ),
        )


class Entry(models.Model):
    """One movement of money. Balances are the sum of ``funded_minor``, ``reserved_minor`` and ``actual_minor``.

    Both are written by one statement each in one transaction and never removed: PostgreSQL is spared looking the
    command up again for every entry. ``period`` is the month it is posted in, ``belongs_to`` the month of its day; they differ for late documents and
    corrections. A reservation's id is the commitment's id.
    """

    command = models.ForeignKey(Command, on_delete=models.PROTECT, db_constraint=False)
    kind = models.CharField(max_length=20)
    line_id = models.BigIntegerField(null=True)
    balance_id = models.BigIntegerField(null=True)
    period = models.CharField(max_length=10)
    belongs_to = models.CharField(max_length=10)
    occurred_on = models.DateField()
    cost_type = models.CharField(max_length=80)
    customer = models.CharField(max_length=80)
    campaign = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    funded_minor = models.BigIntegerField()
    reserved_minor = models.BigIntegerField()
    actual_minor = models.BigIntegerField()
    commitment_id = models.BigIntegerField(null=True)
    reverses_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    batch = models.CharField(max_length=80)
    rows = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=80, db_default="")
    purpose = models.CharField(max_length=80, db_default="")
    benefit_type = models.CharField(max_length=80, db_default="")
    department = models.CharField(max_length=80, db_default="")
    at = models.DateTimeField()

    class Meta:
        """An amount is positive; the sign is in the movement. A batch is posted to a line once."""

        indexes = (
            models.Index(fields=("line_id", "id"), name="journal_entry_line"),
            models.Index(
                fields=("commitment_id",),
                name="journal_entry_commitment",
                condition=models.Q(commitment_id__isnull=False),
            ),
            models.Index(
                fields=("reverses_id",),
                name="journal_entry_reverses",
                condition=models.Q(reverses_id__isnull=False),
            ),
            *(
                models.Index(
                    fields=(name, "id"), name=f"journal_entry_{name}", condition=models.Q((f"{name}__gt", ""))
                )
                for name in ("cost_type", "customer", "campaign", "department")
            ),
            *(
                models.Index(
                    fields=("line_id", "id"),
                    name=f"journal_entry_{name}",
                    condition=~models.Q((f"{name}_minor", 0)),
                )
                for name in ("funded", "reserved")
            ),
        )
        constraints = (
            models.CheckConstraint(name="journal_entry_positive", condition=models.Q(amount_minor__gt=0)),
            models.UniqueConstraint(
                fields=(
                    "batch",
                    "line_id",
                    "cost_type",
                    "belongs_to",
                    "campaign",
                    "channel",
                    "purpose",
                    "benefit_type",
                    "department",
                ),
                name="journal_entry_batch_once",
                condition=~models.Q(batch="") & models.Q(kind="fact"),
            ),
        )


class Foreign(models.Model):
    """What an entry is in another currency, at which rate of which kind since when, and what of it the rate alone cost."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    rate = models.CharField(max_length=80)
    rate_kind = models.CharField(max_length=10)
    rate_from = models.DateField()
    fx_difference_minor = models.BigIntegerField()

    class Meta:
        """The sign is in the entry."""

        constraints = (
            models.CheckConstraint(
                name="journal_foreign_not_negative", condition=models.Q(amount_minor__gte=0)
            ),
            models.CheckConstraint(
                name="journal_foreign_known_kind", condition=models.Q(rate_kind__in=("budget", "actual"))
            ),
        )


class Commitment(models.Model):
    """What a reservation still holds; its id is that of the entry that made it.

    ``waits`` while nobody may spend it yet, because somebody has still to agree.
    """

    id = models.BigIntegerField(primary_key=True)
    line_id = models.BigIntegerField()
    remaining_minor = models.BigIntegerField()
    state = models.CharField(max_length=10)
    expires_at = models.DateTimeField(null=True)
    waits = models.BooleanField(db_default=False)

    class Meta:
        """Only an open commitment holds money, and never less than none."""

        indexes = (
            models.Index(
                fields=("expires_at",), name="journal_commitment_due", condition=models.Q(state="open")
            ),
            models.Index(
                fields=("line_id",), name="journal_commitment_line", condition=models.Q(state="open")
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="journal_commitment_not_negative", condition=models.Q(remaining_minor__gte=0)
            ),
            models.CheckConstraint(
                name="journal_commitment_final_is_empty",
                condition=models.Q(state="open", remaining_minor__gt=0)
                | models.Q(state__in=("settled", "released", "expired"), remaining_minor=0),
            ),
        )


class Reversed(models.Model):
    """How much of an entry its reversals have taken back."""

    id = models.BigIntegerField(primary_key=True)
    original_minor = models.BigIntegerField()
    reversed_minor = models.BigIntegerField()

    class Meta:
        """Never more than there was."""

        constraints = (
            models.CheckConstraint(
                name="journal_reversed_within_original",
                condition=models.Q(reversed_minor__gt=0, reversed_minor__lte=models.F("original_minor")),
            ),
        )


class Period(models.Model):
    """A fiscal month and whether it takes entries. ``seal`` is the digest of its totals when it was closed."""

    label = models.CharField(max_length=10, primary_key=True)
    fiscal_year = models.IntegerField()
    quarter = models.CharField(max_length=10)
    position = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=10, default="open")
    seal = models.CharField(max_length=64, default="")

    class Meta:
        """A month has a day, and the states are these."""

        constraints = (
            models.CheckConstraint(
                name="journal_period_has_a_day", condition=models.Q(starts_on__lt=models.F("ends_on"))
            ),
            models.CheckConstraint(
                name="journal_period_known_state",
                condition=models.Q(state__in=("open", "closing", "closed", "reopened")),
            ),
            models.UniqueConstraint(fields=("fiscal_year", "position"), name="journal_period_once"),
        )


class ChartNode(models.Model):
    """One version of a category, branch or leaf of the chart of cost types; the newest version is what is edited next.

    Place and meaning hold from ``in_force_on``; a leaf is never removed, only retired. The database refuses to change
    or remove a version.
    """

    code = models.CharField(max_length=80)
    version = models.IntegerField()
    parent = models.CharField(max_length=80)
    position = models.BigIntegerField()
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    leaf = models.BooleanField()
    nature = models.CharField(max_length=10)
    purpose = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    pool = models.CharField(max_length=80)
    retired_on = models.DateField(null=True)
    in_force_on = models.DateField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Two people who edit the same version do not both succeed."""

        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="journal_chartnode_version_once"),
            models.CheckConstraint(
                name="journal_chartnode_leaf_has_meaning",
                condition=models.Q(leaf=False, nature="", purpose="", stage="")
                | models.Q(leaf=True, nature__in=("fixed", "variable")) & ~models.Q(parent=""),
            ),
        )


class Carried(models.Model):
    """A reservation that went on under another number: who names the earlier one means the later one."""

    earlier = models.BigIntegerField(unique=True)
    later = models.BigIntegerField(unique=True)


class Reference(models.Model):
    """What another system calls a reservation: its source and number are given once, and a reservation has one at most."""

    source = models.CharField(max_length=80)
    number = models.CharField(max_length=120)
    commitment_id = models.BigIntegerField(unique=True)

    class Meta:
        """A number means one reservation of its source, for ever."""

        constraints = (
            models.UniqueConstraint(fields=("source", "number"), name="journal_reference_once"),
            models.CheckConstraint(
                name="journal_reference_said", condition=~models.Q(source="") & ~models.Q(number="")
            ),
        )


class ChartFile(models.Model):
    """What chart.toml was when the books last read or wrote it, so that an edit by hand is noticed."""

    act = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()


class Structure(models.Model):
    """The version of what only people change: months, policies, lines and what they move. The database turns it."""

    id = models.SmallIntegerField(primary_key=True)
    version = models.BigIntegerField()

    class Meta:
        """One row."""

        constraints = (models.CheckConstraint(name="journal_structure_one_row", condition=models.Q(id=1)),)
