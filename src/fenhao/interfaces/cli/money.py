"""``fenhao money``: fund, reserve, spend, consume, release, reverse by hand, one at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import click

from fenhao.interfaces.cli._books import (
    Column,
    Desk,
    Kind,
    amount,
    by_option,
    day,
    json_option,
    key_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.cli._lines import reference as named_by
from fenhao.interfaces.cli._request import answer_facts
from fenhao.kernel import grouped_text

if TYPE_CHECKING:
    from fenhao.books.budgets import Answer, Request

Function = TypeVar("Function", bound=Callable[..., object])
_ON_A_LINE = ("fund", "defund", "reserve", "spend")
_RESERVATION = (
    Column("commitment_number"),
    Column("reference"),
    Column("period"),
    Column("tier"),
    Column("category"),
    Column("reserved_minor", Kind.money),
    Column("remaining_minor", Kind.money),
    Column("state", Kind.word, "held_state"),
    Column("expires_at"),
)
_ON_A_COMMITMENT = ("consume", "release")


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""
    group = click.Group("money", help=frame.word("cli.money.help"))
    for act in _ON_A_LINE:
        group.add_command(_on_a_line(frame, act))
    for act in _ON_A_COMMITMENT:
        group.add_command(_on_a_commitment(frame, act))
    group.add_command(_reverse(frame))
    group.add_command(_find(frame))
    return group


def _on_a_line(frame: Frame, act: str) -> click.Command:
    """Return the command of an act on a budget line."""

    @click.command(act, help=frame.word(f"cli.money.{act}"))
    @click.argument("category")
    @click.argument(
        "amount_text",
        metavar="[AMOUNT]" if act == "reserve" else "AMOUNT",
        default="",
        required=act != "reserve",
    )
    @click.option(
        "--unpriced", is_flag=True, help=frame.word("cli.money.opt_unpriced"), hidden=act != "reserve"
    )
    @click.option(
        "--reference", default="", help=frame.word("cli.money.opt_reference"), hidden=act != "reserve"
    )
    @click.option("--tier", default="", help=frame.word("cli.money.opt_tier"))
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.money.opt_on"))
    @click.option("--customer", default="", help=frame.word("cli.money.opt_customer"))
    @click.option("--campaign", default="", help=frame.word("cli.money.opt_campaign"))
    @click.option("--cost-type", default="", help=frame.word("cli.money.opt_cost_type"))
    @click.option("--channel", default="", help=frame.word("cli.money.opt_channel"))
    @click.option("--fixed", is_flag=True, help=frame.word("cli.money.opt_fixed"))
    @click.option("--authorisation", type=int, default=0, help=frame.word("cli.money.opt_authorisation"))
    @_always(frame)
    def command(
        category: str,
        amount_text: str,
        unpriced: bool,
        reference: str,
        tier: str,
        on: datetime | None,
        customer: str,
        campaign: str,
        cost_type: str,
        channel: str,
        fixed: bool,
        authorisation: int,
        key: str,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import Act, Leg, Request

        leg = Leg(
            occurred_on=day(on, desk=desk),
            tier=tier,
            category=category,
            amount_minor=0 if unpriced and not amount_text else amount(amount_text, desk=desk),
            unpriced=unpriced,
            cost_type=cost_type,
            customer=customer,
            campaign=campaign,
            fixed=fixed,
            channel=channel,
            reference=named_by(reference) if reference else None,
        )
        currency = desk.book.settings.currency
        request = Request(Act(act), key, (leg,), currency, authorisation=authorisation)
        return _ask(frame, desk, request, as_json=as_json)

    return command


def _on_a_commitment(frame: Frame, act: str) -> click.Command:
    """Return the command of an act on a commitment."""

    @click.command(act, help=frame.word(f"cli.money.{act}"))
    @click.argument("commitment", metavar="COMMITMENT|SOURCE:NUMBER")
    @click.argument("amount_text", metavar="[AMOUNT]", default="", required=act == "consume")
    @click.option("--final", is_flag=True, help=frame.word("cli.money.opt_final"), hidden=act != "consume")
    @_always(frame)
    def command(commitment: str, amount_text: str, final: bool, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import Act, Request

        minor = amount(amount_text, desk=desk) if amount_text else 0
        own = int(commitment) if commitment.isdecimal() else 0
        named = None if own else named_by(commitment)
        request = Request(Act(act), key, target=own, reference=named, amount_minor=minor, final=final)
        return _ask(frame, desk, request, as_json=as_json)

    return command


def _find(frame: Frame) -> click.Command:
    """Return the command that finds a reservation by what another system calls it."""

    @click.command("find", help=frame.word("cli.money.find"))
    @click.argument("reference", metavar="SOURCE:NUMBER")
    @by_option(frame)
    @json_option(frame)
    def command(reference: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        found = books.reservation(named_by(reference), at=desk.at)
        if found is None:
            frame.print("verdict.unknown_reference", style="bold red")
            return EXIT_CHECK_FAILED
        show(
            frame,
            _RESERVATION,
            [
                (
                    found.number,
                    str(found.reference),
                    found.line.period,
                    found.line.tier,
                    found.line.category,
                    found.reserved_minor,
                    found.remaining_minor,
                    found.state.value,
                    found.expires_at,
                )
            ],
            noun="money",
            as_json=as_json,
            digits=desk.book.digits,
        )
        return 0

    return command


def _reverse(frame: Frame) -> click.Command:
    """Return the command that takes back what was posted."""

    @click.command("reverse", help=frame.word("cli.money.reverse"))
    @click.argument("entry", type=int)
    @click.argument("amount_text", metavar="AMOUNT")
    @_always(frame)
    def command(entry: int, amount_text: str, key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import Act, Request

        minor = amount(amount_text, desk=desk)
        request = Request(Act.reverse, key, target=entry, amount_minor=minor)
        return _ask(frame, desk, request, as_json=as_json)

    return command


def _always(frame: Frame) -> Callable[[Function], Function]:
    """Return the options that every act takes: the key, who acts, and how the answer is shown."""

    def wrapped(function: Function) -> Function:
        """Put them on."""
        return key_option(frame)(by_option(frame)(json_option(frame)(function)))

    return wrapped


def _ask(frame: Frame, desk: Desk, request: "Request", *, as_json: bool) -> int:
    """Ask the books and say the answer."""
    from fenhao.books.budgets import operations as books

    answer = books.ask(request, by=desk.by, at=desk.at)
    if as_json:
        say_json(answer_facts(answer))
    else:
        _tell(frame, desk, answer)
    return 0 if answer.passed else EXIT_CHECK_FAILED


def _tell(frame: Frame, desk: Desk, answer: "Answer") -> None:
    """Say an answer to a person: the verdict, what is left, what to call what was made, where to read more."""
    frame.print(f"verdict.{answer.verdict.value}", style="bold green" if answer.passed else "bold red")
    if answer.detail and not answer.detail.startswith("legs["):  # here a request has one leg
        frame.print("cli.money.about", {"detail": answer.detail})
    if answer.available_minor is not None:
        left = grouped_text(answer.available_minor, digits=desk.book.digits)
        frame.print("cli.money.left", {"available": left})
    if answer.commitments:
        frame.print("cli.money.commitment", {"commitment": str(answer.commitments[0])})
    elif answer.entries:
        frame.print("cli.money.entry", {"entry": ", ".join(str(each) for each in answer.entries)})
    frame.print("cli.money.why", {"key": answer.key}, style="dim")
