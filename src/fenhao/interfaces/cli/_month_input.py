"""What the end of a month is given from outside: closing rules from a file, returns of lines, checks of other rooms."""

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
from fenhao.kernel import Grain, Trouble
from fenhao.runs import build_report, cost_loads
from fenhao.warehouse import Engine

if TYPE_CHECKING:
    from fenhao.books.database import Session
    from fenhao.books.journal import Month
    from fenhao.books.monthend.operations import ClosingCheck, Obstacle

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
    """Return each tier's margin per cost in the year so far, for every category: an average, without a control group.

    Low is nothing and high the average itself: where returns diminish, the next unit brings less than the last.
    """
    book = desk.book
    label = book.calendar.containing(book.calendar.period(month).period.start, Grain.year).label
    with frame.steps() as steps:
        report = build_report(book=book, label=label, at=desk.at, engine=Engine.duckdb, advance=steps)
    found: dict[Cell, LineReturn] = {}
    for tier in report.tiers:
        cost = tier.direct_minor + tier.allocated_minor
        if tier.tier and cost > 0:
            rate = max(Fraction(tier.margin_minor, cost), Fraction(0))
            source = f"report {label} tier {tier.tier} margin / cost"
            told = LineReturn(Fraction(0), rate, rate, Basis.average, source)
            found |= {(tier.tier, category.code): told for category in book.chart.categories}
    return found


def closing_checks(frame: Frame, desk: Desk, month: str) -> "list[ClosingCheck]":
    """Return what other rooms say before a month closes: all loads posted, assertions hold, cost allocated and conserved.

    The warehouse is read here, before the transaction: the loads there are, and whether the month's cost adds up.
    """
    from fenhao.books.monthend.operations import Obstacle
    from fenhao.books.postings import closing_conditions

    loads = cost_loads(book=desk.book)
    conserved = _is_conserved(frame, desk, month)

    def posted(session: "Session", of_month: "Month") -> "list[Obstacle]":
        """Ask the room of postings."""
        return [
            Obstacle(each.code, dict(each.details))
            for each in closing_conditions(session, loads=loads, month=of_month)
        ]

    def allocated(_session: "Session", _month: "Month") -> "list[Obstacle]":
        """Say whether the allocation kept every unit."""
        return [] if conserved else [Obstacle("month.not_conserved", {"month": month})]

    return [posted, allocated]


def _is_conserved(frame: Frame, desk: Desk, month: str) -> bool:
    """Whether the month's cost, allocated anew, is what its entries sum to: borne, idle or unallocated."""
    with frame.steps() as steps:
        report = build_report(book=desk.book, label=month, at=desk.at, engine=Engine.duckdb, advance=steps)
    totals = report.totals
    borne = totals.direct_minor + totals.allocated_minor
    return totals.total_minor == borne + totals.unallocated_minor + totals.idle_minor


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
