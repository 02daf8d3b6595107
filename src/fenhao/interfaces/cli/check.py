"""``fenhao check``: may this be spent on this customer now? One ask by options, many as JSON lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TextIO

import click
from rich.markup import escape

from fenhao.engine.ledger import Nature
from fenhao.engine.waste import WAKE_UP
from fenhao.interfaces.cli._books import (
    Desk,
    amount,
    by_option,
    day,
    json_option,
    open_desk,
    say_json,
)
from fenhao.interfaces.cli._frame import EXIT_CHECK_FAILED, Frame
from fenhao.interfaces.names import GateVoice, gate_voice
from fenhao.kernel import Trouble, grouped_text

if TYPE_CHECKING:
    from fenhao.books.budgets import Answer

_TEXTS = ("customer", "campaign", "benefit_type", "channel", "purpose", "category", "cost_type", "tier")


@dataclass(frozen=True, slots=True)
class _Question:
    """One ask: how much on which day, and what for. ``tier`` None means the customer's own on that day."""

    key: str
    on: date
    amount_minor: int
    texts: Mapping[str, str]
    tier: str | None
    hold_minutes: int


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("check", help=frame.word("cli.check.help"))
    @click.argument("amount_text", metavar="[AMOUNT]", default="")
    @click.option("--customer", default="", help=frame.word("cli.check.customer"))
    @click.option("--campaign", default="", help=frame.word("cli.check.campaign"))
    @click.option("--benefit", "benefit_type", default="", help=frame.word("cli.check.benefit"))
    @click.option("--channel", default="", help=frame.word("cli.check.channel"))
    @click.option("--purpose", default="", help=frame.word("cli.check.purpose"))
    @click.option("--category", default="", help=frame.word("cli.check.category"))
    @click.option("--cost-type", default="", help=frame.word("cli.check.cost_type"))
    @click.option("--tier", default=None, help=frame.word("cli.check.tier"))
    @click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help=frame.word("cli.check.on"))
    @click.option("--hold", type=click.IntRange(0), default=0, help=frame.word("cli.check.hold"))
    @click.option("--key", default="", help=frame.word("cli.check.key"))
    @click.option("--lines", type=click.File(encoding="utf-8"), help=frame.word("cli.check.lines"))
    @by_option(frame)
    @json_option(frame)
    def check(
        amount_text: str,
        customer: str,
        campaign: str,
        benefit_type: str,
        channel: str,
        purpose: str,
        category: str,
        cost_type: str,
        tier: str | None,
        on: datetime | None,
        hold: int,
        key: str,
        lines: TextIO | None,
        by: str,
        as_json: bool,
    ) -> int:
        desk = open_desk(frame, by=by)
        if lines is not None:
            refused = 0
            for question in _questions(lines, desk):
                answer = _ask(desk, question)
                say_json(_facts(_voice(frame, desk), answer, question))
                refused += not answer.passed
            return EXIT_CHECK_FAILED if refused else 0
        told = (customer, campaign, benefit_type, channel, purpose, category, cost_type, "")
        question = _Question(
            key=key,
            on=day(on, desk=desk),
            amount_minor=amount(amount_text, desk=desk),
            texts=dict(zip(_TEXTS, told, strict=True)),
            tier=tier,
            hold_minutes=hold,
        )
        answer = _ask(desk, question)
        if as_json:
            say_json(_facts(_voice(frame, desk), answer, question))
        else:
            _tell(frame, desk, answer, question)
        return 0 if answer.passed else EXIT_CHECK_FAILED

    return check


