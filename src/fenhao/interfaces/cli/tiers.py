"""``fenhao tiers``: the assessments in force and those that are due, the policy in words, what a day would change, and why."""

from datetime import date, datetime

import click
from rich.table import Table

from fenhao.engine.value import TIERS, Movement
from fenhao.interfaces.cli._books import json_option, say_json
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.names import tier_name
from fenhao.interfaces.report import (
    Figures,
    figures,
    tier_distance_sentence,
    tier_policy_sentences,
    tier_reason_sentence,
    tier_sleep_sentence,
)
from fenhao.runs.book import Book
from fenhao.runs.tiers import (
    Assessment,
    assess_tiers,
    assessments,
    keep_movements,
    latest_pair,
    preview_tiers,
    tier_movement,
    tier_standing,
)

_DAY = click.DateTime(["%Y-%m-%d"])


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.group("tiers", help=frame.word("cli.tiers.help"), invoke_without_command=True)
    @click.option("--until", type=_DAY, help=frame.word("cli.tiers.until"))
    @click.option("--redo", is_flag=True, help=frame.word("cli.tiers.redo"))
    @click.pass_context
    def tiers(context: click.Context, until: datetime | None, redo: bool) -> int:
        if context.invoked_subcommand is not None:
            return 0
        book, now = frame.book(), frame.now()
        with frame.steps() as steps:
            made = assess_tiers(book=book, until=(until or now).date(), redo=redo, at=now, advance=steps)
        keep_movements(book)
        return _list(frame, book, made)

    for command in (_assess(frame), _policy(frame), _preview(frame), _why(frame), _moves(frame)):
        tiers.add_command(command)
    return tiers


def _assess(frame: Frame) -> click.Command:
    @click.command("assess", help=frame.word("cli.tiers.assess_help"))
    @click.option("--on", type=_DAY, help=frame.word("cli.tiers.on"))
    def assess(on: datetime | None) -> int:
        book, now = frame.book(), frame.now()
        day = _asked(frame, book, on)
        with frame.steps() as steps:
            made = assess_tiers(book=book, until=day, redo=False, at=now, advance=steps, extra=(day,))
        return _list(frame, book, made)

    return assess


def _policy(frame: Frame) -> click.Command:
    @click.command("policy", help=frame.word("cli.tiers.policy_help"))
    def policy() -> int:
        book = frame.book()
        for sentence in tier_policy_sentences(book.policies.tiers, _figures(frame, book)):
            frame.out.print(sentence, markup=False, highlight=False)
        return 0

    return policy


def _preview(frame: Frame) -> click.Command:
    @click.command("preview", help=frame.word("cli.tiers.preview_help"))
    @click.option("--on", type=_DAY, help=frame.word("cli.tiers.on"))
    @json_option(frame)
    def preview(on: datetime | None, as_json: bool) -> int:
        book = frame.book()
        with frame.steps() as steps:
            found = preview_tiers(
                book=book, on=_asked(frame, book, on), today=book.today(frame.now()), advance=steps
            )
        if as_json:
            told = {"on": found.assessed_on, "before": found.previous_on, "policy": found.policy}
            say_json({**told, "moved": found.movement.moved})
            _say_flows(found.movement)
            return 0
        before = found.previous_on.isoformat() if found.previous_on else frame.word("cli.tiers.no_assessment")
        details = {"day": found.assessed_on.isoformat(), "before": before}
        frame.print("cli.tiers.preview_told", {**details, "count": f"{found.movement.moved:,}"})
        _show(frame, book, found.movement)
        return 0

    return preview


def _why(frame: Frame) -> click.Command:
    @click.command("why", help=frame.word("cli.tiers.why_help"))
    @click.argument("customer")
    @click.option("--on", type=_DAY, help=frame.word("cli.tiers.on"))
    @json_option(frame)
    def why(customer: str, on: datetime | None, as_json: bool) -> int:
        book = frame.book()
        found = tier_standing(
            book=book, customer=customer, on=_asked(frame, book, on), today=book.today(frame.now())
        )
        policy, write = book.policies.tiers, _figures(frame, book)
        if as_json:
            say_json(
                {
                    "customer": customer,
                    "on": found.assessed_on,
                    "tier": found.tier,
                    "reason": found.reason.value,
                    "tier_before": found.standing.tier_before,
                    "since": found.since,
                    "value_minor": found.value_minor,
                    "revenue_minor": found.standing.revenue_minor,
                    "net_minor": found.standing.net_minor if policy.asks_net else None,
                    "orders": found.standing.orders,
                    "quiet_days": found.standing.quiet_days,
                    "place": found.standing.place,
                    "awake": found.standing.awake,
                    "next_tier": found.distance.next_tier,
                    "ways": [{gap.measure.value: gap.missing for gap in way} for way in found.distance.ways],
                }
            )
            return 0
        for sentence in (
            tier_reason_sentence(found, policy, write),
            tier_distance_sentence(found.distance, write),
            tier_sleep_sentence(found.distance, write),
        ):
            if sentence:
                frame.out.print(sentence, markup=False, highlight=False)
        return 0

    return why


