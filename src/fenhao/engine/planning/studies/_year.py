"""What a year's facts say to whoever plans the next: cost by line, tiers, benefits, and what was ineffective."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import BudgetMonths

LOW_PARTICIPATION = "low_participation"
"""The rule of ineffective spend that speaks of campaigns in which too few took part."""


@dataclass(frozen=True, slots=True)
class LineCost:
    """A year's cost of one line. ``month`` is of the coming year, at the same place; credits are negative."""

    month: str
    month_then: str
    tier: str
    category: str
    fixed: bool
    amount_minor: int


@dataclass(frozen=True, slots=True)
class TierYear:
    """The customers of a closing tier over the year; ``cost_minor`` is direct and allocated cost.

    ``stayed`` of ``had`` customers who had the tier a year ago kept it or rose, of the sleeping tier only those who rose; both 0 where
    that is not known.
    """

    tier: str
    customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    cost_minor: int
    stayed: int = 0
    had: int = 0

    @property
    def per_cost(self) -> Fraction | None:
        """What each unit of cost came with in margin; None without cost."""
        return Fraction(self.margin_minor, self.cost_minor) if self.cost_minor > 0 else None


@dataclass(frozen=True, slots=True)
class LineWaste:
    """Ineffective spend of a tier and category, by the rule that found it."""

    tier: str
    category: str
    rule: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BenefitYear:
    """Benefits of a tier and category: how many were issued and used, their face value and what they cost."""

    tier: str
    category: str
    benefit: str
    issued: int
    redeemed: int
    face_minor: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class BenefitFace:
    """Benefits of one kind and face value in a tier and category: how many were issued and used. ``face_minor`` is that of one."""

    tier: str
    category: str
    benefit: str
    face_minor: int
    issued: int
    redeemed: int


@dataclass(frozen=True, slots=True)
class CampaignYear:
    """Invitations of the year's campaigns, and how many took part."""

    campaign: str
    invited: int
    participated: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Flow:
    """Customers by tier at the year's beginning and its end; '' for none."""

    tier_then: str
    tier_now: str
    customers: int


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A fiscal year as a plan reads it. ``categories`` is the chart's order and holds every category of the lines."""

    label: str
    coming: str
    fiscal_year: int
    currency: str
    quarters: tuple[BudgetMonths, ...]
    categories: tuple[str, ...]
    lines: tuple[LineCost, ...]
    tiers: tuple[TierYear, ...]
    waste: tuple[LineWaste, ...]
    benefits: tuple[BenefitYear, ...]
    campaigns: tuple[CampaignYear, ...]
    flows: tuple[Flow, ...]
    faces: tuple[BenefitFace, ...] = ()

    @property
    def tier_of(self) -> Mapping[str, TierYear]:
        """The tiers by code."""
        return {each.tier: each for each in self.tiers}

    def spent(self, *, tier: str, category: str = "") -> int:
        """Return the variable cost of a tier, of one category or of all; never below zero."""
        return max(
            sum(
                each.amount_minor
                for each in self.lines
                if not each.fixed and each.tier == tier and category in {"", each.category}
            ),
            0,
        )

    def waste_share(self, *, tier: str, category: str, quiet: bool) -> Fraction:
        """Return which share of a line's variable cost bought nothing: for lack of participation, or by another rule."""
        spent = self.spent(tier=tier, category=category)
        if not spent:
            return Fraction(0)
        lost = sum(
            each.amount_minor
            for each in self.waste
            if (each.tier, each.category) == (tier, category) and (each.rule == LOW_PARTICIPATION) is quiet
        )
        return min(max(Fraction(lost, spent), Fraction(0)), Fraction(1))

    @property
    def per_cost(self) -> Fraction | None:
        """What each unit of cost came with in margin, over all tiers; None without cost."""
        cost = sum(each.cost_minor for each in self.tiers)
        return Fraction(sum(each.margin_minor for each in self.tiers), cost) if cost > 0 else None
