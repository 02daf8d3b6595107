"""``fenhao goals``: the scorecard, setting and changing goals, measuring them, closing them with a result, and initiatives."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from fenhao.engine.metrics import METRIC_OF, METRICS, Unit, Where, path_at, typed_target
from fenhao.interfaces.cli._acting import acting, names, person
from fenhao.interfaces.cli._books import (
    Cell,
    Column,
    Desk,
    Kind,
    by_option,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._goals_acts import (
    begin_command,
    change_command,
    close_command,
    comment_command,
    drop_command,
    realise_command,
    told,
)
from fenhao.interfaces.names import word
from fenhao.interfaces.report import exact_text
from fenhao.kernel import Trouble
from fenhao.profiles import starting_goals
from fenhao.runs.planning import measure_periods, measured, months_with_facts
from fenhao.warehouse import Engine

if TYPE_CHECKING:
    from fenhao.books.goals import GoalRow

MONTHS_MAX = 24
_LIST = (
    Column("goal"),
    Column("metric"),
    Column("scope"),
    Column("owner"),
    Column("baseline_of"),
    Column("baseline"),
    Column("actual_of"),
    Column("actual"),
    Column("path"),
    Column("target"),
    Column("due"),
    Column("progress", Kind.word, "web.goal_progress"),
    Column("state", Kind.word, "web.goal_state"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("goals", help=frame.word("cli.goals.help"))
    for part in (_list, _show, _metrics, _measure, _start, _set):
        group.add_command(part(frame))
    for act in (change_command, close_command, drop_command, comment_command, begin_command, realise_command):
        group.add_command(act(frame))
    return group


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.goals.list"))
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.goals.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(everything: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.goals import listed as goals

        found = read(lambda session: goals(session, open_only=not everything))
        people = names(desk)
        rows = [_cells(desk, each, people) for each in found]
        show(frame, _LIST, rows, noun="goals", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _show(frame: Frame) -> click.Command:
    @click.command("show", help=frame.word("cli.goals.show"))
    @click.argument("goal", type=int)
    @by_option(frame)
    @json_option(frame)
    def shown(goal: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.goals import listed as goals

        found = read(lambda session: goals(session, only=goal))
        if not found:
            raise Trouble("goal_verdict.unknown_goal", {})
        (row,) = found
        show(
            frame,
            _LIST,
            [_cells(desk, row, names(desk))],
            noun="goals",
            as_json=as_json,
            digits=desk.book.digits,
        )
        metric = row.definition
        if not as_json:
            formula = metric.formula_zh if frame.lang == "zh" else metric.formula_en
            sources = " · ".join(word("metric_source", each, lang=frame.lang) for each in metric.source)
            frame.print("cli.goals.formula", {"formula": formula, "source": sources})
        columns = (
            Column("month"),
            Column("actual"),
            Column("low"),
            Column("high"),
            Column("path"),
            Column("cost_minor", Kind.money),
            Column("entries", Kind.count),
            Column("frozen"),
        )
        months: list[Sequence[Cell]] = [
            (
                each.month, _text(desk, row, each.value), _text(desk, row, each.low), _text(desk, row, each.high),
                _text(desk, row, path_at(row.aim, each.place) if each.place >= 0 else None), each.cost_minor,
                each.entries, each.frozen_at.isoformat() if each.frozen_at else "",
            )
            for each in row.measures
        ]  # fmt: skip
        show(frame, columns, months, noun="goals", as_json=as_json, digits=desk.book.digits)
        return 0

    return shown


def _metrics(frame: Frame) -> click.Command:
    @click.command("metrics", help=frame.word("cli.goals.metrics"))
    @json_option(frame)
    def metrics(as_json: bool) -> int:
        zh = frame.lang == "zh"
        rows: list[Sequence[Cell]] = [
            (
                each.code, each.name_zh if zh else each.name_en, each.unit.value,
                " ".join(sorted(scope.value for scope in each.scopes)), each.formula_zh if zh else each.formula_en,
            )
            for each in METRICS
        ]  # fmt: skip
        columns = (Column("metric"), Column("name"), Column("unit"), Column("scope"), Column("made_by"))
        show(frame, columns, rows, noun="goals", as_json=as_json, digits=0)
        return 0

    return metrics


def _measure(frame: Frame) -> click.Command:
    @click.command("measure", help=frame.word("cli.goals.measure"))
    @click.option("--period", "periods", multiple=True, help=frame.word("cli.goals.opt_period"))
    @click.option("--clv", is_flag=True, help=frame.word("cli.goals.opt_clv"))
    @by_option(frame)
    @json_option(frame)
    def measure(periods: tuple[str, ...], clv: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        changed = _measured(frame, desk, periods, clv=clv)
        if as_json:
            say_json({"numbers": changed})
        else:
            frame.print("cli.goals.measured", {"numbers": str(changed)})
        return 0

    return measure


def _start(frame: Frame) -> click.Command:
    @click.command("start", help=frame.word("cli.goals.start"))
    @click.argument("baseline")
    @click.option("--owner", required=True, help=frame.word("cli.goals.opt_owner"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def start(baseline: str, owner: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import operations as goals

        label = desk.book.calendar.period(baseline).label
        _measured(frame, desk, (label,), clv=True)
        facts = measured(book=desk.book, label=label)
        if facts is None:
            raise Trouble("goals.baseline_not_measured", {"label": label})
        answers = goals.set_starting_goals(
            starting_goals(desk.book.settings.profile),
            owner=person(desk, owner),
            calendar=desk.book.calendar,
            facts=facts,
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        goals.take_measures(book=desk.book, by=desk.by, at=desk.at)
        done = [each.number for each in answers if each.passed]
        if as_json:
            say_json({"goals": done})
        else:
            frame.print("cli.goals.started", {"goals": str(len(done)), "left": str(len(answers) - len(done))})
        return 0

    return start


def _set(frame: Frame) -> click.Command:
    # A target below zero begins like an option: -20%.
    @click.command("set", help=frame.word("cli.goals.set"), context_settings={"ignore_unknown_options": True})
    @click.argument("metric")
    @click.argument("target")
    @click.option("--relative", is_flag=True, help=frame.word("cli.goals.opt_relative"))
    @click.option("--baseline", required=True, help=frame.word("cli.goals.opt_baseline"))
    @click.option("--due", required=True, help=frame.word("cli.goals.opt_due"))
    @click.option("--owner", default="", help=frame.word("cli.goals.opt_owner"))
    @click.option("--owner-department", default="", help=frame.word("cli.goals.opt_owner_department"))
    @click.option("--tier", default="", help=frame.word("cli.goals.opt_tier"))
    @click.option("--category", default="", help=frame.word("cli.goals.opt_category"))
    @click.option("--department", default="", help=frame.word("cli.goals.opt_department"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def set_one(
        metric: str,
        target: str,
        relative: bool,
        baseline: str,
        due: str,
        owner: str,
        owner_department: str,
        tier: str,
        category: str,
        department: str,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.goals import Wanted, operations as goals

        label = desk.book.calendar.period(baseline).label
        facts = measured(book=desk.book, label=label)
        if facts is None:
            _measured(frame, desk, (label,), clv=metric == "ltv_per_cost")
            facts = measured(book=desk.book, label=label)
        if facts is None:
            raise Trouble("goals.baseline_not_measured", {"label": label})
        unit = METRIC_OF[metric].unit if metric in METRIC_OF else Unit.count
        wanted = Wanted(
            metric=metric,
            where=Where(tier, category, department),
            amount=typed_target(target, unit=unit, relative=relative, digits=desk.book.digits),
            relative=relative,
            due_month=due,
            owner=person(desk, owner) if owner else None,
            owner_department=owner_department,
        )
        answer = goals.set_goal(
            wanted, calendar=desk.book.calendar, facts=facts, key=key, by=acting(desk), at=desk.at
        )
        if answer.passed:
            goals.take_measures(book=desk.book, by=desk.by, at=desk.at, only=answer.number)
        return told(frame, desk, answer, as_json=as_json)

    return set_one


def _measured(frame: Frame, desk: Desk, periods: Sequence[str], *, clv: bool) -> int:
    """Measure the months with facts and these periods, then every open goal; return how many numbers changed."""
    from fenhao.books.goals import operations as goals

    months = months_with_facts(book=desk.book, until=desk.book.today(desk.at))[-MONTHS_MAX:]
    if not months:
        raise Trouble("goals.no_facts", {})
    with frame.steps() as steps:
        measure_periods(
            book=desk.book,
            labels=[*dict.fromkeys((*months, *periods))],
            clv=clv,
            at=desk.at,
            engine=Engine.duckdb,
            advance=steps,
        )
    return goals.take_measures(book=desk.book, by=desk.by, at=desk.at)


def _cells(desk: Desk, goal: "GoalRow", people: dict[int, str]) -> Sequence[Cell]:
    """Return a goal as a row; numbers in their metric's unit."""
    newest, where = goal.newest, goal.where
    return (
        goal.id, goal.metric, " ".join(each for each in (where.tier, where.category, where.department) if each),
        people.get(goal.owner or 0, goal.owner_department), goal.baseline_label, _text(desk, goal, goal.baseline),
        newest.month if newest else "", _text(desk, goal, newest.value if newest else None),
        _text(desk, goal, path_at(goal.aim, newest.place) if newest else None), _text(desk, goal, goal.target),
        goal.due_month, goal.progress, goal.state,
    )  # fmt: skip


def _text(desk: Desk, goal: "GoalRow", value: Fraction | None) -> str:
    """Return a number in the goal's unit."""
    return exact_text(goal.definition.unit, value, digits=desk.book.digits)