def _questions(lines: TextIO, desk: Desk) -> Iterator[_Question]:
    """Yield the asks of a file of JSON lines. Trouble ``gates.bad_ask`` names the line and the field."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        field = "JSON"
        try:
            told = json.loads(line)
            if not isinstance(told, dict):
                raise TypeError(line)
            field = "amount_minor" if "amount_minor" in told else "amount"
            minor = told.get("amount_minor")
            if minor is None:
                minor = amount(str(told["amount"]), desk=desk)
            if type(minor) is not int:
                raise TypeError(minor)
            field = "on"
            on = date.fromisoformat(told["on"]) if "on" in told else day(None, desk=desk)
            field = "hold_minutes"
            hold = told.get("hold_minutes", 0)
            if type(hold) is not int or hold < 0:
                raise TypeError(hold)
        except (ValueError, KeyError, TypeError, Trouble) as wrong:
            raise Trouble("gates.bad_ask", {"line": str(number), "field": field}) from wrong
        texts = {name: str(told.get(name, "")) for name in _TEXTS}
        tier = texts["tier"] if "tier" in told else None
        yield _Question(str(told.get("key", "")), on, minor, texts, tier, hold)


def _ask(desk: Desk, question: _Question) -> "Answer":
    """Return what the books say; with a hold and a key the money is reserved when it may be spent."""
    from fenhao.books.budgets import Act, Leg, Request, operations as books
    from fenhao.books.gates import operations as gates

    texts = question.texts
    cost_type = _cost_type(desk, texts)
    category = texts["category"]
    if (
        not category
        and texts["purpose"] == WAKE_UP
        and WAKE_UP in {each.code for each in desk.book.chart.categories}
    ):
        category = WAKE_UP
    category, fixed = _category(desk, category, cost_type)
    tier = question.tier
    if tier is None:
        tier = ""
        if texts["customer"] and not fixed:
            known = gates.customer(texts["customer"], on=question.on, at=desk.at)
            tier = known.tier.tier if known.tier else ""
    leg = Leg(
        occurred_on=question.on,
        tier=tier,
        category=category,
        amount_minor=question.amount_minor,
        cost_type=cost_type,
        customer=texts["customer"],
        campaign=texts["campaign"],
        fixed=fixed,
        channel=texts["channel"],
        purpose=texts["purpose"],
        benefit_type=texts["benefit_type"],
    )
    currency = desk.book.settings.currency
    if not question.hold_minutes:
        return books.check(Request(Act.spend, question.key, (leg,), currency), at=desk.at)
    if not question.key:
        raise Trouble("gates.key_missing", {})
    until = desk.at + timedelta(minutes=question.hold_minutes)
    return books.check_and_hold(
        key=question.key, legs=[leg], currency=currency, by=desk.by, at=desk.at, hold_until=until
    )


def _cost_type(desk: Desk, texts: Mapping[str, str]) -> str:
    """Return the cost type of an ask: a benefit that is a leaf of the chart is its own where nothing else is named."""
    if texts["cost_type"] or texts["category"]:
        return texts["cost_type"]
    return texts["benefit_type"] if desk.book.chart.leaf(texts["benefit_type"]) else ""


def _category(desk: Desk, category: str, cost_type: str) -> tuple[str, bool]:
    """Return the category of the line and whether its cost is fixed; a cost type of the chart decides both."""
    if not cost_type:
        if not category:
            raise Trouble("gates.category_missing", {})
        return category, False
    leaf = next((each for each in desk.book.chart.cost_types if each.code == cost_type), None)
    if leaf is None:
        raise Trouble("gates.unknown_cost_type", {"cost_type": cost_type})
    return leaf.category, leaf.nature is Nature.fixed


def _outcome(answer: "Answer") -> str:
    """Return allow, warn or refuse."""
    if not answer.passed:
        return "refuse"
    return "warn" if answer.gates or answer.verdict.value != "committed" else "allow"


def _facts(voice: GateVoice, answer: "Answer", question: _Question) -> dict[str, object]:
    """Return an answer for a machine."""
    return {
        "key": answer.key,
        "answer": _outcome(answer),
        "verdict": answer.verdict.value,
        "why": voice.answer(answer),
        "amount_minor": question.amount_minor,
        "available_minor": answer.available_minor,
        "shortfall_minor": max((level.shortfall_minor for level in answer.levels), default=0),
        "detail": answer.detail,
        "gates": [
            {
                "verdict": said.verdict,
                "why": voice.gate(said),
                "policy": said.policy,
                "evidence": dict(said.evidence),
                "passes_with": [{"kind": each.kind, "value": each.value} for each in said.remedies],
            }
            for said in answer.gates
        ],
        "commitment": answer.commitments[0] if answer.commitments else None,
        "replayed": answer.replayed,
    }


def _tell(frame: Frame, desk: Desk, answer: "Answer", question: _Question) -> None:
    """Say an answer to a person: allowed or not, why, what would change that, what is left."""
    outcome = _outcome(answer)
    style = {"allow": "bold green", "warn": "bold yellow", "refuse": "bold red"}[outcome]
    frame.print(f"gate.{outcome}", style=style)
    voice = _voice(frame, desk)
    for said in answer.gates:
        frame.out.print(escape(voice.gate(said)), soft_wrap=True)
        for remedy in said.remedies:
            frame.out.print("  · " + escape(voice.remedy(remedy, by_command=True)), soft_wrap=True)
    if budget := voice.budget(answer):
        frame.out.print(escape(budget), soft_wrap=True)
    if answer.available_minor is not None:
        left = grouped_text(answer.available_minor, digits=desk.book.digits)
        frame.print("cli.check.left", {"available": left})
    if answer.commitments:
        until = desk.book.local(desk.at + timedelta(minutes=question.hold_minutes))
        details = {"commitment": str(answer.commitments[0]), "until": until.strftime("%Y-%m-%d %H:%M")}
        frame.print("cli.check.held", details)


def _voice(frame: Frame, desk: Desk) -> GateVoice:
    """Return how gates and budgets are told at this desk."""
    digits = desk.book.digits
    return gate_voice(
        desk.book.chart, lang=frame.lang, amount=lambda minor: grouped_text(minor, digits=digits)
    )
