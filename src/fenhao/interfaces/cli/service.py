"""``fenhao service``: what is promised to customers and kept, what is about to be missed, who is told, where tickets go."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import pyarrow as pa
from rich.table import Table

from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._customer_file import opened
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._service_cost import cost_commands
from fenhao.interfaces.cli._service_ticket import ticket_command
from fenhao.interfaces.cli._service_warnings import warnings_command
from fenhao.runs.book import Book
from fenhao.runs.service import (
    GROUPED_BY,
    Met,
    ServiceLevels,
    assess_service,
    route_waiting,
    service_policy,
    ticket_list,
)
from fenhao.warehouse import Engine

_STATES = ("met", "missed", "late", "paused", "running")
_BREACHES = ("about", "late", "missed", "paused", "open")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("service", help=frame.word("cli.service.help"))
    for command in (
        _sla(frame),
        _breaches(frame),
        _escalate(frame),
        _route(frame),
        ticket_command(frame),
        warnings_command(frame),
        *cost_commands(frame),
    ):
        group.add_command(command)
    return group


def _sla(frame: Frame) -> click.Command:
    """Return the command that tells how much of what was promised is kept."""

    @click.command("sla", help=frame.word("cli.service.sla"))
    @click.option(
        "--by",
        type=click.Choice(["all", *GROUPED_BY]),
        default="channel",
        show_default=True,
        help=frame.word("cli.service.by"),
    )
    @click.option("--file", type=click.Path(path_type=Path), help=frame.word("cli.service.file"))
    @json_option(frame)
    def sla(by: str, file: Path | None, as_json: bool) -> int:
        with frame.steps() as steps, opened(file) as sink:
            levels, _ = assess_service(book=frame.book(), at=frame.now(), engine=Engine.duckdb, advance=steps)
            if file is not None:
                sink.write(pa.Table.from_pylist([_facts(each) for each in levels.groups]))
        shown = [each for each in levels.groups if each.by == by]
        if as_json:
            say_json(_head(levels))
            for each in shown:
                say_json({"kind": "met", **_facts(each)})
            return 0
        _tell_head(frame, levels)
        frame.out.print(_met_table(frame, shown))
        if file is not None:
            frame.print("cli.service.written", {"file": str(file), "count": f"{len(levels.groups):,}"})
        return 0

    return sla


def _breaches(frame: Frame) -> click.Command:
    """Return the command that lists tickets by what became of their clocks."""

    @click.command("breaches", help=frame.word("cli.service.breaches"))
    @click.option(
        "--state",
        type=click.Choice(_BREACHES),
        default="late",
        show_default=True,
        help=frame.word("cli.service.state"),
    )
    @click.option("--channel", default="", help=frame.word("cli.service.channel"))
    @click.option("--team", default="", help=frame.word("cli.service.team"))
    @click.option(
        "--show",
        default=20,
        show_default=True,
        type=click.IntRange(1, 100_000),
        help=frame.word("cli.service.show"),
    )
    @json_option(frame)
    def breaches(state: str, channel: str, team: str, show: int, as_json: bool) -> int:
        book, now = frame.book(), frame.now()
        with frame.steps() as steps:
            assess_service(book=book, at=now, engine=Engine.duckdb, advance=steps)
        wanted = {name: value for name, value in (("channel", channel), ("team", team)) if value}
        found = ticket_list(book, wanted=wanted, state=state, text="", skip=0, limit=show, now=now)
        table = _table(frame, ("ticket", "channel", "priority", "team", "opened", "first_due", "due", "left"))
        for each in found.rows:
            first, last = each.clock("first_response"), each.clock("resolution")
            if as_json:
                say_json(
                    {
                        "kind": "ticket",
                        "ticket_id": each.ticket_id,
                        "customer_id": each.customer_id,
                        "channel": each.channel,
                        "priority": each.priority,
                        "team": each.team,
                        "agent": each.agent,
                        "opened_at": each.opened,
                        "first_response_state": first.state,
                        "first_response_due": first.due,
                        "resolution_state": last.state,
                        "resolution_due": last.due,
                        "seconds_left": last.allowed - last.used if last.state else None,
                    }
                )
                continue
            table.add_row(
                each.ticket_id,
                frame.named("service_channel", each.channel),
                frame.named("service_priority", each.priority),
                frame.named("service_team", each.team),
                _when(book, each.opened),
                _when(book, first.due) if each.answered is None else "",
                _when(book, last.due),
                f"{(last.allowed - last.used) // 60:,}" if last.state else "",
            )
        if not as_json:
            frame.out.print(table)
            frame.print("cli.service.shown", {"shown": f"{len(found.rows):,}", "count": f"{found.count:,}"})
        return 0

    return breaches


def _escalate(frame: Frame) -> click.Command:
    """Return the command that tells which steps of escalation are reached."""

    @click.command("escalate", help=frame.word("cli.service.escalate"))
    @click.option(
        "--show",
        default=50,
        show_default=True,
        type=click.IntRange(1, 100_000),
        help=frame.word("cli.service.show"),
    )
    @json_option(frame)
    def escalate(show: int, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            _, reached = assess_service(book=book, at=frame.now(), engine=Engine.duckdb, advance=steps)
        table = _table(frame, ("ticket", "clock", "step", "since", "due", "tell", "team", "agent"))
        for each in reached.rows[:show]:
            if as_json:
                say_json(
                    {
                        "kind": "escalation",
                        "ticket_id": each.ticket_id,
                        "clock": each.clock,
                        "step": each.step,
                        "since": each.since,
                        "due": each.due,
                        "tell": list(each.tell),
                        "team": each.team,
                        "agent": each.agent,
                    }
                )
                continue
            table.add_row(
                each.ticket_id,
                frame.word(f"service_clock.{each.clock}"),
                frame.named("service_step", each.step),
                _when(book, each.since),
                _when(book, each.due),
                ", ".join(frame.named("role", one) for one in each.tell),
                each.team,
                each.agent,
            )
        if not as_json:
            frame.out.print(table)
            frame.print(
                "cli.service.shown",
                {"shown": f"{min(show, len(reached.rows)):,}", "count": f"{len(reached.rows):,}"},
            )
        return 0

    return escalate


def _route(frame: Frame) -> click.Command:
    """Return the command that tells where open tickets belong."""

    @click.command("route", help=frame.word("cli.service.route"))
    @click.option("--all", "everyone", is_flag=True, help=frame.word("cli.service.everyone"))
    @click.option(
        "--show",
        default=50,
        show_default=True,
        type=click.IntRange(1, 100_000),
        help=frame.word("cli.service.show"),
    )
    @json_option(frame)
    def route(everyone: bool, show: int, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            assess_service(book=book, at=frame.now(), engine=Engine.duckdb, advance=steps)
        found = route_waiting(book=book, policy=service_policy(book), everyone=everyone)
        table = _table(frame, ("ticket", "channel", "kind", "priority", "queue", "team", "why"))
        for each in found[:show]:
            if as_json:
                say_json(
                    {
                        "kind": "route",
                        "ticket_id": each.ticket_id,
                        "channel": each.channel,
                        "ticket_kind": each.kind,
                        "priority": each.priority,
                        "queue": each.queue,
                        "team": each.team,
                        "reason": each.reason.value,
                    }
                )
                continue
            why = frame.word(f"route_reason.{each.reason.value}")
            named = (
                frame.named(f"service_{name}", getattr(each, name))
                for name in ("channel", "kind", "priority")
            )
            team = frame.named("service_team", each.team)
            table.add_row(each.ticket_id, *named, each.queue, team, why)
        if not as_json:
            frame.out.print(table)
            frame.print(
                "cli.service.shown", {"shown": f"{min(show, len(found)):,}", "count": f"{len(found):,}"}
            )
        return 0

    return route


def _facts(each: Met) -> dict[str, str | int | None]:
    """Return one group for machines; the share met is in hundredths of a percent, empty where nothing is judged yet."""
    return {
        "by": each.by,
        "name": each.name,
        "clock": each.clock,
        "met": each.met,
        "missed": each.missed,
        "late": each.late,
        "paused": each.paused,
        "running": each.running,
        "met_basis_points": each.met * 10_000 // each.judged if each.judged else None,
    }


def _head(levels: ServiceLevels) -> dict[str, object]:
    """Return what is known of the whole, for machines."""
    return {
        "kind": "service_levels",
        "at": levels.at,
        "policy": levels.policy,
        "tickets": levels.tickets,
        "open": levels.open_now,
        "reopened": levels.reopened,
        "without_time": levels.without_time,
        "without_goal": levels.without_goal,
        "unlisted_years": list(levels.unlisted_years),
    }


def _tell_head(frame: Frame, levels: ServiceLevels) -> None:
    """Print what is known of the whole, and which years' holidays are not."""
    frame.print("cli.service.head", {
        "tickets": f"{levels.tickets:,}",
        "open": f"{levels.open_now:,}",
        "reopened": f"{levels.reopened:,}",
        "policy": levels.policy,
    }, style="bold")  # fmt: skip
    if levels.without_time:
        frame.print("cli.service.without_time", {"count": f"{levels.without_time:,}"}, style="yellow")
    if levels.unlisted_years:
        years = ", ".join(str(each) for each in levels.unlisted_years)
        frame.print("cli.service.unlisted", {"years": years}, style="yellow")


def _met_table(frame: Frame, groups: Sequence[Met]) -> Table:
    """Return the groups, a row for each and clock."""
    table = _table(frame, ("group", "clock", "share", *_STATES))
    for each in groups:
        share = f"{each.met / each.judged:.1%}" if each.judged else "–"
        counts = (f"{getattr(each, name):,}" for name in _STATES)
        group = frame.named(f"service_{each.by}", each.name)
        table.add_row(group, frame.word(f"service_clock.{each.clock}"), share, *counts)
    return table


def _table(frame: Frame, columns: Sequence[str]) -> Table:
    """Return an empty table with its headings."""
    table = Table(box=None, header_style="bold")
    right = {"share", "left", *_STATES}
    for name in columns:
        table.add_column(frame.word(f"service_column.{name}"), justify="right" if name in right else "left")
    return table


def _when(book: Book, at: datetime | None) -> str:
    """Return a moment by the company's clocks, '' for none."""
    return "" if at is None else f"{book.local(at):%Y-%m-%d %H:%M}"
