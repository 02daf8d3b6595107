"""``fenhao service warnings``: who is likely to complain or leave after service, by which signs, and how good the telling is."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from fenhao.engine.satisfaction.warning import WarningVerdict
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._customer_file import opened
from fenhao.interfaces.cli._frame import Frame
from fenhao.runs.book import Refused
from fenhao.runs.loyalty import Warned, Warnings, kept_warnings, warning_rows, work_warnings

_COLUMNS = ("customer", "tier", "chance", "trouble", "why")


def warnings_command(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("warnings", help=frame.word("cli.service_warnings.help"))
    @click.option(
        "--show",
        default=20,
        show_default=True,
        type=click.IntRange(0, 300),
        help=frame.word("cli.service_warnings.show"),
    )
    @click.option("--file", type=click.Path(path_type=Path), help=frame.word("cli.service_warnings.file"))
    @json_option(frame)
    def warnings(show: int, file: Path | None, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps, opened(file) as sink:
            work_warnings(book=book, at=frame.now(), advance=steps)
            held = kept_warnings(book=book)
            assert held is not None, "it was kept a moment ago"
            if isinstance(held.value, Refused):
                raise held.value.trouble
            if file is not None:
                sink.write(warning_rows(book=book))
        found = held.value
        if as_json:
            _say(found, show)
            return 0
        _tell(frame, found, show)
        if file is not None:
            frame.print("cli.service_warnings.written", {"file": str(file), "count": f"{found.customers:,}"})
        return 0

    return warnings


def _say(found: Warnings, show: int) -> None:
    """Answer a machine: what was learnt, then the customers."""
    measured = asdict(found.measured) if found.measured is not None else None
    say_json(
        {
            "kind": "warnings",
            "as_of": found.as_of.isoformat(),
            "about": found.rules.outcome.value,
            "back_days": found.rules.back_days,
            "ahead_days": found.rules.ahead_days,
            "customers": found.customers,
            "verdict": found.verdict.value,
            "expected": found.expected if found.verdict is WarningVerdict.told else None,
            "measured": measured,
            "signs": [asdict(each) for each in found.shares],
        }
    )
    for each in found.warned[:show]:
        say_json(
            {
                "kind": "warned",
                "customer_id": each.customer,
                "tier": each.tier,
                "chance": each.chance,
                "trouble": each.trouble,
                "reasons": {reason.sign: reason.amount for reason in each.reasons},
            }
        )


def _tell(frame: Frame, found: Warnings, show: int) -> None:
    """Print what was learnt, how good it is, and who is most at risk."""
    rules, told = found.rules, found.verdict is WarningVerdict.told
    facts = {
        "customers": f"{found.customers:,}",
        "day": found.as_of.isoformat(),
        "back": str(rules.back_days),
        "ahead": str(rules.ahead_days),
        "expected": f"{found.expected:,.0f}",
        "outcome": frame.word(f"warning_outcome.{rules.outcome.value}"),
        "spans": str(found.spans),
        "needed": str(found.spans_needed),
    }
    frame.print(
        "cli.service_warnings.head" if told else "cli.service_warnings.head_unmeasured", facts, style="bold"
    )
    measured = found.measured
    if measured is not None:
        facts |= {
            "taught": f"{measured.taught:,}",
            "came": f"{measured.taught_came:,}",
            "held": f"{measured.held:,}",
        }
    frame.print(f"warning_verdict.{found.verdict.value}", facts, style="" if told else "yellow")
    if measured is not None:
        figures = {
            "area": f"{measured.area:.3f}",
            "low": f"{measured.area_low:.3f}",
            "high": f"{measured.area_high:.3f}",
            "least": f"{measured.least:.3f}",
            "lift": f"{measured.lift:.1f}",
            "off": f"{100 * measured.off:.1f}",
        }
        frame.print("cli.service_warnings.measured", figures)
    table = Table(box=None, header_style="bold")
    for name in _COLUMNS:
        table.add_column(
            frame.word(f"web.warnings.{name}"), justify="right" if name in ("chance", "trouble") else "left"
        )
    usual = {each.sign: each.usual for each in found.shares}
    for each in found.warned[:show]:
        chance = f"{each.chance:.0%}" if each.chance is not None else "–"
        table.add_row(each.customer, each.tier, chance, str(each.trouble), _why(frame, each, usual))
    frame.out.print(table)


def _why(frame: Frame, each: Warned, usual: dict[str, float]) -> str:
    """Return the strongest signs in words, each with what is usual."""
    told = [
        frame.word(
            "web.warnings.reason_usual" if reason.sign in usual else "web.warnings.reason",
            {
                "sign": frame.word(f"warning_sign.{reason.sign}"),
                "amount": str(reason.amount),
                "usual": f"{usual.get(reason.sign, 0.0):.1f}",
            },
        )
        for reason in each.reasons
    ]
    return "; ".join(told) or frame.word("web.warnings.no_reason")
