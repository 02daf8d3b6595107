"""``fenhao care``: whom to call, who calls, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from fenhao.engine.loyalty import Reason
from fenhao.interfaces.cli._acting import acting, names
from fenhao.interfaces.cli._books import (
    Cell,
    Column,
    Desk,
    Kind,
    by_option,
    day,
    json_option,
    key_option,
    open_desk,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.kernel import Trouble
from fenhao.runs.loyalty import CareCall, CareList, list_care
from fenhao.warehouse import Engine

_LIST = (
    Column("ref"),
    Column("reason", Kind.word, "care_reason"),
    Column("customer"),
    Column("tier"),
    Column("due"),
    Column("detail"),
    Column("contacts", Kind.count),
    Column("owner"),
    Column("outcome", Kind.word, "care_outcome"),
)
_CHANNELS = ("phone", "wecom", "sms", "email")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("care", help=frame.word("cli.care.help"))
    for part in (_list, _take, _record):
        group.add_command(part(frame))
    return group


def _list(frame: Frame) -> click.Command:
    @click.command("list", help=frame.word("cli.care.list"))
    @click.option(
        "--reason",
        type=click.Choice([each.value for each in Reason]),
        default=None,
        help=frame.word("cli.care.opt_reason"),
    )
    @click.option("--all", "everything", is_flag=True, help=frame.word("cli.care.opt_all"))
    @by_option(frame)
    @json_option(frame)
    def listed(reason: str | None, everything: bool, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.care import CareStanding, contacts_made, standings
        from fenhao.books.database import read

        found = _found(frame, desk)
        since = found.as_of - timedelta(days=found.rules.contacts_days)
        known = read(standings)
        made = read(lambda session: contacts_made(session, since=since))
        people = names(desk)
        rows: list[Sequence[Cell]] = []
        for each in found.calls:
            standing = known.get(each.ref, CareStanding())
            if (standing.is_over and not everything) or reason not in (None, each.reason.value):
                continue
            rows.append(
                (
                    each.ref,
                    each.reason.value,
                    each.customer_id,
                    each.tier,
                    each.due_on.isoformat(),
                    each.detail,
                    each.contacts + made.get(each.customer_id, 0),
                    people.get(standing.owner or 0, ""),
                    standing.last.outcome.value if standing.last else "",
                )
            )
        show(frame, _LIST, rows, noun="care", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _take(frame: Frame) -> click.Command:
    @click.command("take", help=frame.word("cli.care.take"))
    @click.argument("ref")
    @click.option(
        "--channel", type=click.Choice(_CHANNELS), default="phone", help=frame.word("cli.care.opt_channel")
    )
    @key_option(frame)
    @by_option(frame)
    def take(ref: str, channel: str, key: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.care import operations as books

        found = _found(frame, desk)
        call = _call(found, ref)
        asked = books.Call(call.ref, call.reason.value, call.customer_id, call.contacts)
        me = acting(desk)
        answer = books.take(
            asked, owner=me, channel=channel, rules=found.rules, on=found.as_of, key=key, by=me, at=desk.at
        )
        frame.print(f"care_verdict.{answer.verdict.value}", {"detail": answer.detail})
        return 0 if answer.passed else EXIT_CHECK_FAILED

    return take


def _record(frame: Frame) -> click.Command:
    @click.command("record", help=frame.word("cli.care.record"))
    @click.argument("ref")
    @click.argument("outcome", type=click.Choice(("reached", "no_answer", "later", "skipped")))
    @click.option(
        "--channel", type=click.Choice(_CHANNELS), default="phone", help=frame.word("cli.care.opt_channel")
    )
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.care.opt_on"))
    @click.option("--note", default="", help=frame.word("cli.care.opt_note"))
    @key_option(frame)
    @by_option(frame)
    def record(
        ref: str, outcome: str, channel: str, on: datetime | None, note: str, key: str, by: str
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.care import CareOutcome, operations as books

        call = _call(_found(frame, desk), ref)
        answer = books.record_outcome(
            books.Call(call.ref, call.reason.value, call.customer_id, call.contacts),
            CareOutcome(outcome),
            channel=channel,
            on=day(on, desk=desk),
            note=note,
            today=desk.book.today(desk.at),
            key=key,
            by=acting(desk),
            at=desk.at,
        )
        frame.print(f"care_verdict.{answer.verdict.value}", {"detail": answer.detail})
        return 0 if answer.passed else EXIT_CHECK_FAILED

    return record


def _found(frame: Frame, desk: Desk) -> CareList:
    """Return the list as the facts have it now."""
    with frame.steps() as steps:
        return list_care(book=desk.book, at=desk.at, engine=Engine.duckdb, advance=steps)


def _call(found: CareList, ref: str) -> CareCall:
    """Return a call of the list; Trouble ``care.unknown_call`` when it is not on it."""
    call = next((each for each in found.calls if each.ref == ref), None)
    if call is None:
        raise Trouble("care.unknown_call", {"ref": ref})
    return call
