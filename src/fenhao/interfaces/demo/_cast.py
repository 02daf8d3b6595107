"""The people of the example company: who they are, what they say, and how one signs in as one of them."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fenhao.books.inbox import operations as inbox
from fenhao.books.people import Role, operations as staff
from fenhao.books.plans import operations as plans
from fenhao.engine.budget import CaseVerdict
from fenhao.runs.book import Book
from fenhao.runs.example import example_folder

PASSWORD_FILE = "demo-password.txt"  # noqa: S105 - the name of a file
"""The file in the demonstration's folder that holds its one password, readable by its owner alone."""
_BOOKS_FILE = "books.toml"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the example company: a user name, a role and a department, empty for none."""

    name: str
    role: Role
    department: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The company's book, its people by user name, and what they write when they decide."""

    book: Book
    said: Mapping[str, str]
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """Return the currency that everybody speaks of."""
        return self.book.settings.currency

    def agree(self, case: int | None, names: str, *, at: datetime) -> None:
        """Let these people, told apart by blanks, say yes to a case, one step each."""
        assert case is not None, "what waits for people has its case"
        for name in names.split():
            told = inbox.answer(
                key=key(f"yes-{case}-{name}"), case=case, allow=True, by=self.ids[name], at=at, why=self.said["request_fine"]
            )  # fmt: skip
            assert told.verdict in {CaseVerdict.waiting, CaseVerdict.approved}, (case, name, told.verdict)

    def refuse(self, case: int | None, name: str, *, why: str, at: datetime) -> None:
        """Let somebody say no to a case."""
        assert case is not None, "what waits for people has its case"
        told = inbox.answer(key=key(f"no-{case}"), case=case, allow=False, by=self.ids[name], at=at, why=why)
        assert told.verdict is CaseVerdict.rejected, (case, name, told.verdict)


def key(name: str) -> str:
    """Return the idempotency key of one act of the demonstration."""
    return f"demo/{name}"


def people() -> tuple[Person, ...]:
    """Return the people of the example company, in the order of its file."""
    told = _told("people").items()
    pairs = ((name, *text.partition("/")) for name, text in told)
    return tuple(Person(name, Role(role), department) for name, role, _, department in pairs)


def sign_in(root: Path) -> str:
    """Return the one password of the demonstration in that folder, drawn on first use."""
    path = root / PASSWORD_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("-".join(secrets.token_hex(2) for _ in range(4)) + "\n")
    return path.read_text(encoding="ascii").strip()


def hire(book: Book, *, at: datetime) -> Cast:
    """Let everybody join: departments, people with their roles, who heads what, and one who stands in for another."""
    password = sign_in(book.root)
    cast = Cast(book, _told("said"))
    first = staff.add_first(username="admin", email="", password=password, roles={Role.administrator}, at=at)
    cast.ids["admin"] = admin = first.pk
    for code, name in _told("departments").items():
        staff.add_department(code=code, name=name, parent="", by=admin, at=at)
    for each in people():
        if each.name == "admin":
            staff.move_user(user_id=admin, department=each.department, by=admin, at=at)
            continue
        joined = staff.add_user(
            username=each.name, email="", password=password, by=admin, at=at, department=each.department
        )
        cast.ids[each.name] = joined.pk
        staff.grant_role(user_id=joined.pk, role=each.role, by=admin, at=at)
    for code, name in _told("heads").items():
        staff.set_head(code=code, user_id=cast.ids[name], by=admin, at=at, why="")
    return cast


def submitted_case(version: int, *, at: datetime) -> int | None:
    """Return the case that decides about a version of the budget."""
    return next(each.case for each in plans.listed(by=None, at=at) if each.id == version)


def _told(table: str) -> dict[str, str]:
    """Return a table of the file in which the example company's people stand."""
    told = tomllib.loads((example_folder() / _BOOKS_FILE).read_text(encoding="utf-8"))[table]
    return {str(name): str(text) for name, text in told.items()}
