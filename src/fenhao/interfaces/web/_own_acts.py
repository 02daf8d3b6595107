"""What is done for one person, by an administrator or by that person: tokens, and who stands in."""

import secrets
from datetime import timedelta

from django.http import Http404

from fenhao.books.people import Role, operations as books
from fenhao.books.people.operations import SCOPES, Cover
from fenhao.interfaces.web._forms import Form
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
            expires_at=form.here.at + timedelta(days=int(days)),
        )
    except Trouble as wrong:
        form.trouble(wrong)
        return ""
    return secret


def end_token(form: Form) -> None:
    """End a token."""
    if form.text("token").isdecimal():
        books.revoke_token(token_id=int(form.text("token")), by=form.here.reader.id, at=form.here.at)


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
            starts_at=form.here.at,
            ends_at=until,
            reason=form.text("why"),
            by=form.here.reader.id,
            at=form.here.at,
        )


def end_cover(form: Form) -> None:
    """End cover before its time."""
    if form.text("cover").isdecimal():
        books.end_cover(delegation=int(form.text("cover")), by=form.here.reader.id, at=form.here.at)


def role_of(form: Form) -> Role:
    """Return the role that a form names; there is no page for another one."""
    try:
        return Role(form.text("role"))
    except ValueError as wrong:
        raise Http404 from wrong
