"""Entries as people read them, a page at a time: newest first, never more than asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from fenhao.books.database import Session, day, instant


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a line with the key of the request that caused it; the movements carry their sign."""

    id: int
    kind: str
    key: str
    occurred_on: date
    belongs_to: str
    cost_type: str
    customer: str
    campaign: str
    channel: str
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    reverses_id: int | None
    by: int | None
    at: datetime


def entries_of_line(
    session: Session, line: int, *, before: int | None = None, limit: int
) -> tuple[EntryRow, ...]:
    """Return the newest entries of a line, those with an id below ``before`` when it is given."""
    older = "" if before is None else " AND e.id < ?"
    rows = session.rows(
        "SELECT e.id, e.kind, c.key, e.occurred_on, e.belongs_to, e.cost_type, e.customer, e.campaign, e.channel,"
        " e.funded_minor, e.reserved_minor, e.actual_minor, e.reverses_id, c.by, e.at FROM journal_entry e"
        f" JOIN journal_command c ON c.id = e.command_id WHERE e.line_id = ?{older} ORDER BY e.id DESC LIMIT {limit}",
        (line,) if before is None else (line, before),
    )
    return tuple(
        EntryRow(
            id=cast("int", row[0]),
            kind=str(row[1]),
            key=str(row[2]),
            occurred_on=day(row[3]),
            belongs_to=str(row[4]),
            cost_type=str(row[5]),
            customer=str(row[6]),
            campaign=str(row[7]),
            channel=str(row[8]),
            funded_minor=cast("int", row[9]),
            reserved_minor=cast("int", row[10]),
            actual_minor=cast("int", row[11]),
            reverses_id=cast("int | None", row[12]),
            by=cast("int | None", row[13]),
            at=cast("datetime", instant(row[14])),
        )
        for row in rows
    )


def lines_of_entries(session: Session, entries: Collection[int]) -> dict[int, int]:
    """Return the line of each of these entries."""
    if not entries:
        return {}
    condition, values = session.among("id", sorted(entries))
    return {
        cast("int", entry): cast("int", line)
        for entry, line in session.rows(f"SELECT id, line_id FROM journal_entry WHERE {condition}", values)
    }
