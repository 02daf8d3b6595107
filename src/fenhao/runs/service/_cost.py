"""What service work cost by time: teams, channels, tiers, customers and tickets; what self-service does and would do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pyarrow as pa

from fenhao.engine.service.costing import (
    ChannelTime,
    Costed,
    Mix,
    NextPoints,
    TeamCapacity,
    bounces,
    cost_contacts,
    next_points,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.service._costing_read import (
    Contact,
    CostCell,
    Staff,
    cells_of,
    contacts_of,
    service_session,
    staff_of,
    team_costs,
)
from fenhao.warehouse import Engine

LISTED_MAX = 50
"""How many customers and tickets a result names: the dearest. All are in the file of customers."""
ONE_POINT = Fraction(1, 100)
SERVED_COLUMNS = ("customer_id", "tier", "contacts", "tickets", "seconds", "minor")
"""Of a customer's row in the file that is kept beside the result, in the order of ids; '' is nobody known."""


@dataclass(frozen=True, slots=True)
class ChannelCost:
    """A channel: its contacts, how many of them were measured, their time, and what they carry.

    ``handed_over`` contacts went on with a person; ``both_minor`` is what these carry with the contacts of the persons who took
    them up, which are a part of their own channels' cost.
    """

    channel: str
    digital: bool
    contacts: int
    measured: int
    seconds: int
    minor: int
    handed_over: int
    both_minor: int


@dataclass(frozen=True, slots=True)
class Share:
    """The contacts of one tier, category, customer or ticket, the customers behind them, their time, and what they carry."""

    code: str
    tier: str
    customers: int
    contacts: int
    tickets: int
    seconds: int
    minor: int


@dataclass(frozen=True, slots=True)
class ChannelTeam:
    """What one team did in one channel. ``contacts`` 0: it took up what a bot had begun, within the bot's own contacts."""

    channel: str
    team: str
    contacts: int
    seconds: int
    minor: int


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """What service work cost in a period. ledger = traced + used + idle + unallocated, to the minor unit.

    ``traced`` carries a customer in the ledger itself. ``cells`` are what the ledger is made of. ``nobodys`` are contacts of no team, whose time carries no cost. ``lost_handovers`` were
    handed over, and no person's contact is known. ``next`` is what one point more would do, by channel. Customers and tickets are the dearest ones.
    """

    label: str
    currency: str
    start: date
    end: date
    policy: str
    ledger_minor: int
    traced_minor: int
    used_minor: int
    idle_minor: int
    unallocated_minor: int
    cells: tuple[CostCell, ...]
    teams: tuple[TeamCapacity, ...]
    channels: tuple[ChannelCost, ...]
    channel_teams: tuple[ChannelTeam, ...]
    tiers: tuple[Share, ...]
    categories: tuple[Share, ...]
    customers: tuple[Share, ...]
    customers_served: int
    tickets: tuple[Share, ...]
    tickets_served: int
    tickets_minor: int
    contacts: int
    measured: int
    nobodys: int
    lost_handovers: int
    mix: Mix
    goal: Fraction
    next: tuple[NextPoints, ...]


@dataclass(frozen=True, slots=True)
class Costing:
    """Contacts with their cost, for whoever goes on from there: one each a contact.

    ``minor`` is the whole of it, ``own_minor`` and ``staff_minor`` its two halves where a bot's contact went on within itself.
    """

    contacts: tuple[Contact, ...]
    minor: tuple[int, ...]
    own_minor: tuple[int, ...]
    staff_minor: tuple[int, ...]
    costed: Costed
    cells: tuple[CostCell, ...]
    staff: tuple[Staff, ...]


def service_cost(
    *,
    book: Book,
    label: str,
    engine: Engine,
    advance: Advance,
    write: Callable[[pa.Table], None],
) -> ServiceCost:
    """Return what service work cost in a period; every customer's row (SERVED_COLUMNS) goes to ``write`` at once.

    Trouble ``service_cost.no_facts`` when the period has neither contacts nor cost of service.
    """
    policy, span = book.policies.service, book.calendar.period(label)
    advance("step.costing_read", 0, 1)
    with service_session(book, span, engine=engine) as session:
        read = contacts_of(session, policy), cells_of(session, policy), staff_of(session, span, policy)
    advance("step.costing_read", 1, 1)
    advance("step.costing", 0, 1)
    result = cost_told(book, label, costing_of(*read), write=write)
    advance("step.costing", 1, 1)
    return result


