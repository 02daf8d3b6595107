"""``fenhao month``: how a month stands, what should move, closing it by written rules, opening it again."""

from datetime import datetime
from fractions import Fraction

import click

from fenhao.interfaces.cli._acting import acting
from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    by_option,
    day,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._month_close import (
    close_command,
    closing_command,
    ended_command,
    open_command,
    reopen_command,
    rules_command,
)
from fenhao.interfaces.cli._month_input import (
    absorbs_of,
    average_returns,
    returns_of,
)
from fenhao.interfaces.report import share_text
from fenhao.kernel import Trouble

_DAY = click.DateTime(["%Y-%m-%d"])


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("month", help=frame.word("cli.month.help"))
    for part in (
        open_command,
        _status,
        _propose,
        _proposals,
        _take,
        _watch,
        rules_command,
        closing_command,
        close_command,
        ended_command,
        reopen_command,
        _year,
    ):
        group.add_command(part(frame))
    return group


def _status(frame: Frame) -> click.Command:
    @click.command("status", help=frame.word("cli.month.status"))
    @click.argument("month")
    @click.option("--on", type=_DAY, help=frame.word("cli.month.on_option"))
    @by_option(frame)
    @json_option(frame)
    def status(month: str, on: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.status(month, on=day(on, desk=desk), by=desk.by, at=desk.at)
        if told is None:
            raise Trouble("month.unknown", {"month": month})
        if not as_json:
            details = {
                "month": month,
                "state": frame.word(f"month_state.{told.state.value}"),
                "gone": str(told.days.gone),
                "left": str(told.days.left),
            }
            frame.print("cli.month.stands", details)
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("category", Kind.category),
                Column("funded_minor", Kind.money),
                Column("reserved_minor", Kind.money),
                Column("actual_minor", Kind.money),
                Column("available_minor", Kind.money),
                Column("rate", Kind.share),
                Column("expected_minor", Kind.money),
                Column("projected_minor", Kind.money),
                Column("projected_rate", Kind.share),
                Column("deviation_from_baseline", Kind.share),
                Column("deviation_from_funding", Kind.share),
            ),
            [
                (
                    each.line.key.tier, each.line.key.category, each.line.funded_minor, each.line.reserved_minor,
                    each.line.actual_minor, each.line.available_minor, each.rate, each.expected_minor,
                    each.projected_minor, each.projected_rate, each.deviation_from_baseline,
                    each.deviation_from_funding,
                )
                for each in told.lines
            ],
            noun="month",
            as_json=as_json,
            digits=desk.book.digits,
        )  # fmt: skip
        return 0

    return status


def _propose(frame: Frame) -> click.Command:
    @click.command("propose", help=frame.word("cli.month.propose"))
    @click.argument("month")
    @click.option("--on", type=_DAY, help=frame.word("cli.month.on_option"))
    @click.option("--return", "returns", multiple=True, help=frame.word("cli.month.return_option"))
    @click.option("--absorb", "absorbs", multiple=True, help=frame.word("cli.month.absorb_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def propose(
        month: str, on: datetime | None, returns: tuple[str, ...], absorbs: tuple[str, ...], key: str, by: str,
        as_json: bool,
    ) -> int:  # fmt: skip
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.propose_transfers(
            month,
            returns={**average_returns(frame, desk, month), **returns_of(returns)},
            absorbs=absorbs_of(absorbs, desk=desk),
            on=day(on, desk=desk),
            key=key,
            by=desk.by,
            at=desk.at,
        )
        _say_proposals(frame, month, desk.at, digits=desk.book.digits, as_json=as_json)
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("category", Kind.category),
                Column("excluded", Kind.word, "exclusion"),
            ),
            [(line.tier, line.category, why) for line, why in told.excluded],
            noun="month",
            as_json=as_json,
            digits=desk.book.digits,
        )
        if not as_json:
            rates = {"before": _percent(told.utilisation_before), "after": _percent(told.utilisation_after)}
            frame.print("cli.month.utilisation", rates)
        return 0

    return propose


