"""What people type into a cell: an amount, or arithmetic on amounts as a spreadsheet writes it; worked out exactly."""

import re
from fractions import Fraction

from fenhao.kernel._amount import _MENDED, _UNITS, AMOUNT_MINOR_MAX, parse_amount
from fenhao.kernel._trouble import Trouble

FORMULA_LENGTH_MAX = 200
"""The longest arithmetic that is read; nobody types more, and it bounds what has to be worked out."""
_DEPTH_MAX = 20

_unit = "|".join(sorted((unit for unit in _UNITS if unit), key=lambda unit: (-len(unit), unit)))
_TOKEN = re.compile(
    rf"\s*(?:(?:(?P<whole>[0-9][0-9,]*)(?:\.(?P<part>[0-9]*))?|\.(?P<only>[0-9]+))(?P<unit>{_unit})?(?P<percent>%)?"
    r"|(?P<mark>[-+*/()]))",
    re.ASCII,
)
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")


def parse_typed(text: str, *, digits: int, currency: str = "") -> int:
    """Return an amount as it was typed, in whole minor units: what ``parse_amount`` reads, or ``=1000*1.06``.

    After ``=`` stand numbers (``1,000``, ``1.2万``, ``6%``), ``+ - * /`` and brackets. They are worked out exactly; the
    result alone is brought to the nearest minor unit, halves away from zero. Trouble: those of ``parse_amount``,
    ``amount.formula`` for what is no arithmetic, ``amount.by_zero``.
    """
    if text.isascii() and "=" not in text:
        return parse_amount(text, digits=digits, currency=currency)
    mended = text.translate(_MENDED).strip()
    if not mended.startswith("="):
        return parse_amount(text, digits=digits, currency=currency)
    if len(mended) > FORMULA_LENGTH_MAX:
        raise Trouble("amount.formula", {"value": f"{text[:40]}…"})
    found = _Reading(
        text, _tokens(mended[1:].replace("\u00d7", "*").replace("\u00f7", "/"), text=text)
    ).worked_out()
    scale: int = 10**digits
    scaled = abs(found) * scale
    minor = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    if minor > AMOUNT_MINOR_MAX:
        raise Trouble("amount.too_large", {"value": text})
    return -minor if found < 0 else minor


class _Reading:
    """Reads tokens from left to right: sums of products of numbers, signs and brackets."""

    def __init__(self, text: str, tokens: list[Fraction | str]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def worked_out(self) -> Fraction:
        """Return what the whole of it comes to."""
        found = self._sum()
        if self._at != len(self._tokens):
            raise self._wrong()
        return found

    def _sum(self) -> Fraction:
        """Return a sum."""
        found = self._product()
        while (mark := self._mark("+-")) is not None:
            part = self._product()
            found = found + part if mark == "+" else found - part
        return found

    def _product(self) -> Fraction:
        """Return a product."""
        found = self._number()
        while (mark := self._mark("*/")) is not None:
            part = self._number()
            if mark == "/" and not part:
                raise Trouble("amount.by_zero", {"value": self._text})
            found *= part if mark == "*" else Fraction(part.denominator, part.numerator)
        return found

    def _number(self) -> Fraction:
        """Return a number, a signed one, or what stands in brackets."""
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise self._wrong()
        if (sign := self._mark("+-")) is not None:
            found = self._number()
            found = -found if sign == "-" else found
        elif self._mark("(") is not None:
            found = self._sum()
            if self._mark(")") is None:
                raise self._wrong()
        else:
            found = self._plain()
        self._depth -= 1
        return found

    def _plain(self) -> Fraction:
        """Return the number that stands here."""
        there = self._tokens[self._at] if self._at < len(self._tokens) else ""
        if isinstance(there, str):
            raise self._wrong()
        self._at += 1
        return there

    def _mark(self, marks: str) -> str | None:
        """Return the mark that stands here when it is one of these, and go past it."""
        there = self._tokens[self._at] if self._at < len(self._tokens) else None
        if isinstance(there, str) and there in marks:
            self._at += 1
            return there
        return None

    def _wrong(self) -> Trouble:
        """Return the trouble of text that is no arithmetic."""
        return Trouble("amount.formula", {"value": self._text})


def _tokens(line: str, *, text: str) -> list[Fraction | str]:
    """Return numbers and marks in order."""
    found: list[Fraction | str] = []
    at, line = 0, line.rstrip()
    while at < len(line):
        token = _TOKEN.match(line, at)
        if token is None:
            raise Trouble("amount.formula", {"value": text})
        found.append(token["mark"] or _value(token, text=text))
        at = token.end()
    return found


def _value(token: re.Match[str], *, text: str) -> Fraction:
    """Return the number that one token tells."""
    whole = token["whole"] or "0"
    if "," in whole and not _GROUPED.fullmatch(whole):
        raise Trouble("amount.grouping", {"value": text})
    number = Fraction(f"{whole.replace(',', '')}.{token['part'] or token['only'] or '0'}")
    scale: int = 10 ** _UNITS[token["unit"] or ""]
    return number * scale * Fraction(1, 100 if token["percent"] else 1)
