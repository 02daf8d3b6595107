"""``fenhao bridge``: why the cost of a period differs from another period or the plan."""

from collections import defaultdict
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.value.bridge import EFFECTS, Moved
from fenhao.interfaces.charts import Effect, Step, Voice, bridge as drawn, style
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.words import knows
from fenhao.kernel import grouped_text
from fenhao.runs.report import CostBridge, bridge_cost
from fenhao.warehouse import Engine

_BY = ("tier", "channel", "cost_type", "segment")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("bridge", help=frame.word("cli.bridge.help"))
    @click.option("--period", required=True, help=frame.word("cli.bridge.period"))
    @click.option("--against", default="", help=frame.word("cli.bridge.against"))
    @click.option(
        "--by", type=click.Choice(_BY), default="tier", show_default=True, help=frame.word("cli.bridge.by")
    )
    @click.option("--svg", "file", type=click.Path(path_type=Path), help=frame.word("cli.bridge.svg"))
    @json_option(frame)
    def bridge(period: str, against: str, by: str, file: Path | None, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = bridge_cost(
                book=book,
                label=period,
                against=against,
                at=frame.now(),
                engine=Engine.duckdb,
                advance=steps,
            )
        if as_json:
            _say(found)
        else:
            _show(frame, found, by=by, digits=book.digits)
        if file is not None:
            file.write_text(_drawing(frame, found, digits=book.digits), encoding="utf-8")
            if not as_json:
                frame.print("cli.bridge.written", {"file": str(file)})
        return 0

    return bridge


def _show(frame: Frame, found: CostBridge, *, by: str, digits: int) -> None:
    held = found.bridge
    details = {"base": held.base_label, "now": held.now_label, "currency": found.currency}
    top = Table(
        box=None, show_header=False, title=frame.word("cli.bridge.title", details), title_justify="left"
    )
    top.add_column()
    top.add_column(justify="right")
    top.add_row(held.base_label, grouped_text(held.base_minor, digits=digits), style="bold")
    for effect, amount in zip(EFFECTS, held.effects_minor, strict=True):
        top.add_row("  " + frame.word(f"bridge.{effect.value}"), _signed(amount, digits))
    top.add_row(held.now_label, grouped_text(held.now_minor, digits=digits), style="bold")
    frame.out.print(top)
    names = (by, "base", *(effect.value for effect in EFFECTS), "now")
    table = Table(box=None, header_style="bold")
    for place, name in enumerate(names):
        table.add_column(frame.word(f"cli.bridge.{name}"), justify="right" if place else "left")
    for part, base, effects, now in _parts(frame, found, by=by):
        amounts = [_signed(amount, digits) for amount in effects]
        table.add_row(part, grouped_text(base, digits=digits), *amounts, grouped_text(now, digits=digits))
    frame.out.print(table)
    if found.against_plan:
        frame.print("cli.bridge.plan_note")


def _parts(frame: Frame, found: CostBridge, *, by: str) -> list[tuple[str, int, tuple[int, ...], int]]:
    """Return what each part cost, its effects and what it costs; the largest differences first."""
    grouped: dict[str, list[Moved]] = defaultdict(list)
    for each in found.bridge.moves:
        grouped[_part(frame, found, each, by=by)].append(each)
    rows = [
        (
            part,
            sum(each.base_minor for each in moves),
            tuple(sum(each.effects_minor[place] for each in moves) for place in range(len(EFFECTS))),
            sum(each.now_minor for each in moves),
        )
        for part, moves in grouped.items()
    ]
    return sorted(rows, key=lambda row: (-abs(row[3] - row[1]), row[0]))


def _part(frame: Frame, found: CostBridge, moved: Moved, *, by: str) -> str:
    names = {
        "tier": _tier(frame, moved.tier),
        "channel": moved.channel or "–",
        "cost_type": _name(frame, found, moved.cost_type),
    }
    return " · ".join(names.values()) if by == "segment" else names[by]


def _tier(frame: Frame, code: str) -> str:
    for word in (f"bridge.{code}", f"tier.{code or 'none'}"):
        if knows(word):
            return frame.word(word)
    return code


def _name(frame: Frame, found: CostBridge, code: str) -> str:
    for known, zh, en in found.names:
        if known == code:
            return zh if frame.lang == "zh" else en
    return code or "–"


def _signed(minor: int, digits: int) -> str:
    return f"{'+' if minor > 0 else ''}{grouped_text(minor, digits=digits)}"


def _drawing(frame: Frame, found: CostBridge, *, digits: int) -> str:
    """Return the waterfall as SVG with its colours inside."""
    held = found.bridge
    first = Effect.plan if found.against_plan else Effect.total
    steps = [Step(held.base_label, held.base_minor, first, "", held.base_label, "")]
    for effect, amount in zip(EFFECTS, held.effects_minor, strict=True):
        label = frame.word(f"cli.bridge.{effect.value}")
        kind = Effect.bad if amount > 0 else Effect.good
        steps.append(Step(label, amount, kind, "", frame.word(f"bridge.{effect.value}"), ""))
    steps.append(Step(held.now_label, held.now_minor, Effect.total, "", held.now_label, ""))
    details = {"base": held.base_label, "now": held.now_label, "currency": found.currency}
    svg = drawn(steps, _voice(digits), width=640, caption=frame.word("cli.bridge.title", details))
    opened, _, rest = svg.partition(">")
    name = "" if "xmlns=" in opened else ' xmlns="http://www.w3.org/2000/svg"'
    return f"{opened}{name}><style>{style()}</style>{rest}"


def _voice(digits: int) -> Voice:
    def written(minor: int) -> str:
        return grouped_text(minor, digits=digits)

    return Voice(
        amount=written,
        short=written,
        delta=written,
        percent=str,
        delta_percent=str,
        actual="",
        plan="",
        difference="",
        relative="",
        magnified=str,
        no_data="–",
    )


def _say(found: CostBridge) -> None:
    """Print the totals, then a line a segment, in whole minor units."""
    held = found.bridge
    names = [effect.value for effect in EFFECTS]
    say_json(
        {
            "base": held.base_label,
            "now": held.now_label,
            "base_minor": held.base_minor,
            "now_minor": held.now_minor,
            **{f"{name}_minor": amount for name, amount in zip(names, held.effects_minor, strict=True)},
        }
    )
    for each in held.moves:
        say_json(
            {
                "tier": each.tier,
                "channel": each.channel,
                "cost_type": each.cost_type,
                "pool": each.pool,
                "base_minor": each.base_minor,
                "now_minor": each.now_minor,
                **{f"{name}_minor": amount for name, amount in zip(names, each.effects_minor, strict=True)},
            }
        )
