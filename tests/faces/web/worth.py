"""Kept results for the pages of value: a bridge, returns and cohorts of a small company, as a run would have kept them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.engine.value.bridge import PoolPart, Side, Traced, bridge
from fenhao.engine.value.choice import ArmEffect, CurvePoint, Estimate, PolicyGain, Verdict
from fenhao.engine.value.churn import Calibration, CalibrationVerdict, Group
from fenhao.engine.value.lifetime.renewals import Renewal
from fenhao.engine.value.returns import Acquisition, GroupReturn
from fenhao.runs.book import keep, open_book, stamp_now
from fenhao.runs.mart import ChoiceMade, trial_address
from fenhao.runs.report import CostBridge
from fenhao.runs.value import (
    AtRisk,
    CampaignReturn,
    Choice,
    ChurnAsked,
    ChurnMade,
    Cohort,
    CohortCell,
    Cohorts,
    ContractGain,
    ContractLevel,
    ContractRow,
    ContractsAsked,
    ContractsMade,
    ContractTrial,
    FitTold,
    KeptTrial,
    Returns,
    TierWorth,
    TrialTable,
    keep_trial,
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
        (
            GroupReturn("channel", "mail", 10, 50_000, 100_000, 180_000),
            GroupReturn("benefit_type", "loyalty_discount", 8, 40_000, 90_000, 120_000),
        ),
        (
            CampaignReturn(
                "c1", "Spring", 60, 50, 20_000, Estimate(400, 900, 1_400), Estimate(0.2, 1.7, 3.2), True, ""
            ),
            CampaignReturn("c2", "Autumn", 9, 0, 9_000, None, None, False, "choose.arm_too_small"),
        ),
        has_clv=True,
        orders_from=date(2025, 1, 1),
        looks_back=True,
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
        visible_minor=310.0,
    )
    return ChoiceMade("c1", "Spring", "3.33", "366.30", -1, found)


AT_RISK = (
    AtRisk("K2", 9, 40, 300, 0.62, "quiet", "age", 80_000, 49_600, 9_620),
    AtRisk("K5", 1, 12, 40, 0.08, "", "quiet", 5_000, 400, -220),
)
"""A customer who bought often and fell silent, and one whom it does not pay to hold."""


def made_churn() -> ChurnMade:
    """Return two customers at risk, one of them worth holding at 3.00."""
    fit = FitTold("bg_nbd", "found", ("r",), (1.4,), (0.1,), -845.0, 12, 7, 9)
    group = Group(12, 0.30, 0.35, 0.36)
    trial = Calibration(CalibrationVerdict.close, 90, 12, 0.36, 0.1, 0.9, 0.011, 0.03, (group,))
    return ChurnMade(
        asked=ChurnAsked(cost_minor=300, saves_percent=20),
        saves=None,
        observed_on=date(2026, 3, 31),
        customers=12,
        fit=fit,
        calibration=trial,
        typical=(10, 3, 200),
        silent_expected=4.2,
        expected_loss_minor=50_000,
        worth_treating=1,
        gain_minor=9_620,
        largest=AT_RISK,
    )


def fill_churn(root: Path) -> None:
    """Keep who is likely to leave, with a row for each."""
    book = open_book(root=root)
    keep(book=book, name="churn", value=made_churn(), stamp=stamp_now(book), at=AT)
    fields = AtRisk.__dataclass_fields__
    names = ["customer_id" if name == "customer" else name for name in fields]
    columns = {
        name: [getattr(each, field) for each in AT_RISK] for name, field in zip(names, fields, strict=True)
    }
    pq.write_table(pa.table(columns), root / "results" / "churn.parquet")


CONTRACTS = (
    ContractRow("H2", "K2", "gold", "shop", 12, 1, 0.9, 2.4, 1, 3, 40_000, 80_000, 30_000, 99_000),
    ContractRow("H9", "K9", "", "", 1, 0, 0.6, 1.5, 0, 4, 200, 250, 0, 700),
)
"""A contract of a plan, and one of which nothing is known."""


def made_contracts() -> ContractsMade:
    """Return two contracts in force of forty, the second renewal of which lies outside what the model says."""
    return ContractsMade(
        asked=ContractsAsked(),
        observed_on=date(2026, 3, 31),
        contracts=40,
        passed_over=1,
        customers=39,
        lost=38,
        in_force=2,
        fit=FitTold(
            "bdw", "found", ("a", "b", "plan=gold"), (0.7, 1.2, 0.5), (0.1, 0.2, 0.1), -99.5, 40, 0, 9
        ),
        gains=(ContractGain("ages", 0.4, kept=False), ContractGain("groups", 1e-9, kept=True)),
        trial=ContractTrial(90, True, 80, 40, 60.0),
        renewals_expected=3.9,
        gross_minor=90_000,
        net_minor=80_250,
        served_a_month_minor=50,
        course=(Renewal(1, 40, 8, 0.8, 0.79, 0.7, 0.9), Renewal(2, 32, 16, 0.4, 0.62, 0.55, 0.71)),
        levels=(
            ContractLevel("plan", "", 39, 1, 60, 30, 1.5, 250),
            ContractLevel("plan", "gold", 1, 1, 1, 1, 2.4, 80_000),
        ),
        largest=CONTRACTS,
    )


def fill_contracts(root: Path) -> None:
    """Keep what contracts are worth, with a row for each."""
    book = open_book(root=root)
    keep(book=book, name="contracts", value=made_contracts(), stamp=stamp_now(book), at=AT)
    renamed = {"contract": "contract_id", "customer": "customer_id", "net_minor": "clv_net_minor"}
    renamed |= {"net_low_minor": "clv_net_low_minor", "net_high_minor": "clv_net_high_minor"}
    columns = {
        renamed.get(field, field): [getattr(each, field) for each in CONTRACTS]
        for field in ContractRow.__dataclass_fields__
    }
    pq.write_table(pa.table(columns), root / "results" / "contracts.parquet")


def fill_trial(root: Path, *, seed: int | None) -> KeptTrial:
    """Keep a trial of letters, and what it said."""
    book, file = open_book(root=root), root / "letters.parquet"
    pq.write_table(pa.table({"customer_id": ["K1", "K2"], "arm": ["none", "letter"], "margin": [1, 2]}), file)
    trial = keep_trial(
        book=book,
        code="letters",
        names=("感谢信", "Letters"),
        table=TrialTable(file, "arm", "none", "margin", (), "customer_id", 1.0, {"letter": "0.50"}, False),
        arms=(("none", "不寄", "no letter"), ("letter", "寄信", "a letter")),
        seed=seed,
        at=AT,
    )
    arm = ArmEffect("letter", 60, Estimate(400, 900, 1_400), Estimate(350, 850, 1_350), True)
    made = made_choice()
    choice = replace(made.choice, control="none", best="letter", effects=(arm,), personal=(), by_lot=True)
    address = trial_address("letters")
    said = replace(made, campaign=address, campaign_name="Letters", unit_cost="", choice=choice)
    keep(book=book, name=f"choice-{address.encode().hex()}", value=said, stamp=stamp_now(book), at=AT)
    return trial


def fill_worth(root: Path) -> None:
    """Keep them, and the list of the customers chosen."""
    from fenhao.runs.mart import choice_list

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
