"""What costing service work reads of a book: contacts as legs of time, tickets, the ledger by team, staff time and seats."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pyarrow as pa

from fenhao.engine import ledger
from fenhao.engine.service import costing
from fenhao.engine.service.costing import ServicePolicy, TeamCost, practical_seconds
from fenhao.kernel import Span
from fenhao.runs.book import Book, given, number, rows_of, text
from fenhao.runs.report import assessed_days
from fenhao.runs.tiers import assessments
from fenhao.warehouse import Engine, Session, open_session

COMPLAINT = "complaint"
HANDED_OVER, ABANDONED = "handed_over", "abandoned"
_LEDGER = ("late_customers", "late_tiers", "ledger")
_ORDER = ("happened_on", "happened_at", "source", "ticket_id", "contact_id")


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact in which a customer was served. ``ref`` and ``ticket`` name it together with its source.

    ``seconds`` is the time of ``team``: a person's, or that of the channel itself. ``staff_seconds`` is what a person's team,
    ``staff_team``, took besides where a bot's contact was handed over within itself. ``measured``: somebody measured it.
    """

    ref: str
    ticket: str
    customer: str
    on: date
    channel: str
    category: str
    kind: str
    tier: str
    wait_seconds: int | None
    team: str
    seconds: int
    staff_team: str
    staff_seconds: int
    digital: bool
    handed_over: bool
    abandoned: bool
    measured: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. ``first_seconds`` is the time to the first answer, None without one; ``resolved_on`` None while it is open."""

    ref: str
    ticket: str
    customer: str
    opened_on: date
    opened_at: datetime | None
    channel: str
    kind: str
    category: str
    team: str
    tier: str
    first_seconds: int | None
    resolved_on: date | None
    reopened: int
    escalated: bool


@dataclass(frozen=True, slots=True)
class CostCell:
    """Ledger cost of service by type and team; ``traced`` where it carries a customer."""

    cost_type: str
    team: str
    traced: bool
    amount_minor: int
    entries: int


@dataclass(frozen=True, slots=True)
class Staff:
    """A team's paid time of the period; ``capacity_seconds`` is what of it is worked, as told or by the policy's share."""

    team: str
    staff: int
    paid_seconds: int
    capacity_seconds: int
    customer_seconds: int
    paperwork_seconds: int


@contextmanager
def service_session(book: Book, span: Span, *, engine: Engine) -> Iterator[Session]:
    """Open a session in which the relations of service cost are defined for a period."""
    made = assessments(book.warehouse.batches())
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        session.give(ledger.DAYS, given(ledger.DAYS, assessed_days(book, span.period, made)))
        session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
        bound = {"period_start": span.period.start, "period_end": span.period.end}
        for relation in (*(each for each in ledger.RELATIONS if each.name in _LEDGER), *costing.RELATIONS):
            session.define(relation, bound)
        yield session


def contacts_of(session: Session, policy: ServicePolicy) -> tuple[Contact, ...]:
    """Return the contacts of the period in the order in which they were made."""
    equation = cache(policy.minutes.seconds)
    team_of = cache(lambda team, channel: policy.team(team=team, channel=channel))
    digital = frozenset(policy.digital_channels)
    found = session.fetch(costing.SERVICE_CONTACT_ROWS.name)
    table = found.sort_by([(name, "ascending") for name in _ORDER])
    wanted = (
        "source",
        "ticket_id",
        "contact_id",
        "customer_id",
        "happened_on",
        "channel",
        "handle_seconds",
        "wait_seconds",
        "outcome",
        "category",
        "kind",
        "team",
        "tier",
    )
    contacts = []
    for row in zip(*(table.column(name).to_pylist() for name in wanted), strict=True):
        source, ticket, ref, customer, on, channel, handled, waited, outcome, category, kind, team, tier = row
        alone = channel in digital
        staffed = alone and bool(handled)
        modelled = equation(channel, category or kind) if alone or handled is None else 0
        contacts.append(
            Contact(
                ref=f"{source}/{ref or ticket}",
                ticket=f"{source}/{ticket}" if ticket else "",
                customer=customer,
                on=on,
                channel=channel,
                category=category,
                kind=kind,
                tier=tier,
                wait_seconds=waited,
                team=team_of("" if staffed else team, channel),
                seconds=modelled if alone or handled is None else handled,
                staff_team=team if staffed else "",
                staff_seconds=handled if staffed else 0,
                digital=alone,
                handed_over=alone and (outcome == HANDED_OVER or staffed),
                abandoned=alone and outcome == ABANDONED,
                measured=handled is not None and not alone,
            )
        )
    return tuple(contacts)


def tickets_of(session: Session, *, time_zone: str) -> tuple[Ticket, ...]:
    """Return the tickets of the period, and every complaint opened before its end."""
    zone = ZoneInfo(time_zone)
    found: pa.Table = session.fetch(costing.SERVICE_TICKET_ROWS.name)
    tickets = []
    for row in found.to_pylist():
        opened, first, resolved = row["opened_at"], row["first_response_at"], row["resolved_at"]
        tickets.append(
            Ticket(
                ref=row["ticket_id"],
                ticket=f"{row['source']}/{row['ticket_id']}",
                customer=row["customer_id"],
                opened_on=row["opened_on"],
                opened_at=opened,
                channel=row["channel"],
                kind=row["kind"],
                category=row["category"],
                team=row["team"],
                tier=row["tier"],
                first_seconds=max(0, int((first - opened).total_seconds())) if first and opened else None,
                resolved_on=resolved.astimezone(zone).date() if resolved else None,
                reopened=row["reopened"],
                escalated=bool(row["escalated"]),
            )
        )
    return tuple(tickets)


def cells_of(session: Session, policy: ServicePolicy) -> tuple[CostCell, ...]:
    """Return the ledger's cost of service by type and team."""
    return tuple(
        CostCell(
            text(row, "cost_type"),
            policy.team(team=text(row, "department"), channel=text(row, "channel")),
            number(row, "traced") == 1,
            number(row, "amount_minor"),
            number(row, "entries"),
        )
        for row in rows_of(session, costing.SERVICE_COST_CELLS)
        if text(row, "category") in policy.categories
    )


