"""Next year's budget from a spreadsheet to being in force: operations writes it, service comments, finance agrees, management
sends it back and then agrees.
"""

import re

import pytest

from tests.faces.web.journeys import TODAY, Desk, Person, chromium, desk, pytestmark, site
from tests.faces.web.test_sheet_browser import Sheet

__all__ = ["chromium", "desk", "pytestmark", "site"]
YEAR = TODAY.year + 1
TIERS, CATEGORIES = "ACD", ("benefits", "activities")
ROWS = [f"l~{tier}~{category}" for tier in TIERS for category in CATEGORIES]
JANUARY, WHOLE_YEAR = f"m:{YEAR}-01", "y"


@pytest.fixture
def version(desk: Desk) -> int:
    """A draft of next year: six lines of operations, three of customer service, each with 1,000.00 a month."""
    from datetime import UTC, datetime

    from fenhao.books.plans import operations as plans
    from fenhao.engine.budget import BudgetLine, BudgetStep, PreparedBudget, QuarterReserve
    from fenhao.kernel import FiscalCalendar

    quarters = plans.year_quarters(FiscalCalendar(), YEAR)
    lines = tuple(
        BudgetLine(month, tier, category, 100_000)
        for each in quarters
        for month in each.months
        for tier in TIERS
        for category in (*CATEGORIES, "service")
    )
    reserves = tuple(QuarterReserve(each.quarter, 50_000) for each in quarters)
    total = sum(line.budget_minor for line in lines) + sum(each.reserve_minor for each in reserves)
    made = plans.prepare(
        key=f"year-{desk.lang}",
        by=None,
        at=datetime.now(UTC),
        fiscal_year=YEAR,
        calendar=FiscalCalendar(),
        prepared=PreparedBudget(str(YEAR), total, (BudgetStep("total", total, ""),), lines, reserves),
        name="Yunling 云岭",
        currency="CNY",
        owners={"benefits": "ops", "activities": "ops", "service": "care"},
    )
    return made.version


def cents(text: str) -> int:
    """Return a cell's minor units."""
    whole, _, part = text.replace(",", "").partition(".")
    return int(whole) * 100 + int(part or "0")


def answers(person: Person, act: str, *, why: str = "") -> None:
    """Answer the budget that waits."""
    person.go("/inbox/").follow("main .tasks a:has-text('Yunling')").fill(why=why).press(act)


def test_a_budget_from_a_paste_to_being_in_force(desk: Desk, version: int) -> None:
    operations, service = desk.sits("operations"), desk.sits("service")
    finance, boss = desk.sits("finance"), desk.sits("management")
    place = f"/budget/{version}/"
    sheet = Sheet(operations.go(place).page)
    block = "\n".join(
        "\t".join(f"{(row + 1) * 1000 + month:,}" for month in range(1, 13)) for row in range(len(ROWS))
    )
    sheet.paste(ROWS[0], JANUARY, block)
    assert [sheet.text(row, JANUARY) for row in ROWS] == [f"{(at + 1) * 1000 + 1:,}" for at in range(6)]
    held = [sheet.text(ROWS[0], f"m:{YEAR}-{month:02}") for month in (1, 2)]
    sheet.cell(ROWS[0], JANUARY).click()
    sheet.press("Shift+ArrowRight", "h")
    sheet.type(ROWS[0], WHOLE_YEAR, "2万")
    year = [cents(sheet.text(ROWS[0], f"m:{YEAR}-{month:02}")) for month in range(1, 13)]
    assert sum(year) == 2_000_000
    assert year[:2] == [cents(each) for each in held], "what is held stays"
    everything = Sheet(operations.go(f"{place}?department=").page)
    assert everything.text("l~A~service", JANUARY).replace(".00", "") == "1,000", (
        "the other part is untouched"
    )

    operations.go(place).press("ready")
    service.go(place)
    comment = service.page.locator("#comment-form")
    comment.locator("[name=row]").select_option("l~A~service")
    comment.locator("[name=col]").select_option(JANUARY)
    comment.locator("[name=text]").fill("Two more colleagues 新增两名坐席")
    with service.page.expect_navigation():
        comment.locator("button").click()
    service.reads("Two more colleagues 新增两名坐席").press("ready")
    operations.go(place).fill(why="First proposal 初稿").press("submit")
    assert "submit" not in operations.acts

    answers(finance, "approve")
    answers(service, "approve")
    boss.go("/inbox/").follow("main .tasks a:has-text('Yunling')")
    asked = boss.page.url.removeprefix(desk.address)
    boss.follow(f"main a[href='{place}']")  # what is asked for is one click away
    boss.is_told("web.budget.sheet")
    boss.go(asked).press("reject")
    boss.reads(boss.word("web.form.problems"))
    boss.fill(why="Core benefits are too low 核心权益偏低").press("reject")

    operations.go(place).is_told("plan.state.rejected").reads("Core benefits are too low 核心权益偏低")
    operations.press("revise")
    corrected = operations.page.url.removeprefix(desk.address).partition("?")[0]
    assert corrected != place
    sheet = Sheet(operations.page)
    sheet.type(ROWS[0], WHOLE_YEAR, "3万")
    for person in (operations, service):
        person.go(corrected)
        if "ready" in person.acts:
            person.press("ready")
    operations.go(corrected).fill(why="Corrected 已修改").press("submit")
    for person in (finance, service, boss):
        answers(person, "approve")
    boss.is_told("web.case.budget_next").follow("main a[href*='/budget/compare/']").reads(
        f"{YEAR}.1", f"{YEAR}.2"
    )
    finance.go(corrected).press("in_force").is_told("plan.state.in_force")
    shown = finance.go(f"/lines/?month={YEAR}-01").text
    assert re.search(rf"{held[0]}(\.00)?", shown), "the new year is guarded by the new version"
