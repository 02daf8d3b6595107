"""What control and the gate said to an ask, in figures and words, and the ways that are open after a no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from fenhao.books.budgets import Answer, GateSaid, Leg, LevelStand
from fenhao.engine.budget import Verdict
from fenhao.engine.waste import GateRule
from fenhao.interfaces.names import gate_voice
from fenhao.interfaces.web._lines_shown import Desk
from fenhao.interfaces.web._names import Names
from fenhao.interfaces.web._ways_out import Way, ways_out
from fenhao.interfaces.words import say
from fenhao.kernel import major_text

_RULES = frozenset(each.value for each in GateRule)


@dataclass(frozen=True, slots=True)
class Level:
    """One level's sums before the ask, and how much is missing on it."""

    name: str
    funded: int
    reserved: int
    actual: int
    asked: int
    short: int


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as a page shows it: the verdict, every level's arithmetic, the gate's evidence, and the ways out."""

    passed: bool
    verdict: str
    levels: tuple[Level, ...]
    gates: tuple[tuple[str, tuple[str, ...]], ...]
    short: int
    ways: tuple[Way, ...]
    may_override: bool


def refusal_of_gate(answer: Answer) -> str:
    """Return the rule of the gate that refuses, '' where none does: what passes with a remark is no refusal."""
    last = answer.gates[-1].verdict if answer.gates and not answer.passed else ""
    return last if last in _RULES else ""


def said(names: Names, answer: Answer, legs: Sequence[Leg], desk: Desk, *, typed: Mapping[str, str]) -> Said:
    """Return what the books said to these legs; ``typed`` are the other fields of the form, carried along the ways."""
    levels = tuple(
        Level(
            names.balance(each.balance),
            each.funded_minor,
            each.reserved_minor,
            each.actual_minor,
            each.asked_minor,
            _short(answer, each),
        )
        for each in answer.levels
    )
    short = max((each.short for each in levels), default=0)
    return Said(
        passed=answer.passed,
        verdict=names.word("verdict", answer.verdict.value)
        if not refusal_of_gate(answer)
        else say("web.request.gate_refused", {}, names.lang),
        levels=levels,
        gates=tuple(_gate(names, each) for each in answer.gates),
        short=short,
        ways=()
        if answer.passed
        else _ways(answer, names, legs, desk, short=short, typed=typed)
        if short
        else _exceptions(names, answer, legs, typed=typed),
        may_override=answer.verdict.value == "needs_override",
    )


def _ways(
    answer: Answer, names: Names, legs: Sequence[Leg], desk: Desk, *, short: int, typed: Mapping[str, str]
) -> tuple[Way, ...]:
    """Return the ways out for the leg that the answer is about."""
    number = answer.detail.removeprefix("legs[").removesuffix("]")
    place = int(number) if number.isdecimal() and int(number) < len(legs) else 0
    return ways_out(names, legs, desk, place=place, short=short, typed=typed)


def _exceptions(
    names: Names, answer: Answer, legs: Sequence[Leg], *, typed: Mapping[str, str]
) -> tuple[Way, ...]:
    """Return the way to have a refusal of the gate let pass once, where the gate refused."""
    rule = refusal_of_gate(answer)
    if not rule or not legs:
        return ()
    leg = legs[0]
    amount = major_text(leg.amount_minor, digits=names.here.book.digits)
    fields = {"rule": rule, "amount": amount, "on": leg.occurred_on.isoformat(), **typed}
    fields.setdefault("cost_type", leg.cost_type)
    text = say("web.check.way", {"rule": say(f"gate.rule.{rule}", {}, names.lang)}, names.lang)
    return (Way(text, f"{reverse('web:spend_check')}?{urlencode(fields)}#appeal"),)


def _short(answer: Answer, level: LevelStand) -> int:
    """Return how much a level had too little: for a refusal, or by how much a fact has gone beyond it."""
    if answer.verdict is Verdict.recorded_over:
        free = level.funded_minor - level.reserved_minor - level.actual_minor
        return max(0, level.asked_minor - free)
    return 0 if answer.passed or level.verdict != answer.verdict.value else level.shortfall_minor


def _gate(names: Names, told: GateSaid) -> tuple[str, tuple[str, ...]]:
    """Return what the gate saw as a sentence, and what would make the spend pass."""
    voice = gate_voice(names.here.book.chart, lang=names.lang, amount=names.figures(0).exact)
    return voice.gate(told), tuple(voice.remedy(each) for each in told.remedies)
