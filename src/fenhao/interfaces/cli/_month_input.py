"""What the end of a month is given from outside: closing rules from a file, returns of lines, what the facts say."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from fenhao.engine.budget import (
    ANY,
    Basis,
    ClosingRule,
    ClosingRules,
    HoldRule,
    LineReturn,
    OverspendRule,
    UnspentRule,
)
from fenhao.interfaces.cli._books import Desk, amount
from fenhao.interfaces.cli._frame import Frame
from fenhao.kernel import Trouble

if TYPE_CHECKING:
    from fenhao.books.monthend.operations import ClosingCheck

_FIELDS = {"tier", "category", "holds", "unspent", "overspend"}
Cell = tuple[str, str]
"""Tier and category of a line."""


def rules_in(file: Path) -> ClosingRules:
    """Return the closing rules of a TOML file: ``version``, then one ``[[rule]]`` a rule; ``*`` is any."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        version, rules = str(told["version"]), tuple(_rule(each) for each in told.get("rule", []))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, ValueError) as wrong:
        raise Trouble("month.bad_rule", {"file": str(file), "problem": str(wrong)}) from wrong
    return ClosingRules(version, rules)


def returns_of(given: Sequence[str]) -> dict[Cell, LineReturn]:
    """Return what people answer for: ``TIER/CATEGORY=RETURN`` or ``=LOW:RETURN:HIGH``."""
    found: dict[Cell, LineReturn] = {}
    for text in given:
        cell, rates = _pair(text)
        try:
            parts = [Fraction(Decimal(each)) for each in rates.split(":")]
        except (InvalidOperation, ValueError):
            raise Trouble("month.bad_return", {"given": text}) from None
        if len(parts) not in {1, 3} or sorted(parts) != parts:
            raise Trouble("month.bad_return", {"given": text})
        low, mid, high = parts if len(parts) == 3 else parts * 3
        found[cell] = LineReturn(low, mid, high, Basis.stated, text)
    return found


def absorbs_of(given: Sequence[str], *, desk: Desk) -> dict[Cell, int]:
    """Return how much more lines can use: ``TIER/CATEGORY=AMOUNT``."""
    pairs = [_pair(text) for text in given]
    return {cell: amount(text, desk=desk) for cell, text in pairs}


def average_returns(frame: Frame, desk: Desk, month: str) -> dict[Cell, LineReturn]:
    """Return what each tier brought on average in the year so far."""
    from fenhao.books.monthend import operations as months

    with frame.steps() as steps:
        return months.average_returns(book=desk.book, month=month, at=desk.at, advance=steps)


def closing_checks(frame: Frame, desk: Desk, month: str) -> "list[ClosingCheck]":
    """Return what other rooms say before a month closes."""
    from fenhao.books.monthend import operations as months

    with frame.steps() as steps:
        return months.closing_checks(book=desk.book, month=month, at=desk.at, advance=steps)


def _pair(text: str) -> tuple[Cell, str]:
    """Return tier and category, and what is said of them."""
    cell, equals, told = text.partition("=")
    tier, slash, category = cell.partition("/")
    if not equals or not slash or not category or not told:
        raise Trouble("month.bad_return", {"given": text})
    return (tier, category), told


def _rule(told: dict[str, str]) -> ClosingRule:
    """Return a rule from its table; what is left out is any, and refused."""
    if unknown := sorted(set(told) - _FIELDS):
        raise ValueError(", ".join(unknown))
    return ClosingRule(
        told.get("tier", ANY),
        told.get("category", ANY),
        HoldRule(told.get("holds", "refuse")),
        UnspentRule(told.get("unspent", "refuse")),
        OverspendRule(told.get("overspend", "refuse")),
    )
