"""``fenhao chart``: the chart of cost types, listed, edited, taken from chart.toml and put back there."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from fenhao.engine.ledger import (
    ALWAYS,
    GAP,
    ChartDifference,
    ChartVerdict,
    Meaning,
    Nature,
    Node,
    Purpose,
    Stage,
)
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    by_option,
    day,
    json_option,
    key_option,
    open_desk,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.journal.operations import ChartAnswer

_DAY = click.DateTime(["%Y-%m-%d"])
_SAID = (
    "code",
    "under",
    "name_zh",
    "name_en",
    "nature",
    "purpose",
    "stage",
    "pool",
    "retired",
    "from",
    "token",
)
_NATURES, _PURPOSES, _STAGES = (
    click.Choice([each.value for each in kind]) for kind in (Nature, Purpose, Stage)
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("chart", help=frame.word("cli.chart.help"))
    for command in (_list, _diff, _import, _publish, _add, _rename, _move, _change, _retire):
        group.add_command(command(frame))
    return group


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.chart.list"))
    @click.option("--on", type=_DAY, help=frame.word("cli.chart.on"))
    @by_option(frame)
    @json_option(frame)
    def listed(on: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        nodes = sorted(_standing(day(on, desk=desk)), key=lambda node: (node.position, node.code))
        ordered: list[tuple[int, Node]] = []

        def below(parent: str, depth: int) -> None:
            for node in nodes:
                if node.parent == parent:
                    ordered.append((depth, node))
                    below(node.code, depth + 1)

        below("", 0)
        if not ordered and not as_json:
            frame.print("chart.no_chart")
            return 0
        show(
            frame,
            [Column(name) for name in _SAID],
            [_row(node, "" if as_json else "  " * depth) for depth, node in ordered],
            noun="chart",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return listed


def _diff(frame: Frame) -> click.Command:
    @click.command("diff", help=frame.word("cli.chart.diff"))
    @click.option("--on", type=_DAY, help=frame.word("cli.chart.on"))
    @by_option(frame)
    @json_option(frame)
    def diff(on: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.journal.operations import file_differences

        _differences(frame, desk, file_differences(book=desk.book, on=day(on, desk=desk)), as_json=as_json)
        return 0

    return diff


def _import(frame: Frame) -> click.Command:
    @click.command("import", help=frame.word("cli.chart.import"))
    @click.option("--from", "since", type=_DAY, help=frame.word("cli.chart.from_option"))
    @by_option(frame)
    @json_option(frame)
    def take_in(since: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.journal.operations import file_differences, import_chart

        from_on = _first(day(since, desk=desk)) if since is None else since.date()
        differences = file_differences(book=desk.book, on=date.max)
        told = import_chart(book=desk.book, from_on=from_on, by=desk.by, at=desk.at)
        if told.verdict is not ChartVerdict.changed:
            return _told(frame, told)
        _differences(frame, desk, differences, as_json=as_json)
        if not as_json:
            frame.print("cli.chart.imported", {"count": str(told.changed), "from": from_on.isoformat()})
        return 0

    return take_in


def _publish(frame: Frame) -> click.Command:
    @click.command("publish", help=frame.word("cli.chart.publish"))
    @click.option("--on", type=_DAY, help=frame.word("cli.chart.on"))
    @click.option("--over", is_flag=True, help=frame.word("cli.chart.over"))
    @by_option(frame)
    @json_option(frame)
    def publish(on: datetime | None, over: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.journal.operations import PublishVerdict, publish_chart

        told = publish_chart(book=desk.book, on=day(on, desk=desk), over=over, by=desk.by, at=desk.at)
        if told.differences:
            _differences(frame, desk, told.differences, as_json=as_json)
        if told.verdict in {PublishVerdict.no_chart, PublishVerdict.file_edited}:
            raise Trouble(f"chart.{told.verdict.value}", {})
        if not as_json:
            frame.print(f"chart.{told.verdict.value}")
        return 0

    return publish


def _add(frame: Frame) -> click.Command:
    @click.command("add", help=frame.word("cli.chart.add"))
    @click.argument("code")
    @click.option("--under", default="", help=frame.word("cli.chart.under_option"))
    @click.option("--zh", required=True, help=frame.word("cli.chart.zh_option"))
    @click.option("--en", required=True, help=frame.word("cli.chart.en_option"))
    @click.option("--nature", type=_NATURES, help=frame.word("cli.chart.nature_option"))
    @click.option("--purpose", type=_PURPOSES, default="service", help=frame.word("cli.chart.purpose_option"))
    @click.option("--stage", type=_STAGES, default="all", help=frame.word("cli.chart.stage_option"))
    @click.option("--pool", default="", help=frame.word("cli.chart.pool_option"))
    @key_option(frame)
    @by_option(frame)
    def add(
        code: str,
        under: str,
        zh: str,
        en: str,
        nature: str | None,
        purpose: str,
        stage: str,
        pool: str,
        key: str,
        by: str,
    ) -> int:
        desk = open_desk(frame, by=by)
        last = max((node.position for node in _standing(date.max)), default=0)
        meaning = Meaning(Nature(nature), Purpose(purpose), Stage(stage), pool) if nature else None
        return _edit(
            frame, desk, Node(code, under, last + GAP, zh, en, meaning), key=key, why="", adding=True
        )

    return add


def _rename(frame: Frame) -> click.Command:
    @click.command("rename", help=frame.word("cli.chart.rename"))
    @click.argument("code")
    @click.option("--zh", default="", help=frame.word("cli.chart.zh_option"))
    @click.option("--en", default="", help=frame.word("cli.chart.en_option"))
    @click.option("--token", type=int, help=frame.word("cli.chart.token_option"))
    @key_option(frame)
    @by_option(frame)
    def rename(code: str, zh: str, en: str, token: int | None, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        node = _held(code, token)
        wanted = replace(node, name_zh=zh or node.name_zh, name_en=en or node.name_en)
        return _edit(frame, desk, wanted, key=key, why="")

    return rename


def _move(frame: Frame) -> click.Command:
    @click.command("move", help=frame.word("cli.chart.move"))
    @click.argument("code")
    @click.option("--under", required=True, help=frame.word("cli.chart.under_option"))
    @click.option("--from", "since", type=_DAY, help=frame.word("cli.chart.from_option"))
    @click.option("--why", default="", help=frame.word("cli.chart.why_option"))
    @click.option("--token", type=int, help=frame.word("cli.chart.token_option"))
    @key_option(frame)
    @by_option(frame)
    def move(
        code: str, under: str, since: datetime | None, why: str, token: int | None, key: str, by: str
    ) -> int:
        desk = open_desk(frame, by=by)
        wanted = replace(_held(code, token), parent=under, in_force_on=since.date() if since else ALWAYS)
        return _edit(frame, desk, wanted, key=key, why=why)

    return move


def _change(frame: Frame) -> click.Command:
    @click.command("change", help=frame.word("cli.chart.change"))
    @click.argument("code")
    @click.option("--nature", type=_NATURES, help=frame.word("cli.chart.nature_option"))
    @click.option("--purpose", type=_PURPOSES, help=frame.word("cli.chart.purpose_option"))
    @click.option("--stage", type=_STAGES, help=frame.word("cli.chart.stage_option"))
    @click.option("--pool", help=frame.word("cli.chart.pool_option"))
    @click.option("--from", "since", type=_DAY, required=True, help=frame.word("cli.chart.from_option"))
    @click.option("--why", default="", help=frame.word("cli.chart.why_option"))
    @click.option("--token", type=int, help=frame.word("cli.chart.token_option"))
    @key_option(frame)
    @by_option(frame)
    def change(
        code: str,
        nature: str | None,
        purpose: str | None,
        stage: str | None,
        pool: str | None,
        since: datetime,
        why: str,
        token: int | None,
        key: str,
        by: str,
    ) -> int:
        desk = open_desk(frame, by=by)
        node = _held(code, token)
        if (old := node.meaning) is None:
            raise Trouble("chart.not_a_leaf", {"code": code})
        meaning = Meaning(
            Nature(nature) if nature else old.nature,
            Purpose(purpose) if purpose else old.purpose,
            Stage(stage) if stage else old.stage,
            old.pool_id if pool is None else pool,
        )
        wanted = replace(node, meaning=meaning, in_force_on=since.date())
        return _edit(frame, desk, wanted, key=key, why=why)

    return change


def _retire(frame: Frame) -> click.Command:
    @click.command("retire", help=frame.word("cli.chart.retire"))
    @click.argument("code")
    @click.option("--from", "since", type=_DAY, help=frame.word("cli.chart.retire_from"))
    @click.option("--why", default="", help=frame.word("cli.chart.why_option"))
    @click.option("--token", type=int, help=frame.word("cli.chart.token_option"))
    @key_option(frame)
    @by_option(frame)
    def retire(code: str, since: datetime | None, why: str, token: int | None, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        wanted = replace(_held(code, token), retired_on=day(since, desk=desk))
        return _edit(frame, desk, wanted, key=key, why=why)

    return retire


def _edit(frame: Frame, desk: Desk, wanted: Node, *, key: str, why: str, adding: bool = False) -> int:
    """Ask for an edit and say how it ended."""
    from fenhao.books.journal.operations import edit_node

    told = edit_node(key=key, wanted=wanted, adding=adding, why=why, by=desk.by, at=desk.at)
    return _told(frame, told)


def _told(frame: Frame, told: "ChartAnswer") -> int:
    """Say how an edit ended; a refusal is trouble."""
    now = (
        " ".join(cell for cell in _row(told.node, "") if isinstance(cell, str) and cell) if told.node else ""
    )
    if told.verdict is not ChartVerdict.changed:
        raise Trouble(f"chart.{told.verdict.value}", {"code": told.code, "now": now})
    frame.print("chart.changed", {"code": told.code})
    return 0


def _held(code: str, token: int | None) -> Node:
    """Return the newest version of a node, under the token that the user saw when one was given."""
    from fenhao.books.database import read
    from fenhao.books.journal import chart_nodes
    from fenhao.engine.ledger import newest

    node = newest(read(chart_nodes)).get(code)
    if node is None:
        raise Trouble("chart.unknown_node", {"code": code})
    return replace(node, in_force_on=ALWAYS, version=node.version if token is None else token)


def _standing(on: date) -> list[Node]:
    """Return every node as it stands on a day."""
    from fenhao.books.database import read
    from fenhao.books.journal import chart_nodes
    from fenhao.engine.ledger import standing_on

    return list(standing_on(read(chart_nodes), on).values())


def _row(node: Node, indent: str) -> tuple[str | int | date | None, ...]:
    """Return what is shown of a node."""
    own = node.meaning
    meaning = (own.nature.value, own.purpose.value, own.stage.value, own.pool_id) if own else ("", "", "", "")
    since = None if node.in_force_on == ALWAYS else node.in_force_on
    names = (f"{indent}{node.code}", node.parent, node.name_zh, node.name_en)
    return (*names, *meaning, node.retired_on, since, node.version)


def _differences(frame: Frame, desk: Desk, found: tuple[ChartDifference, ...], *, as_json: bool) -> None:
    """Show in what two charts differ."""
    if not found and not as_json:
        frame.print("chart.unchanged")
        return
    show(
        frame,
        (Column("code"), Column("field"), Column("before"), Column("after")),
        [(each.code, each.field, each.before, each.after) for each in found],
        noun="chart",
        as_json=as_json,
        digits=desk.book.digits,
    )


def _first(on: date) -> date:
    """Return the first day of the next month after a day: from when an import without a day holds."""
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)
