"""The written budget policy."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class TierShare:
    """The share of variable cost, reserve excluded, that a tier receives. All shares total exactly 1."""

    tier: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class BudgetPolicy:
    """How next year's budget is made from this year's cost and how it warns.

    ``growth`` is applied to variable cost, ``fixed_growth`` to fixed cost; ``reserve_share`` of each quarter's
    variable budget is held back inside the total; a month's line warns at ``warn_at`` of its budget.
    """

    version: str
    growth: Fraction
    fixed_growth: Fraction
    tier_shares: tuple[TierShare, ...]
    reserve_share: Fraction
    warn_at: Fraction
