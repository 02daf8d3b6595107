"""``fenhao gates``: what the tier side says before money is spent, and what people do about it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from fenhao.engine.waste import GateRule
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
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble
from fenhao.runs.tiers import gate_source

if TYPE_CHECKING:
    from fenhao.books.budgets.operations import FreezeAnswer

_DAY = click.DateTime(["%Y-%m-%d"])


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("gates", help=frame.word("cli.gates.help"))
    for command in (
        _policy(frame),
        _publish(frame),
        _customer(frame),
        _campaigns(frame),
        _turn(frame, frozen=True),
        _turn(frame, frozen=False),
        _tier(frame),
        _response(frame),
        _appeal(frame),
        _answer(frame),
    ):
        group.add_command(command)
    return group


def _policy(frame: Frame) -> click.Command:
    @click.command("policy", help=frame.word("cli.gates.policy_help"))
    @click.option("--why", default="", help=frame.word("cli.gates.why"))
    @by_option(frame)
    def policy(why: str, by: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        wanted = desk.book.policies.gates
        new = gates.set_policy(wanted, by=desk.by, at=desk.at, why=why)
        frame.print(f"cli.gates.policy_{'set' if new else 'same'}", {"version": wanted.version})
        return 0

    return policy


def _publish(frame: Frame) -> click.Command:
    @click.command("publish", help=frame.word("cli.gates.publish_help"))
    @click.option("--as-of", type=_DAY, help=frame.word("cli.gates.as_of"))
    @by_option(frame)
    @json_option(frame)
    def publish(as_of: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books
        from fenhao.books.gates import operations as gates

        until = as_of.date() if as_of else None
        with gate_source(book=desk.book, at=desk.at, as_of=until) as source:
            if source.as_of is None:
                raise Trouble("gates.no_facts", {})
            told = gates.publish(source, by=desk.by, at=desk.at)
            judged = books.judge_checkpoints(as_of=source.as_of, by=desk.by, at=desk.at)
        counts = {
            "tiers": told.tiers,
            "customers": told.customers,
            "wake_ups": told.wake_ups,
            "campaigns": told.campaigns,
        }
        if as_json:
            say_json(counts)
        else:
            frame.print("cli.gates.published", {name: f"{count:,}" for name, count in counts.items()})
        if judged:
            _show_turned(frame, desk, judged, as_json=as_json)
        return 0

    return publish


def _customer(frame: Frame) -> click.Command:
    @click.command("customer", help=frame.word("cli.gates.customer_help"))
    @click.argument("name")
    @click.option("--on", type=_DAY, help=frame.word("cli.check.on"))
    @by_option(frame)
    @json_option(frame)
    def customer(name: str, on: datetime | None, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        told = gates.customer(name, on=day(on, desk=desk), at=desk.at)
        if as_json:
            say_json(
                {
                    "customer": name,
                    "tier": told.tier.tier if told.tier else None,
                    "since": told.tier.since if told.tier else None,
                    "source": told.tier.source if told.tier else None,
                    "spend_minor": told.spend.spend_minor if told.spend else None,
                    "orders": told.spend.orders if told.spend else None,
                    "last_order_on": told.last_order_on,
                    "unanswered": [each.on for each in told.unanswered],
                }
            )
            return 0
        if told.spend is None and not told.history and not told.unanswered:
            frame.print("cli.gates.nothing", {"name": name})
            return 0
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("since_day"),
                Column("until_day"),
                Column("source", Kind.word, "gate.source"),
            ),
            [(row.tier or "–", row.since, row.until, row.source) for row in told.history],
            noun="gates",
            as_json=False,
            digits=desk.book.digits,
        )
        show(
            frame,
            (
                Column("tier", Kind.tier),
                Column("spend", Kind.money),
                Column("orders", Kind.count),
                Column("last_order_on"),
                Column("unanswered"),
            ),
            [
                (
                    told.tier.tier if told.tier else None,
                    told.spend.spend_minor if told.spend else None,
                    told.spend.orders if told.spend else None,
                    told.last_order_on,
                    ", ".join(each.on.isoformat() for each in told.unanswered) or None,
                )
            ],
            noun="gates",
            as_json=False,
            digits=desk.book.digits,
        )
        return 0

    return customer


def _campaigns(frame: Frame) -> click.Command:
    @click.command("campaigns", help=frame.word("cli.gates.campaigns_help"))
    @by_option(frame)
    @json_option(frame)
    def campaigns(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        rows: list[Sequence[Cell]] = [
            (
                each.campaign,
                each.starts_on,
                each.ends_on,
                each.invited,
                each.participated,
                each.judged_on,
                each.frozen if as_json else frame.word("gate.freeze.frozen") if each.frozen else None,
                each.why,
            )
            for each in gates.campaigns()
        ]
        columns = (
            Column("campaign"),
            Column("begins"),
            Column("ends"),
            Column("invited", Kind.count),
            Column("participated", Kind.count),
            Column("judged_on"),
            Column("frozen"),
            Column("reason"),
        )
        show(frame, columns, rows, noun="gates", as_json=as_json, digits=desk.book.digits)
        return 0

    return campaigns


def _turn(frame: Frame, *, frozen: bool) -> click.Command:
    """Return ``freeze`` or ``thaw``."""
    name = "freeze" if frozen else "thaw"

    @click.command(name, help=frame.word(f"cli.gates.{name}_help"))
    @click.argument("campaign")
    @click.option("--why", default="", help=frame.word("cli.gates.why"))
    @by_option(frame)
    @key_option(frame)
    @json_option(frame)
    def turn(campaign: str, why: str, by: str, key: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        act = books.freeze_campaign if frozen else books.thaw_campaign
        told = act(campaign, key=key, why=why, by=desk.by, at=desk.at)
        _show_turned(frame, desk, (told,), as_json=as_json)
        return 0

    return turn


def _show_turned(frame: Frame, desk: Desk, told: "Sequence[FreezeAnswer]", *, as_json: bool) -> None:
    """Show what happened to campaigns, a row a line that money went back to."""
    rows: list[Sequence[Cell]] = []
    for each in told:
        freed: list[Sequence[Cell]] = [
            (one.line.period, one.line.tier, one.line.category, one.reservations, one.amount_minor)
            for one in each.freed
        ]
        rows += [(each.campaign, each.verdict, *one) for one in freed or [(None, None, None, 0, 0)]]
    columns = (
        Column("campaign"),
        Column("verdict", Kind.word, "gate.freeze"),
        Column("period"),
        Column("tier", Kind.tier),
        Column("category", Kind.category),
        Column("reservations", Kind.count),
        Column("freed", Kind.money),
    )
    show(frame, columns, rows, noun="gates", as_json=as_json, digits=desk.book.digits)


def _tier(frame: Frame) -> click.Command:
    @click.command("tier", help=frame.word("cli.gates.tier_help"))
    @click.argument("customer")
    @click.argument("tier")
    @click.option("--since", type=_DAY, help=frame.word("cli.gates.since"))
    @click.option("--until", type=_DAY, help=frame.word("cli.gates.until"))
    @click.option("--why", default="", help=frame.word("cli.gates.why"))
    @by_option(frame)
    @key_option(frame)
    def decide(
        customer: str, tier: str, since: datetime | None, until: datetime | None, why: str, by: str, key: str
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        ends: date | None = until.date() if until else None
        gates.decide_tier(
            key=key,
            customer=customer,
            tier=tier,
            since=day(since, desk=desk),
            until=ends,
            why=why,
            by=desk.by,
            at=desk.at,
        )
        frame.print("cli.gates.done")
        return 0

    return decide


def _response(frame: Frame) -> click.Command:
    @click.command("response", help=frame.word("cli.gates.response_help"))
    @click.argument("customer")
    @click.option("--on", type=_DAY, help=frame.word("cli.gates.since"))
    @by_option(frame)
    @key_option(frame)
    def response(customer: str, on: datetime | None, by: str, key: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        answered = gates.record_response(
            key=key, customer=customer, on=day(on, desk=desk), by=desk.by, at=desk.at
        )
        frame.print("cli.gates.answered", {"count": str(answered)})
        return 0

    return response


def _appeal(frame: Frame) -> click.Command:
    @click.command("appeal", help=frame.word("cli.gates.appeal_help"))
    @click.option(
        "--rule",
        type=click.Choice([rule.value for rule in GateRule]),
        required=True,
        help=frame.word("cli.gates.rule"),
    )
    @click.option("--customer", default="", help=frame.word("cli.check.customer"))
    @click.option("--campaign", default="", help=frame.word("cli.check.campaign"))
    @click.option("--why", default="", help=frame.word("cli.gates.why"))
    @click.option("--hours", type=click.IntRange(1), default=72, help=frame.word("cli.gates.hours"))
    @by_option(frame)
    @key_option(frame)
    def appeal(rule: str, customer: str, campaign: str, why: str, hours: int, by: str, key: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        told = gates.appeal(
            key=key,
            rule=GateRule(rule),
            customer=customer,
            campaign=campaign,
            why=why,
            until=desk.at + timedelta(hours=hours),
            by=desk.by,
            at=desk.at,
        )
        frame.print("cli.gates.asked", {"number": str(told.id)})
        return 0

    return appeal


def _answer(frame: Frame) -> click.Command:
    @click.command("answer", help=frame.word("cli.gates.answer_help"))
    @click.argument("number", type=int)
    @click.option("--allow/--refuse", required=True, help=frame.word("cli.gates.allow"))
    @click.option("--why", default="", help=frame.word("cli.gates.why"))
    @by_option(frame)
    @key_option(frame)
    def answer(number: int, allow: bool, why: str, by: str, key: str) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.gates import operations as gates

        told = gates.answer_appeal(number, key=key, allow=allow, why=why, by=desk.by, at=desk.at)
        frame.print(f"gate.appeal.{told.value}")
        return 0

    return answer
