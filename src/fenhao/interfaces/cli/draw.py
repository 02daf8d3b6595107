"""``fenhao draw``: use a quarter's emergency reserve, and see what it bought."""

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
from fenhao.interfaces.cli._lines import acting, line, line_text
from fenhao.interfaces.cli._moved import say_moved

BOUGHT = (
    Column("move"),
    Column("reserve", Kind.line),
    Column("line", Kind.line),
    Column("drawn", Kind.money),
    Column("why"),
    Column("cost_type"),
    Column("campaign"),
    Column("spent", Kind.money),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("draw", help=frame.word("cli.draw.help"))
    group.add_command(_new(frame))
    group.add_command(_report(frame))
    return group


def _new(frame: Frame) -> click.Command:
    """Return ``new``: propose a draw."""

    @click.command("new", help=frame.word("cli.draw.new"))
    @click.argument("sum_text", metavar="AMOUNT")
    @click.option("--quarter", required=True, help=frame.word("cli.draw.opt_quarter"))
    @click.option("--to", "taker", required=True, help=frame.word("cli.transfer.opt_to"))
    @click.option("--why", required=True, help=frame.word("cli.transfer.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def new(sum_text: str, quarter: str, taker: str, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.moves import operations as moves

        told = moves.propose_draw(
            key=key,
            quarter=quarter,
            taker=line(taker),
            amount_minor=amount(sum_text, desk=desk),
            currency=desk.book.settings.currency,
            why=why,
            by=acting(desk),
            at=desk.at,
        )
        return say_moved(frame, desk, told, as_json=as_json)

    return new


def _report(frame: Frame) -> click.Command:
    """Return ``report``: what each draw bought; a draw after which nothing was spent has one row without a type."""

    @click.command("report", help=frame.word("cli.draw.report"))
    @by_option(frame)
    @json_option(frame)
    def report(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.moves import operations as moves

        rows = []
        for each in moves.draw_reports(by=desk.by, at=desk.at):
            move = each.move
            head = (
                str(move.id), line_text(move.giver), line_text(move.taker), move.amount_minor, move.why,
            )  # fmt: skip
            rows += [(*head, found.cost_type, found.campaign, found.spent_minor) for found in each.bought]
            rows += [] if each.bought else [(*head, "", "", 0)]
        show(frame, BOUGHT, rows, noun="draw", as_json=as_json, digits=desk.book.digits)
        return 0

    return report
