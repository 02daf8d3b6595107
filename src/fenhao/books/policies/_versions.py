"""Versions of the written files as they are kept, and what is no longer to be changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import cast

from fenhao.books.database import Session, Table, instant
from fenhao.profiles import Written
from fenhao.runs.book import SETTINGS_FILE, Book

VERSION = Table(
    "policies_version",
    (
        ("file", "text"),
        ("number", "bigint"),
        ("kind", "text"),
        ("state", "text"),
        ("digest", "text"),
        ("text", "text"),
        ("changes", "text"),
        ("before", "text"),
        ("in_force_at", "timestamptz"),
        ("by", "bigint"),
        ("at", "timestamptz"),
        ("why", "text"),
        ("remark", "text"),
    ),
)
_CALENDAR = ("start_month", "pattern", "week_start", "year_end", "named_by")


class VersionKind(Enum):
    """How a version came about."""

    form = "form"
    file = "file"  # somebody edited the file itself
    undo = "undo"  # back to a former version


class VersionState(Enum):
    """Where a version stands; former versions stay ``in_force`` until the day of the next."""

    in_force = "in_force"
    planned = "planned"
    withdrawn = "withdrawn"
    refused = "refused"  # its day came, and the checker refused what it would have made


class SaveVerdict(Enum):
    """Every way saving can end, in the order checked."""

    unknown_version = "unknown_version"
    edited_meanwhile = "edited_meanwhile"  # the file is not what the person saw
    fixed = "fixed"  # facts exist: the currency and the fiscal calendar stay
    clash = "clash"  # somebody else has changed the same value meanwhile
    unchanged = "unchanged"
    planned = "planned"
    in_force = "in_force"


@dataclass(frozen=True, slots=True)
class Clash:
    """A value that two people changed: as this one saw it, as it is now, as it is wanted."""

    key: str
    seen: Written
    now: Written
    wanted: Written


@dataclass(frozen=True, slots=True)
class Saved:
    """How saving ended: the number of the version, 0 for none; the clashes; the keys that are fixed."""

    verdict: SaveVerdict
    number: int = 0
    clashes: tuple[Clash, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a file; ``changes`` and ``before`` are values by dotted key, None where there was none."""

    file: str
    number: int
    kind: VersionKind
    state: VersionState
    digest: str
    text: str
    changes: Mapping[str, Written]
    before: Mapping[str, Written]
    in_force_at: datetime
    by: int | None
    at: datetime
    why: str
    remark: str


def versions(session: Session, file: str, *, limit: int = 50) -> tuple[Version, ...]:
    """Return the newest versions of a file, newest first."""
    return rows_of(session, "WHERE file = ? ORDER BY number DESC", (file,), limit=limit)


def rows_of(
    session: Session, condition: str, values: tuple[object, ...], *, limit: int
) -> tuple[Version, ...]:
    """Return versions by a condition."""
    return tuple(
        Version(
            file=str(row[0]),
            number=cast("int", row[1]),
            kind=VersionKind(str(row[2])),
            state=VersionState(str(row[3])),
            digest=str(row[4]),
            text=str(row[5]),
            changes=values_of(str(row[6])),
            before=values_of(str(row[7])),
            in_force_at=cast("datetime", instant(row[8])),
            by=cast("int | None", row[9]),
            at=cast("datetime", instant(row[10])),
            why=str(row[11]),
            remark=str(row[12]),
        )
        for row in session.rows(
            "SELECT file, number, kind, state, digest, text, changes, before, in_force_at, by, at, why, remark"
            f" FROM policies_version {condition} LIMIT {limit}",
            values,
        )
    )


def fixed_keys(session: Session, book: Book, file: str) -> frozenset[str]:
    """Return the keys that may no longer change: the currency once facts exist, the fiscal calendar once months do."""
    if file != SETTINGS_FILE:
        return frozenset()
    facts = bool(session.rows("SELECT 1 FROM journal_entry LIMIT 1")) or bool(
        book.warehouse.batches(include_withdrawn=True)
    )
    months = facts or bool(session.rows("SELECT 1 FROM journal_period LIMIT 1"))
    currency = {"company.currency"} if facts else set()
    return frozenset(currency | ({f"calendar.{name}" for name in _CALENDAR} if months else set()))


def text_of(values: Mapping[str, Written]) -> str:
    """Return values as canonical JSON."""
    told = {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def values_of(text: str) -> dict[str, Written]:
    """Return the values that a JSON text holds."""
    told: dict[str, object] = json.loads(text)
    return {
        key: tuple(value) if isinstance(value, list) else cast("Written", value)
        for key, value in told.items()
    }
