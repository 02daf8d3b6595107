"""``fenhao assert``: what somebody says a balance is on a day, held against the books ever after."""

from datetime import datetime

import click

from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    amount,
    by_option,
    day,
    json_option,
    key_option,
    open_desk,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import Trouble

_DAY = click.DateTime(["%Y-%m-%d"])


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("assert", help=frame.word("cli.assertions.help"))
    for command in (_add, _list, _withdraw):
        group.add_command(command(frame))
    return group


def _add(frame: Frame) -> click.Command:
    @click.command("add", help=frame.word("cli.assertions.add"))
    @click.argument("subject")
    @click.argument("amount_text", metavar="AMOUNT")
    @click.option("--on", type=_DAY, help=frame.word("cli.assertions.on_option"))
    @click.option("--note", default="", help=frame.word("cli.assertions.note_option"))
    @key_option(frame)
    @by_option(frame)
    def add(subject: str, amount_text: str, on: datetime | None, note: str, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.postings.operations import assert_balance

        told = assert_balance(
            key=key,
            subject=subject,
            on=day(on, desk=desk),
            amount_minor=amount(amount_text, desk=desk),
            currency=desk.book.settings.currency,
            note=note,
            by=desk.by,
            at=desk.at,
        )
        frame.print(
            "cli.assertions.kept" if told.holds else "cli.assertions.kept_and_fails", {"id": str(told.id)}
        )
        return 0 if told.holds else EXIT_CHECK_FAILED

    return add


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.assertions.list"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.database import read
        from fenhao.books.postings.operations import asserted

        found = read(asserted)
        show(
            frame,
            (
                Column("id", Kind.count),
                Column("subject"),
                Column("on"),
                Column("expected_minor", Kind.money),
                Column("actual_minor", Kind.money),
                Column("difference_minor", Kind.money),
                Column("note"),
            ),
            [
                (
                    each.id,
                    each.subject,
                    each.on,
                    each.expected_minor,
                    each.actual_minor,
                    each.difference_minor,
                    each.note,
                )
                for each in found
            ],
            noun="assertions",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0 if all(each.holds for each in found) else EXIT_CHECK_FAILED

    return listed


def _withdraw(frame: Frame) -> click.Command:
    @click.command("withdraw", help=frame.word("cli.assertions.withdraw"))
    @click.argument("assertion", type=int)
    @click.option("--why", required=True, help=frame.word("cli.assertions.why_option"))
    @key_option(frame)
    @by_option(frame)
    def withdraw(assertion: int, why: str, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.postings.operations import withdraw_assertion

        if not withdraw_assertion(key=key, assertion=assertion, why=why, by=desk.by, at=desk.at):
            raise Trouble("assert.unknown", {"id": str(assertion)})
        frame.print("cli.assertions.withdrawn", {"id": str(assertion)})
        return 0

    return withdraw
