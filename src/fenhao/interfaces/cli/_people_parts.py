"""Departments and tokens of ``fenhao people``."""

import secrets
from datetime import datetime, timedelta

import click

from fenhao.interfaces.cli._books import Column, by_option, json_option, key_option, open_desk, say_json, show
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._lines import acting, number_of
from fenhao.interfaces.cli._people_acts import said

TOKEN_BYTES = 32
"""How much chance is in a token's text."""


def commands(frame: Frame) -> tuple[click.Command, ...]:
    """Return the commands."""
    return (_departments(frame), _department(frame), _tokens(frame), _token(frame), _revoke_token(frame))


def _departments(frame: Frame) -> click.Command:
    """Return ``departments``."""

    @click.command("departments", help=frame.word("cli.people.departments"))
    @by_option(frame)
    @json_option(frame)
    def departments(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.people import operations as people

        rows = [(each.code, each.name, each.parent, each.head) for each in read(people.departments)]
        columns = (Column("code"), Column("title"), Column("parent"), Column("head"))
        show(frame, columns, rows, noun="people", as_json=as_json, digits=desk.book.digits)
        return 0

    return departments


def _department(frame: Frame) -> click.Command:
    """Return ``department``: add it when it is not there, then say what was given."""

    @click.command("department", help=frame.word("cli.people.set_department"))
    @click.argument("code")
    @click.option("--name", default="", help=frame.word("cli.people.opt_name"))
    @click.option("--parent", default="", help=frame.word("cli.people.opt_parent"))
    @click.option("--head", default="", help=frame.word("cli.people.opt_head"))
    @click.option("--why", default="", help=frame.word("cli.people.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def department(
        code: str, name: str, parent: str, head: str, why: str, key: str, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.people import operations as people

        there = code in {each.code for each in read(people.departments)}
        if not there:
            people.add_department(
                code=code, name=name or code, parent=parent, by=desk.by, at=desk.at, key=f"{key}/add"
            )
        elif name:
            people.rename_department(code=code, name=name, by=desk.by, at=desk.at, key=f"{key}/name")
        if head:
            chief = number_of(head, desk=desk)
            people.set_head(code=code, user_id=chief, by=desk.by, at=desk.at, why=why, key=f"{key}/head")
        return said(frame, changed=bool(not there or name or head), as_json=as_json)

    return department


def _tokens(frame: Frame) -> click.Command:
    """Return ``tokens``."""

    @click.command("tokens", help=frame.word("cli.people.tokens"))
    @click.argument("name")
    @by_option(frame)
    @json_option(frame)
    def tokens(name: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        found = people.tokens(user_id=number_of(name, desk=desk), by=desk.by, at=desk.at)
        rows = [
            (str(each.id), each.name, ", ".join(each.scopes), each.expires_at, each.revoked_at)
            for each in found
        ]
        columns = (
            Column("token_id"), Column("name"), Column("scopes"), Column("expires"), Column("revoked"),
        )  # fmt: skip
        show(frame, columns, rows, noun="people", as_json=as_json, digits=desk.book.digits)
        return 0

    return tokens


def _token(frame: Frame) -> click.Command:
    """Return ``token``: its text is drawn here, shown once and never written down."""

    @click.command("token", help=frame.word("cli.people.token"))
    @click.argument("name")
    @click.option("--for", "machine", required=True, help=frame.word("cli.people.opt_token_name"))
    @click.option("--scope", "scopes", multiple=True, required=True, help=frame.word("cli.people.opt_scope"))
    @click.option("--days", type=click.IntRange(1, 366), default=90, help=frame.word("cli.people.opt_days"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def token(
        name: str, machine: str, scopes: tuple[str, ...], days: int, key: str, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        secret = secrets.token_urlsafe(TOKEN_BYTES)
        number = people.issue_token(
            user_id=number_of(name, desk=desk),
            name=machine,
            scopes=frozenset(scopes),
            secret=secret,
            by=acting(desk),
            at=desk.at,
            expires_at=_midnight(desk.at) + timedelta(days=days + 1),
            key=key,
        )
        if as_json:
            say_json({"token": number, "secret": secret})
        else:
            frame.print("cli.people.token_shown", {"token": str(number), "secret": secret})
        return 0

    return token


def _revoke_token(frame: Frame) -> click.Command:
    """Return ``revoke-token``."""

    @click.command("revoke-token", help=frame.word("cli.people.revoke_token"))
    @click.argument("token", type=int)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def revoke_token(token: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        changed = people.revoke_token(token_id=token, by=acting(desk), at=desk.at, key=key)
        return said(frame, changed=changed, as_json=as_json)

    return revoke_token


def _midnight(at: datetime) -> datetime:
    """Return the beginning of that day, so that the same question on the same day is the same question."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
