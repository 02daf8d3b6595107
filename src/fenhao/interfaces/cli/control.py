"""``fenhao control``: the control matrix, the rates of other currencies, and the alerts on their way out."""

from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
from fenhao.interfaces.cli._control_file import control_text, read_control
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.budgets.operations import Raised

_ALERTS = (
    Column("id"),
    Column("at"),
    Column("kind", Kind.word, "standing"),
    Column("balance"),
    Column("used_minor", Kind.money),
    Column("funded_minor", Kind.money),
    Column("attempts", Kind.count),
    Column("delivered_at"),
)
_RATES = (Column("pair"), Column("rate_kind", Kind.word, "rate_kind"), Column("valid_from"), Column("value"))


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("control", help=frame.word("cli.control.help"))
    for command in (_show(frame), _set(frame), _alerts(frame), _deliver(frame), _rates(frame), _rate(frame)):
        group.add_command(command)
    return group


def _show(frame: Frame) -> click.Command:
    """Return the command that prints the matrix in force."""

    @click.command("show", help=frame.word("cli.control.show"))
    @by_option(frame)
    def shown(by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets.operations import control_at

        click.echo(control_text(control_at(desk.at)), nl=False)
        return 0

    return shown


def _set(frame: Frame) -> click.Command:
    """Return the command that puts a matrix in force."""

    @click.command("set", help=frame.word("cli.control.set"))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--why", required=True, help=frame.word("cli.control.why"))
    @by_option(frame)
    def put(file: Path, why: str, by: str) -> int:
        policy = read_control(file.read_text(encoding="utf-8"), name=file.name)
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        books.set_policy(policy, by=desk.by, at=desk.at, why=why)
        frame.print("cli.control.in_force", {"version": policy.version})
        return 0

    return put


def _alerts(frame: Frame) -> click.Command:
    """Return the command that lists alerts."""

    @click.command("alerts", help=frame.word("cli.control.alerts"))
    @click.option("--channel", default="", help=frame.word("cli.control.channel"))
    @click.option("--waiting", is_flag=True, help=frame.word("cli.control.waiting"))
    @by_option(frame)
    @json_option(frame)
    def alerts(channel: str, waiting: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        show(
            frame,
            _ALERTS,
            [
                (
                    each.id,
                    each.at,
                    each.kind,
                    each.balance,
                    each.used_minor,
                    each.funded_minor,
                    each.attempts,
                    each.delivered_at,
                )
                for each in books.alerts(channel=channel, waiting=waiting)
            ],
            noun="control",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return alerts


def _deliver(frame: Frame) -> click.Command:
    """Return the command that hands alerts on, one JSON line each, to whatever reads its output."""

    @click.command("deliver", help=frame.word("cli.control.deliver"))
    @click.option("--channel", required=True, help=frame.word("cli.control.channel"))
    @click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.control.since"))
    @by_option(frame)
    def deliver(channel: str, since: datetime | None, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        def send(alert: "Raised") -> bool:
            """Print it; a reader that is gone raises, and the alert is tried again."""
            say_json(
                {
                    "id": alert.id,
                    "kind": alert.kind,
                    "balance": alert.balance,
                    "currency": alert.currency,
                    "used_minor": alert.used_minor,
                    "funded_minor": alert.funded_minor,
                    "key": alert.key,
                    "at": alert.at,
                }
            )
            return True

        begin = since.astimezone() if since is not None else None
        done = books.deliver(send, channel=channel, at=desk.at, since=begin)
        frame.err.print(
            frame.word("cli.control.delivered", {"sent": str(done.sent), "failed": str(done.failed)})
        )
        return 0

    return deliver


def _rates(frame: Frame) -> click.Command:
    """Return the command that lists the rates of other currencies."""

    @click.command("rates", help=frame.word("cli.control.rates"))
    @by_option(frame)
    @json_option(frame)
    def rates(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        show(
            frame,
            _RATES,
            [
                (f"{rate.source}/{rate.target}", rate.kind.value, rate.valid_from, str(rate.value))
                for rate in books.rates()
            ],
            noun="control",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return rates


def _rate(frame: Frame) -> click.Command:
    """Return the command that keeps a rate."""

    @click.command("rate", help=frame.word("cli.control.rate"))
    @click.argument("source")
    @click.argument("target")
    @click.argument("value")
    @click.option("--kind", type=click.Choice(["budget", "actual"]), default="actual")
    @click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.control.from"))
    @key_option(frame)
    @by_option(frame)
    def rate(
        source: str, target: str, value: str, kind: str, since: datetime | None, key: str, by: str
    ) -> int:
        from fenhao.engine.budget import Rate, RateKind

        try:
            exact = Fraction(value)
        except (ValueError, ZeroDivisionError) as wrong:
            raise Trouble("control.bad_rate", {"pair": f"{source}/{target}", "rate": value}) from wrong
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        kept = Rate(source, target, RateKind(kind), day(since, desk=desk), exact)
        books.set_rate(kept, key=key, by=desk.by, at=desk.at)
        frame.print("cli.control.rate_kept", {"pair": f"{source}/{target}", "value": str(exact)})
        return 0

    return rate
