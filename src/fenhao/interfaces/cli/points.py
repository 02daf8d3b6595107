"""``fenhao points``: what members hold, what of it nobody will redeem, and what the rest will cost: an estimate."""

from collections.abc import Sequence

import click

from fenhao.engine.loyalty import BreakageVerdict
from fenhao.interfaces.cli._books import Cell, Column, Kind, json_option, say_json, show
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.report import estimate_shown, survey_percent
from fenhao.kernel import grouped_text
from fenhao.runs.loyalty import Points, measure_points
from fenhao.warehouse import Engine

_COLUMNS = (
    Column("month"),
    Column("members", Kind.count),
    Column("earned", Kind.count),
    Column("redeemed", Kind.count),
    Column("withdrawn", Kind.count),
    Column("expired", Kind.count),
    Column("outstanding", Kind.count),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("points", help=frame.word("cli.points.help"))
    @json_option(frame)
    def points(as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = measure_points(book=book, at=frame.now(), engine=Engine.duckdb, advance=steps)
        if as_json:
            _say(found)
            return 0
        rows: list[Sequence[Cell]] = [
            (
                each.name or frame.word("cli.points.all"),
                each.members,
                each.earned,
                each.redeemed,
                each.withdrawn,
                each.expired,
                each.outstanding,
            )
            for each in (*found.cohorts, found.total)
        ]
        show(frame, _COLUMNS, rows, noun="points", as_json=False, digits=0)
        told = found.breakage
        details = {
            "points": f"{found.total.outstanding:,}",
            "low": grouped_text(estimate_shown(found.low), digits=book.digits),
            "mid": grouped_text(estimate_shown(found.mid), digits=book.digits),
            "high": grouped_text(estimate_shown(found.high), digits=book.digits),
            "currency": found.currency,
            "rate": survey_percent(told.rate(told.redeemed_mid)),
        }
        is_found = told.verdict is BreakageVerdict.found
        frame.print("cli.points.liability" if is_found else "cli.points.unknown", details)
        frame.print(
            f"breakage.{told.verdict.value}", {"cohorts": str(told.cohorts), "months": str(told.horizon)}
        )
        return 0

    return points


def _say(found: Points) -> None:
    """Print a line a month of earning, then the liability; amounts in whole minor units, estimates."""
    for each in found.cohorts:
        say_json(
            {
                "month": each.name,
                "members": each.members,
                "earned": each.earned,
                "redeemed": each.redeemed,
                "withdrawn": each.withdrawn,
                "expired": each.expired,
                "outstanding": each.outstanding,
            }
        )
    told = found.breakage
    say_json(
        {
            "as_of": found.as_of,
            "outstanding": found.total.outstanding,
            "overdrawn": found.overdrawn,
            "breakage": told.verdict.value,
            "rate": told.rate(told.redeemed_mid),
            "rate_low": told.rate(told.redeemed_high),
            "rate_high": told.rate(told.redeemed_low),
            "low_estimate": found.low,
            "mid_estimate": found.mid,
            "high_estimate": found.high,
            "full_minor": found.full_minor,
        }
    )
