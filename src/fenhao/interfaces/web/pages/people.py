"""Who keeps these books: people with their roles and limits, departments with their heads, and everything done to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect

from fenhao.books.database import Session, read
from fenhao.books.people import Person, Right, Role, directory, may, operations as books
from fenhao.books.people.operations import SCOPES, CoverRow, DepartmentRow, Grant, Token
from fenhao.interfaces.web._forms import Form, go, new_key, posted, told
from fenhao.interfaces.web._frame import shown
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._own_acts import (
    TOKEN_DAYS,
    act_key,
    cover,
    end_cover,
    end_token,
    new_token,
    role_of,
)
from fenhao.interfaces.web._surroundings import Surroundings, for_readers
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class Row:
    """A person in the list."""

    person: Person
    roles: str
    department: str


@dataclass(frozen=True, slots=True)
class Known:
    """Everybody, their roles, the departments, and who stands in for whom."""

    people: tuple[Person, ...]
    grants: tuple[Grant, ...]
    departments: tuple[DepartmentRow, ...]
    covers: tuple[CoverRow, ...]


@for_readers(Right.manage_people)
def people(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show everybody and every department; add a person or a department, name a head."""
    form = posted(request, here)
    if request.method == "POST":
        done = _carried_out(form, {"add": _add, "department": _department})
        if done is not None:
            told(request, here, "web.people.added" if form.text("act") == "add" else "web.people.done")
            return done
    names, known = Names(here), read(lambda session: _known(session, here))
    called = {each.code: each.name for each in known.departments}
    return shown(
        request,
        here,
        "web/people.html",
        {
            "title": say("web.people.title", {"count": str(len(known.people))}, here.lang),
            "rows": [
                Row(
                    each,
                    _roles(names, [one for one in known.grants if one.user_id == each.id]),
                    called.get(each.department, each.department),
                )
                for each in known.people
            ],
            "departments": known.departments,
            "people": [each for each in known.people if each.active],
            "roles": _role_choices(names),
            "typed": form.typed,
            "problems": form.problems,
            "key": new_key(),
        },
    )


@for_readers(Right.manage_people)
def person(request: HttpRequest, here: Surroundings) -> HttpResponseBase:
    """Show one person; give and end roles, cover and tokens, move, let leave and come back."""
    form = posted(request, here)
    secret = ""
    if request.method == "POST":
        if form.text("act") == "token":
            secret = new_token(form, user=here.number("number"))
        else:
            done = _carried_out(form, _PERSON_ACTS)
            if done is not None:
                told(request, here, "web.people.done")
                return done
    names, known = Names(here), read(lambda session: _known(session, here))
    number = here.number("number")
    found = next((each for each in known.people if each.id == number), None)
    if found is None:
        raise Http404
    called = {each.id: each.username for each in known.people}
    keys: tuple[Token, ...] = books.tokens(user_id=number, by=here.reader.id, at=here.at)
    answer = shown(
        request,
        here,
        "web/person.html",
        {
            "person": found,
            "myself": number == here.reader.id,
            "grants": [
                (each.role.value, names.word("role", each.role.value), each.limit_minor)
                for each in known.grants
                if each.user_id == number
            ],
            "roles": _role_choices(names),
            "departments": known.departments,
            "others": [each for each in known.people if each.active and each.id != number],
            "covers": [
                (each, called.get(each.giver_id, ""), called.get(each.taker_id, ""))
                for each in known.covers
                if number in {each.giver_id, each.taker_id}
            ],
            "tokens": keys,
            "now": here.at,
            "scopes": [
                (code, names.word("web.scope", code))
                for code, right in SCOPES.items()
                if may(frozenset(each.role for each in known.grants if each.user_id == number), right)
            ],
            "token_days": TOKEN_DAYS,
            "secret": secret,
            "typed": form.typed,
            "problems": form.problems,
            "key": new_key(),
            "unit": names.figures(0).unit,
        },
    )
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


def _known(session: Session, here: Surroundings) -> Known:
    """Read everybody and everything about them."""
    return Known(
        directory(session, at=here.at),
        books.grants_at(session, at=here.at),
        books.departments(session),
        books.covers(session, at=here.at),
    )


def _carried_out(
    form: Form, acts: Mapping[str, Callable[[Form], HttpResponseRedirect]]
) -> HttpResponseRedirect | None:
    """Do what was pressed; None when the form says what is wrong with it."""
    act = acts.get(form.text("act"))
    if act is None:
        raise Http404
    try:
        way = act(form)
    except Trouble as wrong:
        form.trouble(wrong)
        return None
    return None if form.problems else way


