"""What service resources are used for: staff time, seats of tools, waiting, rework, tiers served; and a tool before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fenhao.engine.service.costing import (
    Difference,
    SeatUse,
    TierServed,
    TimeUse,
    Waiting,
    difference,
    repeats,
    seat_use,
    tiers_served,
    time_use,
    waiting,
)
from fenhao.engine.value import TIERS
from fenhao.kernel import Period, Span, Trouble
from fenhao.runs.book import Advance, Book
from fenhao.runs.mart import CustomerFilter, Mart
from fenhao.runs.service._cost import Costing, costing_of
from fenhao.runs.service._costing_read import (
    Contact,
    Ticket,
    cells_of,
    contacts_of,
    seats_of,
    service_session,
    staff_of,
    team_costs,
    tickets_of,
)
from fenhao.warehouse import Engine

WINDOW_DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class ChannelWaiting:
    """How long customers waited in a channel: for an answer to a contact, and for the first answer to a ticket."""

    channel: str
    contacts: Waiting
    tickets: Waiting


@dataclass(frozen=True, slots=True)
class Rework:
    """Work done again: contacts about what had been asked within days, and tickets opened again, each with what they carry."""

    within_days: int
    contacts: int
    repeated: int
    repeated_minor: int
    tickets: int
    reopened: int
    reopened_minor: int


@dataclass(frozen=True, slots=True)
class ServiceCapacity:
    """What the resources of a period were used for.

    ``tiers`` compare what serving them cost with the margin they brought, in the mart's year ``tiers_label``; none without a mart.
    """

    label: str
    currency: str
    staff: tuple[TimeUse, ...]
    seats: tuple[SeatUse, ...]
    waiting: tuple[ChannelWaiting, ...]
    rework: Rework
    tiers_label: str
    tiers: tuple[TierServed, ...]

    @property
    def logged(self) -> bool:
        """Whether anybody wrote down what paid time went for."""
        return any(each.customer_seconds or each.paperwork_seconds for each in self.staff)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What cannot be told because no fact of it was loaded, in the order in which it is told."""
        gaps = (
            ("staff", not self.staff),
            ("logged", bool(self.staff) and not self.logged),
            ("seats", not self.seats),
            ("tiers", not self.tiers),
            ("waited", bool(self.waiting) and not any(each.contacts.count for each in self.waiting)),
        )
        return tuple(name for name, missing in gaps if missing)


@dataclass(frozen=True, slots=True)
class Window:
    """Contacts of some days: their number, the time and the money that they took."""

    start: date
    end: date
    contacts: int
    seconds: int
    minor: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure before and after: of the channel that the tool serves, and of all other channels; None where there is too little."""

    measure: str
    channel: Difference | None
    others: Difference | None


@dataclass(frozen=True, slots=True)
class ToolEffect:
    """A channel before and after a day on which a tool came. A comparison: what else changed on that day is in it too.

    Measures are handle_seconds, wait_seconds, repeated (0 or 1 a contact) and csat (the score as a share of its scale).
    """

    day: date
    channel: str
    currency: str
    before: Window
    after: Window
    measures: tuple[Compared, ...]


def service_capacity(
    *, book: Book, label: str, mart: Mart | None, engine: Engine, advance: Advance
) -> ServiceCapacity:
    """Return what the resources of a period were used for; Trouble ``service_cost.no_facts`` when nothing is known of them."""
    policy, span = book.policies.service, book.calendar.period(label)
    advance("step.costing_read", 0, 1)
    with service_session(book, span, engine=engine) as session:
        found = costing_of(
            contacts_of(session, policy), cells_of(session, policy), staff_of(session, span, policy)
        )
        tickets = tickets_of(session, time_zone=book.settings.time_zone)
        seats = seats_of(session, span)
    advance("step.costing_read", 1, 1)
    return capacity_told(book, label, found, tickets, seats, mart=mart)


def capacity_told(
    book: Book,
    label: str,
    found: Costing,
    tickets: Sequence[Ticket],
    seats: dict[str, list[tuple[int, int, int]]],
    *,
    mart: Mart | None,
) -> ServiceCapacity:
    """Return the result of a period's resources."""
    start = book.calendar.period(label).period.start
    own = [each for each in tickets if each.opened_on >= start]
    if not found.contacts and not found.staff and not seats and not own:
        raise Trouble("service_cost.no_facts", {"period": label})
    costs = {each.team: each.amount_minor for each in team_costs(found.cells, found.staff)}
    return ServiceCapacity(
        label=label,
        currency=book.settings.currency,
        staff=tuple(
            time_use(
                team=each.team,
                staff=each.staff,
                paid_seconds=each.paid_seconds,
                customer_seconds=each.customer_seconds,
                paperwork_seconds=each.paperwork_seconds,
                amount_minor=costs[each.team],
            )
            for each in found.staff
        ),
        seats=tuple(seat_use(tool=tool, months=months) for tool, months in seats.items()),
        waiting=_waiting(found.contacts, own),
        rework=_rework(found, own, within_days=book.policies.service.repeat_days),
        tiers_label=mart.facts.stamp.label if mart else "",
        tiers=_tiers(mart, book) if mart else (),
    )


