"""Assessing tiers: at the start of every fiscal quarter, from the facts before that day, once and for all.

An assessment is a batch of the warehouse like any load: it can be listed, verified, withdrawn and made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from fenhao.engine import ledger
from fenhao.engine.facts import BENEFITS, CONTACTS, COST_ENTRIES, ORDERS, TIER_ASSIGNMENTS
from fenhao.engine.relation import Value
from fenhao.engine.value import ASSESSMENT_RELATIONS, TierPolicy, tier_parameters
from fenhao.kernel import Grain, Period, Trouble
from fenhao.runs.book import Advance, Book, given
from fenhao.runs.tiers._kept import keep_movement
from fenhao.warehouse import Batch, Session, open_session

SOURCE = "fenhao/tiers"
LOOKED_AT = (ORDERS.name, COST_ENTRIES.name, BENEFITS.name, CONTACTS.name)
"""The facts that an assessment looks at: orders always, the others for net profit."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment in force. ``late`` tells that facts of earlier days that it looks at were loaded after it was made."""

    assessed_on: date
    batch_id: str
    customers: int
    policy: str
    late: bool


def assessments(batches: Sequence[Batch], *, policy: TierPolicy | None = None) -> tuple[Assessment, ...]:
    """Return the assessments among the batches in force, by day.

    Orders loaded late make an assessment late; cost too, under a ``policy`` that asks for net profit.
    """
    asked = LOOKED_AT if policy is not None and policy.asks_net else LOOKED_AT[:1]
    looked_at = [each for each in batches if each.table in asked]
    found = []
    for each in batches:
        if each.table == TIER_ASSIGNMENTS.name and each.first_on is not None:
            late = any(
                known.loaded_at > each.loaded_at
                and known.first_on is not None
                and known.first_on < each.first_on
                for known in looked_at
            )
            found.append(Assessment(each.first_on, each.batch_id, each.rows, each.file_name, late))
    return tuple(sorted(found, key=lambda each: each.assessed_on))


def assess_tiers(
    *, book: Book, until: date, redo: bool, at: datetime, advance: Advance, extra: tuple[date, ...] = ()
) -> tuple[Assessment, ...]:
    """Make every assessment that is due up to and including ``until`` and still missing; return those made.

    Due are the first days of fiscal quarters after the first order, not later than the day of ``at`` in the company's
    time zone, and the ``extra`` days that somebody asks for. With ``redo`` those from the first late one on are
    withdrawn and made again, because each looks at the one before it. An extra day that has an assessment already is
    assessed anew, with whatever lies after it. Trouble for an extra day is that of check_day.
    """
    # Most often nothing is due, and then a reader does not wait for one who writes, or need to write at all.
    if not redo and not extra and not _missing(book, until=until, at=at):
        return ()
    for day in extra:
        check_day(book, on=day, today=book.today(at))
    with book.warehouse.locked():
        known = assessments(book.warehouse.batches(), policy=book.policies.tiers)
        late = [each.assessed_on for each in known if each.late] if redo else []
        first = min((*late, *extra), default=None)
        stale = [each for each in known if first is not None and each.assessed_on >= first]
        for each in stale:
            book.warehouse.withdraw(each.batch_id, at=at)
        have = {each.assessed_on for each in known if each not in stale}
        wanted = {*_missing(book, until=until, at=at), *extra, *(each.assessed_on for each in stale)}
        days = sorted(wanted - have)
        made = []
        for count, day in enumerate(days):
            advance("step.tiers", count, len(days))
            before = max((each for each in have if each < day), default=None)
            made.append(_assess(book, day=day, before=before, at=at))
            have.add(day)
        if days:
            keep_movements(book)
            advance("step.tiers", len(days), len(days))
        return tuple(made)


def keep_movements(book: Book) -> None:
    """Write down who moved between each two assessments that follow each other, where that is not kept yet."""
    earlier: tuple[str, date] | None = None
    for each in assessments(book.warehouse.batches()):
        keep_movement(book, then=earlier, now=(each.batch_id, each.assessed_on))
        earlier = (each.batch_id, each.assessed_on)


def check_day(book: Book, *, on: date, today: date) -> None:
    """Refuse a day that nothing can be assessed on.

    Trouble ``tiers.day_ahead`` for a day after today, ``tiers.no_orders`` for a day before which nobody ordered.
    """
    if on > today:
        raise Trouble("tiers.day_ahead", {"day": on.isoformat(), "today": today.isoformat()})
    first = first_order_on(book.warehouse.batches())
    if first is None or first >= on:
        raise Trouble("tiers.no_orders", {"day": on.isoformat()})


def first_order_on(batches: Sequence[Batch]) -> date | None:
    """Return the first day of any order in force; None without any."""
    days = [each.first_on for each in batches if each.table == ORDERS.name and each.first_on is not None]
    return min(days, default=None)


def _missing(book: Book, *, until: date, at: datetime) -> tuple[date, ...]:
    """Return the days that are due and have no assessment in force."""
    have = {each.assessed_on for each in assessments(book.warehouse.batches())}
    return tuple(day for day in _due(book, until=until, at=at) if day not in have)


def _due(book: Book, *, until: date, at: datetime) -> tuple[date, ...]:
    """Return the first days of quarters after the first order, up to that of the quarter after the last order."""
    ordered = [each for each in book.warehouse.batches() if each.table == ORDERS.name]
    first_days = [each.first_on for each in ordered if each.first_on is not None]
    last_days = [each.last_on for each in ordered if each.last_on is not None]
    if not first_days or not last_days:
        return ()
    held = Period(min(first_days), max(last_days) + timedelta(days=1))
    starts = {span.period.end for span in book.calendar.within(held, Grain.quarter)}
    today = book.today(at)
    return tuple(sorted(day for day in starts if day <= min(until, today)))


def _assess(book: Book, *, day: date, before: date | None, at: datetime) -> Assessment:
    policy = book.policies.tiers
    snapshot = book.warehouse.snapshot()
    versions = ",".join(f"{each.table}@{each.version}" for each in snapshot.tables)
    content = sha256(f"{day}|{before}|{policy}|{versions}".encode()).hexdigest()
    with open_session(snapshot) as session:
        define_assessment(session, book, day=day, before=before)
        batch = book.warehouse.append(
            TIER_ASSIGNMENTS,
            session.stream("tiers"),
            batch_id=_free_id(book, f"tiers-{day.isoformat()}"),
            source=SOURCE,
            file_name=policy.version,
            content_hash=content,
            loaded_at=at,
        )
    return Assessment(day, batch.batch_id, batch.rows, policy.version, late=False)


def define_assessment(session: Session, book: Book, *, day: date, before: date | None) -> dict[str, Value]:
    """Make the relations of one assessment readable; return the parameters that they were given."""
    bound = tier_parameters(
        book.policies.tiers, assessed_on=day, previous_on=before, unit_minor=10**book.settings.digits
    )
    session.give(ledger.CHART, given(ledger.CHART, ledger.chart_rows(book.chart)))
    for relation in ASSESSMENT_RELATIONS:
        session.define(relation, bound)
    return bound


def _free_id(book: Book, wanted: str) -> str:
    """Return the id, or the id with the first number that no batch, withdrawn ones included, has used."""
    used = {each.batch_id for each in book.warehouse.batches(include_withdrawn=True)}
    if wanted not in used:
        return wanted
    number = 2
    while f"{wanted}.{number}" in used:
        number += 1
    return f"{wanted}.{number}"
