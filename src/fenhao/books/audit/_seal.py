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
from functools import partial
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
    """A run of sealed rows that are not what they were.

    ``reason`` is rows_changed, rows_missing, rows_added, chain_broken, table_unknown, or seal_missing: then it is the
    chain itself.
    """

    table: str
    first_id: int
    last_id: int
    reason: str


def seal(tables: Sequence[Table], *, at: datetime) -> int:
    """Seal every row not yet sealed; return how many.

    Writers are held up only while a table's last id is read, those on their way to the disk waited for; whole blocks are
    read and digested while everybody goes on writing.
    """
    total = 0
    for table in tables:
        upto = write(partial(_settled, table=table))
        while (block := read(partial(_next_block, table=table, upto=upto, at=at))) is not None:
            if write(partial(_append, block=block)):
                total += block.rows
    return total


def newest_seal() -> str:
    """Return the digest of the newest seal, to be printed and kept elsewhere; empty when nothing is sealed."""
    return read(_tip)[1]


def check(tables: Sequence[Table], *, kept: str = "") -> tuple[Breach, ...]:
    """Return every seal that its rows, or the seal before it, no longer bear out.

    ``kept`` is a digest that was printed once: when no seal has it any more, the end of the chain was cut off or made anew.
    """

    def work(session: Session) -> tuple[Breach, ...]:
        """Compute every seal again."""
        found: list[Breach] = []
        previous, seen = "", {""}
        by_name = {table.name: table for table in tables}
        for name, start, end, rows, digest, before in _seals(session):
            if before != previous:
                found.append(Breach(name, start, end, "chain_broken"))
            if name not in by_name:
                found.append(Breach(name, start, end, "table_unknown"))
            else:
                count, again = _digest(by_name[name], _rows(session, by_name[name], start, end), before)
                if count != rows:
                    found.append(Breach(name, start, end, "rows_missing" if count < rows else "rows_added"))
                elif again != digest:
                    found.append(Breach(name, start, end, "rows_changed"))
            previous = digest
            seen.add(digest)
        if kept not in seen:
            found.append(Breach(SEAL.name, 0, 0, "seal_missing"))
        return tuple(found)

    return read(work)


@dataclass(frozen=True, slots=True)
class _Block:
    """A seal about to be appended behind the one with id ``behind``."""

    table: str
    first: int
    last: int
    rows: int
    digest: str
    previous: str
    behind: int
    at: datetime


def _seals(session: Session) -> list[tuple[str, int, int, int, str, str]]:
    """Return all seals in the order of the chain."""
    return [
        (str(row[0]), cast("int", row[1]), cast("int", row[2]), cast("int", row[3]), str(row[4]), str(row[5]))
        for row in session.rows(
            'SELECT "table", first_id, last_id, "rows", digest, previous FROM audit_seal ORDER BY id'
        )
    ]


def _settled(session: Session, *, table: Table) -> int:
    """Return the id up to which every row is on disk: ids are drawn before their rows are visible."""
    if session.on_postgresql:
        session.run(f"LOCK TABLE {table.name} IN SHARE MODE")
    return cast("int", session.rows(f"SELECT coalesce(max(id), 0) FROM {table.name}")[0][0])


def _tip(session: Session) -> tuple[int, str]:
    """Return id and digest of the newest seal; 0 and empty text before the first."""
    newest = session.rows("SELECT id, digest FROM audit_seal ORDER BY id DESC LIMIT 1")
    return (cast("int", newest[0][0]), str(newest[0][1])) if newest else (0, "")


def _next_block(session: Session, *, table: Table, upto: int, at: datetime) -> _Block | None:
    """Return the seal over a table's next rows; None when all of them up to that id are sealed."""
    # The tip first: whoever seals between the two readings makes the tip old, and ``_append`` sees that.
    behind, previous = _tip(session)
    sealed = session.rows('SELECT coalesce(max(last_id), 0) FROM audit_seal WHERE "table" = ?', (table.name,))
    first, last = session.rows(
        "SELECT min(id), max(id) FROM"
        f" (SELECT id FROM {table.name} WHERE id > ? AND id <= ? ORDER BY id LIMIT {BLOCK_ROWS}) AS block",
        (sealed[0][0], upto),
    )[0]
    if first is None:
        return None
    start, end = cast("int", first), cast("int", last)
    count, digest = _digest(table, _rows(session, table, start, end), previous)
    return _Block(table.name, start, end, count, digest, previous, behind, at)


def _append(session: Session, *, block: _Block) -> bool:
    """Append the seal; return False when somebody has sealed in the meantime, and it must be computed anew."""
    if session.on_postgresql:
        session.run("LOCK TABLE audit_seal IN EXCLUSIVE MODE")
    if _tip(session)[0] != block.behind:
        return False
    session.insert(
        SEAL,
        [(block.at, block.table, block.first, block.last, block.rows, block.digest, block.previous)],
    )
    return True


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
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value
