"""Somebody stands in: delegation, or out of office."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table, instant
from fenhao.books.people._keyed import Plain, write_once
from fenhao.books.people._rights import Right, require
from fenhao.books.people.models import Delegation
from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble

DELEGATION = Table(
    "people_delegation",
    (
        ("kind", "text"),
        ("giver_id", "bigint"),
        ("taker_id", "bigint"),
        ("role", "text"),
        ("starts_at", "timestamptz"),
        ("ends_at", "timestamptz"),
        ("reason", "text"),
    ),
)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Who stands in for whom in a role, from when to when; ``kind`` says whether both may act."""

    id: int
    kind: str
    giver_id: int
    taker_id: int
    role: Role
    starts_at: datetime
    ends_at: datetime
    reason: str


def covers(session: Session, *, at: datetime) -> tuple[CoverRow, ...]:
    """Return all cover that has not ended at that instant, by its end."""
    found = []
    for row in session.rows(
        "SELECT id, kind, giver_id, taker_id, role, starts_at, ends_at, reason FROM people_delegation"
        " WHERE ends_at > ? ORDER BY ends_at, id",
        (at,),
    ):
        starts_at, ends_at = instant(cast("datetime", row[5])), instant(cast("datetime", row[6]))
        assert starts_at is not None, "cover has a beginning"
        assert ends_at is not None, "cover has an end"
        ids = (cast("int", row[2]), cast("int", row[3]))
        found.append(
            CoverRow(
                cast("int", row[0]), str(row[1]), *ids, Role(str(row[4])), starts_at, ends_at, str(row[7])
            )
        )
    return tuple(found)


def delegate(
    *,
    giver_id: int,
    taker_id: int,
    role: Role,
    kind: Delegation.Kind,
    ends_at: datetime,
    reason: str,
    by: int | None,
    at: datetime,
    starts_at: datetime | None = None,
    key: str = "",
) -> int:
    """Return the id of the cover: the taker acts for the giver in a role that the giver holds himself.

    It begins now where no beginning is given. The giver or an administrator arranges it; asked for twice it is one. Trouble ``people.cannot_delegate`` when the
    giver does not hold the role then, the taker is the giver or not active, or the end does not follow the beginning.
    """

    def work(session: Session) -> int:
        """Write it."""
        if by != giver_id:
            require(session, by, Right.manage_people, at=at)
        begins = at if starts_at is None else starts_at
        sound = giver_id != taker_id and begins < ends_at and ends_at > at
        if (
            not sound
            or not _holds(session, giver_id, role, at=max(begins, at))
            or not _active(session, taker_id)
        ):
            raise Trouble("people.cannot_delegate", {"role": role.value})
        row = (kind.value, giver_id, taker_id, role.value, begins, ends_at, reason)
        there = session.rows(
            "SELECT id FROM people_delegation WHERE kind = ? AND giver_id = ? AND taker_id = ? AND role = ?"
            " AND starts_at = ? AND ends_at = ?",
            row[:-1],
        )
        if there:
            return cast("int", there[0][0])
        each = session.insert(DELEGATION, [row])[0]
        after: Facts = {
            "kind": kind.value,
            "taker": taker_id,
            "role": role.value,
            "until": ends_at.isoformat(),
        }
        record(session, Act(at, by, "delegate", f"user/{giver_id}", {}, after, reason))
        return each

    body: dict[str, Plain] = {
        "giver": giver_id,
        "taker": taker_id,
        "role": role.value,
        "kind": kind.value,
        "starts_at": starts_at.isoformat() if starts_at else "",
        "ends_at": ends_at.isoformat(),
        "reason": reason,
    }
    return write_once(work, key=key, act="delegate", body=body, by=by, at=at)


def end_cover(*, delegation: int, by: int | None, at: datetime, key: str = "") -> bool:
    """End cover before its time, by the giver or an administrator; return whether it was still to end."""

    def work(session: Session) -> bool:
        """End it now, or take it away when it has not begun."""
        rows = session.rows("SELECT giver_id, role FROM people_delegation WHERE id = ?", (delegation,))
        if not rows:
            return False
        giver = cast("int", rows[0][0])
        if by != giver:
            require(session, by, Right.manage_people, at=at)
        ended = session.run(
            "UPDATE people_delegation SET ends_at = ? WHERE id = ? AND starts_at < ? AND ends_at > ?",
            (at, delegation, at, at),
        ) or session.run("DELETE FROM people_delegation WHERE id = ? AND starts_at >= ?", (delegation, at))
        if ended:
            record(session, Act(at, by, "end_cover", f"user/{giver}", {"role": str(rows[0][1])}, {}))
        return bool(ended)

    return write_once(work, key=key, act="end_cover", body={"cover": delegation}, by=by, at=at)


def _holds(session: Session, user_id: int, role: Role, *, at: datetime) -> bool:
    """Whether the role is the person's own at that instant; a role that is lent is not lent on."""
    return bool(
        session.rows(
            "SELECT 1 FROM people_rolegrant g JOIN people_user u ON u.id = g.user_id WHERE g.user_id = ? AND g.role = ?"
            " AND u.is_active = ? AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)",
            (user_id, role.value, True, at, at),
        )
    )


def _active(session: Session, user_id: int) -> bool:
    """Whether there is such a person who is active."""
    return bool(session.rows("SELECT 1 FROM people_user WHERE id = ? AND is_active = ?", (user_id, True)))
