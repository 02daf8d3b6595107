"""Entries as they lie in the book, for whoever holds them against something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from fenhao.books.database import Session, day, write
from fenhao.books.journal._tables import Kind

_POSTED = (
    "SELECT e.id, c.key, c.by, e.kind, e.line_id, e.period, e.belongs_to, e.occurred_on, e.cost_type, e.customer,"
    ' e.campaign, e.channel, e.department, e.actual_minor, e.reverses_id, e.batch, e."rows"'
    " FROM journal_entry e JOIN journal_command c ON c.id = e.command_id"
)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry that cost something or took cost back: ``actual_minor`` is signed. ``key`` and ``by`` are its request's."""

    id: int
    key: str
    by: int | None
    kind: Kind
    line_id: int | None
    period: str
    belongs_to: str
    occurred_on: date
    cost_type: str
    customer: str
    campaign: str
    channel: str
    department: str
    actual_minor: int
    reverses_id: int | None
    batch: str
    rows: int


def posted_under(session: Session, keys: Sequence[str]) -> dict[str, list[PostedEntry]]:
    """Return the entries with cost that these keys posted, by key; a key that posted none is left out."""
    found: dict[str, list[PostedEntry]] = {}
    if not keys:
        return found
    condition, values = session.among("c.key", keys)
    for entry in _posted(session, f"{condition} AND e.actual_minor <> 0", values):
        found.setdefault(entry.key, []).append(entry)
    return found


def posted_between(session: Session, *, above: int, upto: int) -> tuple[PostedEntry, ...]:
    """Return the entries with cost whose id is above one and not above another, in order."""
    return _posted(session, "e.id > ? AND e.id <= ? AND e.actual_minor <> 0", (above, upto))


def settled_entry() -> int:
    """Return the newest entry's id, below which no entry is still on its way: writers are waited for, very shortly."""

    def work(session: Session) -> int:
        """Look while nobody writes."""
        session.lock_structure()
        return cast("int", session.rows("SELECT coalesce(max(id), 0) FROM journal_entry")[0][0])

    return write(work)


def _posted(session: Session, condition: str, values: Sequence[object]) -> tuple[PostedEntry, ...]:
    """Return entries by a condition, in the order of their ids."""
    return tuple(
        PostedEntry(
            id=cast("int", row[0]),
            key=str(row[1]),
            by=cast("int | None", row[2]),
            kind=Kind(row[3]),
            line_id=cast("int | None", row[4]),
            period=str(row[5]),
            belongs_to=str(row[6]),
            occurred_on=day(row[7]),
            cost_type=str(row[8]),
            customer=str(row[9]),
            campaign=str(row[10]),
            channel=str(row[11]),
            department=str(row[12]),
            actual_minor=cast("int", row[13]),
            reverses_id=cast("int | None", row[14]),
            batch=str(row[15]),
            rows=cast("int | None", row[16]) or 0,
        )
        for row in session.rows(f"{_POSTED} WHERE {condition} ORDER BY e.id", values)
    )
