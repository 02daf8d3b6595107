"""Messages on their way: written once, claimed before they are carried, tried again with longer waits, noted with each try."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, instant
from fenhao.books.outgoing._channels import CHANNEL_COLUMNS, channel_of
from fenhao.books.outgoing._values import Draft, Occasion, Outgoing
from fenhao.kernel import Trouble

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
TRIES_MAX = 12
"""After so many failed tries, over a day and a half, a message is given up; the log keeps it."""
ANSWER_CHARACTERS = 300
MESSAGE = Table(
    "outgoing_message",
    (
        ("key", "text"),
        ("occasion", "text"),
        ("user_id", "bigint"),
        ("channel_id", "bigint"),
        ("language", "text"),
        ("title", "text"),
        ("body", "text"),
        ("link", "text"),
        ("at", "timestamptz"),
        ("digest", "boolean"),
        ("parcel_id", "bigint"),
        ("attempts", "bigint"),
        ("try_at", "timestamptz"),
        ("sent_at", "timestamptz"),
        ("ended_at", "timestamptz"),
        ("error", "text"),
        ("facts", "text"),
    ),
)
TRY = Table(
    "outgoing_delivered",
    (("message_id", "bigint"), ("at", "timestamptz"), ("taken", "boolean"), ("answer", "text")),
)


def known_keys(session: Session, keys: Sequence[str]) -> frozenset[str]:
    """Return those of these keys under which a message was written already."""
    if not keys:
        return frozenset()
    condition, values = session.among("key", keys)
    return frozenset(
        str(row[0]) for row in session.rows(f"SELECT key FROM outgoing_message WHERE {condition}", values)
    )


def put(session: Session, drafts: Sequence[Draft], *, at: datetime) -> tuple[int, ...]:
    """Write messages down; one whose key is known is there already. Return the ids of the new ones."""
    session.lock_structure()
    known = known_keys(session, [draft.key for draft in drafts])
    fresh = {draft.key: draft for draft in drafts if draft.key not in known}
    return session.insert(
        MESSAGE,
        [
            (
                each.key,
                each.occasion.value,
                each.user_id,
                each.channel_id,
                each.language,
                each.title,
                each.body,
                each.link,
                at,
                each.digest,
                None,
                0,
                each.try_at,
                None,
                None,
                "",
                json.dumps(dict(each.facts), ensure_ascii=False),
            )
            for each in fresh.values()
        ],
    )


def digest_parts(session: Session, *, user: int) -> tuple[Outgoing, ...]:
    """Return what waits for a person's digest, oldest first."""
    return _rows(
        session,
        "m.user_id = ? AND m.digest = ? AND m.parcel_id IS NULL AND m.ended_at IS NULL ORDER BY m.id",
        (user, True),
        limit=200,
    )


def digest_people(session: Session) -> tuple[int, ...]:
    """Return for whom something waits for a digest."""
    return tuple(
        cast("int", row[0])
        for row in session.rows(
            "SELECT DISTINCT user_id FROM outgoing_message WHERE digest = ? AND parcel_id IS NULL"
            " AND ended_at IS NULL ORDER BY user_id",
            (True,),
        )
    )


def put_parcel(session: Session, draft: Draft, parts: Sequence[int], *, at: datetime) -> None:
    """Write a digest down and lay its parts into it; one that was written today already takes nothing more."""
    for parcel in put(session, [draft], at=at):
        condition, values = session.among("id", parts)
        session.run(f"UPDATE outgoing_message SET parcel_id = ? WHERE {condition}", (parcel, *values))


def claim(session: Session, *, at: datetime, limit: int) -> tuple[Outgoing, ...]:
    """Take messages whose turn it is, and say when the next try would be; messages for people who left end here."""
    session.lock_structure()
    session.run(
        "UPDATE outgoing_message SET ended_at = ?, error = 'left' WHERE sent_at IS NULL AND ended_at IS NULL"
        " AND user_id IN (SELECT id FROM people_user WHERE is_active = ?)",
        (at, False),
    )
    found = _rows(
        session,
        "m.sent_at IS NULL AND m.ended_at IS NULL AND m.digest = ? AND m.try_at <= ? AND c.active = ?"
        " ORDER BY m.try_at, m.id",
        (False, at, True),
        limit=limit,
    )
    session.run_each(
        "UPDATE outgoing_message SET attempts = attempts + 1, try_at = ? WHERE id = ?",
        [(at + wait_after(each.attempts + 1), each.id) for each in found],
    )
    return found


