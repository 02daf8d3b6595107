"""``fenhao people``: who keeps these books, in which roles."""

import click

from fenhao.interfaces.cli import _people_acts, _people_parts
from fenhao.interfaces.cli._books import Column, by_option, json_option, open_desk, show
from fenhao.interfaces.cli._frame import Frame


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("people", help=frame.word("cli.people.help"))

    @group.command("list", help=frame.word("cli.people.list"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.people import Right, directory, require

        read(lambda session: require(session, desk.by, Right.manage_people, at=desk.at))
        found = read(lambda session: directory(session, at=desk.at))
        if not found and not as_json:
            frame.print("cli.people.none")
            return 0
        show(
            frame,
            (Column("name"), Column("department"), Column("roles"), Column("active")),
            (
                (
                    each.username,
                    each.department,
                    ", ".join(
                        str(role) if as_json else frame.word(f"role.{role}") for role in sorted(each.roles)
                    ),
                    each.active if as_json else frame.word(f"cli.people.is_{str(each.active).lower()}"),
                )
                for each in found
            ),
            noun="people",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    for command in (*_people_acts.commands(frame), *_people_parts.commands(frame)):
        group.add_command(command)
    return group