def costing_of(
    contacts: tuple[Contact, ...], cells: tuple[CostCell, ...], staff: tuple[Staff, ...]
) -> Costing:
    """Return each contact's cost by the time that teams gave it; a contact with two teams has two halves."""
    halves = [place for place, each in enumerate(contacts) if each.staff_seconds]
    costed = cost_contacts(
        costs=team_costs(cells, staff),
        team=[each.team for each in contacts] + [contacts[place].staff_team for place in halves],
        seconds=[each.seconds for each in contacts] + [contacts[place].staff_seconds for place in halves],
    )
    own, second = costed.minor[: len(contacts)], [0] * len(contacts)
    for place, minor in zip(halves, costed.minor[len(contacts) :], strict=True):
        second[place] = minor
    whole = tuple(one + other for one, other in zip(own, second, strict=True))
    return Costing(contacts, whole, own, tuple(second), costed, cells, staff)


def cost_told(book: Book, label: str, found: Costing, *, write: Callable[[pa.Table], None]) -> ServiceCost:
    """Return the result of a period's costing; checked to add up before anybody sees it."""
    policy, span, contacts = book.policies.service, book.calendar.period(label), found.contacts
    if not contacts and not found.cells:
        raise Trouble("service_cost.no_facts", {"period": label})
    paired = bounces(
        ticket=[each.ticket for each in contacts],
        handed_over=[each.handed_over and not each.staff_seconds for each in contacts],
        unmanned=[each.digital for each in contacts],
    )
    taken = frozenset(paired.taken_up)
    channels = _channels(found, dict(zip(paired.began, paired.taken_up, strict=True)))
    rows = _rows(found)
    customers = _shares(rows, "customer")
    tickets = [each for each in _shares(rows, "ticket") if each.code]
    write(_table(customers))
    mix = _mix(contacts, taken)
    pairs = _channel_teams(found)
    traced = sum(each.amount_minor for each in found.cells if each.traced)
    result = ServiceCost(
        label=label,
        currency=book.settings.currency,
        start=span.period.start,
        end=span.period.end,
        policy=policy.version,
        ledger_minor=traced + found.costed.amount_minor,
        traced_minor=traced,
        used_minor=found.costed.used_minor,
        idle_minor=found.costed.idle_minor,
        unallocated_minor=found.costed.unallocated_minor,
        cells=tuple(sorted(found.cells, key=lambda each: (-each.amount_minor, each.cost_type, each.team))),
        teams=found.costed.teams,
        channels=channels,
        channel_teams=pairs,
        tiers=tuple(sorted(_shares(rows, "tier"), key=lambda each: each.code or "~")),
        categories=tuple(sorted(_shares(rows, "category"), key=_dearest)),
        customers=tuple(sorted((each for each in customers if each.code), key=_dearest)[:LISTED_MAX]),
        customers_served=sum(1 for each in customers if each.code),
        tickets=tuple(sorted(tickets, key=_dearest)[:LISTED_MAX]),
        tickets_served=len(tickets),
        tickets_minor=sum(each.minor for each in tickets),
        contacts=len(contacts),
        measured=sum(1 for each in contacts if each.measured),
        nobodys=sum(1 for each in contacts if not each.team),
        lost_handovers=len(paired.lost),
        mix=mix,
        goal=policy.digital_goal,
        next=tuple(
            point_of(
                mix=mix,
                channels=channels,
                pairs=pairs,
                teams=found.costed.teams,
                channel=each.channel,
                points=ONE_POINT,
            )
            for each in channels
            if not each.digital and each.seconds
        ),
    )
    _assert_whole(result)
    return result


def point_of(
    *,
    mix: Mix,
    channels: Sequence[ChannelCost],
    pairs: Sequence[ChannelTeam],
    teams: Sequence[TeamCapacity],
    channel: str,
    points: Fraction,
) -> NextPoints:
    """Return what moving so many points out of a channel would do."""
    source = next(each for each in channels if each.channel == channel)
    return next_points(
        mix=mix,
        source=ChannelTime(channel, source.contacts, source.seconds, source.minor),
        digital=digital_time(channels, pairs),
        points=points,
        rate_minor=channel_rate(pairs, teams, channel),
    )


def channel_rate(pairs: Sequence[ChannelTeam], teams: Sequence[TeamCapacity], channel: str) -> Fraction:
    """Return the capacity cost rate of a channel, a minute: that of its teams, weighed by the time they gave it; 0 without any."""
    rates = {each.team: each.rate_minor or Fraction(0) for each in teams}
    held = [each for each in pairs if each.channel == channel and each.team]
    seconds = sum(each.seconds for each in held)
    return (
        sum((rates[each.team] * each.seconds for each in held), Fraction(0)) / seconds
        if seconds
        else Fraction(0)
    )


def digital_time(channels: Sequence[ChannelCost], pairs: Sequence[ChannelTeam]) -> ChannelTime:
    """Return the bots' and self-service's own time and cost; that of people who took over within a contact is left out."""
    digital = {each.channel for each in channels if each.digital}
    own = [each for each in pairs if each.channel in digital and each.contacts]
    return ChannelTime(
        "",
        sum(each.contacts for each in own),
        sum(each.seconds for each in own),
        sum(each.minor for each in own),
    )


