"""What becomes of a month's reservations, unspent budget and overspend when it closes: by written rule, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from fenhao.engine.budget._control import ANY
from fenhao.engine.budget._monthend import MonthLine
from fenhao.engine.budget._sheet import CellKey


class HoldRule(Enum):
    """What becomes of reservations still open."""

    refuse = "refuse"  # the month does not close before people have resolved them
    carry = "carry"  # held in the next month, with the funding behind them
    release = "release"
    expire = "expire"


class UnspentRule(Enum):
    """What becomes of budget that nobody spent or reserved."""

    refuse = "refuse"
    carry = "carry"  # to the same line of the next month
    lapse = "lapse"
    to_reserve = "to_reserve"  # to the quarter's emergency reserve


class OverspendRule(Enum):
    """What becomes of what was spent beyond funding."""

    refuse = "refuse"
    carry = "carry"  # the same line of the next month pays for it
    write_off = "write_off"  # it stays in the month, visibly


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """The rule of one tier and category; either may be ANY. The empty tier is that of fixed cost."""

    tier: str
    category: str
    holds: HoldRule
    unspent: UnspentRule
    overspend: OverspendRule


@dataclass(frozen=True, slots=True)
class ClosingRules:
    """A dated set of rules; the most particular speaks: its category first, then its tier, then the order written."""

    version: str
    rules: tuple[ClosingRule, ...]

    def rule(self, key: CellKey) -> ClosingRule:
        """Return the rule of a line; the one that refuses everything where none speaks."""
        found = [
            rule
            for rule in self.rules
            if rule.tier in {key.tier, ANY} and rule.category in {key.category, ANY}
        ]
        return max(found, key=lambda rule: (rule.category != ANY, rule.tier != ANY), default=_REFUSE)


_REFUSE = ClosingRule(ANY, ANY, HoldRule.refuse, UnspentRule.refuse, OverspendRule.refuse)

DEFAULT_CLOSING = ClosingRules("built-in", ())
"""Nothing is carried, lapses or is written off unless somebody wrote down that it should be."""


class ClosingFault(Enum):
    """Why a line cannot be closed, in the order checked."""

    holds_unruled = "holds_unruled"  # reservations are open, no rule says what becomes of them
    unspent_unruled = "unspent_unruled"
    overspend_unruled = "overspend_unruled"
    no_next_month = "no_next_month"  # a rule carries, and there is no month to carry to
    reserve_to_itself = "reserve_to_itself"  # a reserve's rest cannot go back to the reserve


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """A line before its month closes and what its rule makes of it.

    ``reserved_minor`` is resolved by ``rule.holds``; when it is carried, ``backing_minor`` of funding goes with it and
    the rest burdens the next month. Always: funded - actual = backing + unspent - overspend + credit.
    """

    key: CellKey
    rule: ClosingRule
    fixed: bool
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    backing_minor: int
    unspent_minor: int
    overspend_minor: int

    @property
    def credit_minor(self) -> int:
        """What credits brought beyond the month's cost; it stays where it is."""
        return max(0, -self.actual_minor)

    @property
    def unbacked_minor(self) -> int:
        """What is carried of reservations without funding behind it."""
        carried = self.reserved_minor if self.rule.holds is HoldRule.carry else 0
        return carried - self.backing_minor


def close_line(
    line: MonthLine, rule: ClosingRule, *, has_next: bool
) -> tuple[ClosingLine, tuple[ClosingFault, ...]]:
    """Return what a rule makes of a line, and every reason why it cannot."""
    spent = max(line.actual_minor, 0)
    left = max(0, line.funded_minor - spent)
    backing = min(line.reserved_minor, left) if rule.holds is HoldRule.carry else 0
    told = ClosingLine(
        key=line.key,
        rule=rule,
        fixed=line.fixed,
        funded_minor=line.funded_minor,
        reserved_minor=line.reserved_minor,
        actual_minor=line.actual_minor,
        backing_minor=backing,
        unspent_minor=left - backing,
        overspend_minor=max(0, spent - line.funded_minor),
    )
    return told, _faults(told, has_next=has_next, is_reserve=line.is_reserve)


def _faults(told: ClosingLine, *, has_next: bool, is_reserve: bool) -> tuple[ClosingFault, ...]:
    """Return every reason why a line cannot be closed by its rule."""
    rule = told.rule
    carries = (
        (bool(told.reserved_minor) and rule.holds is HoldRule.carry)
        or (bool(told.unspent_minor) and rule.unspent is UnspentRule.carry)
        or (bool(told.overspend_minor) and rule.overspend is OverspendRule.carry)
    )
    back = is_reserve and bool(told.unspent_minor) and rule.unspent is UnspentRule.to_reserve
    found = {
        ClosingFault.holds_unruled: bool(told.reserved_minor) and rule.holds is HoldRule.refuse,
        ClosingFault.unspent_unruled: bool(told.unspent_minor) and rule.unspent is UnspentRule.refuse,
        ClosingFault.overspend_unruled: bool(told.overspend_minor) and rule.overspend is OverspendRule.refuse,
        ClosingFault.no_next_month: carries and not has_next,
        ClosingFault.reserve_to_itself: back,
    }
    return tuple(fault for fault, holds in found.items() if holds)


def closing_rules_in_conflict(rules: Sequence[ClosingRule]) -> tuple[ClosingRule, ...]:
    """Return the rules that stand in a cell which an earlier rule has taken."""
    seen: set[tuple[str, str]] = set()
    again: list[ClosingRule] = []
    for rule in rules:
        if (rule.tier, rule.category) in seen:
            again.append(rule)
        seen.add((rule.tier, rule.category))
    return tuple(again)
