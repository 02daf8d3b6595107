"""The results that pages of service cost show: worked out once, kept beside the book, and read in a moment.

A period's contacts are read once for all three. An expectation that somebody stated is kept too, and never worked out again: a
later month's ledger is held against what was said then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine.service.costing import Expectation, Realised, TeamMonth, confirm
from fenhao.kernel import Trouble
from fenhao.runs.book import (
    Advance,
    Book,
    Kept,
    Refused,
    keep,
    keep_worked,
    kept,
    kept_names,
    stamp_now,
    whole_file,
)
from fenhao.runs.mart import open_mart
from fenhao.runs.service._capacity import ServiceCapacity, ToolEffect, capacity_told, tool_effect
from fenhao.runs.service._complaints import KEPT_MAX, ComplaintCost, complaints_told, entries_of
from fenhao.runs.service._cost import ServiceCost, channel_rate, cost_told, costing_of, point_of
from fenhao.runs.service._costing_read import (
    cells_of,
    contacts_of,
    seats_of,
    service_session,
    staff_of,
    tickets_of,
)
from fenhao.runs.service._rows import all_rows
from fenhao.warehouse import Engine

_FOLDER = "results"
_COST, _COMPLAINTS, _CAPACITY = "service-cost-", "service-complaints-", "service-capacity-"
_CUSTOMERS = "service-customers-"
_EXPECTED, _EFFECT = "service-expected-", "service-effect"
POINTS_MAX = 100


@dataclass(frozen=True, slots=True)
class CustomerService:
    """What serving one customer took in a period."""

    label: str
    contacts: int
    tickets: int
    seconds: int
    minor: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """An expectation, and what a later period says of it; None while there is no later one."""

    stated: Expectation
    realised: Realised | None


def work_service(
    *, book: Book, label: str, deadlines: Sequence[tuple[str, date]], at: datetime, advance: Advance
) -> None:
    """Work out cost, complaints and use of resources of a period, and keep them, or why there are none."""
    stamp, policy, span = stamp_now(book), book.policies.service, book.calendar.period(label)
    advance("step.costing_read", 0, 1)
    with service_session(book, span, engine=Engine.duckdb) as session:
        found = costing_of(
            contacts_of(session, policy), cells_of(session, policy), staff_of(session, span, policy)
        )
        tickets = tickets_of(session, time_zone=book.settings.time_zone)
        entries, seats = entries_of(session), seats_of(session, span)
    advance("step.costing_read", 1, 1)

    def write(rows: pa.Table) -> None:
        """Keep every customer's row, whole or not at all."""
        path = _customers_file(book, label)
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as draft:
            pq.write_table(rows, draft, row_group_size=10_000)

    def complaints() -> ComplaintCost:
        """Keep those that are open and the dearest; the sums are of all."""
        told = complaints_told(book, label, found, tickets, entries, clock=None, deadlines=deadlines, at=at)
        return replace(told, complaints=told.complaints[:KEPT_MAX])

    def cost() -> ServiceCost:
        """Cost the contacts."""
        return cost_told(book, label, found, write=write)

    def capacity() -> ServiceCapacity:
        """Look at the resources."""
        return capacity_told(book, label, found, tickets, seats, mart=open_mart(book))

    works: tuple[tuple[str, Callable[[], object]], ...]
    works = ((_COST, cost), (_COMPLAINTS, complaints), (_CAPACITY, capacity))
    for place, (name, work) in enumerate(works):
        advance("step.costing", place, len(works))
        try:
            value: object = work()
        except Trouble as trouble:
            value = Refused(trouble.code, trouble.details)
        keep(book=book, name=f"{name}{label}", value=value, stamp=stamp, at=at)
    advance("step.costing", len(works), len(works))


def resolution_days(book: Book) -> tuple[tuple[str, date], ...]:
    """Return the day until which each open ticket is to be solved, by source/ticket, as the clocks were run last; none before."""
    rows = all_rows(book, ["source", "ticket_id", "resolution_due"])
    zone = ZoneInfo(book.settings.time_zone)
    return tuple(
        (f"{row['source']}/{row['ticket_id']}", datetime.fromtimestamp(row["resolution_due"], zone).date())
        for row in rows.to_pylist()
        if row["resolution_due"] is not None and row["resolution_due"] > 0
    )


def work_effect(*, book: Book, day: date, channel: str, days: int, at: datetime, advance: Advance) -> None:
    """Compare a channel before and after a day, and keep it in place of the comparison before."""

    def found() -> ToolEffect:
        return tool_effect(
            book=book, day=day, channel=channel, days=days, at=at, engine=Engine.duckdb, advance=advance
        )

    keep_worked(book=book, name=_EFFECT, work=found, at=at)


def kept_service_cost(*, book: Book, label: str) -> Kept[ServiceCost] | Kept[Refused] | None:
    """Return the service cost that was kept, why there is none, or nothing."""
    return kept(ServiceCost, book=book, name=f"{_COST}{label}", now=stamp_now(book))


