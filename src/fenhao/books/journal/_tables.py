"""The journal's tables as they are written and sealed, and the values that go in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple, TypedDict

from fenhao.books.database import Table
from fenhao.books.journal._references import Reference

COMMAND = Table(
    "journal_command",
    (
        ("key", "text"),
        ("act", "text"),
        ("body", "text"),
        ("verdict", "text"),
        ("answer", "text"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
ENTRY = Table(
    "journal_entry",
    (
        ("command_id", "bigint"),
        ("kind", "text"),
        ("line_id", "bigint"),
        ("balance_id", "bigint"),
        ("period", "text"),
        ("belongs_to", "text"),
        ("occurred_on", "date"),
        ("cost_type", "text"),
        ("customer", "text"),
        ("campaign", "text"),
        ("amount_minor", "bigint"),
        ("currency", "text"),
        ("funded_minor", "bigint"),
        ("reserved_minor", "bigint"),
        ("actual_minor", "bigint"),
        ("commitment_id", "bigint"),
        ("reverses_id", "bigint"),
        ("expires_at", "timestamptz"),
        ("batch", "text"),
        ('"rows"', "bigint"),
        ("channel", "text"),
        ("purpose", "text"),
        ("benefit_type", "text"),
        ("department", "text"),
        ("at", "timestamptz"),
    ),
    added=frozenset({"channel", "purpose", "benefit_type", "department"}),
)


COMMITMENT = Table(
    "journal_commitment",
    (("line_id", "bigint"), ("remaining_minor", "bigint"), ("state", "text"), ("expires_at", "timestamptz")),
)
FOREIGN = Table(
    "journal_foreign",
    (
        ("entry_id", "bigint"),
        ("currency", "text"),
        ("amount_minor", "bigint"),
        ("rate", "text"),
        ("rate_kind", "text"),
        ("rate_from", "date"),
        ("fx_difference_minor", "bigint"),
    ),
)


class Kind(Enum):
    """What an entry does."""

    __hash__ = object.__hash__  # asked for many times an entry; members are one of a kind

    fund = "fund"
    defund = "defund"
    transfer_out = "transfer_out"
    transfer_in = "transfer_in"
    reserve = "reserve"
    consume = "consume"
    release = "release"
    expire = "expire"
    spend = "spend"
    fact = "fact"
    reversal = "reversal"


class NewEntry(NamedTuple):
    """An entry to be posted; the three movements carry their sign, the amount none.

    A tuple in the order of the table's columns between ``kind`` and ``at``: many thousands are made a second.
    """

    kind: Kind
    line_id: int | None
    balance_id: int | None
    period: str
    belongs_to: str
    occurred_on: date
    cost_type: str
    customer: str
    campaign: str
    amount_minor: int
    currency: str
    funded_minor: int = 0
    reserved_minor: int = 0
    actual_minor: int = 0
    commitment_id: int | None = None
    reverses_id: int | None = None
    expires_at: datetime | None = None
    batch: str = ""
    rows: int | None = None
    channel: str = ""
    purpose: str = ""
    benefit_type: str = ""
    department: str = ""


class NewForeign(NamedTuple):
    """What an entry is in another currency: the amount, and the exact rate as text, its kind and since when it holds.

    fx_difference = what it cost - what the same foreign amount is worth at the budget rate; 0 where no plan was made.
    """

    currency: str
    amount_minor: int
    rate: str
    rate_kind: str
    rate_from: date
    fx_difference_minor: int = 0


class NewCommand(NamedTuple):
    """A request answered, with the entries that it caused; none when it was refused.

    ``foreign`` is what some of the entries, by their place, are in another currency; ``references`` what another system
    calls the reservation that one makes.
    """

    key: str
    act: str
    body: str
    verdict: str
    answer: str
    by: int | None
    at: datetime
    entries: tuple[NewEntry, ...]
    foreign: Mapping[int, NewForeign] = MappingProxyType({})
    references: Mapping[int, Reference] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OldCommand:
    """A request answered before."""

    id: int
    key: str
    body: str
    verdict: str
    answer: str


class Said(TypedDict):
    """How and what for money was moved."""

    channel: str
    purpose: str
    benefit_type: str
    department: str


@dataclass(frozen=True, slots=True)
class OldEntry:
    """An entry posted before, as far as a correction of it needs to know. ``reversed_minor`` is already taken back."""

    id: int
    kind: Kind
    line_id: int | None
    period: str
    belongs_to: str
    occurred_on: date
    amount_minor: int
    actual_minor: int
    currency: str
    cost_type: str
    customer: str
    campaign: str
    channel: str
    purpose: str
    benefit_type: str
    department: str
    reversed_minor: int
    foreign: NewForeign | None

    @property
    def said(self) -> Said:
        """How and what for, as what follows from the entry repeats it."""
        return Said(
            channel=self.channel,
            purpose=self.purpose,
            benefit_type=self.benefit_type,
            department=self.department,
        )
