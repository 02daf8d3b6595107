"""Versions of a year's budget for the pages to show: a draft with two tiers, a reserve and a part, and a copy of it."""

from datetime import UTC, datetime

from fenhao.engine.budget import (
    BudgetLine,
    BudgetStep,
    CellKey,
    PreparedBudget,
    QuarterReserve,
    Selection,
    SetAmount,
    SetHeld,
)
from fenhao.kernel import FiscalCalendar

START = datetime(2026, 11, 2, tzinfo=UTC)
YEAR = 2028


def prepare_versions() -> None:
    """Prepare the draft, hold a cell, say something about it, and make a copy that differs in one line."""
    from fenhao.books.plans import operations as plans

    draft = new_draft("first", tiers="AB", categories=("benefits", "activities", "service"))
    march = Selection(month=f"{YEAR}-03", tier="A", category="benefits")
    assert plans.edit(
        key="hold", by=None, at=START, version=draft, token=1, change=SetHeld(march, held=True)
    ).saved
    place = CellKey(f"{YEAR}-03", "A", "benefits")
    plans.comment(key="said", by=None, at=START, version=draft, text="Spring campaign", cell=place)
    other = plans.branch(key="other", by=None, at=START, version=draft, name="lean").version
    less = SetAmount(Selection(tier="B", category="activities"), 900_001)
    assert plans.edit(key="less", by=None, at=START, version=other, token=1, change=less).saved


def new_draft(key: str, *, tiers: str, categories: tuple[str, ...], department: str = "cs") -> int:
    """Return a new draft: every month of a line has 1,000.00 times the tier's place, each quarter a reserve of 500.00."""
    from fenhao.books.plans import operations as plans

    quarters = plans.year_quarters(FiscalCalendar(), YEAR)
    lines = tuple(
        BudgetLine(month, tier, category, 100_000 * place)
        for each in quarters
        for month in each.months
        for place, tier in enumerate(tiers, 1)
        for category in categories
    )
    reserves = tuple(QuarterReserve(each.quarter, 50_000) for each in quarters)
    total = sum(line.budget_minor for line in lines) + sum(each.reserve_minor for each in reserves)
    made = plans.prepare(
        key=key,
        by=None,
        at=START,
        fiscal_year=YEAR,
        calendar=FiscalCalendar(),
        prepared=PreparedBudget(str(YEAR), total, (BudgetStep("total", total, ""),), lines, reserves),
        name=key,
        currency="CNY",
        owners={"service": department},
    )
    return made.version
