"""Messages on their way out: what there is to tell, whom it concerns, and what became of each."""

from fenhao.books.outgoing._channels import audiences, channels
from fenhao.books.outgoing._values import (
    AUDIENCE,
    EVENTS,
    NO_WISH,
    TOLD,
    URGENT,
    Channel,
    ChannelKind,
    Draft,
    How,
    News,
    Occasion,
    Outgoing,
    Wish,
)
from fenhao.books.outgoing._wishes import wishes

__all__ = [
    "AUDIENCE",
    "EVENTS",
    "NO_WISH",
    "TOLD",
    "URGENT",
    "Channel",
    "ChannelKind",
    "Draft",
    "How",
    "News",
    "Occasion",
    "Outgoing",
    "Wish",
    "audiences",
    "channels",
    "wishes",
]
