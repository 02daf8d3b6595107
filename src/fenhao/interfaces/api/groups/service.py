"""Tickets and what service costs, as the runs have kept it."""

from dataclasses import dataclass
from fractions import Fraction

from fenhao.books.lessons.operations import teach
from fenhao.books.people import Right
from fenhao.engine.service.costing import Expectation
from fenhao.interfaces.api._fields import Asked, Name, NeededName, Nothing, Share, TextKind
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._kept import kept_offer
from fenhao.interfaces.api._offers import Deed, Many, Offer, One, Turned, whole
from fenhao.runs.book import Kept
from fenhao.runs.loyalty import Points, Warnings, kept_points, kept_warnings
from fenhao.runs.service import (
    Satisfaction,
    ServiceCapacity,
    ServiceCost,
    ServiceLevels,
    TicketEvent,
    TicketRow,
    kept_capacity,
    kept_levels,
    kept_satisfaction,
    kept_service_cost,
    state_expectation,
    ticket_events,
    ticket_list,
    ticket_row,
)

FILTERS = ("channel", "kind", "priority", "queue", "team", "tier")


class Tickets(Asked):
    """Which tickets; what is left out lets everything through. ``text`` is found in their ids and subjects."""

    channel: Name = ""
    kind: Name = ""
    priority: Name = ""
    queue: Name = ""
    team: Name = ""
    tier: Name = ""
    text: Name = ""


class Label(Asked):
    """What a ticket is about; ``before`` is what it was taken for."""

    kind: TextKind
    label: NeededName
    before: Name = ""


class Expected(Asked):
    """Which share of a channel's contacts is expected to move out of it."""

    channel: NeededName
    points: Share


@dataclass(frozen=True, slots=True)
class Taught:
    """A ticket that somebody put right."""

    ticket: str
    kept: bool


def _teach(here: Here, asked: Label, key: str) -> Taught | None:
    """Keep what a person says a ticket is."""
    if ticket_row(here.book, here.named) is None:
        return None
    kept = teach(
        kind=asked.kind,
        ticket=here.named,
        label=asked.label,
        before=asked.before,
        key=key,
        by=here.by,
        at=here.at,
    )
    return Taught(here.named, kept)


def _expect(here: Here, asked: Expected, _: str) -> Expectation | None:
    """Keep what is expected; said again it takes the place of what was said before."""
    held = kept_service_cost(book=here.book, label=here.named)
    if not isinstance(held, Kept) or not isinstance(held.value, ServiceCost):
        return None
    return state_expectation(
        book=here.book, found=held.value, channel=asked.channel, points=Fraction(asked.points), at=here.at
    )


def _tickets(here: Here, asked: Tickets, after: str, limit: int) -> Turned[TicketRow]:
    """Return a page of tickets."""
    skip = int(after or "0")
    wanted = {name: value for name in FILTERS if (value := str(getattr(asked, name)))}
    found = ticket_list(
        here.book, wanted=wanted, state="", text=asked.text, skip=skip, limit=limit, now=here.at
    )
    return Turned(found.rows, str(skip + limit) if found.count > skip + limit else "")


def _events(here: Here, _: Nothing) -> tuple[TicketEvent, ...]:
    """Return what happened to a ticket."""
    found = ticket_row(here.book, here.named)
    return ticket_events(here.book, found) if found else ()


OFFERS: tuple[Offer, ...] = (
    Many("tickets", Right.see, "Tickets with their clocks", TicketRow, _tickets, Tickets),
    One(
        "tickets/{name}",
        Right.see,
        "One ticket",
        TicketRow,
        lambda here, _: ticket_row(here.book, here.named),
        Nothing,
    ),
    Many(
        "tickets/{name}/events",
        Right.see,
        "What happened to a ticket",
        TicketEvent,
        whole(_events, place=lambda each: (each.at.isoformat(), each.event)),
        Nothing,
    ),
    Deed("tickets/{name}/label", Right.see_personal, "Say what a ticket is about", Label, Taught, _teach),
    Deed(
        "service/cost/{name}/expect",
        Right.prepare_budget,
        "Say what moving contacts is expected to save",
        Expected,
        Expectation,
        _expect,
        keeps=True,
    ),
    kept_offer(
        "service/levels", "How deadlines were met", ServiceLevels, lambda here: kept_levels(here.book)
    ),
    kept_offer(
        "service/cost/{name}",
        "What service cost in a period",
        ServiceCost,
        lambda here: kept_service_cost(book=here.book, label=here.named),
    ),
    kept_offer(
        "service/capacity/{name}",
        "Who served whom in a period, and what stood idle",
        ServiceCapacity,
        lambda here: kept_capacity(book=here.book, label=here.named),
    ),
    kept_offer(
        "service/satisfaction",
        "Satisfaction and what goes with it",
        Satisfaction,
        lambda here: kept_satisfaction(book=here.book),
    ),
    kept_offer("service/warnings", "Who may complain", Warnings, lambda here: kept_warnings(book=here.book)),
    kept_offer("service/points", "Points as a liability", Points, lambda here: kept_points(book=here.book)),
)
