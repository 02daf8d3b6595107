"""Roles are given and taken back; nobody gives one to himself."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, Facts, record
from fenhao.books.database import Session, Table
from fenhao.books.people._keyed import write_once
from fenhao.books.people._rights import Right, require
from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble

GRANT = Table(
    "people_rolegrant",
    (
        ("user_id", "bigint"),
        ("role", "text"),
        ("entity", "text"),
        ("limit_minor", "bigint"),
        ("granted_by_id", "bigint"),
        ("starts_at", "timestamptz"),
        ("ends_at", "timestamptz"),
    ),
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in force for a person; ``limit_minor`` is what the person may approve, None for any amount."""

    user_id: int
    role: Role
    limit_minor: int | None


def grants_at(session: Session, *, at: datetime) -> tuple[Grant, ...]:
    """Return everybody's own roles at that instant, by person and role."""
    return tuple(
        Grant(cast("int", user), Role(str(role)), cast("int | None", limit))
        for user, role, limit in session.rows(
            "SELECT user_id, role, limit_minor FROM people_rolegrant WHERE starts_at <= ?"
            " AND (ends_at IS NULL OR ends_at > ?) ORDER BY user_id, role",
            (at, at),
        )
    )


def grant_role(
    *,
    user_id: int,
    role: Role,
    by: int | None,
    at: datetime,
    entity: str = "",
    limit_minor: int | None = None,
    key: str = "",
) -> int:
    """Return the id of the grant in force: the one there is, or a new one.

    ``limit_minor`` is what the person may approve, None for any amount. Trouble ``people.own_role`` for a role for
    oneself, ``people.nobody`` when there is no such person who is active.
    """

    def work(session: Session) -> int:
        """Give it."""
        require(session, by, Right.manage_people, at=at)
        if by == user_id:
            raise Trouble("people.own_role", {"role": role.value})
        if not session.rows("SELECT 1 FROM people_user WHERE id = ? AND is_active = ?", (user_id, True)):
            raise Trouble("people.nobody", {"user": str(user_id)})
        return give_role(
            session, user_id=user_id, role=role, by=by, at=at, entity=entity, limit_minor=limit_minor
        )

    return write_once(
        work,
        key=key,
        act="grant_role",
        body={"user": user_id, "role": role.value, "entity": entity, "limit_minor": limit_minor},
        by=by,
        at=at,
    )


def revoke_role(
    *, user_id: int, role: Role, by: int | None, at: datetime, entity: str = "", key: str = ""
) -> bool:
    """End the grant; return whether there was one. Trouble ``people.last_administrator`` for the last of these."""

    def work(session: Session) -> bool:
        """End it."""
        session.lock_structure()
        require(session, by, Right.manage_people, at=at)
        ended = session.run(
            "UPDATE people_rolegrant SET ends_at = ? WHERE user_id = ? AND role = ? AND entity = ? AND ends_at IS NULL",
            (at, user_id, role.value, entity),
        )
        if not ended:
            return False
        if role is Role.administrator:
            keep_an_administrator(session, at=at)
        record(session, Act(at, by, "revoke_role", f"user/{user_id}", {"role": role.value}, {}))
        return True

    return write_once(
        work,
        key=key,
        act="revoke_role",
        body={"user": user_id, "role": role.value, "entity": entity},
        by=by,
        at=at,
    )


def give_role(
    session: Session,
    *,
    user_id: int,
    role: Role,
    by: int | None,
    at: datetime,
    entity: str,
    limit_minor: int | None,
) -> int:
    """Return the id of the grant in force, as a part of the caller's transaction."""
    held = session.rows(
        "SELECT id, limit_minor FROM people_rolegrant WHERE user_id = ? AND role = ? AND entity = ?"
        f" AND ends_at IS NULL{session.for_update}",
        (user_id, role.value, entity),
    )
    if held and held[0][1] == limit_minor:
        return cast("int", held[0][0])
    before: Facts = {}
    if held:
        before = {"role": role.value, "limit_minor": cast("int | None", held[0][1])}
        session.run("UPDATE people_rolegrant SET ends_at = ? WHERE id = ?", (at, held[0][0]))
    grant = session.insert(GRANT, [(user_id, role.value, entity, limit_minor, by, at, None)])[0]
    after: Facts = {"role": role.value, "limit_minor": limit_minor}
    record(session, Act(at, by, "grant_role", f"user/{user_id}", before, after))
    return grant


def end_grants(session: Session, *, user_id: int, at: datetime) -> None:
    """End every role of a person."""
    session.run(
        "UPDATE people_rolegrant SET ends_at = ? WHERE user_id = ? AND starts_at <= ? AND (ends_at IS NULL OR ends_at > ?)",
        (at, user_id, at, at),
    )


def keep_an_administrator(session: Session, *, at: datetime) -> None:
    """Refuse what would leave nobody to manage people."""
    left = session.rows(
        "SELECT 1 FROM people_rolegrant g JOIN people_user u ON u.id = g.user_id WHERE g.role = 'administrator'"
        " AND u.is_active = ? AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?) LIMIT 1",
        (True, at, at),
    )
    if not left and session.rows("SELECT 1 FROM people_rolegrant WHERE role = 'administrator' LIMIT 1"):
        raise Trouble("people.last_administrator", {})
