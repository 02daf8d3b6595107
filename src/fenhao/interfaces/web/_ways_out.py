"""The ways that are open after a refusal for want of money: ask for less, bring funding in, draw on the reserve.

What cannot work is not offered: a note says instead what there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.budgets import Leg
from fenhao.books.budgets.operations import LineKey
from fenhao.books.journal import Month, month_of
from fenhao.books.moves.operations import preview
from fenhao.books.people import Right
from fenhao.engine.budget import MOVING, RESERVE_CATEGORY, MoveKind
from fenhao.interfaces.web._lines_shown import Desk, key_text
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.words import say
from fenhao.kernel import major_text

GIVERS_ASKED = 5
"""Of how many lines, the fullest first, the rules of moves are asked whether one can give the whole."""


@dataclass(frozen=True, slots=True)
class Way:
    """What can be done after a refusal, and where; without an address it is a note."""

    text: str
    href: str = ""


def ways_out(
    names: Names, legs: Sequence[Leg], desk: Desk, *, place: int, short: int, typed: Mapping[str, str]
) -> tuple[Way, ...]:
    """Return the ways out for the leg at ``place``, on which ``short`` minor units are missing."""
    leg = legs[place]
    month = month_of(desk.months, leg.occurred_on)
    if month is None:
        return ()
    ways = []
    if names.here.reader.may(Right.propose_move):
        ways.append(_transfer(names, desk, _line(leg, month), short=short, typed=typed))
        ways += _draw(names, desk, leg, month, short=short, typed=typed)
    if leg.amount_minor > short:
        ways.insert(0, _less(names, legs, desk, place=place, short=short, typed=typed))
    return tuple(ways)


def _less(
    names: Names, legs: Sequence[Leg], desk: Desk, *, place: int, short: int, typed: Mapping[str, str]
) -> Way:
    """Return the request again, with as much as there is."""
    digits = names.here.book.digits
    lines = []
    for each in legs:
        month = month_of(desk.months, each.occurred_on)
        assert month is not None, "a form names lines of known months alone"
        lines.append(key_text(_line(each, month)))
    amounts = [
        major_text(each.amount_minor - short * (at == place), digits=digits) for at, each in enumerate(legs)
    ]
    fields = [
        *(("line", line) for line in lines),
        *(("amount", text) for text in amounts),
        *(("reference", str(each.reference or "")) for each in legs),
        *(("unpriced", str(at)) for at, each in enumerate(legs) if each.unpriced),
        *typed.items(),
    ]
    amount = names.figures(0).exact(legs[place].amount_minor - short)
    return Way(
        say("web.request.way_less", {"amount": amount}, names.lang),
        f"{reverse('web:request_new')}?{urlencode(fields)}",
    )


def _transfer(names: Names, desk: Desk, taker: LineKey, *, short: int, typed: Mapping[str, str]) -> Way:
    """Return the transfer from the fullest line that may give the whole, else that none may."""
    here, amount = names.here, names.figures(0).exact(short)
    givers = sorted(
        (
            each
            for each in desk.lines.values()
            if each.key != taker and each.key.category != RESERVE_CATEGORY and each.available_minor >= short
        ),
        key=lambda each: -each.available_minor,
    )
    for giver in givers[:GIVERS_ASKED]:
        said = preview(
            kind=MoveKind.transfer,
            giver=giver.key,
            taker=taker,
            amount_minor=short,
            currency=here.book.settings.currency,
            by=here.reader.id,
            at=here.at,
        )
        if said.verdict in MOVING:
            text = say("web.request.way_transfer", {"amount": amount}, names.lang)
            return Way(text, _move(names, typed, short, kind="transfer", to=taker, giver=giver.key))
    return Way(say("web.request.no_transfer", {"amount": amount}, names.lang))


def _draw(
    names: Names, desk: Desk, leg: Leg, month: Month, *, short: int, typed: Mapping[str, str]
) -> list[Way]:
    """Return the draw on the quarter's reserve: of what is missing, or of all it holds; nothing without a reserve."""
    reserve = next(
        (
            each
            for key, each in desk.lines.items()
            if key.category == RESERVE_CATEGORY and desk.quarter(key) == month.quarter
        ),
        None,
    )
    if reserve is None:
        return []
    write, held = names.figures(0), max(0, reserve.available_minor)
    drawn = min(short, held)
    code = "way_draw" if held >= short else "way_draw_all" if held else "no_draw"
    facts = {
        "amount": write.exact(drawn),
        "quarter": names.period(month.quarter),
        "held": write.exact(held),
        "rest": write.exact(leg.amount_minor - short + drawn),
    }
    text = say(f"web.request.{code}", facts, names.lang)
    href = _move(names, typed, drawn, kind="draw", to=_line(leg, month), quarter=month.quarter)
    return [Way(text, href if held else "")]


def _move(
    names: Names,
    typed: Mapping[str, str],
    minor: int,
    *,
    kind: str,
    to: LineKey,
    giver: LineKey | None = None,
    quarter: str = "",
) -> str:
    """Return the form of a move, filled in."""
    fields = {
        "kind": kind,
        "quarter": quarter,
        "from": key_text(giver) if giver else "",
        "to": key_text(to),
        "amount": major_text(minor, digits=names.here.book.digits),
        "why": typed.get("why", ""),
    }
    filled = {name: value for name, value in fields.items() if value}
    return f"{reverse('web:move_new')}?{urlencode(filled)}"


def _line(leg: Leg, month: Month) -> LineKey:
    """Return the line that a leg falls on."""
    return LineKey(month.label, leg.tier, leg.category)
