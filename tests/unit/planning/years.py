"""A small made-up year that studies are tried on: four tiers, two months, every kind of cost."""

from collections.abc import Mapping
from fractions import Fraction

from fenhao.engine.budget import BudgetMonths, BudgetPolicy, TierShare
from fenhao.engine.planning.studies import (
    Answers,
    BenefitYear,
    CampaignYear,
    Field,
    Flow,
    LineCost,
    LineWaste,
    TierYear,
    YearFacts,
    policy_defaults,
    read_answers,
)

QUARTERS = (BudgetMonths("2027-Q1", ("2027-01", "2027-02")), BudgetMonths("2027-Q2", ("2027-03",)))
POLICY = BudgetPolicy(
    growth=Fraction(0),
    fixed_growth=Fraction(0),
    reserve_share=Fraction(1, 10),
    tier_shares=tuple(
        TierShare(tier, Fraction(share, 100)) for tier, share in (("A", 40), ("B", 30), ("C", 20), ("D", 10))
    ),
    warn_at=Fraction(4, 5),
    version="v",
)
LINES = (
    # month, tier, category, fixed, amount
    ("2027-01", "", "team", True, 100_000),
    ("2027-02", "", "team", True, 100_000),
    ("2027-01", "A", "benefits", False, 40_001),
    ("2027-02", "A", "activities", False, 10_007),
    ("2027-01", "B", "benefits", False, 20_003),
    ("2027-03", "C", "benefits", False, 30_011),
    ("2027-03", "C", "activities", False, 5_000),
    ("2027-02", "D", "activities", False, 3_333),
    ("2027-01", "", "acquisition", False, 9_999),
    ("2027-02", "B", "benefits", False, -101),
)
CATEGORIES = ("team", "acquisition", "benefits", "activities")
TIERS = ("A", "B", "C", "D")


def year(*, waste: bool = True) -> YearFacts:
    """Return the year, with or without ineffective spend."""
    return YearFacts(
        label="2026",
        coming="2027",
        fiscal_year=2027,
        currency="CNY",
        quarters=QUARTERS,
        categories=CATEGORIES,
        lines=tuple(
            LineCost(month, month.replace("2027", "2026"), tier, category, fixed, amount)
            for month, tier, category, fixed, amount in LINES
        ),
        tiers=(
            TierYear("A", 100, 900, 900_000, 400_000, 100_000, stayed=90, had=100),
            TierYear("B", 200, 600, 500_000, 200_000, 80_000, stayed=150, had=200),
            TierYear("C", 400, 500, 300_000, 90_000, 70_000, stayed=200, had=400),
            TierYear("D", 300, 30, 20_000, 5_000, 20_000),
        ),
        waste=(
            LineWaste("C", "activities", "low_participation", 2_500),
            LineWaste("C", "benefits", "benefit_outside_tier", 3_001),
        )
        if waste
        else (),
        benefits=(BenefitYear("C", "benefits", "coupon", 30, 15, 60_000, 30_011),),
        campaigns=(CampaignYear("k1", 100, 5, 2_500),),
        flows=(
            Flow("A", "A", 80), Flow("A", "B", 15), Flow("A", "D", 5), Flow("B", "A", 10), Flow("B", "B", 150),
            Flow("B", "D", 40), Flow("C", "C", 300), Flow("C", "D", 100), Flow("D", "D", 280), Flow("D", "C", 20),
            Flow("", "C", 50),
        ),
    )  # fmt: skip


def answers(
    fields: tuple[Field, ...], typed: Mapping[str, str] = {}, defaults: Mapping[str, str] = {}
) -> Answers:
    """Return checked answers; those of the policy where nothing else is given."""
    return read_answers(
        fields,
        typed=typed,
        defaults=defaults or policy_defaults(POLICY),
        parts={"tier": TIERS, "category": CATEGORIES},
        digits=2,
    )
