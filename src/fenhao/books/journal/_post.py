"""Read and append: the only place where the journal's rows are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.database import Session, Statement, day, instant
from fenhao.books.journal._references import REFERENCE
from fenhao.books.journal._tables import (
    COMMAND,
    COMMITMENT,
    ENTRY,
    FOREIGN,
    Kind,
    NewCommand,
    NewForeign,
    OldCommand,
    OldEntry,
)
from fenhao.engine.budget import Held, HeldState

_NAMES = {kind: kind.name for kind in Kind}


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A commitment and the line whose money it holds, with what its entries have to repeat.

    ``foreign_minor`` is what it still holds of another currency.
    """

    id: int
    line_id: int
    held: Held
    origin: OldEntry
    foreign_minor: int = 0


def answered(session: Session, keys: Sequence[str]) -> dict[str, OldCommand]:
    """Return the requests answered before, by key."""
    return {
        str(row[1]): OldCommand(cast("int", row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4]))
        for row in session.rows(*answered_query(session, keys))
    }


def answered_query(session: Session, keys: Sequence[str]) -> Statement:
    """Return what ``answered`` asks, to be asked ahead."""
    condition, values = session.among("key", keys)
    return f"SELECT id, key, body, verdict, answer FROM journal_command WHERE {condition}", values


def entry_ids(session: Session, command_ids: Sequence[int]) -> dict[int, list[tuple[int, Kind]]]:
    """Return the ids and kinds of the entries that these commands caused, in order."""
    condition, values = session.among("command_id", command_ids)
    found: dict[int, list[tuple[int, Kind]]] = {each: [] for each in command_ids}
    for command, entry, kind in session.rows(
        f"SELECT command_id, id, kind FROM journal_entry WHERE {condition} ORDER BY id", values
    ):
        found[cast("int", command)].append((cast("int", entry), Kind(kind)))
    return found


def post(session: Session, commands: Sequence[NewCommand]) -> tuple[tuple[int, ...], ...]:
    """Append commands and their entries; return each command's entry ids, in order.

    Reservations open their commitments. A key that somebody else has just used raises the database's own error, which
    makes the writer decide again.
    """
    if not commands:
        return ()
    ids, entry_numbers = session.draw(
        (COMMAND, len(commands)), (ENTRY, sum(len(command.entries) for command in commands))
    )
    session.append(
        COMMAND,
        [(each.key, each.act, each.body, each.verdict, each.answer, each.by, each.at) for each in commands],
        ids,
    )
    rows = [
        (command_id, _NAMES[entry.kind], *entry[1:], command.at)
        for command_id, command in zip(ids, commands, strict=True)
        for entry in command.entries
    ]
    session.append(ENTRY, rows, entry_numbers)
    posted = iter(entry_numbers)
    found = tuple(tuple(next(posted) for _ in command.entries) for command in commands)
    _open(session, commands, found)
    session.append(
        FOREIGN,
        [
            (ids[place], *command.foreign[place])
            for ids, command in zip(found, commands, strict=True)
            for place in sorted(command.foreign)
        ],
    )
    session.append(
        REFERENCE,
        [
            (*command.references[place], ids[place])
            for ids, command in zip(found, commands, strict=True)
            for place in sorted(command.references)
        ],
    )
    return found


def commitments(session: Session, ids: Sequence[int]) -> dict[int, HeldLine]:
    """Return these commitments, locked in the order of their ids."""
    return _commitments(session, "c.id", sorted(ids))


def due(session: Session, *, at: datetime, limit: int) -> dict[int, HeldLine]:
    """Return open commitments whose time has come, locked; those that another transaction is resolving are left to it."""
    lock = " FOR UPDATE SKIP LOCKED" if session.on_postgresql else ""
    ids = session.rows(
        "SELECT id FROM journal_commitment WHERE state = 'open' AND expires_at <= ?"
        f" ORDER BY id LIMIT {limit}{lock}",
        (at,),
    )
    return _commitments(session, "c.id", [cast("int", each) for (each,) in ids]) if ids else {}


def due_by_line(session: Session, *, at: datetime) -> dict[int, int]:
    """Return what is still counted as reserved although its time has come, by line; nothing is locked."""
    return {
        cast("int", line): int(cast("int", amount)) for line, amount in session.rows(*due_by_line_query(at))
    }


def due_by_line_query(at: datetime) -> Statement:
    """Return what ``due_by_line`` asks, to be asked ahead."""
    held = "SELECT line_id, sum(remaining_minor) FROM journal_commitment"
    return f"{held} WHERE state = 'open' AND expires_at <= ? GROUP BY line_id", (at,)


def open_on_lines(session: Session, line_ids: Sequence[int]) -> dict[int, HeldLine]:
    """Return the open commitments of these lines, locked in the order of their ids."""
    found = _commitments(session, "c.line_id", line_ids) if line_ids else {}
    return {each: held for each, held in found.items() if held.held.state is HeldState.open}


def open_of_campaign(session: Session, campaign: str, *, at: datetime) -> list[int]:
    """Return the ids of the open commitments of a campaign whose time has not come; nothing is locked."""
    return [
        cast("int", each)
        for (each,) in session.rows(
            "SELECT c.id FROM journal_commitment c JOIN journal_entry e ON e.id = c.id"
            " WHERE c.state = 'open' AND e.campaign = ? AND (c.expires_at IS NULL OR c.expires_at > ?)"
            " ORDER BY c.id",
            (campaign, at),
        )
    ]


