"""The acts of ``fenhao people``: joining, roles, leaving, cover, passwords."""

import re
import shlex
from datetime import datetime

import click

from fenhao.interfaces.cli._books import amount, by_option, json_option, key_option, open_desk, over, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._lines import number_of

ROLES = ("finance", "operations", "customer_service", "management", "administrator", "auditor")


def commands(frame: Frame) -> tuple[click.Command, ...]:
    """Return the commands, in the order of a person's stay."""
    return (
        _add(frame),
        _grant(frame),
        _revoke(frame),
        _cover(frame),
        _password(frame),
        _leave(frame),
        _return(frame),
    )


def said(frame: Frame, *, changed: bool, as_json: bool, number: int = 0) -> int:
    """Tell whether anything changed; return the exit code."""
    if as_json:
        say_json({"changed": changed, "number": number or None})
    else:
        frame.print("cli.people.done" if changed else "cli.people.nothing")
    return 0


def _add(frame: Frame) -> click.Command:
    """Return ``add``: the first person administers the books, later ones are added by who does."""

    @click.command("add", help=frame.word("cli.people.add"))
    @click.argument("name")
    @click.option("--email", default="", help=frame.word("cli.people.opt_email"))
    @click.option("--department", default="", help=frame.word("cli.people.opt_department"))
    @click.option(
        "--role", "roles", multiple=True, type=click.Choice(ROLES), help=frame.word("cli.people.opt_role")
    )
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def add(
        name: str, email: str, department: str, roles: tuple[str, ...], key: str, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import Role, operations as people

        wanted = tuple(Role(role) for role in roles)
        if desk.by is None:
            user = people.add_first(
                username=name, email=email, password="", roles=wanted, at=desk.at, key=key
            )
            return _joined(frame, name, as_json=as_json, number=user.id)
        user = people.add_user(
            username=name, email=email, password="", by=desk.by, at=desk.at, department=department, key=key
        )
        for role in wanted:
            people.grant_role(user_id=user.id, role=role, by=desk.by, at=desk.at, key=f"{key}/{role.value}")
        return _joined(frame, name, as_json=as_json, number=user.id)

    return add


def _joined(frame: Frame, name: str, *, as_json: bool, number: int) -> int:
    """Say that somebody is there, and what lets that person into a browser."""
    if as_json:
        return said(frame, changed=True, as_json=True, number=number)
    typed = name if re.fullmatch(r"[\w.@-]+", name) else shlex.quote(name)
    frame.print("cli.people.added", {"name": name, "command": f"fenhao people password {typed}"})
    return 0


def _grant(frame: Frame) -> click.Command:
    """Return ``grant``."""

    @click.command("grant", help=frame.word("cli.people.grant"))
    @click.argument("name")
    @click.argument("role", type=click.Choice(ROLES))
    @click.option("--limit", default="", help=frame.word("cli.people.opt_limit"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def grant(name: str, role: str, limit: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import Role, operations as people

        number = people.grant_role(
            user_id=number_of(name, desk=desk),
            role=Role(role),
            by=desk.by,
            at=desk.at,
            limit_minor=amount(limit, desk=desk) if limit else None,
            key=key,
        )
        return said(frame, changed=True, as_json=as_json, number=number)

    return grant


def _revoke(frame: Frame) -> click.Command:
    """Return ``revoke``."""

    @click.command("revoke", help=frame.word("cli.people.revoke"))
    @click.argument("name")
    @click.argument("role", type=click.Choice(ROLES))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def revoke(name: str, role: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import Role, operations as people

        changed = people.revoke_role(
            user_id=number_of(name, desk=desk), role=Role(role), by=desk.by, at=desk.at, key=key
        )
        return said(frame, changed=changed, as_json=as_json)

    return revoke


def _cover(frame: Frame) -> click.Command:
    """Return ``cover``: from now to the end of a day of the company."""

    @click.command("cover", help=frame.word("cli.people.cover"))
    @click.argument("name")
    @click.argument("role", type=click.Choice(ROLES))
    @click.option("--to", "taker", required=True, help=frame.word("cli.people.opt_to"))
    @click.option(
        "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.people.opt_until")
    )
    @click.option("--away", is_flag=True, help=frame.word("cli.people.opt_away"))
    @click.option("--why", default="", help=frame.word("cli.people.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def cover(
        name: str,
        role: str,
        taker: str,
        until: datetime,
        away: bool,
        why: str,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import Role, operations as people

        number = people.delegate(
            giver_id=number_of(name, desk=desk),
            taker_id=number_of(taker, desk=desk),
            role=Role(role),
            kind=people.Cover.out_of_office if away else people.Cover.delegation,
            ends_at=over(until.date(), desk=desk),
            reason=why,
            by=desk.by,
            at=desk.at,
            key=key,
        )
        return said(frame, changed=True, as_json=as_json, number=number)

    return cover


def _password(frame: Frame) -> click.Command:
    """Return ``password``: it is typed, never given on the command line."""

    @click.command("password", help=frame.word("cli.people.password"))
    @click.argument("name")
    @by_option(frame)
    def password(name: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        user = number_of(name, desk=desk)
        secret = click.prompt(
            frame.word("cli.people.password_ask"),
            hide_input=True,
            confirmation_prompt=frame.word("cli.people.password_again"),
            err=True,
        )
        people.set_password(user_id=user, password=secret, by=desk.by, at=desk.at)
        return said(frame, changed=True, as_json=False)

    return password


def _leave(frame: Frame) -> click.Command:
    """Return ``leave``."""

    @click.command("leave", help=frame.word("cli.people.leave"))
    @click.argument("name")
    @click.option("--why", required=True, help=frame.word("cli.people.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def leave(name: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        changed = people.deactivate(
            user_id=number_of(name, desk=desk), by=desk.by, at=desk.at, why=why, key=key
        )
        return said(frame, changed=changed, as_json=as_json)

    return leave


def _return(frame: Frame) -> click.Command:
    """Return ``return``."""

    @click.command("return", help=frame.word("cli.people.return"))
    @click.argument("name")
    @click.option("--why", required=True, help=frame.word("cli.people.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def come_back(name: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.people import operations as people

        changed = people.reactivate(
            user_id=number_of(name, desk=desk), by=desk.by, at=desk.at, why=why, key=key
        )
        return said(frame, changed=changed, as_json=as_json)

    return come_back
