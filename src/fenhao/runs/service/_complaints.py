"""What complaints cost: booked cost, traced as far as it can be, and beside it what delay is modelled to do. The two never add."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from fenhao.engine.service import costing
from fenhao.engine.service.costing import (
    DelayClock,
    DelayDays,
    DelayPolicy,
    Modelled,
    days_until_capped,
    modelled,
)
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, number, rows_of, text
from fenhao.runs.service._cost import Costing, costing_of
from fenhao.runs.service._costing_read import (
    COMPLAINT,
    Ticket,
    cells_of,
    contacts_of,
    service_session,
    staff_of,
    tickets_of,
)
from fenhao.warehouse import Engine, Session

KEPT_MAX = 500
"""How many complaints a kept result lists: those that are open, then the dearest in the model."""


@dataclass(frozen=True, slots=True)
class BookedEntry:
    """An entry of the ledger whose cost type is there for complaints."""

    occurred_on: date
    cost_type: str
    customer: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint. ``booked_minor`` is money of the ledger that its customer carries, ``handling_minor`` the time that its contacts took.

    ``until_on`` is the day it was resolved, or today while ``is_open``. ``days`` of delay are in the clock of the policy, ``other_days`` in the
    other one. ``now``, ``tomorrow`` and ``at_deadline`` are what the model says of a solution then; the last two are None once it is
    resolved, the last one also where no deadline is known or it is over.
    """

    ref: str
    customer: str
    tier: str
    channel: str
    category: str
    opened_on: date
    until_on: date
    is_open: bool
    escalated: bool
    days: int
    other_days: int
    booked_minor: int
    handling_minor: int
    deadline_on: date | None
    now: Modelled
    tomorrow: Modelled | None
    at_deadline: Modelled | None


@dataclass(frozen=True, slots=True)
class View:
    """The model's total over several complaints: estimates in minor units. ``recovery`` is the same in each view of reputation."""

    complaints: int
    recovery: float
    low: float
    mid: float
    high: float


@dataclass(frozen=True, slots=True)
class ComplaintCost:
    """What the complaints of a period cost. booked = traced + of customers without a complaint + without customer, to the minor unit.

    ``handling_minor`` is the time that contacts about complaints took, a part of the service cost. ``base_minor`` is what the model starts
    from, ``base_written`` whether the policy says so or it is the average of what resolved complaints cost. ``capped_from`` is the day
    from which the cap holds. ``open`` complaints are those of ``as_of``; complaints are those open or resolved within the period.
    """

    label: str
    currency: str
    as_of: date
    policy: DelayPolicy
    capped_from: int | None
    base_minor: int
    base_written: bool
    booked_minor: int
    traced_minor: int
    untraced_minor: int
    nobodys_minor: int
    handling_minor: int
    by_type: tuple[tuple[str, int], ...]
    open: int
    resolved: int
    escalated: int
    now: View
    tomorrow: View
    at_deadline: View
    settled: View
    complaints: tuple[Complaint, ...]

    @property
    def base_source(self) -> str:
        """Where the base is from: written, the average, or nothing, where no resolved complaint has a cost."""
        if self.base_written:
            return "written"
        return "average" if self.base_minor else "nothing"


def complaint_cost(
    *,
    book: Book,
    label: str,
    clock: DelayClock | None,
    deadlines: Sequence[tuple[str, date]],
    at: datetime,
    engine: Engine,
    advance: Advance,
) -> ComplaintCost:
    """Return what the complaints of a period cost; ``clock`` takes the place of the policy's where it is given.

    ``deadlines`` are (source/ticket, the day until which it is to be solved). Trouble ``service_cost.no_complaints`` without any.
    """
    policy, span = book.policies.service, book.calendar.period(label)
    advance("step.costing_read", 0, 1)
    with service_session(book, span, engine=engine) as session:
        found = costing_of(
            contacts_of(session, policy), cells_of(session, policy), staff_of(session, span, policy)
        )
        tickets = tickets_of(session, time_zone=book.settings.time_zone)
        entries = entries_of(session)
    advance("step.costing_read", 1, 1)
    return complaints_told(book, label, found, tickets, entries, clock=clock, deadlines=deadlines, at=at)


