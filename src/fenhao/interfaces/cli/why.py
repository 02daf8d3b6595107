"""``fenhao why KEY``: the whole sum behind an answer of the books, and what would have helped."""

from typing import TYPE_CHECKING

import click

from fenhao.interfaces.cli._books import (
    Column,
    Kind,
    by_option,
    json_option,
    open_desk,
    say_json,
    show,
)
from fenhao.interfaces.cli._frame import Frame
from fenhao.interfaces.cli._request import answer_facts
from fenhao.kernel import Trouble, grouped_text

if TYPE_CHECKING:
    from fenhao.books.budgets.operations import Explanation

_LEVELS = (
    Column("balance", Kind.balance),
    Column("funded_minor", Kind.money),
    Column("reserved_minor", Kind.money),
    Column("actual_minor", Kind.money),
    Column("asked_minor", Kind.money),
    Column("available_minor", Kind.money),
    Column("shortfall_minor", Kind.money),
    Column("control", Kind.word, "control_kind"),
)
_BEHIND = (
    Column("entry"),
    Column("kind", Kind.word, "entry_kind"),
    Column("reserved_minor", Kind.money),
    Column("actual_minor", Kind.money),
    Column("key"),
)


def build(frame: Frame) -> click.Command:
    """Return the command, its help in the user's language."""

    @click.command("why", help=frame.word("cli.why.help"))
    @click.argument("key")
    @by_option(frame)
    @json_option(frame)
    def why(key: str, by: str, as_json: bool) -> int:
        desk = open_desk(frame, by=by)
        from fenhao.books.budgets import operations as books

        told = books.explain(key)
        if told is None:
            raise Trouble("control.unknown_key", {"key": key})
        if as_json:
            say_json(_facts(told))
        else:
            _tell(frame, told, digits=desk.book.digits)
        return 0

    return why


def _facts(told: "Explanation") -> dict[str, object]:
    """Return an explanation as a machine reads it."""
    return {
        **answer_facts(told.answer),
        "request": told.body,
        "levels": [
            {**level._asdict(), "shortfall_minor": level.shortfall_minor} for level in told.answer.levels
        ],
        "behind": [
            {
                "entry": each.entry,
                "kind": each.kind,
                "reserved_minor": each.reserved_minor,
                "actual_minor": each.actual_minor,
                "key": each.key,
            }
            for each in told.behind
        ],
        "remedies": [{"kind": each.kind, "amount_minor": each.amount_minor} for each in told.remedies],
    }


def _tell(frame: Frame, told: "Explanation", *, digits: int) -> None:
    """Say an explanation to a person: verdict, every level, the entries behind the tightest, what would help."""
    answer = told.answer
    frame.print(f"verdict.{answer.verdict.value}", style="bold green" if answer.passed else "bold red")
    if answer.policy:
        frame.print("cli.why.policy", {"policy": answer.policy, "detail": answer.detail or "–"})
    if answer.levels:
        show(
            frame,
            _LEVELS,
            [
                (
                    level.balance,
                    level.funded_minor,
                    level.reserved_minor,
                    level.actual_minor,
                    level.asked_minor,
                    level.available_minor,
                    level.shortfall_minor,
                    level.control,
                )
                for level in answer.levels
            ],
            noun="why",
            as_json=False,
            digits=digits,
        )
    if told.behind:
        show(
            frame,
            _BEHIND,
            [
                (each.entry, each.kind, each.reserved_minor, each.actual_minor, each.key)
                for each in told.behind
            ],
            noun="why",
            as_json=False,
            digits=digits,
            title=frame.word("cli.why.behind"),
        )
    for remedy in told.remedies:
        amount = grouped_text(remedy.amount_minor, digits=digits)
        frame.print(f"control_remedy.{remedy.kind}", {"amount": amount})