def _moves(frame: Frame) -> click.Command:
    @click.command("moves", help=frame.word("cli.tiers.moves_help"))
    @click.option("--from", "then", type=_DAY, help=frame.word("cli.tiers.then"))
    @click.option("--to", "now", type=_DAY, help=frame.word("cli.tiers.now"))
    @json_option(frame)
    def moves(then: datetime | None, now: datetime | None, as_json: bool) -> int:
        book = frame.book()
        known = assessments(book.warehouse.batches())
        before, last = latest_pair(known)
        earlier, later = then.date() if then else before, now.date() if now else last
        if earlier is None or later is None:
            frame.print("cli.tiers.one_only")
            return 0
        found = tier_movement(book=book, then=earlier, now=later)
        if as_json:
            _say_flows(found)
            return 0
        frame.print("cli.tiers.from_to", {"then": earlier.isoformat(), "now": later.isoformat()})
        _show(frame, book, found)
        policies = {each.assessed_on: each.policy for each in known}
        if policies[earlier] != policies[later]:
            frame.print("tiers.two_policies", {"then": policies[earlier], "now": policies[later]})
        return 0

    return moves


def _list(frame: Frame, book: Book, made: tuple[Assessment, ...]) -> int:
    """Show the assessments in force."""
    found = assessments(book.warehouse.batches(), policy=book.policies.tiers)
    if not found:
        frame.print("cli.tiers.none")
        return 0
    table = Table(box=None, header_style="bold")
    for name in ("day", "customers", "policy", "batch", "state"):
        table.add_column(
            frame.word(f"cli.tiers.{name}"),
            justify="right" if name == "customers" else "left",
            overflow="fold",
        )
    for each in found:
        state = "late" if each.late else "new" if each in made else "known"
        table.add_row(
            each.assessed_on.isoformat(),
            f"{each.customers:,}",
            each.policy,
            each.batch_id,
            frame.word(f"cli.tiers.{state}"),
        )
    frame.out.print(table)
    written, made_by = book.policies.tiers.version, found[-1].policy
    if written != made_by:
        frame.print("cli.tiers.policy_changed", {"written": written, "made": made_by})
    return 0


def _show(frame: Frame, book: Book, movement: Movement) -> None:
    """Show the flows with their sums, and what each tier kept."""
    write = _figures(frame, book)
    table = Table(box=None, header_style="bold")
    for name in ("from", "to_tier", "customers", "value_then", "value_now"):
        table.add_column(
            frame.word(f"cli.tiers.{name}"), justify="left" if name in ("from", "to_tier") else "right"
        )
    for flow in movement.flows:
        table.add_row(
            _tier(frame, flow.tier_then),
            _tier(frame, flow.tier_now),
            f"{flow.customers:,}",
            write.plain(flow.value_then_minor),
            write.plain(flow.value_now_minor),
        )
    frame.out.print(table)
    for tier in TIERS:
        details = {"tier": tier_name(tier, lang=frame.lang), "customers": f"{movement.then(tier):,}"}
        kept = movement.retention(tier)
        if kept is not None:
            frame.print("cli.tiers.retained", {**details, "share": write.percent(kept)})


def _say_flows(movement: Movement) -> None:
    """Say one flow a line for machines."""
    for flow in movement.flows:
        say_json(
            {
                "tier_then": flow.tier_then,
                "tier_now": flow.tier_now,
                "customers": flow.customers,
                "value_then_minor": flow.value_then_minor,
                "value_now_minor": flow.value_now_minor,
            }
        )


def _tier(frame: Frame, code: str) -> str:
    """Return a tier's name, or that there was none."""
    return tier_name(code, lang=frame.lang) if code else frame.word("tier.none")


def _asked(frame: Frame, book: Book, on: datetime | None) -> date:
    """Return the day asked for, otherwise today by the company's clocks."""
    return on.date() if on else book.today(frame.now())


def _figures(frame: Frame, book: Book) -> Figures:
    """Return how amounts are written."""
    return figures(lang=frame.lang, currency=book.settings.currency, largest_minor=0)
