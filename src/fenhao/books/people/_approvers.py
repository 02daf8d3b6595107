"""Who may answer for a role or a department right now, and in whose place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.database import Session
from fenhao.books.people._rights import RIGHTS, Right
from fenhao.books.people.roles import Role


@dataclass(frozen=True, slots=True, order=True)
class Approver:
    """A person who may answer, and whose right that is: his own, or that of somebody he covers."""

    user_id: int
    stands_for: int


def approvers(
    session: Session, *, role: Role, at: datetime, amount_minor: int, not_user: int | None
) -> tuple[Approver, ...]:
    """Return who may approve so much in a role: never the requester, stand-ins in place of the absent.

    A stand-in approves up to the limit of the person covered. A requester neither becomes an approver by covering one
    nor lends his own right to whoever covers him.
    """
    return _able(session, roles=(role,), among=(), at=at, amount_minor=amount_minor, not_user=not_user)


def heads(
    session: Session, *, department: str, at: datetime, amount_minor: int, not_user: int | None
) -> tuple[Approver, ...]:
    """Return who may approve so much for a department: its head, or who stands in for the head.

    Where there is none who may, the head of the department above is asked, and at the top the management.
    """
    rows = session.rows("SELECT id, code, parent_id, head_id FROM people_department")
    parents = {cast("int", row[0]): cast("int | None", row[2]) for row in rows}
    head = {cast("int", row[0]): cast("int | None", row[3]) for row in rows}
    here = next((cast("int", row[0]) for row in rows if row[1] == department), None)
    seen: set[int] = set()
    working = sorted(RIGHTS[Right.answer_approval])
    while here is not None and here not in seen:
        seen.add(here)
        chief = head[here]
        if chief is not None:
            able = _able(
                session, roles=working, among=(chief,), at=at, amount_minor=amount_minor, not_user=not_user
            )
            if able:
                return able
        here = parents[here]
    return approvers(session, role=Role.management, at=at, amount_minor=amount_minor, not_user=not_user)


def _able(
    session: Session,
    *,
    roles: Sequence[Role],
    among: Sequence[int],
    at: datetime,
    amount_minor: int,
    not_user: int | None,
) -> tuple[Approver, ...]:
    """Return who may answer by grants of these roles; ``among`` empty means whoever holds one."""
    condition, values = session.among("g.role", [role.value for role in roles])
    if among:
        own, more = session.among("g.user_id", among)
        condition, values = f"{condition} AND {own}", [*values, *more]
    rows = session.rows(
        "SELECT g.user_id, d.taker_id, d.kind, t.is_active FROM people_rolegrant g"
        " JOIN people_user u ON u.id = g.user_id"
        " LEFT JOIN people_delegation d ON d.giver_id = g.user_id AND d.role = g.role"
        " AND d.starts_at <= ? AND d.ends_at > ? LEFT JOIN people_user t ON t.id = d.taker_id"
        f" WHERE {condition} AND u.is_active = ? AND g.starts_at <= ? AND (g.ends_at IS NULL OR g.ends_at > ?)"
        " AND (g.limit_minor IS NULL OR g.limit_minor >= ?)",
        (at, at, *values, True, at, at, amount_minor),
    )
    away = {user for user, _, kind, active in rows if kind == "out_of_office" and active}
    found = {Approver(cast("int", user), cast("int", user)) for user, *_ in rows if user not in away}
    found |= {Approver(cast("int", taker), cast("int", user)) for user, taker, _, active in rows if active}
    return tuple(sorted(each for each in found if not_user not in {each.user_id, each.stands_for}))
