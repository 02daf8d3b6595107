"""People join, leave and come back."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table, write
from fenhao.books.people._grants import end_grants, give_role, keep_an_administrator
from fenhao.books.people._keyed import write_once
from fenhao.books.people._rights import Right, require
from fenhao.books.people.models import User
from fenhao.books.people.roles import Role
from fenhao.kernel import Trouble

USER = Table(
    "people_user",
    (
        ("password", "text"),
        ("last_login", "timestamptz"),
        ("is_superuser", "boolean"),
        ("username", "text"),
        ("first_name", "text"),
        ("last_name", "text"),
        ("email", "text"),
        ("is_staff", "boolean"),
        ("is_active", "boolean"),
        ("date_joined", "timestamptz"),
        ("department_id", "bigint"),
        ("language", "text"),
    ),
)


def add_user(
    *,
    username: str,
    email: str,
    password: str,
    by: int | None,
    at: datetime,
    department: str = "",
    key: str = "",
) -> User:
    """Return a new person without any role; with an empty password nobody signs in as that person yet.

    Trouble ``people.name_taken`` when the name is somebody's, ``people.unknown_department`` when there is none.
    """
    digest = make_password(password or None)

    def work(session: Session) -> int:
        """Insert the person."""
        require(session, by, Right.manage_people, at=at)
        return _insert(session, username, email, digest, by=by, at=at, department=department)

    return User(
        id=write_once(
            work,
            key=key,
            act="add_user",
            body={"username": username, "email": email, "department": department},
            by=by,
            at=at,
        ),
        username=username,
        email=email,
        date_joined=at,
    )


def add_first(
    *, username: str, email: str, password: str, roles: Collection[Role], at: datetime, key: str = ""
) -> User:
    """Return the first person of the books, who administers them and holds these roles as well.

    Nobody else can give himself a role. Trouble ``people.somebody_there`` when there is anybody already.
    """
    digest = make_password(password or None)

    def work(session: Session) -> int:
        """Insert the person with the roles."""
        session.lock_structure()
        if session.rows("SELECT 1 FROM people_user LIMIT 1"):
            raise Trouble("people.somebody_there", {})
        user = _insert(session, username, email, digest, by=None, at=at, department="")
        for role in sorted({*roles, Role.administrator}):
            give_role(session, user_id=user, role=role, by=None, at=at, entity="", limit_minor=None)
        return user

    return User(
        id=write_once(
            work,
            key=key,
            act="add_first",
            body={"username": username, "email": email, "roles": ", ".join(sorted(roles))},
            by=None,
            at=at,
        ),
        username=username,
        email=email,
        date_joined=at,
    )


def somebody_signs_in() -> bool:
    """Whether anybody of the books has a password."""
    known = User.objects.filter(is_active=True).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return known.exists()


def set_password(*, user_id: int, password: str, by: int | None, at: datetime) -> None:
    """Set a new password, by the person or an administrator; Trouble ``people.weak_password`` says what it lacks."""
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Trouble("people.weak_password", {"lacks": " ".join(weak.messages)}) from weak
    digest = make_password(password)

    def work(session: Session) -> None:
        """Write it."""
        if by != user_id:
            require(session, by, Right.manage_people, at=at)
        name_of(session, user_id)
        session.run("UPDATE people_user SET password = ? WHERE id = ?", (digest, user_id))
        record(session, Act(at, by, "set_password", f"user/{user_id}", {}, {}))

    write(work)


def move_user(*, user_id: int, department: str, by: int | None, at: datetime, key: str = "") -> None:
    """Put a person into a department; an empty one takes the person out of any."""

    def work(session: Session) -> None:
        """Write it."""
        require(session, by, Right.manage_people, at=at)
        name_of(session, user_id)
        before = session.rows(
            "SELECT coalesce(d.code, '') FROM people_user u LEFT JOIN people_department d ON d.id = u.department_id"
            " WHERE u.id = ?",
            (user_id,),
        )[0][0]
        session.run(
            "UPDATE people_user SET department_id = ? WHERE id = ?",
            (department_id(session, department), user_id),
        )
        then, now = {"department": str(before)}, {"department": department}
        record(session, Act(at, by, "move_user", f"user/{user_id}", then, now))

    write_once(work, key=key, act="move_user", body={"user": user_id, "department": department}, by=by, at=at)


def deactivate(*, user_id: int, by: int | None, at: datetime, why: str, key: str = "") -> bool:
    """Let a person leave: grants, cover and tokens end now, and what waited for an answer goes to others.

    Return whether the person was active. Trouble ``people.last_administrator`` when nobody could manage people any more.
    """

    def work(session: Session) -> bool:
        """End everything that the person may do."""
        session.lock_structure()
        require(session, by, Right.manage_people, at=at)
        name_of(session, user_id)
        if not session.run(
            "UPDATE people_user SET is_active = ? WHERE id = ? AND is_active = ?", (False, user_id, True)
        ):
            return False
        end_grants(session, user_id=user_id, at=at)
        session.run(
            "UPDATE people_delegation SET ends_at = ? WHERE (giver_id = ? OR taker_id = ?) AND starts_at < ?"
            " AND ends_at > ?",
            (at, user_id, user_id, at, at),
        )
        session.run(
            "DELETE FROM people_delegation WHERE (giver_id = ? OR taker_id = ?) AND starts_at >= ?",
            (user_id, user_id, at),
        )
        session.run(
            "UPDATE people_apitoken SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL",
            (at, user_id),
        )
        keep_an_administrator(session, at=at)
        record(
            session, Act(at, by, "deactivate", f"user/{user_id}", {"active": True}, {"active": False}, why)
        )
        return True

    return write_once(work, key=key, act="deactivate", body={"user": user_id, "why": why}, by=by, at=at)


def reactivate(*, user_id: int, by: int | None, at: datetime, why: str, key: str = "") -> bool:
    """Let a person come back, without any role; return whether the person was away."""

    def work(session: Session) -> bool:
        """Write it."""
        require(session, by, Right.manage_people, at=at)
        name_of(session, user_id)
        if not session.run(
            "UPDATE people_user SET is_active = ? WHERE id = ? AND is_active = ?", (True, user_id, False)
        ):
            return False
        record(
            session, Act(at, by, "reactivate", f"user/{user_id}", {"active": False}, {"active": True}, why)
        )
        return True

    return write_once(work, key=key, act="reactivate", body={"user": user_id, "why": why}, by=by, at=at)


def name_of(session: Session, user_id: int) -> str:
    """Return a person's name; Trouble ``people.nobody`` when there is no such person."""
    found = session.rows("SELECT username FROM people_user WHERE id = ?", (user_id,))
    if not found:
        raise Trouble("people.nobody", {"user": str(user_id)})
    return str(found[0][0])


def department_id(session: Session, code: str) -> int | None:
    """Return a department's id, None for no department; Trouble ``people.unknown_department`` for an unknown code."""
    if not code:
        return None
    found = session.rows("SELECT id FROM people_department WHERE code = ?", (code,))
    if not found:
        raise Trouble("people.unknown_department", {"department": code})
    return cast("int", found[0][0])


def _insert(
    session: Session,
    username: str,
    email: str,
    digest: str,
    *,
    by: int | None,
    at: datetime,
    department: str,
) -> int:
    """Return the id of a new person."""
    if session.rows("SELECT 1 FROM people_user WHERE username = ?", (username,)):
        raise Trouble("people.name_taken", {"name": username})
    home = department_id(session, department)
    row = (digest, None, False, username, "", "", email, False, True, at, home, "zh")
    user = session.insert(USER, [row])[0]
    after = {"username": username, "department": department}
    record(session, Act(at, by, "add_user", f"user/{user}", {}, after))
    return user