def tool_effect(
    *, book: Book, day: date, channel: str, days: int, at: datetime, engine: Engine, advance: Advance
) -> ToolEffect:
    """Return a channel in the days before and after a day.

    Trouble ``service_cost.window`` unless both windows have 1 to 366 days that are over, ``service_cost.no_contacts`` when the channel has
    no contact in one of them.
    """
    today = book.today(at)
    ends = min(day + timedelta(days=days), today + timedelta(days=1))
    if not 1 <= days <= WINDOW_DAYS_MAX or ends <= day:
        details = {"day": day.isoformat(), "days": str(days), "most": str(WINDOW_DAYS_MAX)}
        raise Trouble("service_cost.window", details)
    windows = (Period(day - timedelta(days=days), day), Period(day, ends))
    read = []
    for place, period in enumerate(windows):
        advance("step.costing_read", place, len(windows))
        read.append(_read(book, period, engine=engine))
    advance("step.costing_read", len(windows), len(windows))
    for period, (found, _) in zip(windows, read, strict=True):
        if not any(each.channel == channel for each in found.contacts):
            known = ", ".join(sorted({each.channel for each in found.contacts})) or "–"
            details = {"channel": channel, "from": period.start.isoformat(), "to": period.last.isoformat()}
            raise Trouble("service_cost.no_contacts", {**details, "known": known})
    before, after = (_measures(book, found, surveys) for found, surveys in read)
    return ToolEffect(
        day=day,
        channel=channel,
        currency=book.settings.currency,
        before=_window(windows[0], read[0][0], channel),
        after=_window(windows[1], read[1][0], channel),
        measures=tuple(_compared(name, before[name], after[name], channel) for name in before),
    )


def _compared(name: str, before: "_Values", after: "_Values", channel: str) -> Compared:
    """Return one measure of the channel and of all others."""
    own, others = (
        difference(
            *([value for where, value in held if (where == channel) is wanted] for held in (before, after))
        )
        for wanted in (True, False)
    )
    return Compared(name, own, others)


def _waiting(contacts: Sequence[Contact], tickets: Sequence[Ticket]) -> tuple[ChannelWaiting, ...]:
    """Return the waiting in each channel, by name."""
    asked: dict[str, list[int]] = {}
    answered: dict[str, list[int]] = {}
    for contact in contacts:
        if contact.wait_seconds is not None:
            asked.setdefault(contact.channel, []).append(contact.wait_seconds)
    for ticket in tickets:
        if ticket.first_seconds is not None:
            answered.setdefault(ticket.channel, []).append(ticket.first_seconds)
    return tuple(
        ChannelWaiting(each, waiting(asked.get(each, [])), waiting(answered.get(each, [])))
        for each in sorted({*asked, *answered})
    )


def _repeated(contacts: Sequence[Contact], *, within_days: int) -> frozenset[int]:
    """Return the contacts of people that repeat an earlier one: what a bot hands over is no second question."""
    places = [place for place, each in enumerate(contacts) if not each.digital]
    held = [contacts[place] for place in places]
    found = repeats(
        customer=[each.customer for each in held],
        category=[each.category for each in held],
        day=[each.on.toordinal() for each in held],
        within_days=within_days,
    )
    return frozenset(places[place] for place in found)


def _rework(found: Costing, tickets: Sequence[Ticket], *, within_days: int) -> Rework:
    again = _repeated(found.contacts, within_days=within_days)
    reopened = {each.ticket for each in tickets if each.reopened}
    return Rework(
        within_days=within_days,
        contacts=sum(1 for each in found.contacts if not each.digital),
        repeated=len(again),
        repeated_minor=sum(found.minor[place] for place in again),
        tickets=len(tickets),
        reopened=len(reopened),
        reopened_minor=sum(
            minor for each, minor in zip(found.contacts, found.minor, strict=True) if each.ticket in reopened
        ),
    )


def _tiers(mart: Mart, book: Book) -> tuple[TierServed, ...]:
    """Return what serving each tier costs against the margin that it brings, as the mart has them."""
    rows = []
    for tier in (*TIERS, ""):
        held = mart.sums(CustomerFilter(tier=tier))
        if held.customers:
            rows.append((tier, held.customers, held.cost_minor, held.margin_minor))
    return tiers_served(rows, tolerance=book.policies.service.served_tolerance)


_Values = list[tuple[str, float]]


def _read(book: Book, period: Period, *, engine: Engine) -> tuple[Costing, _Values]:
    """Return the contacts of some days with their cost, and CSAT answers by channel as shares of their scale."""
    policy = book.policies.service
    span = Span(f"{period.start}/{period.last}", period)
    with service_session(book, span, engine=engine) as session:
        found = costing_of(
            contacts_of(session, policy), cells_of(session, policy), staff_of(session, span, policy)
        )
        scores = []
        for row in session.fetch("surveys").to_pylist():
            answered = row["answered_on"]
            if row["kind"] != "csat" or row["score"] is None or answered is None or answered not in period:
                continue
            low = 1 if row["scale_low"] is None else row["scale_low"]
            high = 5 if row["scale_high"] is None else row["scale_high"]
            if low < high:
                scores.append((row["channel"] or "", (row["score"] - low) / (high - low)))
    return found, scores


def _measures(book: Book, found: Costing, surveys: _Values) -> dict[str, _Values]:
    """Return each measure's values, each with its channel."""
    again = _repeated(found.contacts, within_days=book.policies.service.repeat_days)
    people = [(place, each) for place, each in enumerate(found.contacts) if not each.digital]
    return {
        "handle_seconds": [(each.channel, float(each.seconds)) for _, each in people if each.measured],
        "wait_seconds": [
            (each.channel, float(each.wait_seconds))
            for each in found.contacts
            if each.wait_seconds is not None
        ],
        "repeated": [(each.channel, float(place in again)) for place, each in people],
        "csat": surveys,
    }


def _window(period: Period, found: Costing, channel: str) -> Window:
    places = [place for place, each in enumerate(found.contacts) if each.channel == channel]
    seconds = sum(found.contacts[place].seconds + found.contacts[place].staff_seconds for place in places)
    minor = sum(found.minor[place] for place in places)
    return Window(period.start, period.last, len(places), seconds, minor)
