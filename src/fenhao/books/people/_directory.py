"""Who there is."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.database import Session
from fenhao.books.people._rights import roles_at
from fenhao.books.people.roles import Role


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the books and the roles in force; ``department`` is a code, empty for none."""

    id: int
    username: str
    active: bool
    department: str
    roles: frozenset[Role]


def usernames(session: Session) -> dict[int, str]:
    """Return everybody's user name, those who have left included."""
    rows = session.rows("SELECT id, username FROM people_user ORDER BY username")
    return {cast("int", each): str(name) for each, name in rows}


def directory(session: Session, *, at: datetime) -> tuple[Person, ...]:
    """Return everybody by name, those who have left included."""
    rows = session.rows(
        "SELECT u.id, u.username, u.is_active, coalesce(d.code, '') FROM people_user u"
        " LEFT JOIN people_department d ON d.id = u.department_id ORDER BY u.username"
    )
    roles = roles_at(session, [cast("int", row[0]) for row in rows], at=at)
    return tuple(
        Person(cast("int", row[0]), str(row[1]), bool(row[2]), str(row[3]), roles[cast("int", row[0])])
        for row in rows
    )


def members(session: Session) -> dict[int, tuple[str, str, str]]:
    """Return everybody's name, department's code and department's name by id, those who have left included."""
    return {
        cast("int", user): (str(name), str(department), str(called))
        for user, name, department, called in session.rows(
            "SELECT u.id, u.username, coalesce(d.code, ''), coalesce(d.name, '') FROM people_user u"
            " LEFT JOIN people_department d ON d.id = u.department_id"
        )
    }