def waiting(session: Session, *, at: datetime) -> int:
    """Return how many messages were tried and wait for their next turn."""
    ((count,),) = session.rows(
        "SELECT count(*) FROM outgoing_message WHERE sent_at IS NULL AND ended_at IS NULL AND attempts > 0"
        " AND try_at > ?",
        (at,),
    )
    return cast("int", count)


def settle(session: Session, message: Outgoing, *, taken: bool, answer: str, at: datetime) -> None:
    """Write down what became of a try; after too many failures the message is given up."""
    said = answer[:ANSWER_CHARACTERS]
    session.insert(TRY, [(message.id, at, taken, said)])
    given_up = not taken and message.attempts + 1 >= TRIES_MAX
    session.run(
        "UPDATE outgoing_message SET sent_at = ?, ended_at = ?, error = ? WHERE id = ?",
        (at if taken else None, at if given_up else None, "" if taken else said, message.id),
    )


def again(session: Session, message: int, *, by: int | None, at: datetime) -> bool:
    """Let a message that was sent or given up wait for its turn anew; every earlier try stays in the log."""
    session.lock_structure()
    rows = session.rows(
        "SELECT key, parcel_id, sent_at, ended_at FROM outgoing_message WHERE id = ?", (message,)
    )
    if not rows:
        raise Trouble("messages.unknown", {"message": str(message)})
    key, parcel, sent_at, ended_at = rows[0]
    if parcel is not None:
        raise Trouble("messages.in_digest", {"message": str(message), "digest": str(parcel)})
    if sent_at is None and ended_at is None:
        return False
    session.run(
        "UPDATE outgoing_message SET sent_at = NULL, ended_at = NULL, attempts = 0, try_at = ?, error = ''"
        " WHERE id = ?",
        (at, message),
    )
    record(session, Act(at, by, "send_again", f"message/{message}", {}, {"key": str(key)}))
    return True


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: a minute, doubled each time, up to six hours."""
    assert attempts > 0, "a wait follows a try"
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)


def log(session: Session, *, limit: int, user: int | None = None) -> tuple[Outgoing, ...]:
    """Return the newest messages first, of everybody or of one person."""
    if user is None:
        return _rows(session, "m.id > ? ORDER BY m.id DESC", (0,), limit=limit)
    return _rows(session, "m.user_id = ? ORDER BY m.id DESC", (user,), limit=limit)


def _rows(session: Session, condition: str, values: Sequence[object], *, limit: int) -> tuple[Outgoing, ...]:
    """Return messages with their channels and the addresses of their people."""
    rows = session.rows(
        f"SELECT {CHANNEL_COLUMNS}, m.id, m.key, m.occasion, m.user_id, coalesce(u.email, ''), m.language, m.title,"
        " m.body, m.link, m.at, m.attempts, m.sent_at, m.ended_at, m.error, m.facts, m.try_at FROM outgoing_message m"
        " JOIN outgoing_channel c ON c.id = m.channel_id LEFT JOIN people_user u ON u.id = m.user_id"
        f" WHERE {condition} LIMIT {limit}",
        values,
    )
    return tuple(
        Outgoing(
            id=cast("int", row[11]),
            key=str(row[12]),
            occasion=Occasion(str(row[13])),
            user_id=cast("int | None", row[14]),
            channel=channel_of(row[:11]),
            address=str(row[15]),
            language=str(row[16]),
            title=str(row[17]),
            body=str(row[18]),
            link=str(row[19]),
            facts=json.loads(str(row[25])),
            at=cast("datetime", instant(cast("datetime", row[20]))),
            attempts=cast("int", row[21]),
            sent_at=instant(cast("datetime | None", row[22])),
            ended_at=instant(cast("datetime | None", row[23])),
            error=str(row[24]),
            next_at=None if row[22] or row[23] else instant(cast("datetime", row[26])),
        )
        for row in rows
    )
