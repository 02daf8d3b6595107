"""The parts of the company, and who answers for each."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fenhao.books.audit import Act, record
from fenhao.books.database import Session, Table
from fenhao.books.people._keyed import write_once
from fenhao.books.people._rights import Right, require
from fenhao.books.people._users import department_id, name_of
from fenhao.kernel import Trouble

DEPARTMENT = Table(
    "people_department", (("code", "text"), ("name", "text"), ("parent_id", "bigint"), ("head_id", "bigint"))
)


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department; ``parent`` is a code and ``head`` a user name, empty for none."""

    code: str
    name: str
    parent: str
    head: str


def add_department(*, code: str, name: str, parent: str, by: int | None, at: datetime, key: str = "") -> None:
    """Add a department below another one, or at the top. Trouble ``people.department_taken`` when the code is taken."""

    def work(session: Session) -> None:
        """Insert it."""
        require(session, by, Right.manage_people, at=at)
        if session.rows("SELECT 1 FROM people_department WHERE code = ?", (code,)):
            raise Trouble("people.department_taken", {"department": code})
        session.insert(DEPARTMENT, [(code, name, department_id(session, parent), None)])
        record(
            session, Act(at, by, "add_department", f"department/{code}", {}, {"name": name, "parent": parent})
        )

    write_once(
        work, key=key, act="add_department", body={"code": code, "name": name, "parent": parent}, by=by, at=at
    )


def rename_department(*, code: str, name: str, by: int | None, at: datetime, key: str = "") -> None:
    """Give a department another name; its code stays, for lines and entries carry it."""

    def work(session: Session) -> None:
        """Write it."""
        require(session, by, Right.manage_people, at=at)
        each = department_id(session, code)
        rows = session.rows("SELECT name FROM people_department WHERE id = ?", (each,))
        if not rows:
            raise Trouble("people.unknown_department", {"department": code})
        session.run("UPDATE people_department SET name = ? WHERE id = ?", (name, each))
        then, now = {"name": str(rows[0][0])}, {"name": name}
        record(session, Act(at, by, "rename_department", f"department/{code}", then, now))

    write_once(work, key=key, act="rename_department", body={"code": code, "name": name}, by=by, at=at)


def set_head(
    *, code: str, user_id: int | None, by: int | None, at: datetime, why: str, key: str = ""
) -> None:
    """Say who answers for a department; None leaves it to the department above."""

    def work(session: Session) -> None:
        """Write it."""
        require(session, by, Right.manage_people, at=at)
        if by is not None and by == user_id:
            raise Trouble("people.own_department", {"department": code})
        each = department_id(session, code)
        rows = session.rows("SELECT head_id FROM people_department WHERE id = ?", (each,))
        if not rows:
            raise Trouble("people.unknown_department", {"department": code})
        if user_id is not None:
            name_of(session, user_id)
        session.run("UPDATE people_department SET head_id = ? WHERE id = ?", (user_id, each))
        then, now = {"head": cast("int | None", rows[0][0])}, {"head": user_id}
        record(session, Act(at, by, "set_head", f"department/{code}", then, now, why))

    write_once(work, key=key, act="set_head", body={"code": code, "user": user_id, "why": why}, by=by, at=at)


def departments(session: Session) -> tuple[DepartmentRow, ...]:
    """Return all departments by code."""
    return tuple(
        DepartmentRow(str(row[0]), str(row[1]), str(row[2]), str(row[3]))
        for row in session.rows(
            "SELECT d.code, d.name, coalesce(p.code, ''), coalesce(u.username, '') FROM people_department d"
            " LEFT JOIN people_department p ON p.id = d.parent_id LEFT JOIN people_user u ON u.id = d.head_id"
            " ORDER BY d.code"
        )
    )
