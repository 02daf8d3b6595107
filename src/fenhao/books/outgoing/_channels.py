"""Channels and audiences: made and changed by who manages messages, every change recorded, no secret among it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, instant
from fenhao.books.outgoing._values import AUDIENCE, Channel, ChannelKind, Occasion
from fenhao.books.people import Right, Role, require
from fenhao.kernel import Trouble

CHANNEL = Table(
    "outgoing_channel",
    (
        ("name", "text"),
        ("kind", "text"),
        ("place", "text"),
        ("settings", "text"),
        ("sealed", "text"),
        ("language", "text"),
        ("occasions", "text"),
        ("quiet", "text"),
        ("active", "boolean"),
        ("by", "bigint"),
        ("at", "timestamptz"),
    ),
)
CHANNEL_COLUMNS = (
    "c.id, c.name, c.kind, c.place, c.settings, c.sealed, c.language, c.occasions, c.quiet, c.active, c.at"
)
AUDIENCES = Table("outgoing_audience", (("occasion", "text"), ("roles", "text")))


def channels(session: Session) -> tuple[Channel, ...]:
    """Return every channel, those in use first."""
    rows = session.rows(f"SELECT {CHANNEL_COLUMNS} FROM outgoing_channel c ORDER BY c.active DESC, c.name")
    return tuple(channel_of(row) for row in rows)


def channel_of(row: tuple[object, ...]) -> Channel:
    """Return the channel of a row of ``CHANNEL_COLUMNS``."""
    at = instant(cast("datetime", row[10]))
    assert at is not None, "a channel has a beginning"
    return Channel(
        id=cast("int", row[0]),
        name=str(row[1]),
        kind=ChannelKind(str(row[2])),
        place=str(row[3]),
        settings=json.loads(str(row[4])),
        sealed=str(row[5]),
        language=str(row[6]),
        occasions=frozenset(Occasion(each) for each in json.loads(str(row[7]))),
        quiet=str(row[8]),
        active=bool(row[9]),
        at=at,
    )


def keep_channel(session: Session, channel: Channel, *, by: int | None, at: datetime) -> int:
    """Return the id of the channel, new for id 0. Trouble ``messages.name_taken``; one channel carries all mail."""
    require(session, by, Right.manage_messages, at=at)
    session.lock_structure()
    there = channels(session)
    if any(each.name == channel.name and each.id != channel.id for each in there):
        raise Trouble("messages.name_taken", {"name": channel.name})
    mail = [
        each.name
        for each in there
        if each.kind is ChannelKind.email and each.active and each.id != channel.id
    ]
    if channel.kind is ChannelKind.email and channel.active and mail:
        raise Trouble("messages.one_mail", {"name": mail[0]})
    before = next((each for each in there if each.id == channel.id), None)
    row = (
        channel.name,
        channel.kind.value,
        channel.place,
        json.dumps(dict(channel.settings), sort_keys=True, ensure_ascii=False),
        channel.sealed,
        channel.language,
        json.dumps(sorted(each.value for each in channel.occasions)),
        channel.quiet,
        channel.active,
    )
    if before is None:
        number = session.insert(CHANNEL, [(*row, by, at)])[0]
    else:
        number = channel.id
        session.run(
            "UPDATE outgoing_channel SET name = ?, kind = ?, place = ?, settings = ?, sealed = ?, language = ?,"
            " occasions = ?, quiet = ?, active = ? WHERE id = ?",
            (*row, number),
        )
    told = _facts(before) if before else {}
    after = _facts(channel) | ({"secret": "changed"} if before and before.sealed != channel.sealed else {})
    record(session, Act(at, by, "set_channel", f"channel/{number}", told, after))
    return number


def audiences(session: Session) -> dict[Occasion, frozenset[Role]]:
    """Return which roles are told of what."""
    found = {
        Occasion(str(occasion)): frozenset(Role(each) for each in json.loads(str(roles)))
        for occasion, roles in session.rows("SELECT occasion, roles FROM outgoing_audience")
    }
    return {**AUDIENCE, **found}


def keep_audiences(
    session: Session, wanted: Mapping[Occasion, Iterable[Role]], *, by: int | None, at: datetime
) -> bool:
    """Decide which roles are told of what; return whether anything changed."""
    require(session, by, Right.manage_messages, at=at)
    now = audiences(session)
    changed = {
        occasion: frozenset(roles)
        for occasion, roles in wanted.items()
        if frozenset(roles) != now.get(occasion)
    }
    for occasion, roles in changed.items():
        told = json.dumps(sorted(each.value for each in roles))
        session.run(
            "INSERT INTO outgoing_audience (occasion, roles) VALUES (?, ?)"
            " ON CONFLICT (occasion) DO UPDATE SET roles = excluded.roles",
            (occasion.value, told),
        )
        before = ", ".join(sorted(each.value for each in now.get(occasion, frozenset())))
        after = ", ".join(sorted(each.value for each in roles))
        subject = f"audience/{occasion.value}"
        record(session, Act(at, by, "set_audience", subject, {"roles": before}, {"roles": after}))
    return bool(changed)


def _facts(channel: Channel) -> dict[str, str | int | bool | None]:
    """Return what the record may know of a channel: never its secret."""
    return {
        "name": channel.name,
        "kind": channel.kind.value,
        "place": channel.place,
        "language": channel.language,
        "occasions": ", ".join(sorted(each.value for each in channel.occasions)),
        "quiet": channel.quiet,
        "active": channel.active,
    }
