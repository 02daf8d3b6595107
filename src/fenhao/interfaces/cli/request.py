"""``fenhao request``: ask for spend whose money is held while others agree."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from fenhao.interfaces.cli._asked import asked_facts, say_asked
from fenhao.interfaces.cli._authorise import authorisations, authorising
from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Kind,
    by_option,
    json_option,
    key_option,
    open_desk,
    over,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._lines import acting, legs, line_text, names
from fenhao.kernel import grouped_text

if TYPE_CHECKING:  # rooms of the books open only once the site is set up
    from fenhao.books.budgets import Answer, Leg
    from fenhao.books.requests import RequestAnswer

USE_DAYS = 30
"""How long money stays held for whoever asked, where nothing else is said."""
REQUEST = (
    Column("request"),
    Column("case"),
    Column("state", Kind.word, "case_state"),
    Column("title"),
    Column("amount", Kind.money),
    Column("held", Kind.money),
    Column("asked_by"),
    Column("lines"),
    Column("use_until"),
)
LEVEL = (
    Column("balance"),
    Column("funded", Kind.money),
    Column("reserved", Kind.money),
    Column("actual", Kind.money),
    Column("asked", Kind.money),
    Column("missing", Kind.money),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("request", help=frame.word("cli.request.help"))
    for command in (_new(frame), _edit(frame), _list(frame), authorising(frame), authorisations(frame)):
        group.add_command(command)
    return group


def _new(frame: Frame) -> click.Command:
    """Return ``new``: show what would happen, then hold the money and ask."""

    @click.command("new", help=frame.word("cli.request.new"))
    @click.argument("wanted", nargs=-1, required=True, metavar="LINE=AMOUNT...")
    @click.option("--why", required=True, help=frame.word("cli.request.opt_why"))
    @click.option("--campaign", default="", help=frame.word("cli.request.opt_campaign"))
    @click.option("--customer", default="", help=frame.word("cli.request.opt_customer"))
    @click.option("--type", "cost_type", default="", help=frame.word("cli.request.opt_type"))
    @click.option("--unpriced", is_flag=True, help=frame.word("cli.request.opt_unpriced"))
    @click.option("--reference", "references", multiple=True, help=frame.word("cli.request.opt_reference"))
    @click.option("--use-until", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.request.opt_until"))
    @click.option("--override", "ask_override", is_flag=True, help=frame.word("cli.request.opt_override"))
    @click.option("--preview", is_flag=True, help=frame.word("cli.request.opt_preview"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def new(
        wanted: tuple[str, ...],
        why: str,
        campaign: str,
        customer: str,
        cost_type: str,
        unpriced: bool,
        references: tuple[str, ...],
        use_until: datetime | None,
        ask_override: bool,
        preview: bool,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.requests import operations as requests

        words = {"campaign": campaign, "customer": customer, "cost_type": cost_type}
        asked = legs(wanted, words, desk=desk, unpriced=unpriced, references=references)
        if preview:
            return _previewed(frame, desk, asked, as_json=as_json)
        last = use_until.date() if use_until else desk.book.today(desk.at) + timedelta(days=USE_DAYS)
        until = over(last, desk=desk)
        wish = requests.Wish(why, asked, desk.book.settings.currency, until, ask_override=ask_override)
        told = requests.submit(wish, key=key, by=acting(desk), at=desk.at)
        return _said(frame, desk, told, as_json=as_json)

    return new


def _edit(frame: Frame) -> click.Command:
    """Return ``edit``: change what is asked for."""

    @click.command("edit", help=frame.word("cli.request.edit"))
    @click.argument("request", type=int)
    @click.argument("wanted", nargs=-1, required=True, metavar="LINE=AMOUNT...")
    @click.option("--why", required=True, help=frame.word("cli.request.opt_why"))
    @click.option("--campaign", default="", help=frame.word("cli.request.opt_campaign"))
    @click.option("--customer", default="", help=frame.word("cli.request.opt_customer"))
    @click.option("--type", "cost_type", default="", help=frame.word("cli.request.opt_type"))
    @click.option("--unpriced", is_flag=True, help=frame.word("cli.request.opt_unpriced"))
    @click.option("--reference", "references", multiple=True, help=frame.word("cli.request.opt_reference"))
    @click.option("--version", type=int, default=0, help=frame.word("cli.approvals.opt_version"))
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def edit(
        request: int,
        wanted: tuple[str, ...],
        why: str,
        campaign: str,
        customer: str,
        cost_type: str,
        unpriced: bool,
        references: tuple[str, ...],
        version: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.requests import operations as requests

        words = {"campaign": campaign, "customer": customer, "cost_type": cost_type}
        told = requests.edit(
            key=key,
            request=request,
            legs=legs(wanted, words, desk=desk, unpriced=unpriced, references=references),
            why=why,
            by=acting(desk),
            at=desk.at,
            version=version,
        )
        return _said(frame, desk, told, as_json=as_json)

    return edit


def _list(frame: Frame) -> click.Command:
    """Return ``list``: every request and where it stands."""

    @click.command("list", help=frame.word("cli.request.list"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.requests import operations as requests

        known = names(at=desk.at)
        rows = [
            (
                str(view.request.id),
                str(view.request.case),
                view.state,
                view.request.title,
                view.request.amount_minor,
                view.held_minor,
                known.get(view.request.asked_by, "–"),
                ", ".join(
                    line_text((leg.occurred_on.isoformat(), leg.tier, leg.category))
                    for leg in view.request.legs
                ),
                view.request.use_until,
            )
            for view in requests.requests_at(by=desk.by, at=desk.at)
        ]
        show(frame, REQUEST, rows, noun="request", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed


def _previewed(frame: Frame, desk: Desk, asked: "tuple[Leg, ...]", *, as_json: bool) -> int:
    """Show what submitting would do; return the exit code."""
    from fenhao.books.requests import operations as requests

    seen = requests.preview(legs=asked, currency=desk.book.settings.currency, by=acting(desk), at=desk.at)
    known = names(at=desk.at)
    steps = [
        (
            step.role.value if step.role else step.department,
            [known.get(each.user_id, "–") for each in people],
        )
        for step, people in zip(seen.steps, seen.asked, strict=True)
    ]
    if as_json:
        say_json(
            {
                "verdict": seen.answer.verdict.value,
                "steps": [{"step": name, "may_answer": who} for name, who in steps],
                "due": seen.due_at,
            }
        )
    else:
        _levels(frame, desk, seen.answer)
        told = "cli.request.would_pass" if seen.answer.passed else "cli.request.would_be_refused"
        frame.print(told, {"verdict": seen.answer.verdict.value})
        for number, (name, who) in enumerate(steps, 1):
            details = {"number": str(number), "step": name, "who": ", ".join(who) or "–"}
            frame.print("cli.request.would_ask", details)
    return 0 if seen.answer.passed else EXIT_CHECK_FAILED


def _said(frame: Frame, desk: Desk, told: "RequestAnswer", *, as_json: bool) -> int:
    """Tell what became of a submission or edit; return the exit code."""
    done = told.request is not None
    if as_json:
        say_json(
            {
                "verdict": told.verdict.value,
                "request": told.request,
                "case": told.case,
                "control": told.answer.verdict.value if told.answer else None,
                "detail": told.answer.detail if told.answer else "",
                "replayed": told.replayed,
                **asked_facts(desk, told.case),
            }
        )
        return 0 if done else EXIT_CHECK_FAILED
    frame.print(f"request_verdict.{told.verdict.value}", style="green" if done else "yellow")
    if told.answer is not None:
        frame.print("cli.request.control", {"verdict": told.answer.verdict.value})
        _levels(frame, desk, told.answer)
    if done:
        frame.print("cli.request.numbers", {"request": str(told.request), "case": str(told.case)})
        say_asked(frame, desk, told.case)
    return 0 if done else EXIT_CHECK_FAILED


def _levels(frame: Frame, desk: Desk, answer: "Answer") -> None:
    """Show what every level has, and what is missing."""
    digits = desk.book.digits
    rows = [
        (
            level.balance,
            level.funded_minor,
            level.reserved_minor,
            level.actual_minor,
            level.asked_minor,
            level.shortfall_minor,
        )
        for level in answer.levels
    ]
    if rows:
        show(frame, LEVEL, rows, noun="request", as_json=False, digits=digits)
        short = max(row[-1] for row in rows)
        if short:
            frame.print("cli.request.short", {"amount": grouped_text(short, digits=digits)})