def _mix(contacts: Sequence[Contact], taken: frozenset[int]) -> Mix:
    begun = [each for each in contacts if each.digital]
    return Mix(
        contacts=len(contacts) - len(taken),
        begun=len(begun),
        handed_over=sum(1 for each in begun if each.handed_over),
        abandoned=sum(1 for each in begun if each.abandoned and not each.handed_over),
    )


def _channels(found: Costing, taken_up: dict[int, int]) -> tuple[ChannelCost, ...]:
    """Return the channels, the dearest first; ``taken_up`` is the place of the person's contact by that of the bot's."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(found.contacts):
        places.setdefault(each.channel, []).append(place)
    channels = []
    for channel, held in places.items():
        handed = [place for place in held if found.contacts[place].handed_over]
        both = {*handed, *(taken_up[place] for place in handed if place in taken_up)}
        channels.append(
            ChannelCost(
                channel=channel,
                digital=found.contacts[held[0]].digital,
                contacts=len(held),
                measured=sum(1 for place in held if found.contacts[place].measured),
                seconds=sum(
                    found.contacts[place].seconds + found.contacts[place].staff_seconds for place in held
                ),
                minor=sum(found.minor[place] for place in held),
                handed_over=len(handed),
                both_minor=sum(found.minor[place] for place in both),
            )
        )
    return tuple(sorted(channels, key=lambda each: (-each.minor, each.channel)))


def _channel_teams(found: Costing) -> tuple[ChannelTeam, ...]:
    sums: dict[tuple[str, str], list[int]] = {}
    for each, own, staff in zip(found.contacts, found.own_minor, found.staff_minor, strict=True):
        halves = ((each.team, each.seconds, own, 1), (each.staff_team, each.staff_seconds, staff, 0))
        for team, seconds, minor, count in halves[: 2 if each.staff_seconds else 1]:
            held = sums.setdefault((each.channel, team), [0, 0, 0])
            held[0] += count
            held[1] += seconds
            held[2] += minor
    return tuple(ChannelTeam(*key, *sums[key]) for key in sorted(sums))


def _rows(found: Costing) -> pa.Table:
    """Return what of the contacts is added up; whoever is not known is null."""
    contacts = found.contacts
    return pa.table(
        {
            "customer": pa.array([each.customer or None for each in contacts], pa.string()),
            "ticket": pa.array([each.ticket or None for each in contacts], pa.string()),
            "tier": pa.array([each.tier for each in contacts], pa.string()),
            "category": pa.array([each.category for each in contacts], pa.string()),
            "seconds": pa.array([each.seconds + each.staff_seconds for each in contacts], pa.int64()),
            "minor": pa.array(found.minor, pa.int64()),
        }
    )


def _shares(rows: pa.Table, code: str) -> list[Share]:
    """Return the contacts added up by a column, in the order of its codes; '' is whoever is not known."""
    people = [("customer", "count_distinct"), ("ticket", "count_distinct")]
    sums = [("seconds", "count"), ("seconds", "sum"), ("minor", "sum")]
    found = rows.group_by(code, use_threads=False).aggregate([("tier", "last"), *people, *sums])
    wanted = (
        "tier_last",
        "customer_count_distinct",
        "seconds_count",
        "ticket_count_distinct",
        "seconds_sum",
        "minor_sum",
    )
    columns = [found[name].to_pylist() for name in wanted]
    return sorted(
        (Share(each or "", *told) for each, *told in zip(found[code].to_pylist(), *columns, strict=True)),
        key=lambda share: share.code,
    )


def _dearest(each: Share) -> tuple[int, str]:
    return -each.minor, each.code


def _table(customers: Sequence[Share]) -> pa.Table:
    """Return the customers as SERVED_COLUMNS."""
    rows = [
        (each.code, each.tier, each.contacts, each.tickets, each.seconds, each.minor) for each in customers
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(SERVED_COLUMNS)
    kinds = [pa.string(), pa.string(), *[pa.int64()] * 4]
    return pa.table(
        [pa.array(each, kind) for each, kind in zip(columns, kinds, strict=True)], names=list(SERVED_COLUMNS)
    )


def _assert_whole(found: ServiceCost) -> None:
    """Every reading of the contacts carries the same cost, and all of the ledger is somewhere."""
    parts = found.traced_minor + found.used_minor + found.idle_minor + found.unallocated_minor
    assert parts == found.ledger_minor, (found.label, parts)
    for held in (found.channels, found.channel_teams, found.tiers, found.categories):
        assert sum(each.minor for each in held) == found.used_minor, (found.label, held[:1])
