"""``fenhao lines``: every budget line of some months: funded, reserved, spent, left, and how far it is used."""

from fractions import Fraction

import click

from fenhao.interfaces.cli._books import Column, Kind, by_option, day, json_option, open_desk, show
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble

_COLUMNS = (
    Column("period"),
    Column("tier", Kind.tier),
    Column("category", Kind.category),
    Column("funded_minor", Kind.money),
    Column("reserved_minor", Kind.money),
    Column("actual_minor", Kind.money),
    Column("available_minor", Kind.money),
    Column("rate", Kind.share),
    Column("standing", Kind.word, "standing"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("lines", help=frame.word("cli.lines.help"))
    @click.argument("periods", nargs=-1, metavar="[MONTH]...")
    @click.option("--tier", default=None, help=frame.word("cli.lines.opt_tier"))
    @click.option("--category", default=None, help=frame.word("cli.lines.opt_category"))
    @by_option(frame)
    @json_option(frame)
    def lines(
        periods: tuple[str, ...], tier: str | None, category: str | None, by: str, as_json: bool
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets.operations import control_at, month_standing
        from fenhao.books.database import read
        from fenhao.books.journal import months
        from fenhao.engine.budget import standing

        known = read(months)
        today = day(None, desk=desk)
        labels = periods or tuple(month.label for month in known if today in month.days)
        if unknown := sorted(set(labels) - {month.label for month in known}):
            raise Trouble("control.unknown_month", {"month": ", ".join(unknown)})
        found = read(lambda session: month_standing(session, labels, at=desk.at))
        warn_at = control_at(desk.at).warn_at
        show(
            frame,
            _COLUMNS,
            [
                (
                    line.key.period,
                    line.key.tier,
                    line.key.category,
                    line.funded_minor,
                    line.reserved_minor,
                    line.actual_minor,
                    line.available_minor,
                    Fraction(used, line.funded_minor) if line.funded_minor else None,
                    standing(used_minor=used, budget_minor=line.funded_minor, warn_at=warn_at).name,
                )
                for line in found
                for used in (line.reserved_minor + line.actual_minor,)
                if tier in {None, line.key.tier} and category in {None, line.key.category}
            ],
            noun="lines",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return lines
