"""``fenhao returns``: what customers cost to win, and what spending on them returned."""

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.choice import Estimate
from fenhao.engine.value.returns import Acquisition
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import share_text
from fenhao.interfaces.words import knows
from fenhao.kernel import grouped_text
from fenhao.runs.value import CampaignReturn, Returns, build_returns
from fenhao.warehouse import Engine


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("returns", help=frame.word("cli.returns.help"))
    @click.option("--period", required=True, help=frame.word("cli.returns.period"))
    @click.option("--campaign", default="", help=frame.word("cli.returns.campaign"))
    @click.option("--clv", type=click.Path(path_type=Path), help=frame.word("cli.returns.clv"))
    @click.option(
        "--seed", default=0, show_default=True, type=click.IntRange(0), help=frame.word("cli.returns.seed")
    )
    @json_option(frame)
    def returns(period: str, campaign: str, clv: Path | None, seed: int, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = build_returns(
                book=book,
                label=period,
                campaign=campaign,
                clv=clv,
                at=frame.now(),
                seed=seed,
                engine=Engine.duckdb,
                advance=steps,
            )
        if as_json:
            say_json(asdict(found))
            return 0
        _show_channels(frame, found, digits=book.digits)
        _show_tiers(frame, found, digits=book.digits)
        _show_groups(frame, found, digits=book.digits)
        _show_campaigns(frame, found, digits=book.digits)
        return 0

    return returns


def _table(frame: Frame, title: str, names: Sequence[str], *, texts: int, details: dict[str, str]) -> Table:
    """Return an empty table; its first ``texts`` columns hold words."""
    table = Table(
        box=None,
        header_style="bold",
        title=frame.word(f"cli.returns.{title}", details),
        title_justify="left",
    )
    for place, name in enumerate(names):
        table.add_column(frame.word(f"cli.returns.{name}"), justify="left" if place < texts else "right")
    return table


def _show_channels(frame: Frame, found: Returns, *, digits: int) -> None:
    names = ["channel", "spend", "won", "cac", "earned", "payback"]
    if found.has_clv:
        names += ["clv_mean", "ratio"]
    details = {"label": found.label, "currency": found.currency}
    table = _table(frame, "title_channels", names, texts=1, details=details)
    for each in found.channels:
        table.add_row(*_channel(frame, found, each, each.channel or "", digits=digits))
    table.add_row(
        *_channel(frame, found, found.total, frame.word("cli.returns.all"), digits=digits), style="bold"
    )
    frame.out.print(table)
    if not found.looks_back:
        frame.print("cli.returns.won_before", {"day": found.orders_from.isoformat()})


def _channel(frame: Frame, found: Returns, held: Acquisition, name: str, *, digits: int) -> list[str]:
    payback = frame.word("cli.returns.not_yet") if held.payback_months is None else str(held.payback_months)
    cells = [
        name or frame.word("cli.returns.none"),
        grouped_text(held.spend_minor, digits=digits),
        f"{held.customers:,}",
        _rate(held.cac, digits),
        grouped_text(held.margin_minor, digits=digits),
        payback if held.customers and held.spend_minor > 0 else "–",
    ]
    if found.has_clv:
        cells += [_rate(held.clv, digits), _times(held.clv_to_cac)]
    return cells


def _show_tiers(frame: Frame, found: Returns, *, digits: int) -> None:
    table = _table(
        frame, "title_tiers", ("tier", "customers", "margin", "cost", "per_cost"), texts=1, details={}
    )
    for each in found.tiers:
        table.add_row(
            frame.word(f"tier.{each.tier or 'none'}"),
            f"{each.customers:,}",
            grouped_text(each.margin_minor, digits=digits),
            grouped_text(each.cost_minor, digits=digits),
            _times(each.per_cost),
        )
    frame.out.print(table)


def _show_groups(frame: Frame, found: Returns, *, digits: int) -> None:
    names = ("dimension", "name", "customers", "cost", "before", "after", "roi")
    table = _table(frame, "title_groups", names, texts=2, details={})
    for each in found.groups:
        word = f"tier.{each.name or 'none'}"
        named = frame.word(word) if each.dimension == "tier" and knows(word) else each.name
        table.add_row(
            frame.word(f"returns.dimension.{each.dimension}"),
            named,
            f"{each.customers:,}",
            grouped_text(each.cost_minor, digits=digits),
            "–" if each.before_minor is None else grouped_text(each.before_minor, digits=digits),
            grouped_text(each.after_minor, digits=digits),
            _percent(each.roi),
        )
    frame.out.print(table)
    if not found.looks_back:
        frame.print("cli.returns.no_before", {"day": found.orders_from.isoformat()})


def _show_campaigns(frame: Frame, found: Returns, *, digits: int) -> None:
    if not found.campaigns:
        frame.print("cli.returns.no_campaigns")
        return
    names = ("campaign_name", "basis", "invited", "others", "cost", "effect", "roi")
    table = _table(frame, "title_campaigns", names, texts=2, details={})
    for each in found.campaigns:
        table.add_row(
            each.name or each.campaign_id,
            _basis(frame, each),
            f"{each.invited:,}",
            f"{each.others:,}",
            grouped_text(each.cost_minor, digits=digits),
            _bounds(each.effect, 10**digits, ""),
            _bounds(each.roi, 0.01, "%"),
        )
    frame.out.print(table)


def _basis(frame: Frame, held: CampaignReturn) -> str:
    if held.refused:
        few = held.refused == "choose.arm_too_small" and held.others
        return frame.word("cli.returns.too_few" if few else "cli.returns.no_control")
    return frame.word("cli.returns.like_a_lot" if held.like_a_lot else "cli.returns.adjusted")


def _bounds(held: Estimate | None, unit: float, sign: str) -> str:
    if held is None:
        return "–"
    low, mid, high = (f"{end / unit:,.{0 if sign else 2}f}{sign}" for end in (held.low, held.mid, held.high))
    return f"{mid} ({low} … {high})"


def _rate(held: Fraction | None, digits: int) -> str:
    """Return minor units a customer in major units, to the minor unit, half up."""
    if held is None:
        return "–"
    return grouped_text((2 * held.numerator + held.denominator) // (2 * held.denominator), digits=digits)


def _times(held: Fraction | None) -> str:
    if held is None:
        return "–"
    return grouped_text((200 * held.numerator + held.denominator) // (2 * held.denominator), digits=2)


def _percent(held: Fraction | None) -> str:
    if held is None:
        return "–"
    return share_text(held, decimals=0)