def staff_of(session: Session, span: Span, policy: ServicePolicy) -> tuple[Staff, ...]:
    """Return each team's paid time in the months that begin in the period, by name."""
    sums: dict[str, list[int]] = {}
    people: dict[tuple[str, date], int] = {}
    for row in session.fetch("staff_time").to_pylist():
        if row["month_on"] not in span.period:
            continue
        paid, available = row["paid_seconds"], row["available_seconds"]
        held = sums.setdefault(row["team"], [0, 0, 0, 0])
        held[0] += paid
        held[1] += practical_seconds(paid, policy.practical_share) if available is None else available
        held[2] += row["customer_seconds"] or 0
        held[3] += row["paperwork_seconds"] or 0
        key = (row["team"], row["month_on"])
        people[key] = people.get(key, 0) + (row["staff"] or 0)
    most = {
        team: max((count for (name, _), count in people.items() if name == team), default=0) for team in sums
    }
    return tuple(Staff(team, most[team], *sums[team]) for team in sorted(sums))


def seats_of(session: Session, span: Span) -> dict[str, list[tuple[int, int, int]]]:
    """Return the seats of each tool in the months that begin in the period: (paid, used, fee), by name of the tool."""
    tools: dict[str, list[tuple[int, int, int]]] = {}
    for row in session.fetch("tool_usage").to_pylist():
        if row["month_on"] in span.period:
            tools.setdefault(row["tool"], []).append((row["seats"], row["active_users"], row["fee_minor"]))
    return dict(sorted(tools.items()))


def team_costs(cells: Sequence[CostCell], staff: Sequence[Staff]) -> tuple[TeamCost, ...]:
    """Return what each team costs without what carries a customer, and its paid time; nobody's comes last."""
    amounts = {each.team: 0 for each in staff}
    for cell in cells:
        if not cell.traced:
            amounts[cell.team] = amounts.get(cell.team, 0) + cell.amount_minor
    time = {each.team: (each.paid_seconds, each.capacity_seconds) for each in staff}
    names = sorted(amounts, key=lambda name: (name == "", name))
    return tuple(TeamCost(name, amounts[name], *time.get(name, (0, 0))) for name in names)
