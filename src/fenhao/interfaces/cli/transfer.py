"""``fenhao transfer``: carry funding from one line to another; the total stays."""

from pathlib import Path

import click

from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    amount,
    by_option,
    json_option,
    key_option,
    open_desk,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._lines import acting, line, line_text, names
from fenhao.interfaces.cli._moved import say_moved
from fenhao.interfaces.cli._policy_files import moves_text, read_moves
from fenhao.kernel import Trouble

MOVE = (
    Column("move"),
    Column("kind", Kind.word, "case_kind"),
    Column("state", Kind.word, "move_state"),
    Column("giver", Kind.line),
    Column("taker", Kind.line),
    Column("amount", Kind.money),
    Column("proposed_by"),
    Column("why"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("transfer", help=frame.word("cli.transfer.help"))
    group.add_command(_new(frame))
    group.add_command(_list(frame))
    group.add_command(_rules(frame))
    return group


def _new(frame: Frame) -> click.Command:
    """Return ``new``: propose a transfer."""

    @click.command("new", help=frame.word("cli.transfer.new"))
    @click.argument("sum_text", metavar="AMOUNT")
    @click.option("--from", "giver", required=True, help=frame.word("cli.transfer.opt_from"))
    @click.option("--to", "taker", required=True, help=frame.word("cli.transfer.opt_to"))
    @click.option("--why", required=True, help=frame.word("cli.transfer.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def new(sum_text: str, giver: str, taker: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.moves import operations as moves

        told = moves.propose_transfer(
            key=key,
            giver=line(giver),
            taker=line(taker),
            amount_minor=amount(sum_text, desk=desk),
            currency=desk.book.settings.currency,
            why=why,
            by=acting(desk),
            at=desk.at,
        )
        return say_moved(frame, desk, told, as_json=as_json)

    return new


def _list(frame: Frame) -> click.Command:
    """Return ``list``: every move and where it stands."""

    @click.command("list", help=frame.word("cli.transfer.list"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.moves import operations as moves

        known = names(at=desk.at)
        rows = [
            (
                str(move.id),
                move.kind,
                state,
                line_text(move.giver),
                line_text(move.taker),
                move.amount_minor,
                known.get(move.proposed_by or 0, "–"),
                move.why,
            )
            for move, state in moves.moves_at(by=desk.by, at=desk.at)
        ]
        show(frame, MOVE, rows, noun="transfer", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _rules(frame: Frame) -> click.Command:
    """Return ``rules``: print the rules of moves in force, or put some in force from a file."""

    @click.command("rules", help=frame.word("cli.transfer.rules"))
    @click.option(
        "--set",
        "file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help=frame.word("cli.approvals.opt_set"),
    )
    @click.option("--why", default="", help=frame.word("cli.control.why"))
    @key_option(frame)
    @by_option(frame)
    def rules(file: Path | None, why: str, key: str, by: str) -> int:
        wanted = None if file is None else read_moves(file.read_text(encoding="utf-8"), name=file.name)
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.moves import operations as moves

        if wanted is None:
            click.echo(moves_text(read(lambda session: moves.policy_at(session, desk.at))), nl=False)
            return 0
        if not why.strip():
            raise Trouble("policy.reason_missing", {})
        moves.set_policy(wanted, key=key, by=desk.by, at=desk.at, why=why)
        frame.print("cli.control.in_force", {"version": wanted.version})
        return 0

    return rules
