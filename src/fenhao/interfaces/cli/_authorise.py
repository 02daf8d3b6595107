"""``fenhao request authorise`` and ``authorisations``: ask to pass a control on one line, once, up to an amount."""

from datetime import datetime, timedelta

import click

from fenhao.interfaces.cli._asked import asked_facts, say_asked
from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    amount,
    by_option,
    json_option,
    key_option,
    open_desk,
    over,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._lines import acting, line, line_text, names

USE_DAYS = 30
"""How long an authorisation may be used, where nothing else is said."""
COLUMNS = (
    Column("authorisation"),
    Column("case"),
    Column("kind", Kind.word, "pass_kind"),
    Column("line"),
    Column("amount", Kind.money),
    Column("state", Kind.word, "authorisation_state"),
    Column("asked_by"),
    Column("use_until"),
    Column("used_key"),
)


def authorising(frame: Frame) -> click.Command:
    """Return ``authorise``: everybody on the written route is asked, and nothing is opened before the last yes."""

    @click.command("authorise", help=frame.word("cli.request.authorise"))
    @click.argument("name", metavar="LINE")
    @click.argument("amount_text", metavar="AMOUNT")
    @click.option("--why", required=True, help=frame.word("cli.request.opt_authorise_why"))
    @click.option("--large", is_flag=True, help=frame.word("cli.request.opt_large"))
    @click.option(
        "--use-until", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.request.opt_authorise_until")
    )
    @key_option(frame)
    @by_option(frame)
    @json_option(frame)
    def authorise(
        name: str,
        amount_text: str,
        why: str,
        large: bool,
        use_until: datetime | None,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as budgets

        # the end of a day, so that the same question on the same day is the same question
        last = use_until.date() if use_until else desk.book.today(desk.at) + timedelta(days=USE_DAYS)
        until = over(last, desk=desk)
        told = budgets.ask_authorisation(
            budgets.Pass.approval if large else budgets.Pass.override,
            line(name),
            amount_minor=amount(amount_text, desk=desk),
            reason=why,
            key=key,
            by=acting(desk),
            at=desk.at,
            expires_at=until,
        )
        if as_json:
            say_json(
                {
                    "authorisation": told.authorisation,
                    "case": told.case,
                    "replayed": told.replayed,
                    **asked_facts(desk, told.case),
                }
            )
            return 0
        details = {"authorisation": str(told.authorisation), "case": str(told.case)}
        frame.print("cli.request.authorisation_asked", details, style="green")
        say_asked(frame, desk, told.case)
        return 0

    return authorise


def authorisations(frame: Frame) -> click.Command:
    """Return ``authorisations``: every one that was asked for by itself, and what became of it."""

    @click.command("authorisations", help=frame.word("cli.request.authorisations"))
    @by_option(frame)
    @json_option(frame)
    def listed(by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as budgets

        known = names(at=desk.at)
        rows = [
            (
                str(each.id),
                str(each.case),
                each.kind,
                line_text(each.line),
                each.amount_minor,
                each.state_at(desk.at),
                known.get(each.asked_by, "–"),
                each.expires_at,
                each.used_key,
            )
            for each in budgets.authorisations(by=desk.by, at=desk.at)
        ]
        show(frame, COLUMNS, rows, noun="request", as_json=as_json, digits=desk.book.digits)
        return 0

    return listed
