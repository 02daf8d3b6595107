"""Seals: a chain of digests over the rows of immutable tables, made after the fact and checked for ever after.

Chaining while posting would make every writer wait for the one before (measured: 84 % dearer). A seal therefore follows
behind, in blocks; whoever alters a sealed row, or the seal itself, has to alter every later seal, and the last one can be
printed, mailed, or kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import cast

from fenhao.books.database import Session, Table, read, write

SEAL = Table(
    "audit_seal",
    (
        ("sealed_at", "timestamptz"),
        ('"table"', "text"),
        ("first_id", "bigint"),
        ("last_id", "bigint"),
        ('"rows"', "bigint"),
        ("digest", "text"),
        ("previous", "text"),
    ),
)
BLOCK_ROWS = 10_000
"""How many rows one seal covers at most."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A run of sealed rows that are not what they were; ``reason`` is rows_changed, rows_missing or chain_broken."""

    table: str
    first_id: int
    last_id: int
    reason: str


def seal(tables: Sequence[Table], *, at: datetime) -> int:
    """Seal every row not yet sealed; return how many. Rows still on their way to the disk are waited for."""

    def work(session: Session) -> int:
        """Seal all tables in one transaction."""
        if session.on_postgresql:
            # Ids are drawn before their rows are visible: nobody may be between the two when the last id is read.
            session.run("LOCK TABLE audit_seal IN EXCLUSIVE MODE")
            session.run(f"LOCK TABLE {', '.join(table.name for table in tables)} IN SHARE MODE")
        return sum(_seal_table(session, table, at) for table in tables)

    return write(work)


def check(tables: Sequence[Table]) -> tuple[Breach, ...]:
    """Return every seal that its rows, or the seal before it, no longer bear out."""

    def work(session: Session) -> tuple[Breach, ...]:
        """Compute every seal again."""
        found: list[Breach] = []
        previous = ""
        by_name = {table.name: table for table in tables}
        for table, first, last, rows, digest, before in session.rows(
            'SELECT "table", first_id, last_id, "rows", digest, previous FROM audit_seal ORDER BY id'
        ):
            name, start, end = str(table), cast("int", first), cast("int", last)
            count, again = _digest(by_name[name], _rows(session, by_name[name], start, end), str(before))
            if before != previous:
                found.append(Breach(name, start, end, "chain_broken"))
            if count != rows:
                found.append(Breach(name, start, end, "rows_missing"))
            elif again != digest:
                found.append(Breach(name, start, end, "rows_changed"))
            previous = str(digest)
        return tuple(found)

    return read(work)


def _seal_table(session: Session, table: Table, at: datetime) -> int:
    """Seal one table's new rows, block by block."""
    done = cast(
        "int",
        session.rows('SELECT coalesce(max(last_id), 0) FROM audit_seal WHERE "table" = ?', (table.name,))[0][
            0
        ],
    )
    total = 0
    while True:
        ids = session.rows(
            f"SELECT min(id), max(id) FROM (SELECT id FROM {table.name} WHERE id > ? ORDER BY id LIMIT {BLOCK_ROWS})"
            " AS block",
            (done,),
        )[0]
        if ids[0] is None:
            return total
        first, last = cast("int", ids[0]), cast("int", ids[1])
        newest = session.rows("SELECT digest FROM audit_seal ORDER BY id DESC LIMIT 1")
        previous = str(newest[0][0]) if newest else ""
        count, digest = _digest(table, _rows(session, table, first, last), previous)
        session.insert(SEAL, [(at, table.name, first, last, count, digest, previous)])
        total, done = total + count, last


def _rows(session: Session, table: Table, first: int, last: int) -> Iterable[Sequence[object]]:
    """Return a run of rows, whole, in order."""
    return session.rows(
        f"SELECT id, {table.names} FROM {table.name} WHERE id BETWEEN ? AND ? ORDER BY id", (first, last)
    )


def _digest(table: Table, rows: Iterable[Sequence[object]], previous: str) -> tuple[int, str]:
    """Return how many rows there are, and the digest over them and the seal before.

    Columns added later stand behind the others under their names, and only where they say something: the seal of an
    older row stays what it was.
    """
    later = [(place, name) for place, (name, _) in enumerate(table.columns, 1) if name in table.added]
    places = {place for place, _ in later}
    digest = hashlib.sha256(previous.encode())
    count = 0
    for row in rows:
        cells = [_plain(value) for place, value in enumerate(row) if place not in places]
        more = {name: _plain(row[place]) for place, name in later if row[place]}
        digest.update(json.dumps([*cells, more] if more else cells, ensure_ascii=False).encode())
        digest.update(b"\n")
        count += 1
    return count, digest.hexdigest()


def _plain(value: object) -> object:
    """Return a cell as both databases tell it."""
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value
