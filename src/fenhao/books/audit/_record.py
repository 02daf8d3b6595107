"""Write down one act, in the transaction in which it happens; and list what was written down."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.database import Session, Table, instant

RECORD = Table(
    "audit_record",
    (
        ("at", "timestamptz"),
        ("by", "bigint"),
        ("action", "text"),
        ("subject", "text"),
        ("before", "text"),
        ("after", "text"),
        ("why", "text"),
    ),
)

Facts = Mapping[str, str | int | bool | None]
"""The fields of a subject, as plain values."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act; ``before`` is empty for what is new, ``after`` for what is gone. ``by`` is None for the system itself."""

    at: datetime
    by: int | None
    action: str
    subject: str
    before: Facts
    after: Facts
    why: str = ""


def record(session: Session, *acts: Act) -> None:
    """Append the acts."""
    session.insert(
        RECORD,
        [
            (act.at, act.by, act.action, act.subject, _text(act.before), _text(act.after), act.why)
            for act in acts
        ],
    )


@dataclass(frozen=True, slots=True)
class Recorded:
    """An act as the record has it; ``before`` and ``after`` are canonical JSON."""

    id: int
    at: datetime
    by: int | None
    action: str
    subject: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts to list: those that fit every field that says something. ``subject`` is how a subject begins."""

    by: int | None = None
    action: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


def records(session: Session, wanted: Wanted, *, above: int, limit: int) -> tuple[Recorded, ...]:
    """Return the acts wanted whose id is above that one, oldest first, so many at most."""
    told, values = _conditions(wanted)
    return _told(session, f"id > ?{told}", [above, *values], limit=limit)


def newest_records(
    session: Session, wanted: Wanted, *, below: int | None, limit: int
) -> tuple[Recorded, ...]:
    """Return the newest acts wanted, newest first, those with an id below that one when it is given."""
    told, values = _conditions(wanted)
    edge = 2**62 if below is None else below
    return _told(session, f"id < ?{told}", [edge, *values], limit=limit, order="id DESC")


def _conditions(wanted: Wanted) -> tuple[str, list[object]]:
    """Return what narrows the record, each part led by AND, and its values."""
    conditions: list[tuple[str, object]] = []
    if wanted.by is not None:
        conditions.append(("by = ?", wanted.by))
    if wanted.action:
        conditions.append(("action = ?", wanted.action))
    if wanted.subject:
        conditions.append((r"subject LIKE ? ESCAPE '\'", f"{_plain(wanted.subject)}%"))
    if wanted.since is not None:
        conditions.append(("at >= ?", wanted.since))
    if wanted.until is not None:
        conditions.append(("at < ?", wanted.until))
    if wanted.text:
        conditions.append((r"before || after || why LIKE ? ESCAPE '\'", f"%{_plain(wanted.text)}%"))
    told = "".join(f" AND {condition}" for condition, _ in conditions)
    return told, [value for _, value in conditions]


def about(session: Session, subject: str, *, limit: int) -> tuple[Recorded, ...]:
    """Return the first acts on exactly this subject, oldest first."""
    return _told(session, "subject = ?", [subject], limit=limit)


def _told(
    session: Session, condition: str, values: Sequence[object], *, limit: int, order: str = "id"
) -> tuple[Recorded, ...]:
    """Return recorded acts by a condition, in the order of their ids or the other way round."""
    found = []
    for row in session.rows(
        "SELECT id, at, by, action, subject, before, after, why FROM audit_record"
        f" WHERE {condition} ORDER BY {order} LIMIT {limit}",
        values,
    ):
        at = instant(row[1])
        assert at is not None, "an act has its moment"
        by = cast("int | None", row[2])
        words = (str(row[3]), str(row[4]), str(row[5]), str(row[6]), str(row[7]))
        found.append(Recorded(cast("int", row[0]), at, by, *words))
    return tuple(found)


def _plain(text: str) -> str:
    """Return text in which LIKE finds no signs of its own."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _text(facts: Facts) -> str:
    """Return the fields as canonical text."""
    return json.dumps(dict(facts), sort_keys=True, ensure_ascii=False)