def resolve(session: Session, changed: Mapping[int, Held]) -> None:
    """Write down what commitments hold now, in the order of their ids."""
    for each in sorted(changed):
        held = changed[each]
        session.put_off(
            "UPDATE journal_commitment SET remaining_minor = ?, state = ? WHERE id = ? AND state = 'open'",
            (held.remaining_minor, held.state.value, each),
            touching=1,  # a commitment is resolved once, under its lock
        )


def entries(session: Session, ids: Sequence[int]) -> dict[int, OldEntry]:
    """Return these entries and how much of each is reversed already."""
    if not ids:
        return {}
    condition, values = session.among("e.id", sorted(ids))
    return {entry.id: entry for entry in _entries(session, condition, values)}


def take_back(session: Session, taken: Mapping[int, tuple[int, int]]) -> None:
    """Add to what is reversed of entries: id to (original, more). The database refuses more than the original."""
    for each in sorted(taken):
        original, more = taken[each]
        session.put_off(
            "INSERT INTO journal_reversed (id, original_minor, reversed_minor) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET reversed_minor = journal_reversed.reversed_minor + excluded.reversed_minor",
            (each, original, more),
        )


def _open(session: Session, commands: Sequence[NewCommand], found: Sequence[Sequence[int]]) -> None:
    """Open the commitments of new reservations."""
    opened = [
        (entry_id, (entry.line_id, entry.amount_minor, "open", entry.expires_at))
        for command, ids in zip(commands, found, strict=True)
        for entry_id, entry in zip(ids, command.entries, strict=True)
        if entry.kind is Kind.reserve
    ]
    session.append(COMMITMENT, [row for _, row in opened], [each for each, _ in opened])


def _commitments(session: Session, column: str, values: Sequence[int]) -> dict[int, HeldLine]:
    """Return commitments by a column, locked in the order of their ids."""
    if not values:
        return {}
    condition, marks = session.among(column, values)
    rows = session.rows(
        "SELECT c.id, c.line_id, c.remaining_minor, c.state, c.expires_at, c.waits FROM journal_commitment c"
        f" WHERE {condition} ORDER BY c.id{session.for_update}",
        marks,
    )
    if not rows:
        return {}
    origins = entries(session, [cast("int", row[0]) for row in rows])
    left = _foreign_left(session, origins)
    return {
        cast("int", row[0]): HeldLine(
            cast("int", row[0]),
            cast("int", row[1]),
            Held(cast("int", row[2]), HeldState(row[3]), instant(row[4]), waits=bool(row[5])),
            origins[cast("int", row[0])],
            left.get(cast("int", row[0]), 0),
        )
        for row in rows
    }


def _foreign_left(session: Session, origins: Mapping[int, OldEntry]) -> dict[int, int]:
    """Return what commitments made in another currency still hold of it."""
    left = {each: origin.foreign.amount_minor for each, origin in origins.items() if origin.foreign}
    if left:
        condition, values = session.among("e.commitment_id", sorted(left))
        for each, gone in session.rows(
            "SELECT e.commitment_id, sum(f.amount_minor) FROM journal_entry e JOIN journal_foreign f"
            f" ON f.entry_id = e.id WHERE {condition} GROUP BY e.commitment_id",
            values,
        ):
            left[cast("int", each)] -= int(cast("int", gone))
    return {each: max(0, amount) for each, amount in left.items()}


def _entries(session: Session, condition: str, values: Sequence[object]) -> Iterable[OldEntry]:
    """Return entries by a condition."""
    for row in session.rows(
        "SELECT e.id, e.kind, e.line_id, e.period, e.belongs_to, e.occurred_on, e.amount_minor, e.actual_minor,"
        " e.currency, e.cost_type, e.customer, e.campaign, e.channel, e.purpose, e.benefit_type, e.department,"
        " coalesce(r.reversed_minor, 0), f.currency, f.amount_minor, f.rate, f.rate_kind, f.rate_from,"
        " f.fx_difference_minor FROM journal_entry e LEFT JOIN journal_foreign f ON f.entry_id = e.id"
        f" LEFT JOIN journal_reversed r ON r.id = e.id WHERE {condition} ORDER BY e.id",
        values,
    ):
        yield OldEntry(
            id=cast("int", row[0]),
            kind=Kind(row[1]),
            line_id=cast("int | None", row[2]),
            period=str(row[3]),
            belongs_to=str(row[4]),
            occurred_on=day(row[5]),
            amount_minor=cast("int", row[6]),
            actual_minor=cast("int", row[7]),
            currency=str(row[8]),
            cost_type=str(row[9]),
            customer=str(row[10]),
            campaign=str(row[11]),
            channel=str(row[12]),
            purpose=str(row[13]),
            benefit_type=str(row[14]),
            department=str(row[15]),
            reversed_minor=cast("int", row[16]),
            foreign=None
            if row[17] is None
            else NewForeign(
                str(row[17]),
                cast("int", row[18]),
                str(row[19]),
                str(row[20]),
                day(row[21]),
                cast("int", row[22]),
            ),
        )
