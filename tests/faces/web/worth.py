"""Kept results for the pages of value: a bridge, returns and cohorts of a small company, as a run would have kept them."""

from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from fenhao.engine.value.bridge import PoolPart, Side, Traced, bridge
from fenhao.engine.value.choice import ArmEffect, CurvePoint, Estimate, PolicyGain, Verdict
from fenhao.engine.value.returns import Acquisition, GroupReturn
from fenhao.runs import (
    CampaignReturn,
    Choice,
    ChoiceMade,
    Cohort,
    CohortCell,
    Cohorts,
    CostBridge,
    Returns,
    TierWorth,
    keep,
    open_book,
    stamp_now,
)

AT = datetime(2026, 4, 1, tzinfo=UTC)


def made_bridge() -> CostBridge:
    """Return why February cost more than January."""
    sides = [
        Side(
            label,
            (("A", people),),
            (Traced("A", "mail", "coupons", coupons, units),),
            (PoolPart("systems", "A", pool),),
        )
        for label, people, coupons, units, pool in (
            ("2026-01", 10, 10_000, 10, 5_000),
            ("2026-02", 12, 13_500, 15, 6_000),
        )
    ]
    return CostBridge(
        "街角咖啡",
        "CNY",
        bridge(base=sides[0], now=sides[1]),
        against_plan=False,
        names=(("coupons", "优惠券", "Coupons"), ("systems", "系统", "Systems")),
    )


def made_cohorts() -> Cohorts:
    """Return two months' cohorts."""
    return Cohorts(
        "CNY",
        date(2026, 2, 28),
        last_month_whole=True,
        cohorts=(
            Cohort("2026-01", 10, (CohortCell(10, 12, 90_000, 30_000), CohortCell(4, 5, 40_000, 12_000))),
            Cohort("2026-02", 5, (CohortCell(5, 5, 20_000, 7_000),)),
        ),
    )


def made_returns() -> Returns:
    """Return one campaign that is proven to have paid and one that is not."""
    won = Acquisition("mail", 50_000, 10, 80_000, Fraction(5_000), 1, Fraction(20_000), Fraction(4))
    return Returns(
        "2026",
        "CNY",
        (won,),
        won,
        (TierWorth("A", 10, 300_000, 100_000, Fraction(3)),),
        (GroupReturn("channel", "mail", 10, 50_000, 100_000, 180_000),),
        (
            CampaignReturn(
                "c1", "Spring", 60, 50, 20_000, Estimate(400, 900, 1_400), Estimate(0.2, 1.7, 3.2), True, ""
            ),
            CampaignReturn("c2", "Autumn", 9, 0, 9_000, None, None, False, "choose.arm_too_small"),
        ),
        has_clv=True,
    )


def made_choice() -> ChoiceMade:
    """Return a choice that finds no evidence for treating customers differently."""
    arm = ArmEffect("invited", 60, Estimate(400, 900, 1_400), Estimate(70, 570, 1_070), True)
    found = Choice(
        verdict=Verdict.one_arm_pays,
        customers=110,
        targets=110,
        by_lot=False,
        control="not invited",
        best="invited",
        effects=(arm,),
        personal=(PolicyGain("invited", Estimate(-50, 5, 60)),),
        personal_shares=(("invited", 1.0),),
        chosen=(),
        cost_minor=36_630,
        gain_minor=62_700.0,
        gap=0.0,
        exact=True,
        shadow_price=1.71,
        curve=(
            CurvePoint(18_315, 18_315, 55, 31_350.0, 1.71),
            CurvePoint(36_630, 36_630, 110, 62_700.0, 0.0),
        ),
    )
    return ChoiceMade("c1", "Spring", "3.33", "366.30", -1, found)


def fill_worth(root: Path) -> None:
    """Keep them, and the list of the customers chosen."""
    from fenhao.runs import choice_list

    book = open_book(root=root)
    for name, value in (
        ("bridge-2026-02-2026-01", made_bridge()),
        ("cohorts", made_cohorts()),
        ("returns-2026", made_returns()),
        (f"choice-{b'c1'.hex()}", made_choice()),
    ):
        keep(book=book, name=name, value=value, stamp=stamp_now(book), at=AT)
    choice_list(book=book, campaign="c1").write_text(
        "customer_id,arm,cost,expected_gain\nK1,invited,3.33,5.70\n"
    )
