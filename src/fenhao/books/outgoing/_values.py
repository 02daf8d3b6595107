"""What messages are about, where they go, and how people want to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from fenhao.books.people import Role


class Occasion(Enum):
    """What a message is about."""

    alert = "alert"  # a line, tier or pool crossed a mark of its budget
    approval = "approval"  # something waits for this person's answer
    reminder = "reminder"  # it is due soon
    weekly = "weekly"  # last week's ineffective spend
    month_closed = "month_closed"
    watch = "watch"  # something stands out in cost, or a line is likely to end its year over budget
    escalation = "escalation"  # a ticket reached a step of the path of escalation
    budget_decided = "budget_decided"  # a year's budget was approved or turned down
    decided = "decided"  # what somebody asked for was approved, turned down, taken back, or ran out
    refused = "refused"  # the budgets or the gate said no to a spend
    found = "found"  # findings of ineffective spend were opened
    loaded = "loaded"  # facts were loaded
    digest = "digest"  # several of the above in one
    test = "test"  # somebody tries a channel


TOLD = (
    Occasion.alert,
    Occasion.approval,
    Occasion.reminder,
    Occasion.weekly,
    Occasion.month_closed,
    Occasion.watch,
    Occasion.escalation,
)
"""The occasions that people and rooms choose among."""
EVENTS = (
    Occasion.budget_decided,
    Occasion.decided,
    Occasion.refused,
    Occasion.found,
    Occasion.loaded,
)
"""The occasions that rooms and systems alone may subscribe to: nobody is written to in person."""
URGENT = frozenset({Occasion.alert, Occasion.approval, Occasion.escalation, Occasion.test, *EVENTS})
"""What does not wait for business hours."""
AUDIENCE: Mapping[Occasion, frozenset[Role]] = {
    Occasion.alert: frozenset({Role.finance, Role.operations, Role.management}),
    Occasion.weekly: frozenset({Role.finance, Role.operations, Role.management}),
    Occasion.month_closed: frozenset({Role.finance, Role.management, Role.auditor}),
    Occasion.watch: frozenset({Role.finance, Role.operations, Role.management}),
}
"""Which roles are told where nobody has decided otherwise; approvals and reminders go to whoever may answer,
escalations to whom the policy of service levels names."""


class ChannelKind(Enum):
    """The ways out."""

    email = "email"
    wecom = "wecom"
    dingtalk = "dingtalk"
    feishu = "feishu"
    webhook = "webhook"
    apprise = "apprise"  # other services, through the package of that name


class How(Enum):
    """How a person wants to be told of an occasion."""

    at_once = "at_once"
    digest = "digest"
    off = "off"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out. ``sealed`` cannot be read without the book's key; ``settings`` holds what is not secret."""

    id: int
    name: str
    kind: ChannelKind
    place: str
    settings: Mapping[str, str]
    sealed: str
    language: str
    occasions: frozenset[Occasion]
    quiet: str
    active: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants: how each occasion, not to be disturbed (``22:00-08:00`` or empty), and when the digest comes."""

    choices: Mapping[Occasion, How]
    quiet: str
    digest_at: str

    def how(self, occasion: Occasion) -> How:
        """Return how this occasion is told: at once where nothing was chosen."""
        return self.choices.get(occasion, How.at_once)


NO_WISH = Wish({}, "", "09:00")


@dataclass(frozen=True, slots=True)
class News:
    """Something to be told. ``key`` names it once and for ever; ``people`` are those it concerns, by their ids.

    ``facts`` are codes and plain values for whoever puts it into words; amounts are whole minor units.
    """

    occasion: Occasion
    key: str
    people: frozenset[int]
    facts: Mapping[str, str | int]
    link: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message in words, not yet on its way. Exactly one person on the channel for mail, none for a room."""

    key: str
    occasion: Occasion
    user_id: int | None
    channel_id: int
    language: str
    title: str
    body: str
    link: str
    facts: Mapping[str, str | int]
    digest: bool
    try_at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message on its way, and where it goes: ``address`` is the person's e-mail, empty for a room.

    ``next_at`` is when it is tried next, at the earliest; None once it has left or was given up.
    """

    id: int
    key: str
    occasion: Occasion
    user_id: int | None
    channel: Channel
    address: str
    language: str
    title: str
    body: str
    link: str
    facts: Mapping[str, str | int]
    at: datetime
    attempts: int
    sent_at: datetime | None
    ended_at: datetime | None
    error: str
    next_at: datetime | None = None
