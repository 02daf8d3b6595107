"""What control and the gate of tiers said to an ask, in words: what was seen, what is short, what would make it pass."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fenhao.interfaces.words import Language, say

if TYPE_CHECKING:
    from fenhao.books.budgets import Answer, GateSaid
    from fenhao.engine.waste import GateRemedy

_ACTS = frozenset({"allow_once", "publish"})
"""Remedies that are acts of this application: commands are named to those who type, acts to everybody else."""


@dataclass(frozen=True, slots=True)
class GateVoice:
    """How one reader is told of gates: his language, how whole minor units are written, the names of what is met."""

    lang: Language
    amount: Callable[[int], str]
    tier: Callable[[str], str]
    balance: Callable[[str], str]
    types: Mapping[str, str]

    def details(self, evidence: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Return what the gate saw by name, each value as a person reads it: ``most_minor`` becomes ``most``."""
        return {name.removesuffix("_minor"): self._value(name, value) for name, value in evidence}

    def sentence(self, verdict: str, evidence: Iterable[tuple[str, str]]) -> str:
        """Return what the gate said and saw; a verdict that only warns says the same as one that refuses."""
        return say(f"gate.{verdict.removesuffix('_warned')}", self.details(evidence), self.lang)

    def remedy(self, remedy: "GateRemedy", *, by_command: bool = False) -> str:
        """Return one thing that would make the ask pass; ``by_command`` names the command where there is one."""
        amounts = remedy.kind == "ask_at_most"
        value = self.amount(int(remedy.value)) if amounts else remedy.value
        family = "web.check" if remedy.kind in _ACTS and not by_command else "gate.remedy"
        return say(f"{family}.{remedy.kind}", {"value": value}, self.lang)

    def gate(self, told: "GateSaid") -> str:
        """Return what a gate of an answer said and saw."""
        return self.sentence(told.verdict, told.evidence)

    def budget(self, answer: "Answer") -> str:
        """Return what control said besides the gate: the level with the least, or why no level was asked; else empty."""
        short = max(answer.levels, key=lambda level: level.shortfall_minor, default=None)
        if short is not None and short.verdict != "committed":
            details = {"verdict": self._verdict(answer), "where": self.balance(short.balance)}
            return say("cli.check.budget", details, self.lang)
        gates = {each.verdict for each in answer.gates}
        return "" if answer.levels or answer.verdict.value in gates else self._verdict(answer)

    def answer(self, answer: "Answer") -> str:
        """Return why an answer is what it is, gate first: never empty."""
        parts = [*(self.gate(each) for each in answer.gates), self.budget(answer)]
        return (" " if self.lang == "en" else "").join(part for part in parts if part) or self._verdict(
            answer
        )

    def _verdict(self, answer: "Answer") -> str:
        """Return the verdict's own words."""
        return say(f"verdict.{answer.verdict.value}", {}, self.lang)

    def _value(self, name: str, value: str) -> str:
        """Return one thing that the gate saw."""
        if name.endswith("_minor"):
            return self.amount(int(value))
        if name == "share":
            return _percent(Fraction(value))
        if name in {"missing", "rule"}:
            return say(f"gate.{name}.{value}", {}, self.lang)
        if name == "tier":
            return self.tier(value)
        if name == "benefit":
            return self.types.get(value, value)
        return value


def _percent(share: Fraction) -> str:
    """Return a share that a policy names: 20%, 12.5%; one that has no end in decimals is cut to two."""
    hundredths = share.numerator * 10_000 // share.denominator
    text = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
    return f"{text}%"