def entries_of(session: Session) -> tuple[BookedEntry, ...]:
    """Return the ledger's entries for complaints."""
    found = []
    for row in rows_of(session, costing.COMPLAINT_ENTRIES):
        on = row["occurred_on"]
        assert isinstance(on, date), row
        found.append(
            BookedEntry(on, text(row, "cost_type"), text(row, "customer_id"), number(row, "amount_minor"))
        )
    return tuple(found)


def complaints_told(
    book: Book,
    label: str,
    found: Costing,
    tickets: Sequence[Ticket],
    entries: Sequence[BookedEntry],
    *,
    clock: DelayClock | None,
    deadlines: Sequence[tuple[str, date]],
    at: datetime,
) -> ComplaintCost:
    """Return the result of a period's complaints."""
    written, period = book.policies.service.delay, book.calendar.period(label).period
    policy = replace(written, clock=clock or written.clock)
    as_of = min(period.last, max(book.today(at), period.start))
    held = [
        each
        for each in tickets
        if each.kind == COMPLAINT
        and each.opened_on <= as_of
        and (each.resolved_on is None or each.resolved_on >= period.start)
    ]
    if not held and not entries:
        raise Trouble("service_cost.no_complaints", {"period": label})
    booked, untraced = _traced(tickets, entries)
    handling = _handling(found)
    base, is_written = _base(book, policy, held, booked, handling, as_of=as_of)
    days = _Days(book, policy.clock, held, as_of, dict(deadlines))
    rows = [_complaint(each, days, policy, base, booked, handling) for each in held]
    rows.sort(key=lambda each: (not each.is_open, -each.now.mid, each.ref))
    still = [each for each in rows if each.is_open]
    done = [each for each in rows if not each.is_open]
    types: dict[str, int] = {}
    for entry in entries:
        types[entry.cost_type] = types.get(entry.cost_type, 0) + entry.amount_minor
    nobodys = sum(each.amount_minor for each in entries if not each.customer)
    result = ComplaintCost(
        label=label,
        currency=book.settings.currency,
        as_of=as_of,
        policy=policy,
        capped_from=days_until_capped(policy),
        base_minor=base,
        base_written=is_written,
        booked_minor=sum(each.amount_minor for each in entries),
        traced_minor=sum(booked.values()),
        untraced_minor=untraced,
        nobodys_minor=nobodys,
        handling_minor=sum(handling.values()),
        by_type=tuple(sorted(types.items(), key=lambda each: (-each[1], each[0]))),
        open=len(still),
        resolved=len(done),
        escalated=sum(1 for each in rows if each.escalated),
        now=_view([each.now for each in still]),
        tomorrow=_view([each.tomorrow or each.now for each in still]),
        at_deadline=_view([each.at_deadline for each in still if each.at_deadline]),
        settled=_view([each.now for each in done]),
        complaints=tuple(rows),
    )
    assert result.booked_minor == result.traced_minor + untraced + nobodys, result.label
    return result


class _Days:
    """Days of delay in the chosen clock and in the other one, and when a complaint was or is to be solved."""

    def __init__(
        self, book: Book, clock: DelayClock, held: Sequence[Ticket], as_of: date, deadlines: dict[str, date]
    ) -> None:
        self.as_of, self.deadlines = as_of, deadlines
        first = min([as_of, *(each.opened_on for each in held)])
        last = max([as_of + timedelta(days=1), *deadlines.values()])
        other = DelayClock.working if clock is DelayClock.calendar else DelayClock.calendar
        self.chosen, self.other = (
            DelayDays(clock=each, hours=book.hours, first=first, last=last) for each in (clock, other)
        )

    def until(self, ticket: Ticket) -> tuple[date, bool]:
        """Return the day up to which delay is counted, and whether the complaint is open on it."""
        if ticket.resolved_on is not None and ticket.resolved_on <= self.as_of:
            return max(ticket.resolved_on, ticket.opened_on), False
        return self.as_of, True


