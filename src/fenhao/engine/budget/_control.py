"""The written control policy: what each level does to spend that exceeds it, by category, document and horizon."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.budget._decide import Control
from fenhao.engine.budget._unpriced import Unpriced, UnpricedRule, unpriced_rule

ANY = "*"
"""A cell of the matrix that holds for every category or document."""


class Level(Enum):
    """What a limit is set on."""

    line = "line"
    tier = "tier"
    category = "category"
    pool = "pool"  # lines that share one sum
    campaign = "campaign"


class Horizon(Enum):
    """Over what time a limit adds up."""

    month = "month"
    qtd = "qtd"  # quarter to date, at each month
    ytd = "ytd"  # year to date, at each month
    year = "year"
    whole = "whole"  # as long as the pool or campaign lasts


class Document(Enum):
    """What asks for the money."""

    reservation = "reservation"
    spend = "spend"  # posted without a reservation, or above it


@dataclass(frozen=True, slots=True)
class ControlRule:
    """One cell of the matrix; ``category`` and ``document`` may be ANY.

    The tolerance is the greater of an amount and a share of what is funded. Spend above ``approval_above_minor`` needs
    an approver even where the money is there.
    """

    category: str
    document: str
    level: Level
    horizon: Horizon
    control: Control
    tolerance_minor: int
    tolerance_share: Fraction
    approval_above_minor: int

    def tolerance(self, funded_minor: int) -> int:
        """Return how far below zero available may go on a limit funded with so much."""
        share = funded_minor * self.tolerance_share.numerator // self.tolerance_share.denominator
        return max(self.tolerance_minor, share, 0)


@dataclass(frozen=True, slots=True)
class ControlPolicy:
    """A dated matrix. A level and horizon that no rule names is not controlled, except the line's own month.

    ``unpriced`` says by category what becomes of cost that nobody knows yet; without a rule it needs an upper bound.
    """

    version: str
    rules: tuple[ControlRule, ...]
    no_line_variable: Control
    no_line_fixed: Control
    warn_at: Fraction
    unpriced: tuple[UnpricedRule, ...] = ()

    def of_unpriced(self, category: str) -> UnpricedRule:
        """Return what becomes of unknown cost of a category."""
        return unpriced_rule(self.unpriced, category)

    def mark_of_unpriced(self, category: str) -> int:
        """Return the amount above which unknown cost of a category needs somebody's agreement."""
        return 0 if self.of_unpriced(category).policy is Unpriced.approve else NEVER_ASKS

    def rule(self, *, category: str, document: Document, level: Level, horizon: Horizon) -> ControlRule:
        """Return the most particular rule: its category first, then its document, then the order written."""
        found = [
            rule
            for rule in self.rules
            if rule.level is level
            and rule.horizon is horizon
            and rule.category in {category, ANY}
            and rule.document in {document.value, ANY}
        ]
        if not found:
            return _BLOCK
        return max(found, key=lambda rule: (rule.category != ANY, rule.document != ANY))

    def horizons(self) -> tuple[tuple[Level, Horizon], ...]:
        """Return the levels and horizons that lines add up to, the line's own month first."""
        own = (Level.line, Horizon.month)
        named = [(rule.level, rule.horizon) for rule in self.rules]
        summed = [pair for pair in named if pair[0] in {Level.line, Level.tier, Level.category}]
        return (own, *(pair for pair in dict.fromkeys(summed) if pair != own))


NEVER_ASKS = 2**62
"""An approval mark that no amount reaches."""

_BLOCK = ControlRule(ANY, ANY, Level.line, Horizon.month, Control.block, 0, Fraction(0), NEVER_ASKS)

DEFAULT_CONTROL = ControlPolicy(
    version="built-in",
    rules=(_BLOCK,),
    no_line_variable=Control.block,
    no_line_fixed=Control.warn,
    warn_at=Fraction(4, 5),
)
"""Every line blocks in its month; variable cost needs a line, fixed cost without one warns."""


def rules_in_conflict(rules: Sequence[ControlRule]) -> tuple[ControlRule, ...]:
    """Return the rules that stand in a cell which an earlier rule has taken."""
    seen: set[tuple[str, str, Level, Horizon]] = set()
    again: list[ControlRule] = []
    for rule in rules:
        cell = (rule.category, rule.document, rule.level, rule.horizon)
        if cell in seen:
            again.append(rule)
        seen.add(cell)
    return tuple(again)
