"""Messages as they went out, sending one again (how a receiver of webhooks gets what it lost), and which roles are told of what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from fenhao.books.database import read
from fenhao.books.outgoing import AUDIENCE, Occasion, Outgoing, audiences, operations
from fenhao.books.people import Right, Role
from fenhao.interfaces.api._fields import Asked, Nothing
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, whole

LOGGED_MAX = 5000


@dataclass(frozen=True, slots=True)
class Message:
    """A message and what became of it; ``key`` is the id that its receiver was given, ``error`` what it said last when it took it not.

    ``next_at``: when it is tried next, at the earliest; null once it has left or was given up.
    """

    id: int
    key: str
    occasion: str
    channel: str
    title: str
    link: str
    at: datetime
    attempts: int
    sent_at: datetime | None
    ended_at: datetime | None
    error: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class SentAgain:
    """Whether the message leaves once more; false when it waits for its turn anyway."""

    again: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Which roles are told of an occasion."""

    occasion: Occasion
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AudiencesSet:
    """Whether anything was changed; false where it was so already."""

    changed: bool


class Audiences(Asked):
    """Roles by occasion; an occasion that is left out keeps its own."""

    wanted: Annotated[dict[Occasion, tuple[Role, ...]], Field(min_length=1, max_length=20)]


def _message(each: Outgoing) -> Message:
    """Return a message as it is told: without its text, which may be meant for one person."""
    return Message(
        each.id,
        each.key,
        each.occasion.value,
        each.channel.name,
        each.title,
        each.link,
        each.at,
        each.attempts,
        each.sent_at,
        each.ended_at,
        each.error,
        each.next_at,
    )


def _log(here: Here, _: Nothing) -> list[Message]:
    """Return the newest messages."""
    return [_message(each) for each in operations.log(by=here.by, at=here.at, limit=LOGGED_MAX)]


def _audiences(_here: Here, _: Nothing) -> list[Audience]:
    """Return who is told of what."""
    found = read(audiences)
    return [Audience(each, found[each]) for each in AUDIENCE]


def _tell(here: Here, asked: Audiences, _: str) -> AudiencesSet:
    """Decide who is told of what; the same again changes nothing."""
    wanted = {each: frozenset(asked.wanted.get(each, roles)) for each, roles in read(audiences).items()}
    return AudiencesSet(operations.set_audiences(wanted, by=here.by, at=here.at))


OFFERS: tuple[Offer, ...] = (
    Many(
        "messages",
        Right.manage_messages,
        "Messages as they went out, webhooks among them",
        Message,
        whole(_log, place=lambda each: (each.id,)),
        Nothing,
    ),
    Deed(
        "messages/{number}/again",
        Right.manage_messages,
        "Send a message once more, under the id it had",
        Nothing,
        SentAgain,
        lambda here, _, key: SentAgain(operations.again(here.number, by=here.by, at=here.at, key=key)),
    ),
    Many(
        "audiences",
        Right.manage_messages,
        "Which roles are told of what",
        Audience,
        whole(_audiences, place=lambda each: (each.occasion.value,)),
        Nothing,
    ),
    Deed(
        "audiences",
        Right.manage_messages,
        "Decide which roles are told",
        Audiences,
        AudiencesSet,
        _tell,
        keeps=True,
    ),
)