def _complaint(
    ticket: Ticket,
    days: _Days,
    policy: DelayPolicy,
    base: int,
    booked: dict[str, int],
    handling: dict[str, int],
) -> Complaint:
    """Return one complaint with what the model says of it."""
    until, is_open = days.until(ticket)

    def view(on: date) -> Modelled:
        """Return what a solution on that day is modelled to cost."""
        passed = days.chosen.between(ticket.opened_on, on)
        return modelled(base_minor=float(base), days=passed, escalated=ticket.escalated, policy=policy)

    due = days.deadlines.get(ticket.ticket)
    ahead = is_open and due is not None and due >= until
    return Complaint(
        ref=ticket.ref,
        customer=ticket.customer,
        tier=ticket.tier,
        channel=ticket.channel,
        category=ticket.category,
        opened_on=ticket.opened_on,
        until_on=until,
        is_open=is_open,
        escalated=ticket.escalated,
        days=days.chosen.between(ticket.opened_on, until),
        other_days=days.other.between(ticket.opened_on, until),
        booked_minor=booked.get(ticket.ticket, 0),
        handling_minor=handling.get(ticket.ticket, 0),
        deadline_on=due,
        now=view(until),
        tomorrow=view(until + timedelta(days=1)) if is_open else None,
        at_deadline=view(due) if ahead and due else None,
    )


def _traced(tickets: Sequence[Ticket], entries: Sequence[BookedEntry]) -> tuple[dict[str, int], int]:
    """Return the booked cost by complaint, and what belongs to customers without one.

    An entry belongs to the customer's latest complaint opened on its day or before.
    """
    opened: dict[str, list[tuple[date, str]]] = {}
    for each in sorted(tickets, key=lambda one: (one.opened_on, one.ticket)):
        if each.kind == COMPLAINT and each.customer:
            opened.setdefault(each.customer, []).append((each.opened_on, each.ticket))
    booked: dict[str, int] = {}
    untraced = 0
    for entry in entries:
        if not entry.customer:
            continue
        theirs = opened.get(entry.customer, [])
        place = bisect_right(theirs, entry.occurred_on, key=lambda one: one[0])
        if place:
            ticket = theirs[place - 1][1]
            booked[ticket] = booked.get(ticket, 0) + entry.amount_minor
        else:
            untraced += entry.amount_minor
    return booked, untraced


def _handling(found: Costing) -> dict[str, int]:
    """Return what the contacts of each complaint carry."""
    sums: dict[str, int] = {}
    for each, minor in zip(found.contacts, found.minor, strict=True):
        if each.kind == COMPLAINT and each.ticket:
            sums[each.ticket] = sums.get(each.ticket, 0) + minor
    return sums


def _base(
    book: Book,
    policy: DelayPolicy,
    held: Sequence[Ticket],
    booked: dict[str, int],
    handling: dict[str, int],
    *,
    as_of: date,
) -> tuple[int, bool]:
    """Return what the model starts from: as written, or what resolved complaints cost on average, floored; 0 without any."""
    if policy.base is not None:
        return int(policy.base * 10**book.digits), True
    done = [each.ticket for each in held if each.resolved_on is not None and each.resolved_on <= as_of]
    total = sum(booked.get(each, 0) + handling.get(each, 0) for each in done)
    return max(0, total) // len(done) if done else 0, False


def _view(each: Sequence[Modelled]) -> View:
    return View(
        len(each),
        sum(one.recovery for one in each),
        sum(one.low for one in each),
        sum(one.mid for one in each),
        sum(one.high for one in each),
    )
