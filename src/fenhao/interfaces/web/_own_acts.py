"""What is done for one person, by an administrator or by that person: tokens, and who stands in."""

import secrets
from datetime import datetime, timedelta

from django.http import Http404

from fenhao.books.people import Role, operations as books
from fenhao.books.people.operations import SCOPES, Cover
from fenhao.interfaces.web._forms import Form, kept_key
from fenhao.kernel import Trouble

TOKEN_BYTES = 32
TOKEN_DAYS = 90
TOKEN_DAYS_MAX = 366


def new_token(form: Form, *, user: int) -> str:
    """Return the text of a new token, which is shown this once; empty when the form is not whole."""
    name = form.needed("token_name", "web.people.token_name_missing")
    scopes = frozenset(code for code in SCOPES if form.text(f"scope-{code}") == "1")
    days = form.text("days")
    if not scopes:
        form.wrong("web.people.scope_missing", f"scope-{next(iter(SCOPES))}")
    if not days.isdecimal() or not 0 < int(days) <= TOKEN_DAYS_MAX:
        form.wrong("web.people.bad_days", "days")
    if form.problems:
        return ""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        books.issue_token(
            user_id=user,
            name=name,
            scopes=scopes,
            secret=secret,
            by=form.here.reader.id,
            at=form.here.at,
            expires_at=_midnight(form.here.at) + timedelta(days=int(days) + 1),
            key=act_key(form, "token", name),
        )
    except Trouble as wrong:
        form.trouble(wrong)
        return ""
    return secret


def end_token(form: Form) -> None:
    """End a token."""
    if form.text("token").isdecimal():
        token = int(form.text("token"))
        books.revoke_token(
            token_id=token, by=form.here.reader.id, at=form.here.at, key=act_key(form, "end", str(token))
        )


def cover(form: Form, *, giver: int) -> None:
    """Let somebody stand in from now to the end of a day."""
    until = form.end_of("cover_until")
    taker = form.text("taker")
    if until is None and not form.problems:
        form.wrong("web.people.until_missing", "cover_until")
    if not taker.isdecimal():
        form.wrong("web.people.taker_missing", "taker")
    if not form.problems and until is not None:
        books.delegate(
            giver_id=giver,
            taker_id=int(taker),
            role=role_of(form),
            kind=Cover.out_of_office if form.text("away") == "1" else Cover.delegation,
            ends_at=until,
            reason=form.text("why"),
            by=form.here.reader.id,
            at=form.here.at,
            key=act_key(form, "cover", taker, form.text("role"), until.isoformat()),
        )


def end_cover(form: Form) -> None:
    """End cover before its time."""
    if form.text("cover").isdecimal():
        number = int(form.text("cover"))
        books.end_cover(
            delegation=number,
            by=form.here.reader.id,
            at=form.here.at,
            key=act_key(form, "end_cover", str(number)),
        )


def act_key(form: Form, *what: str) -> str:
    """Return the key of one act of a page that offers several: pressed twice it is done once."""
    return "/".join((kept_key(form), *what))


def role_of(form: Form) -> Role:
    """Return the role that a form names; there is no page for another one."""
    try:
        return Role(form.text("role"))
    except ValueError as wrong:
        raise Http404 from wrong


def _midnight(at: datetime) -> datetime:
    """Return the beginning of that day, so that the same question on the same day is the same question."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