def _add(form: Form) -> HttpResponseRedirect:
    """Add a person with a first role."""
    name = form.needed("name", "web.people.name_missing")
    if not name:
        return go("people")
    by, at = form.here.reader.id, form.here.at
    user = books.add_user(
        username=name,
        email=form.text("email"),
        password="",
        by=by,
        at=at,
        department=form.text("department"),
        key=act_key(form, "add", name),
    )
    if role := form.text("role"):
        books.grant_role(
            user_id=user.id, role=Role(role), by=by, at=at, key=act_key(form, "first", name, role)
        )
    return go("person", number=user.id)


def _department(form: Form) -> HttpResponseRedirect:
    """Add a department, or give one another name or head."""
    code = form.needed("code", "web.people.code_missing")
    by, at = form.here.reader.id, form.here.at
    if code:
        there = {each.code: each for each in read(books.departments)}
        name, head = form.text("department_name"), form.text("head")
        if code not in there:
            books.add_department(
                code=code,
                name=name or code,
                parent=form.text("parent"),
                by=by,
                at=at,
                key=act_key(form, "department", code),
            )
        elif name and name != there[code].name:
            books.rename_department(code=code, name=name, by=by, at=at, key=act_key(form, "name", code, name))
        if head.isdecimal():
            books.set_head(
                code=code,
                user_id=int(head),
                by=by,
                at=at,
                why=form.text("why"),
                key=act_key(form, "head", code, head),
            )
    return go("people")


def _grant(form: Form) -> HttpResponseRedirect:
    """Give a role, with a limit or without."""
    limit = form.amount("limit") if form.text("limit") else None
    if not form.problems:
        books.grant_role(
            user_id=form.here.number("number"),
            role=role_of(form),
            by=form.here.reader.id,
            at=form.here.at,
            limit_minor=limit,
            key=act_key(form, "grant", form.text("role"), str(limit)),
        )
    return _back(form)


def _revoke(form: Form) -> HttpResponseRedirect:
    """End a role."""
    books.revoke_role(
        user_id=form.here.number("number"),
        role=role_of(form),
        by=form.here.reader.id,
        at=form.here.at,
        key=act_key(form, "revoke", form.text("role")),
    )
    return _back(form)


def _move(form: Form) -> HttpResponseRedirect:
    """Put the person into a department."""
    books.move_user(
        user_id=form.here.number("number"),
        department=form.text("department"),
        by=form.here.reader.id,
        at=form.here.at,
        key=act_key(form, "move", form.text("department")),
    )
    return _back(form)


def _password(form: Form) -> HttpResponseRedirect:
    """Set a password that the person changes after signing in."""
    books.set_password(
        user_id=form.here.number("number"),
        password=form.typed.get("password", ""),
        by=form.here.reader.id,
        at=form.here.at,
    )
    return _back(form)


def _cover(form: Form) -> HttpResponseRedirect:
    """Let somebody stand in."""
    cover(form, giver=form.here.number("number"))
    return _back(form)


def _end_cover(form: Form) -> HttpResponseRedirect:
    """End cover before its time."""
    end_cover(form)
    return _back(form)


def _revoke_token(form: Form) -> HttpResponseRedirect:
    """End a token."""
    end_token(form)
    return _back(form)


def _leave(form: Form) -> HttpResponseRedirect:
    """Let the person leave, with a reason."""
    why = form.needed("leave_why", "web.people.why_missing")
    if why:
        books.deactivate(
            user_id=form.here.number("number"),
            by=form.here.reader.id,
            at=form.here.at,
            why=why,
            key=act_key(form, "leave"),
        )
    return _back(form)


def _return(form: Form) -> HttpResponseRedirect:
    """Let the person come back, without any role."""
    why = form.needed("leave_why", "web.people.why_missing")
    if why:
        books.reactivate(
            user_id=form.here.number("number"),
            by=form.here.reader.id,
            at=form.here.at,
            why=why,
            key=act_key(form, "return"),
        )
    return _back(form)


_PERSON_ACTS: Mapping[str, Callable[[Form], HttpResponseRedirect]] = {
    "grant": _grant,
    "revoke": _revoke,
    "move": _move,
    "password": _password,
    "cover": _cover,
    "end_cover": _end_cover,
    "leave": _leave,
    "return": _return,
    "revoke_token": _revoke_token,
}


def _back(form: Form) -> HttpResponseRedirect:
    """Return the way back to the person."""
    return go("person", number=form.here.number("number"))


def _roles(names: Names, grants: list[Grant]) -> str:
    """Return a person's roles with their limits."""
    write = names.figures(0)
    return " · ".join(
        names.word("role", each.role.value)
        + (f" (≤ {write.plain(each.limit_minor)})" if each.limit_minor is not None else "")
        for each in grants
    )


def _role_choices(names: Names) -> list[tuple[str, str]]:
    """Return the roles to choose from."""
    return [(role.value, names.word("role", role.value)) for role in Role]
