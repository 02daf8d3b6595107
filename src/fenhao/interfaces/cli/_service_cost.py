"""``fenhao service cost``, ``complaints``, ``capacity`` and ``expect``: what service work costs by time, what complaints cost, and what resources are used for."""

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction

import click
import pyarrow as pa

from fenhao.engine.service.costing import DelayClock
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._service_said import say_capacity, say_complaints, say_cost, say_effect
from fenhao.interfaces.cli._service_shown import show_capacity, show_complaints, show_effect
from fenhao.interfaces.cli._service_told import BY, Told, percent, show_cost
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.mart import open_mart
from fenhao.runs.service import (
    ServiceCost,
    complaint_cost,
    expectations,
    resolution_days,
    service_capacity,
    service_cost,
    state_expectation,
    tool_effect,
)
from fenhao.warehouse import Engine

COMPLAINTS_SHOWN = 30
_CLOCKS = tuple(each.value for each in DelayClock)


def cost_commands(frame: Frame) -> tuple[click.Command, ...]:
    """Return the commands on cost, complaints and resources, their help in the user's language."""
    return tuple(part(frame) for part in (_cost, _expect, _complaints, _capacity))


def _period(frame: Frame) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return ``--period LABEL``."""
    return click.option("--period", required=True, help=frame.word("cli.service_cost.period"))


def _told(frame: Frame, book: Book) -> Told:
    return Told(frame, digits=book.digits, currency=book.settings.currency)


def _costed(frame: Frame, book: Book, period: str) -> ServiceCost:
    """Cost a period; the customers' file belongs to the pages' own result and is left alone."""

    def write(rows: pa.Table) -> None:
        """Let the rows go."""

    with frame.steps() as steps:
        return service_cost(book=book, label=period, engine=Engine.duckdb, advance=steps, write=write)


def _cost(frame: Frame) -> click.Command:
    @click.command("cost", help=frame.word("cli.service_cost.cost_help"))
    @_period(frame)
    @click.option(
        "--by",
        type=click.Choice(BY),
        default="channel",
        show_default=True,
        help=frame.word("cli.service_cost.by"),
    )
    @json_option(frame)
    def cost(period: str, by: str, as_json: bool) -> int:
        book = frame.book()
        found = _costed(frame, book, period)
        outcomes = expectations(book=book, found=found)
        if as_json:
            say_cost(found, outcomes)
        else:
            show_cost(_told(frame, book), found, outcomes, by=by)
        return 0

    return cost


def _expect(frame: Frame) -> click.Command:
    @click.command("expect", help=frame.word("cli.service_cost.expect_help"))
    @_period(frame)
    @click.option("--from", "channel", required=True, help=frame.word("cli.service_cost.from"))
    @click.option("--points", required=True, help=frame.word("cli.service_cost.points"))
    @json_option(frame)
    def expect(period: str, channel: str, points: str, as_json: bool) -> int:
        book = frame.book()
        share = _share(points)
        found = _costed(frame, book, period)
        stated = state_expectation(book=book, found=found, channel=channel, points=share, at=frame.now())
        told = _told(frame, book)
        if as_json:
            say_json(
                {
                    "what": "expectation",
                    "base": stated.base.label,
                    "channel": channel,
                    "points": str(share),
                    "freed_minor_estimate": float(stated.stated.freed_minor),
                }
            )
        else:
            details = {
                "base": stated.base.label,
                "channel": told.named("service_channel", channel),
                "points": percent(share),
                "expected": told.about(stated.stated.freed_minor),
            }
            frame.print("cli.service_cost.expected", details)
        return 0

    return expect


def _complaints(frame: Frame) -> click.Command:
    @click.command("complaints", help=frame.word("cli.service_cost.complaints_help"))
    @_period(frame)
    @click.option("--clock", type=click.Choice(_CLOCKS), help=frame.word("cli.service_cost.clock"))
    @json_option(frame)
    def complaints(period: str, clock: str | None, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = complaint_cost(
                book=book,
                label=period,
                clock=DelayClock(clock) if clock else None,
                deadlines=resolution_days(book),
                at=frame.now(),
                engine=Engine.duckdb,
                advance=steps,
            )
        if as_json:
            say_complaints(found)
        else:
            show_complaints(_told(frame, book), found, most=COMPLAINTS_SHOWN)
        return 0

    return complaints


def _capacity(frame: Frame) -> click.Command:
    @click.command("capacity", help=frame.word("cli.service_cost.capacity_help"))
    @_period(frame)
    @click.option(
        "--tool-from", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.service_cost.tool_from")
    )
    @click.option(
        "--channel", default="chat", show_default=True, help=frame.word("cli.service_cost.channel_opt")
    )
    @click.option(
        "--days", type=int, default=60, show_default=True, help=frame.word("cli.service_cost.days_opt")
    )
    @json_option(frame)
    def capacity(period: str, tool_from: datetime | None, channel: str, days: int, as_json: bool) -> int:
        book = frame.book()
        told = _told(frame, book)
        with frame.steps() as steps:
            found = service_capacity(
                book=book, label=period, mart=open_mart(book), engine=Engine.duckdb, advance=steps
            )
            effect = (
                tool_effect(
                    book=book,
                    day=tool_from.date(),
                    channel=channel,
                    days=days,
                    at=frame.now(),
                    engine=Engine.duckdb,
                    advance=steps,
                )
                if tool_from
                else None
            )
        if as_json:
            say_capacity(found)
        else:
            show_capacity(told, found)
        if effect is not None and as_json:
            say_effect(effect)
        elif effect is not None:
            show_effect(told, effect)
        return 0

    return capacity


def _share(text: str) -> Fraction:
    """Return points of all contacts typed as 5, 5% or 2.5."""
    try:
        return Fraction(text.strip().removesuffix("%").removesuffix("％").strip()) / 100
    except (ValueError, ZeroDivisionError):
        raise Trouble("service_cost.points", {"most": "100"}) from None
