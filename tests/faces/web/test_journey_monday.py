"""Finance, Monday: what is over in a sentence, from a bar to its entries, the same number all the way into the workbook."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl

from tests.faces.web.journeys import TODAY, Desk, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]
SPENT = (7_000_000, 4_234_567)
"""What tier A's benefits cost this month: more than the line has."""


def test_from_the_sentence_to_the_workbook(desk: Desk, tmp_path: Path) -> None:
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact

    day = TODAY.replace(day=1)
    at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    for number, minor in enumerate(SPENT):
        leg = Leg(day, "A", "benefits", minor, customer=f"K{number}", cost_type="coupons")
        assert record_fact(key=f"monday-{number}", legs=[leg], currency="CNY", by=None, at=at).passed

    finance = desk.sits("finance").go("/?span=month")
    title = finance.page.locator("h1").inner_text()
    assert {"zh": "A 核心 客户权益", "en": "A core Benefits"}[desk.lang] in title, (
        "the sentence says what is over"
    )
    assert {"zh": "超 1.2 万元", "en": "by CNY 12.3k"}[desk.lang] in title

    cell = finance.page.locator(
        "tr", has=finance.page.locator("th a[href*='tier=A'][href*='category=benefits']")
    )
    clicked = int(str(cell.locator("td.num data").first.get_attribute("value")))
    assert clicked == sum(SPENT)
    with finance.page.expect_navigation():
        cell.locator("td.pic a").first.click()
    total = finance.page.locator("[data-total=spent]")
    assert int(str(total.get_attribute("value"))) == clicked, "the first click shows the entries"
    amounts = finance.page.locator("table.ledger tbody td.num").all_inner_texts()
    assert sum(int(re.sub(r"\D", "", each)) for each in amounts) == clicked

    with finance.page.expect_download() as file:
        finance.page.locator("a[download]").first.click()
    path = tmp_path / "ledger.xlsx"
    file.value.save_as(path)
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    head = int(re.sub(r"\D", "", str(sheet.freeze_panes))) - 1
    assert round(Decimal(str(sheet.cell(head - 1, sheet.max_column).value)) * 100) == clicked

    with finance.page.expect_navigation():
        finance.page.locator("table.ledger tbody td.num a").first.click()
    finance.is_told("web.entry.about", "web.entry.reverse")
    finance.reads(f"{min(SPENT) // 100:,}.67")

    finance.page.go_back()
    finance.page.locator("details.keep summary").click()
    finance.fill(name="Monday 周一").press("keep")
    assert finance.page.locator(".views .chips a[aria-current]").inner_text() == "Monday 周一"
    assert int(str(finance.page.locator("[data-total=spent]").get_attribute("value"))) == clicked
    phone = desk.sits("management", width=390).go("/ledger/")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
