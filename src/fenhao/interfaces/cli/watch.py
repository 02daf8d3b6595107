"""``fenhao watch``: what stood out in daily cost and which lines will overrun, each told once; and what people say of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from fenhao.interfaces.cli._acting import acting
from fenhao.interfaces.cli._books import (
    Cell,
    Column,
    Desk,
    Kind,
    by_option,
    json_option,
    key_option,
    open_desk,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Grain, Trouble
from fenhao.runs.book import Refused
from fenhao.runs.planning import Step, Watch, kept_forecast, kept_watch, work_watch, year_foretold

if TYPE_CHECKING:
    from fenhao.books.watch import Seen

_LIST = (
    Column("id", Kind.count),
    Column("kind", Kind.word, "watch_kind"),
    Column("tier"),
    Column("what"),
    Column("channel"),
    Column("first_on"),
    Column("last_on"),
    Column("noticed_on"),
    Column("actual_minor", Kind.money),
    Column("expected_minor", Kind.money),
    Column("impact_minor", Kind.money),
    Column("verdict", Kind.word, "watch_verdict"),
)
_SIGHTS = (Column("tier"), Column("what"), Column("day"), Column("level"))
_MOVED = (
    Column("tier"),
    Column("what"),
    Column("channel"),
    Column("first_on"),
    Column("last_on"),
    Column("mixed_minor", Kind.money),
    Column("rate_minor", Kind.money),
)
_VERDICTS = ("real", "mistaken", "expected")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("watch", help=frame.word("cli.watch.help"))
    for part in (_look, _list, _sights, _moved, _answer):
        group.add_command(part(frame))
    return group


def _look(frame: Frame) -> click.Command:
    @click.command("look", help=frame.word("cli.watch.look"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def look(key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.watch import operations as books

        found = _looked(frame, desk)
        told = books.take_in(_seen(desk, found), key=key, by=acting(desk), at=desk.at)
        if not as_json:
            counts = {"new": str(told.new), "known": str(told.known), "quiet": str(told.quiet)}
            frame.print("cli.watch.took", {"last": found.last.isoformat(), **counts})
        _show(frame, desk, everything=False, as_json=as_json)
        return 0

    return look


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.watch.list"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.watch.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(everything: bool, by: str, as_json: bool) -> int:
        _show(frame, open_desk(frame, by=by), everything=everything, as_json=as_json)
        return 0

    return listed


def _sights(frame: Frame) -> click.Command:
    @click.command("sights", help=frame.word("cli.watch.sights"))
    @json_option(frame)
    def sights(as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            work_watch(book=book, at=frame.now(), advance=steps)
        found = _kept(frame)
        rows = [(each.tier, each.cost_type, f"{each.day:.0%}", f"{each.level:.0%}") for each in found.sights]
        show(frame, _SIGHTS, rows, noun="watch", as_json=as_json, digits=book.digits)
        return 0

    return sights


def _moved(frame: Frame) -> click.Command:
    @click.command("moved", help=frame.word("cli.watch.moved"))
    @json_option(frame)
    def moved(as_json: bool) -> int:
        book = frame.book()
        found = _kept(frame)
        rows: list[Sequence[Cell]] = [
            (
                each.tier,
                each.cost_type,
                each.channel,
                each.first_on,
                each.last_on,
                each.mixed_minor,
                each.impact_minor,
            )
            for each in found.moved
        ]
        show(frame, _MOVED, rows, noun="watch", as_json=as_json, digits=book.digits)
        return 0

    return moved


def _answer(frame: Frame) -> click.Command:
    @click.command("answer", help=frame.word("cli.watch.answer"))
    @click.argument("alert", type=int)
    @click.argument("verdict", type=click.Choice(_VERDICTS))
    @click.option("--why", default="", help=frame.word("cli.watch.opt_why"))
    @click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.watch.opt_until"))
    @key_option(frame)
    @by_option(frame)
    def answer(alert: int, verdict: str, why: str, until: datetime | None, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.watch import Verdict, operations as books

        books.answer(
            alert,
            Verdict(verdict),
            why=why,
            until_on=until.date() if until else None,
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        frame.print("cli.watch.answered", {"alert": str(alert)})
        return 0

    return answer


def _looked(frame: Frame, desk: Desk) -> Watch:
    """Look at cost anew, and return what was seen."""
    with frame.steps() as steps:
        work_watch(book=desk.book, at=desk.at, advance=steps)
    return _kept(frame)


def _kept(frame: Frame) -> Watch:
    """Return what was seen last; Trouble where there is nothing to see."""
    held = kept_watch(book=frame.book())
    if held is None:
        raise Trouble("watch.not_looked", {})
    if isinstance(held.value, Refused):
        raise held.value.trouble
    return held.value


def _seen(desk: Desk, found: Watch) -> "tuple[Seen, ...]":
    """Return what stood out by day, and the lines that the newest forecast sees overrun."""
    from fenhao.books.budgets.operations import line_budgets
    from fenhao.books.database import read
    from fenhao.books.watch import seen_events, seen_overruns

    book = desk.book
    held = kept_forecast(book=book, step=Step.month, until="")
    if held is None or isinstance(held.value, Refused):
        return seen_events(found)
    ahead = held.value.forecast
    year = book.calendar.period(year_foretold(book, ahead)).period
    labels = [each.label for each in book.calendar.within(year, Grain.month)]
    budgets = read(lambda session: line_budgets(session, labels, at=desk.at))
    over = seen_overruns(book=book, found=ahead, budgets=budgets, on=book.today(desk.at))
    return (*seen_events(found), *over)


def _show(frame: Frame, desk: Desk, *, everything: bool, as_json: bool) -> None:
    """Print the alerts that nobody has answered, or all of them."""
    from fenhao.books.database import read
    from fenhao.books.watch import alerts

    rows: list[Sequence[Cell]] = [
        (
            each.id,
            each.kind,
            each.tier,
            each.what,
            each.channel,
            each.first_on,
            each.last_on,
            each.noticed_on,
            each.actual_minor,
            each.expected_minor,
            each.impact_minor,
            each.verdict.value if each.verdict else "open",
        )
        for each in read(alerts)
        if everything or each.verdict is None
    ]
    show(frame, _LIST, rows, noun="watch", as_json=as_json, digits=desk.book.digits)
