"""``fenhao proposals``: what agents have proposed, filed or set aside by a person."""

from typing import TYPE_CHECKING

import click

from fenhao.interfaces.cli._acting import acting, names
from fenhao.interfaces.cli._books import Column, Kind, by_option, json_option, open_desk, say_json, show
from fenhao.interfaces.cli._frame import Frame

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.proposals import Proposal

_COLUMNS = (
    Column("id", Kind.count),
    Column("kind", Kind.word, "proposal_kind"),
    Column("about"),
    Column("amount_minor", Kind.money),
    Column("why"),
    Column("agent"),
    Column("person"),
    Column("at"),
    Column("made"),
)
_LIMIT = 1000


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("proposals", help=frame.word("cli.proposals.help"))
    for command in (_list(frame), _file(frame), _aside(frame)):
        group.add_command(command)
    return group


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.proposals.list"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.proposals.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(everything: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.people import Right, require
        from fenhao.books.proposals import listed as rows

        read(lambda session: require(session, desk.by, Right.see, at=desk.at))
        people = names(desk)
        show(
            frame,
            _COLUMNS,
            [
                (
                    each.id, each.kind, _about(each), getattr(each.wish, "amount_minor", None), each.why, each.agent,
                    people.get(each.by, "–"), each.at, each.made,
                )
                for each in read(lambda session: rows(session, open_only=not everything, limit=_LIMIT))
            ],
            noun="proposals",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        return 0

    return listed


def _file(frame: Frame) -> click.Command:
    @click.command("file", help=frame.word("cli.proposals.file"))
    @click.argument("proposal", type=int)
    @by_option(frame)
    @json_option(frame)
    def file(proposal: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.proposals import operations as proposals

        made = proposals.file(proposal, book=desk.book, by=acting(desk), at=desk.at)
        if as_json:
            say_json({"proposal": proposal, "made": made})
        else:
            frame.print("cli.proposals.done", {"made": made}, style="green")
        return 0

    return file


def _aside(frame: Frame) -> click.Command:
    @click.command("set-aside", help=frame.word("cli.proposals.aside"))
    @click.argument("proposal", type=int)
    @click.option("--why", default="", help=frame.word("cli.proposals.opt_why"))
    @by_option(frame)
    def aside(proposal: int, why: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.proposals import operations as proposals

        proposals.set_aside(proposal, why=why, by=acting(desk), at=desk.at)
        frame.print("cli.proposals.put_away")
        return 0

    return aside


def _about(each: "Proposal") -> str:
    """Return what a proposal is about, by codes."""
    from fenhao.books.proposals import SpendWish, StudyWish, TransferWish

    wish = each.wish
    if isinstance(wish, SpendWish):
        return f"{wish.on.isoformat()}/{wish.tier}/{wish.category}"
    if isinstance(wish, TransferWish):
        return f"{'/'.join(wish.giver)} → {'/'.join(wish.taker)}"
    if isinstance(wish, StudyWish):
        return f"{wish.study.value}: {wish.name}"
    return f"finding {wish.case}: {wish.act.value}"
