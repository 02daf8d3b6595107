"""Cost that nobody knows yet: what is held for it, and whether somebody has to agree first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

EVERY_CATEGORY = "*"
"""A rule that speaks for every category without one of its own."""


class Unpriced(Enum):
    """What becomes of a reservation whose cost nobody knows yet."""

    refuse = "refuse"  # an upper bound has to be stated, and is held
    hold_default = "hold_default"  # a stated bound is held; without one the category's default amount is
    approve = "approve"  # as hold_default, once somebody agreed, however small the amount


@dataclass(frozen=True, slots=True)
class UnpricedRule:
    """What one category does with unknown cost; ``amount_minor`` is held where no bound is stated, 0: one has to be."""

    category: str
    policy: Unpriced
    amount_minor: int = 0

    def __post_init__(self) -> None:
        if self.amount_minor < 0:
            raise ValueError("a default amount is not negative")
        if self.policy is Unpriced.refuse and self.amount_minor:
            raise ValueError("what is refused holds nothing")
        if self.policy is Unpriced.hold_default and not self.amount_minor:
            raise ValueError("a default amount is above zero")


REFUSED = UnpricedRule(EVERY_CATEGORY, Unpriced.refuse)
"""What holds where nobody wrote a rule."""


def unpriced_rule(rules: Sequence[UnpricedRule], category: str) -> UnpricedRule:
    """Return the rule of a category: its own, else that of every category, else refusal."""
    found = {rule.category: rule for rule in rules}
    return found.get(category) or found.get(EVERY_CATEGORY) or REFUSED


def held_for_unpriced(rule: UnpricedRule, *, stated_minor: int) -> int | None:
    """Return what is held for cost that nobody knows: the bound that was stated, else the default; None refuses it."""
    assert stated_minor >= 0, "a bound is not negative"
    return stated_minor or rule.amount_minor or None


def unpriced_rules_in_conflict(rules: Sequence[UnpricedRule]) -> tuple[UnpricedRule, ...]:
    """Return the rules of a category that an earlier rule has taken."""
    seen: set[str] = set()
    again: list[UnpricedRule] = []
    for rule in rules:
        if rule.category in seen:
            again.append(rule)
        seen.add(rule.category)
    return tuple(again)