def _proposals(frame: Frame) -> click.Command:
    @click.command("proposals", help=frame.word("cli.month.proposals"))
    @click.argument("month")
    @by_option(frame)
    @json_option(frame)
    def proposals(month: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        _say_proposals(frame, month, desk.at, digits=desk.book.digits, as_json=as_json)
        return 0

    return proposals


def _take(frame: Frame) -> click.Command:
    @click.command("take", help=frame.word("cli.month.take"))
    @click.argument("proposal", type=int)
    @click.option("--why", required=True, help=frame.word("cli.month.why_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def take(proposal: int, why: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.take(proposal, key=key, by=acting(desk), at=desk.at, why=why)
        move = told.move
        facts = {
            "verdict": told.verdict.value,
            "move": move.move if move else None,
            "move_verdict": move.verdict.value if move else "",
            "case": move.case if move else None,
        }
        if as_json:
            say_json(facts)
        else:
            frame.print(f"take_verdict.{told.verdict.value}", {"move": str(facts["move"] or "")})
            if move is not None:
                frame.print(f"move_verdict.{move.verdict.value}", {"case": str(move.case or "")})
        return 0 if told.verdict.value == "taken" else EXIT_CHECK_FAILED

    return take


def _watch(frame: Frame) -> click.Command:
    @click.command("watch", help=frame.word("cli.month.watch"))
    @click.option("--on", type=_DAY, help=frame.word("cli.month.on_option"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def watch(on: datetime | None, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        raised = months.watch(on=day(on, desk=desk), key=key, at=desk.at)
        show(
            frame,
            (Column("month"), Column("tier", Kind.tier), Column("category", Kind.category)),
            raised,
            noun="month",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return watch


def _year(frame: Frame) -> click.Command:
    @click.command("year", help=frame.word("cli.month.year"))
    @click.argument("year", type=int)
    @by_option(frame)
    @json_option(frame)
    def year(year: int, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.monthend import operations as months

        told = months.year_end(year, by=desk.by, at=desk.at)
        lines = f"{told.well_used}/{len(told.lines)}"
        rows: list[tuple[str, str, bool | None]] = [
            ("deviation", _percent(told.deviation), told.deviation_met),
            ("deviation_by_line", _percent(told.deviation_by_line), None),
            ("deviation_from_funding", _percent(told.deviation_from_funding), None),
            ("deviation_by_line_from_funding", _percent(told.deviation_by_line_from_funding), None),
            ("utilisation_rate", _percent(told.utilisation), None),
            ("well_used", lines, told.utilisation_met),
            ("overruns", str(told.overruns), told.overruns_met),
        ]
        show(
            frame,
            (Column("measure"), Column("value"), Column("met")),
            [
                (name if as_json else frame.word(f"cli.month.{name}"), value, met if as_json else _mark(met))
                for name, value, met in rows
            ],
            noun="month",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0 if told.overruns_met and told.utilisation_met and told.deviation_met else EXIT_CHECK_FAILED

    return year


def _say_proposals(frame: Frame, month: str, at: datetime, *, digits: int, as_json: bool) -> None:
    """Print the proposals kept for a month."""
    from fenhao.books.monthend import operations as months

    show(
        frame,
        (
            Column("id", Kind.count),
            Column("giver", Kind.line),
            Column("taker", Kind.line),
            Column("amount_minor", Kind.money),
            Column("gain_low_minor", Kind.money),
            Column("gain_mid_minor", Kind.money),
            Column("gain_high_minor", Kind.money),
            Column("basis", Kind.word, "basis"),
            Column("source"),
            Column("fresh"),
        ),
        [
            (
                each.id, "/".join(each.proposal.giver), "/".join(each.proposal.taker),
                each.proposal.amount_minor, each.proposal.gain_low_minor, each.proposal.gain_mid_minor,
                each.proposal.gain_high_minor, each.proposal.basis, each.proposal.source,
                each.fresh if as_json else _mark(each.fresh),
            )
            for each in months.suggested(month, at=at)
            if each.state in {"open", "taken"}
        ],
        noun="month",
        as_json=as_json,
        digits=digits,
    )  # fmt: skip


def _mark(met: bool | None) -> str:
    """Return a tick, a cross, or nothing to say."""
    return "–" if met is None else "✓" if met else "✗"


def _percent(share: Fraction | None) -> str:
    """Return a share as people read it, to a tenth of a percent."""
    if share is None:
        return "–"
    return share_text(share, decimals=1)