def kept_complaints(*, book: Book, label: str) -> Kept[ComplaintCost] | Kept[Refused] | None:
    """Return the complaint cost that was kept, why there is none, or nothing."""
    return kept(ComplaintCost, book=book, name=f"{_COMPLAINTS}{label}", now=stamp_now(book))


def kept_capacity(*, book: Book, label: str) -> Kept[ServiceCapacity] | Kept[Refused] | None:
    """Return the use of resources that was kept, why there is none, or nothing."""
    return kept(ServiceCapacity, book=book, name=f"{_CAPACITY}{label}", now=stamp_now(book))


def kept_effect(*, book: Book) -> Kept[ToolEffect] | Kept[Refused] | None:
    """Return the last comparison of a tool, why there is none, or nothing."""
    return kept(ToolEffect, book=book, name=_EFFECT, now=stamp_now(book))


def service_of_customer(*, book: Book, label: str, customer: str) -> CustomerService | None:
    """Return what serving a customer took in a period for which the cost is kept; None where it is not, or nothing was served."""
    path = _customers_file(book, label)
    if not customer or not path.exists():
        return None
    rows = pq.read_table(path, filters=[("customer_id", "==", customer)]).to_pylist()
    if not rows:
        return None
    (row,) = rows
    return CustomerService(label, row["contacts"], row["tickets"], row["seconds"], row["minor"])


def served_labels(book: Book) -> tuple[str, ...]:
    """Return the periods for which it is kept what serving each customer took, the one that ends last and is longest first."""
    labels = [
        path.stem.removeprefix(_CUSTOMERS) for path in (book.root / _FOLDER).glob(f"{_CUSTOMERS}*.parquet")
    ]

    def place(label: str) -> tuple[date, int]:
        """Return where a period stands in that order."""
        span = book.calendar.period(label).period
        return span.end, (span.end - span.start).days

    return tuple(sorted(labels, key=place, reverse=True))


def state_expectation(
    *, book: Book, found: ServiceCost, channel: str, points: Fraction, at: datetime
) -> Expectation:
    """Keep what is expected of moving points out of a channel, so that later months can be held against it.

    Stated again for the same period and channel it takes the place of what was said before. Trouble ``service_cost.no_channel`` for a channel
    without people's contacts, ``service_cost.points`` for no share above nought and up to the whole.
    """
    known = [each.channel for each in found.next]
    if channel not in known:
        raise Trouble("service_cost.no_channel", {"channel": channel, "known": ", ".join(known) or "–"})
    if not 0 < points <= 1:
        raise Trouble("service_cost.points", {"most": str(POINTS_MAX)})
    stated = Expectation(
        base=_month(found, channel, _teams(found, channel)),
        teams=_teams(found, channel),
        rate_minor=channel_rate(found.channel_teams, found.teams, channel),
        stated=point_of(
            mix=found.mix,
            channels=found.channels,
            pairs=found.channel_teams,
            teams=found.teams,
            channel=channel,
            points=points,
        ),
    )
    name = f"{_EXPECTED}{found.label}-{channel.encode().hex()}"
    keep(book=book, name=name, value=stated, stamp=stamp_now(book), at=at)
    return stated


def expectations(*, book: Book, found: ServiceCost) -> tuple[Outcome, ...]:
    """Return what was expected, oldest first: that of this period as it was stated, that of earlier ones beside this period."""
    outcomes = []
    for name in kept_names(book=book, begins=_EXPECTED):
        held = kept(Expectation, book=book, name=name, now=stamp_now(book))
        if held is None or isinstance(held.value, Refused):
            continue
        stated = held.value
        began = book.calendar.period(stated.base.label).period
        if began.start > found.start:
            continue
        later = began.start < found.start and _alike(stated.base.label, found.label)
        now = _month(found, stated.stated.channel, stated.teams) if later else None
        outcomes.append(Outcome(stated, confirm(stated, now) if now else None))
    return tuple(sorted(outcomes, key=lambda each: (each.stated.base.label, each.stated.stated.channel)))


def _alike(one: str, other: str) -> bool:
    """Whether two periods are of one length of the calendar: a month is not held against a year."""
    return len(one) == len(other) and ("Q" in one) == ("Q" in other)


def _teams(found: ServiceCost, channel: str) -> tuple[str, ...]:
    return tuple(each.team for each in found.channel_teams if each.channel == channel and each.team)


def _month(found: ServiceCost, channel: str, teams: Sequence[str]) -> TeamMonth:
    """Return a period as expectations see it."""
    own = [each for each in found.channels if each.channel == channel]
    held = [each for each in found.teams if each.team in teams]
    return TeamMonth(
        label=found.label,
        contacts=found.mix.contacts,
        channel_contacts=sum(each.contacts for each in own),
        channel_seconds=sum(each.seconds for each in own),
        ledger_minor=sum(each.amount_minor for each in held),
        idle_minor=sum(each.idle_minor for each in held),
        capacity_seconds=sum(each.capacity_seconds for each in held),
    )


def _customers_file(book: Book, label: str) -> Path:
    return book.root / _FOLDER / f"{_CUSTOMERS}{label}.parquet"
