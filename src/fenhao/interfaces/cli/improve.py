"""``fenhao improve``: improvement items, opened with a frozen baseline, closed only with what was measured."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from fenhao.engine.metrics import Where
from fenhao.interfaces.cli._acting import acting, names, person
from fenhao.interfaces.cli._books import (
    Cell,
    Column,
    Desk,
    Kind,
    amount,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import grouped_text
from fenhao.runs.planning import measure_periods, months_with_facts
from fenhao.runs.service import work_satisfaction
from fenhao.warehouse import Engine

if TYPE_CHECKING:
    from fenhao.books.improvements import ImproveAnswer

MONTHS_MAX = 24
_LIST = (
    Column("item"),
    Column("title"),
    Column("source", Kind.word, "improve_source"),
    Column("owner"),
    Column("due"),
    Column("judged_by", Kind.word, "improve_measure"),
    Column("expected"),
    Column("measured"),
    Column("state", Kind.word, "web.goal_state"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("improve", help=frame.word("cli.improve.help"))
    for part in (_list, _measure, _open, _task, _finish, _comment, _close, _drop):
        group.add_command(part(frame))
    return group


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.improve.list"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.improve.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(everything: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import Session, read
        from fenhao.books.improvements import ItemRow, Measure, Measured, listed as items, measure

        def work(session: Session) -> list[tuple[ItemRow, Measured | None]]:
            """Read the items and measure the open ones."""
            return [
                (each, measure(session, desk.book, each) if each.state == "open" else each.result)
                for each in items(session, open_only=not everything)
            ]

        people = names(desk)

        def said(each: ItemRow, figure: int) -> Cell:
            """Return a saving as an amount for people, as minor units for programs; points of a survey as they are."""
            if as_json or each.aim.measure is not Measure.cost:
                return figure
            return f"{grouped_text(figure, digits=desk.book.digits)} {desk.book.settings.currency}"

        def monthly(each: ItemRow) -> Cell:
            """Return what is expected: a saving is one of each month, what was measured one of all months since."""
            told = said(each, each.expected)
            if as_json or each.aim.measure is not Measure.cost:
                return told
            return frame.word("web.improve.saving_a_month", {"amount": str(told)})

        rows: list[Sequence[Cell]] = [
            (
                each.id,
                each.title,
                each.source.value,
                people.get(each.owner, ""),
                each.due_on.isoformat(),
                each.aim.measure.value,
                monthly(each),
                None
                if found is None
                else said(each, found.saved_minor)
                if found.saved_minor is not None
                else f"{found.gap:+.1f}",
                each.state,
            )
            for each, found in read(work)
        ]
        show(frame, _LIST, rows, noun="improve", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _measure(frame: Frame) -> click.Command:
    @click.command("measure", help=frame.word("cli.improve.measure"))
    @by_option(frame)
    def measured(by: str) -> int:
        desk = open_desk(frame, by=by)
        months = months_with_facts(book=desk.book, until=desk.book.today(desk.at))[-MONTHS_MAX:]
        with frame.steps() as steps:
            measure_periods(
                book=desk.book, labels=months, clv=False, at=desk.at, engine=Engine.duckdb, advance=steps
            )
            work_satisfaction(book=desk.book, at=desk.at, advance=steps)
        frame.print("web.improve.was_measured", {})
        return 0

    return measured


def _open(frame: Frame) -> click.Command:
    @click.command("open", help=frame.word("cli.improve.open"))
    @click.argument("title")
    @click.option("--owner", required=True, help=frame.word("cli.improve.opt_owner"))
    @click.option(
        "--due", required=True, type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.improve.opt_due")
    )
    @click.option("--baseline", required=True, help=frame.word("cli.improve.opt_baseline"))
    @click.option("--expected", required=True, help=frame.word("cli.improve.opt_expected"))
    @click.option(
        "--measure",
        type=click.Choice(("cost", "csat", "nps", "ces")),
        default="cost",
        show_default=True,
        help=frame.word("cli.improve.opt_measure"),
    )
    @click.option(
        "--source",
        type=click.Choice(("finding", "survey", "complaint", "hand")),
        default="hand",
        show_default=True,
        help=frame.word("cli.improve.opt_source"),
    )
    @click.option("--ref", default="", help=frame.word("cli.improve.opt_ref"))
    @click.option("--note", default="", help=frame.word("cli.improve.opt_note"))
    @click.option("--tier", default="", help=frame.word("cli.goals.opt_tier"))
    @click.option("--category", default="", help=frame.word("cli.goals.opt_category"))
    @click.option("--department", default="", help=frame.word("cli.goals.opt_department"))
    @click.option("--part", default="", help=frame.word("cli.improve.opt_part"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def opened(
        title: str,
        owner: str,
        due: datetime,
        baseline: str,
        expected: str,
        measure: str,
        source: str,
        ref: str,
        note: str,
        tier: str,
        category: str,
        department: str,
        part: str,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.improvements import Aim, Measure, Source, Wanted, operations as books

        judged = Measure(measure)
        where, (by_part, _, named) = Where(tier, category, department), part.partition("/")
        wanted = Wanted(
            title=title,
            note=note,
            source=Source(source),
            source_ref=ref,
            owner=person(desk, owner),
            due_on=due.date(),
            aim=Aim(judged, where) if judged is Measure.cost else Aim(judged, Where(), by_part, named),
            baseline_month=baseline,
            expected=_expected(desk, expected, money=judged is Measure.cost),
        )
        answer = books.open_item(wanted, book=desk.book, key=key, by=acting(desk), at=desk.at)
        return _told(frame, answer, as_json=as_json)

    return opened


def _expected(desk: Desk, told: str, *, money: bool) -> int:
    """Return what is expected: minor units of a saving, or whole points; 0 for what is neither."""
    if money:
        return amount(told, desk=desk)
    return int(told) if told.isdecimal() else 0


def _task(frame: Frame) -> click.Command:
    @click.command("task", help=frame.word("cli.improve.task"))
    @click.argument("item", type=int)
    @click.argument("title")
    @click.option("--owner", required=True, help=frame.word("cli.improve.opt_owner"))
    @click.option(
        "--due", required=True, type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.improve.opt_due")
    )
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def task(item: int, title: str, owner: str, due: datetime, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.improvements import operations as books

        answer = books.add_task(
            item,
            title=title,
            owner=person(desk, owner),
            due_on=due.date(),
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        return _told(frame, answer, as_json=as_json)

    return task


def _finish(frame: Frame) -> click.Command:
    @click.command("finish", help=frame.word("cli.improve.finish"))
    @click.argument("task", type=int)
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def finish(task: int, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.improvements import operations as books

        return _told(frame, books.finish_task(task, key=key, by=acting(desk), at=desk.at), as_json=as_json)

    return finish


def _comment(frame: Frame) -> click.Command:
    @click.command("comment", help=frame.word("cli.improve.comment"))
    @click.argument("item", type=int)
    @click.argument("text")
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def comment(item: int, text: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.improvements import operations as books

        answer = books.comment_on(item, text=text, key=key, by=acting(desk), at=desk.at)
        return _told(frame, answer, as_json=as_json)

    return comment


def _close(frame: Frame) -> click.Command:
    @click.command("close", help=frame.word("cli.improve.close"))
    @click.argument("item", type=int)
    @click.option("--why", default="", help=frame.word("cli.improve.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def close(item: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.improvements import operations as books

        answer = books.close_item(item, book=desk.book, why=why, key=key, by=acting(desk), at=desk.at)
        return _told(frame, answer, as_json=as_json)

    return close


def _drop(frame: Frame) -> click.Command:
    @click.command("drop", help=frame.word("cli.improve.drop"))
    @click.argument("item", type=int)
    @click.option("--why", required=True, help=frame.word("cli.improve.opt_why"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def drop(item: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk: Desk = open_desk(frame, by=by)
        from fenhao.books.improvements import operations as books

        answer = books.drop_item(item, why=why, key=key, by=acting(desk), at=desk.at)
        return _told(frame, answer, as_json=as_json)

    return drop


def _told(frame: Frame, answer: "ImproveAnswer", *, as_json: bool) -> int:
    """Say what became of an act; a refusal is a failed check."""
    if as_json:
        say_json({"verdict": answer.verdict.value, "number": answer.number, "replayed": answer.replayed})
    else:
        frame.print(f"improve_verdict.{answer.verdict.value}", {})
        if answer.passed:
            frame.print("cli.goals.number", {"number": str(answer.number)})
    return 0 if answer.passed else EXIT_CHECK_FAILED
