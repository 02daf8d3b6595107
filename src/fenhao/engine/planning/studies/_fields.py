"""The questions of a study and their answers as typed text: one reader for the command, the page and what is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.kernel import Trouble, parse_amount

_TYPED = str.maketrans({"％": "%", "−": "-", "－": "-", "＋": "+", ",": None, "，": None, " ": None})
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,8})?")
_PART = re.compile(r"[0-9]{1,12}/[0-9]{1,12}")


class StudyKind(Enum):
    """What a study is about."""

    proposal = "proposal"
    first = "first"
    cuts = "cuts"
    what_if = "what_if"
    worth = "worth"
    path = "path"


class Asked(Enum):
    """What an answer is typed as."""

    share = "share"  # 20%, 20 or 1/5
    money = "money"  # the currency's own unit
    count = "count"  # a whole number, or one with decimals where ``whole`` is not asked
    choice = "choice"
    text = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One question: its name, how it is typed, the answer that holds when nobody says otherwise, and its limits.

    ``per`` repeats it for each tier or category: the answer's name is then ``name.part``. A limit of None is none. An
    empty default means that leaving it empty says something: there is no such limit, or it is to be worked out.
    """

    name: str
    asked: Asked
    default: str = ""
    per: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    choices: tuple[str, ...] = ()
    group: str = ""

    def names(self, parts: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the names of its answers."""
        return tuple(f"{self.name}.{part}" for part in parts[self.per]) if self.per else (self.name,)


@dataclass(frozen=True, slots=True)
class Answers:
    """Checked answers by name. Shares and counts are exact; money is whole minor units."""

    typed: Mapping[str, str]
    numbers: Mapping[str, Fraction]

    def share(self, name: str) -> Fraction:
        """Return a share or a count; an answer that was left empty counts as nothing."""
        return self.numbers.get(name, Fraction(0))

    def money(self, name: str) -> int:
        """Return an amount in minor units; 0 where it was left empty."""
        return int(self.numbers.get(name, Fraction(0)))

    def whole(self, name: str) -> int:
        """Return a whole number; 0 where it was left empty."""
        return int(self.numbers.get(name, Fraction(0)))

    def text(self, name: str) -> str:
        """Return a word as it was typed."""
        return self.typed.get(name, "")

    def is_given(self, name: str) -> bool:
        """Whether there is an answer at all."""
        return bool(self.typed.get(name, ""))


def read_answers(
    fields: Sequence[Field],
    *,
    typed: Mapping[str, str],
    defaults: Mapping[str, str],
    parts: Mapping[str, Sequence[str]],
    digits: int,
) -> Answers:
    """Return the answers: what was typed, else ``defaults`` by name, else the question's own.

    ``parts`` holds the tiers and categories that questions are repeated for. Trouble ``planning.unknown_field`` or
    ``planning.bad_answer`` names the question, what was typed and what may be.
    """
    known = {name: field for field in fields for name in field.names(parts)}
    stray = sorted(name for name, text in typed.items() if text.strip() and name not in known)
    if stray:
        raise Trouble("planning.unknown_field", {"name": stray[0], "known": ", ".join(sorted(known))})
    texts, numbers = dict[str, str](), dict[str, Fraction]()
    for name, field in known.items():
        said = typed.get(name)
        text = (said if said is not None else defaults.get(name, field.default)).strip()
        if not text:
            continue
        texts[name] = text
        if field.asked not in {Asked.choice, Asked.text}:
            numbers[name] = _number(field, name, text, digits=digits)
        elif field.choices and text not in field.choices:
            raise _bad(name, text, ", ".join(field.choices))
    return Answers(texts, numbers)


def _number(field: Field, name: str, text: str, *, digits: int) -> Fraction:
    """Return a number within the question's limits."""
    found = Fraction(0)
    if field.asked is Asked.money:
        try:
            found = Fraction(parse_amount(text, digits=digits))
        except Trouble as wrong:
            raise _bad(name, text, "1200.50") from wrong
    else:
        plain = text.translate(_TYPED)
        number = plain.removesuffix("%") if field.asked is Asked.share else plain
        if _PART.fullmatch(plain) and not plain.endswith("/0"):
            found = Fraction(plain)
        elif _NUMBER.fullmatch(number):
            found = Fraction(number) * (Fraction(1, 100) if field.asked is Asked.share else 1)
        else:
            raise _bad(name, text, "20%" if field.asked is Asked.share else "12")
    low, high = field.low, field.high
    if (low is not None and found < low) or (high is not None and found > high):
        raise _bad(name, text, f"{_limit(field, low)} … {_limit(field, high)}")
    return found


def _limit(field: Field, value: Fraction | None) -> str:
    """Return a limit as it would be typed."""
    if value is None:
        return ""
    return f"{value * 100}%" if field.asked is Asked.share else str(value)


def _bad(name: str, text: str, form: str) -> Trouble:
    return Trouble("planning.bad_answer", {"name": name, "text": text, "form": form})
