"""Who works here, in which roles and departments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StrictInt

from fenhao.books.database import read
from fenhao.books.people import Person, Right, Role, directory, operations as people
from fenhao.books.people.operations import DepartmentRow, Grant
from fenhao.interfaces.api._fields import (
    MOST,
    Asked,
    Id,
    Name,
    NeededName,
    Nothing,
    Words,
)
from fenhao.interfaces.api._here import Here
from fenhao.interfaces.api._offers import Deed, Many, Offer, whole
from fenhao.interfaces.api._problems import nowhere

Reason = Annotated[str, Field(min_length=1, max_length=2000)]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, by its id."""

    id: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether it was changed; false where it was so already."""

    changed: bool


class NewPerson(Asked):
    """Somebody who works here from now on; without a password nobody signs in as that person yet."""

    username: NeededName
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    department: Name = ""


class Given(Asked):
    """A role; ``limit_minor`` is the most that the person may approve in it, any amount when it is left out."""

    role: Role
    limit_minor: Annotated[StrictInt, Field(ge=0, le=MOST)] | None = None


class Ended(Asked):
    """A role that ends."""

    role: Role


class Into(Asked):
    """A department; empty for none."""

    department: Name = ""


class Reasoned(Asked):
    """Why."""

    why: Reason


class NewDepartment(Asked):
    """A department below another, or below none."""

    code: NeededName
    name: NeededName
    parent: Name = ""


class Renamed(Asked):
    """Another name."""

    name: NeededName


class Head(Asked):
    """Who heads it from now on; nobody when it is left out."""

    user: Id | None = None
    why: Words = ""


def _person(here: Here) -> Person:
    """Return the person in the address."""
    found = read(lambda session: directory(session, at=here.at))
    for each in found:
        if each.id == here.number:
            return each
    raise nowhere()


def _grants(here: Here, _: Nothing) -> tuple[Grant, ...]:
    """Return a person's own roles."""
    number = _person(here).id
    return tuple(
        each for each in read(lambda session: people.grants_at(session, at=here.at)) if each.user_id == number
    )


def _add(here: Here, asked: NewPerson, key: str) -> Made:
    """Add a person."""
    made = people.add_user(
        username=asked.username,
        email=asked.email,
        password="",
        by=here.by,
        at=here.at,
        department=asked.department,
        key=key,
    )
    return Made(made.id)


def _give(here: Here, asked: Given, key: str) -> Made:
    """Give a role."""
    return Made(
        people.grant_role(
            user_id=_person(here).id,
            role=asked.role,
            by=here.by,
            at=here.at,
            limit_minor=asked.limit_minor,
            key=key,
        )
    )


def _end(here: Here, asked: Ended, key: str) -> Changed:
    """End a role."""
    return Changed(
        people.revoke_role(user_id=_person(here).id, role=asked.role, by=here.by, at=here.at, key=key)
    )


def _move(here: Here, asked: Into, key: str) -> Changed:
    """Put a person into a department."""
    people.move_user(user_id=_person(here).id, department=asked.department, by=here.by, at=here.at, key=key)
    return Changed(changed=True)


def _coming(act: Callable[..., bool]) -> Callable[[Here, Reasoned, str], Changed]:
    """Return the work of letting a person leave or come back."""

    def work(here: Here, asked: Reasoned, key: str) -> Changed:
        """Do it."""
        return Changed(act(user_id=_person(here).id, by=here.by, at=here.at, why=asked.why, key=key))

    return work


def _department(here: Here, asked: NewDepartment, key: str) -> DepartmentRow | None:
    """Add a department."""
    people.add_department(
        code=asked.code, name=asked.name, parent=asked.parent, by=here.by, at=here.at, key=key
    )
    return _known(asked.code)


def _rename(here: Here, asked: Renamed, key: str) -> DepartmentRow | None:
    """Give a department another name."""
    if _known(here.named) is None:
        return None
    people.rename_department(code=here.named, name=asked.name, by=here.by, at=here.at, key=key)
    return _known(here.named)


def _head(here: Here, asked: Head, key: str) -> DepartmentRow | None:
    """Name a head."""
    if _known(here.named) is None:
        return None
    people.set_head(code=here.named, user_id=asked.user, by=here.by, at=here.at, why=asked.why, key=key)
    return _known(here.named)


def _known(code: str) -> DepartmentRow | None:
    """Return a department."""
    return next((each for each in read(people.departments) if each.code == code), None)


OFFERS: tuple[Offer, ...] = (
    Many(
        "people",
        Right.manage_people,
        "Who works here, in which roles",
        Person,
        whole(
            lambda here, _: read(lambda session: directory(session, at=here.at)),
            place=lambda each: (each.id,),
        ),
        Nothing,
    ),
    Many(
        "people/{number}/roles",
        Right.manage_people,
        "A person's own roles with their limits",
        Grant,
        whole(_grants, place=lambda each: (each.role.value,)),
        Nothing,
    ),
    Deed("people", Right.manage_people, "Add a person", NewPerson, Made, _add),
    Deed("people/{number}/give", Right.manage_people, "Give a role", Given, Made, _give),
    Deed("people/{number}/end", Right.manage_people, "End a role", Ended, Changed, _end),
    Deed("people/{number}/move", Right.manage_people, "Move to a department", Into, Changed, _move),
    Deed(
        "people/{number}/leave",
        Right.manage_people,
        "Let a person leave",
        Reasoned,
        Changed,
        _coming(people.deactivate),
    ),
    Deed(
        "people/{number}/return",
        Right.manage_people,
        "Let a person come back, without any role",
        Reasoned,
        Changed,
        _coming(people.reactivate),
    ),
    Many(
        "departments",
        Right.see,
        "Departments",
        DepartmentRow,
        whole(lambda _here, _asked: read(people.departments), place=lambda each: (each.code,)),
        Nothing,
    ),
    Deed("departments", Right.manage_people, "Add a department", NewDepartment, DepartmentRow, _department),
    Deed(
        "departments/{name}/rename",
        Right.manage_people,
        "Rename a department",
        Renamed,
        DepartmentRow,
        _rename,
    ),
    Deed("departments/{name}/head", Right.manage_people, "Name a head", Head, DepartmentRow, _head),
)
