"""Calls as they are read: how each stands, and how often customers were called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from fenhao.books.care._values import CONTACTS, CareEvent, CareOutcome, CareStanding
from fenhao.books.database import Session, day, instant

_EVENT = "ref, reason, customer, outcome, channel, called_on, note, by, at"


def standings(session: Session, refs: Sequence[str] = ()) -> Mapping[str, CareStanding]:
    """Return how each call stands that somebody has touched; of all calls unless some are named. Two questions."""
    where, values = session.among("ref", list(refs)) if refs else ("1 = 1", [])
    owners: dict[str, int | None] = {}
    for ref, owner in session.rows(f"SELECT ref, owner_id FROM care_taken WHERE {where} ORDER BY id", values):
        owners[str(ref)] = cast("int | None", owner)
    last: dict[str, CareEvent] = {}
    for row in session.rows(f"SELECT {_EVENT} FROM care_outcome WHERE {where} ORDER BY id", values):
        event = _event(row)
        last[event.ref] = event
    return {ref: CareStanding(owners.get(ref), last.get(ref)) for ref in (*owners, *last)}


def contacts_made(session: Session, *, since: date, customers: Sequence[str] = ()) -> Mapping[str, int]:
    """Return how many of the calls recorded after a day were contacts, by customer; of all unless some are named."""
    where, values = session.among("customer", list(customers)) if customers else ("1 = 1", [])
    kinds = ", ".join(f"'{each.value}'" for each in sorted(CONTACTS, key=lambda one: one.value))
    found: Counter[str] = Counter()
    for customer, count in session.rows(
        f"SELECT customer, count(*) FROM care_outcome WHERE {where} AND outcome IN ({kinds}) AND called_on > ?"
        " GROUP BY customer",
        [*values, since],
    ):
        found[str(customer)] = cast("int", count)
    return found


def history(session: Session, *, limit: int) -> tuple[CareEvent, ...]:
    """Return what came of calls, newest first."""
    rows = session.rows(f"SELECT {_EVENT} FROM care_outcome ORDER BY id DESC LIMIT {limit:d}")
    return tuple(_event(row) for row in rows)


def _event(row: Sequence[object]) -> CareEvent:
    at = instant(cast("datetime", row[8]))
    assert at is not None, "an act has its moment"
    return CareEvent(
        ref=str(row[0]),
        reason=str(row[1]),
        customer=str(row[2]),
        outcome=CareOutcome(str(row[3])),
        channel=str(row[4]),
        on=day(cast("date", row[5])),
        note=str(row[6]),
        by=cast("int | None", row[7]),
        at=at,
    )
