"""The end of a month: how the lines did, two transfers taken with reasons, closed; what comes late lands in the open month,
marked; opening it again needs a reason and another person.
"""

import re
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.faces.web.journeys import LAST_DAY, LAST_MONTH, THIS_MONTH, Desk, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]


@pytest.fixture
def proposed(desk: Desk) -> int:
    """Rules for the year, the months before closed, and what should move within last month from two stated returns; return how many moves."""
    from fenhao.books.monthend import operations as months
    from fenhao.books.people.models import User
    from fenhao.engine.budget import (
        ANY,
        Basis,
        ClosingRule,
        ClosingRules,
        HoldRule,
        LineReturn,
        OverspendRule,
        UnspentRule,
    )

    finance, at = User.objects.get(username="finance").pk, datetime.now(UTC)
    rule = ClosingRule(ANY, ANY, HoldRule.carry, UnspentRule.lapse, OverspendRule.write_off)
    months.set_rules(
        ClosingRules(str(LAST_DAY.year), (rule,)), key="rules", by=finance, at=at, why="policy of the year"
    )
    for month in range(1, LAST_DAY.month):
        label = f"{LAST_DAY.year}-{month:02}"
        assert months.begin_closing(label, key=f"begin-{label}", by=finance, at=at).value == "turned"
        assert months.close(label, checks=[], key=f"close-{label}", by=finance, at=at).report is not None
    brings = LineReturn(Fraction(2), Fraction(3), Fraction(4), Basis.stated, "last year's campaign")
    told = months.propose_transfers(
        LAST_MONTH,
        returns={("A", "activities"): brings, ("C", "activities"): brings},
        absorbs={("A", "activities"): 3_000_000, ("C", "activities"): 4_000_000},
        on=LAST_DAY,
        key="propose",
        by=finance,
        at=at,
    )
    return len(told.proposals)


def test_a_month_is_looked_at_moved_closed_and_asked_for_again(desk: Desk, proposed: int) -> None:
    assert proposed >= 2
    finance, boss = desk.sits("finance"), desk.sits("management")
    finance.go(f"/months/?month={LAST_MONTH}").reads("60.0%", "98.0%")

    finance.go(f"/months/transfers/?month={LAST_MONTH}")
    offered = finance.page.locator("main .proposals form").count()
    for _ in range(2):
        form = finance.page.locator("main .proposals form").first
        with finance.page.expect_navigation():
            form.locator("button").click()
        finance.reads(finance.word("web.form.problems"))
        form = finance.page.locator("main .proposals form").first
        form.locator("[name=why]").fill("Better used there 用到回报更高处")
        with finance.page.expect_navigation():
            form.locator("button").click()
    assert finance.page.locator("main .proposals form").count() == offered - 2

    finance.go(f"/months/?month={LAST_MONTH}")
    rate = finance.page.locator("main .kpi-value").first.inner_text()
    closing = f"/months/closing/?month={LAST_MONTH}"
    finance.go(closing).press("begin").press("close")
    finance.page.locator("main button[value=ask]").wait_for(timeout=60_000)
    assert "close" not in finance.acts, "what is closed is closed"
    finance.go(f"/report/?period={LAST_MONTH}").reads(
        {"zh": "结账前", "en": "before closing"}[desk.lang], rate
    )

    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import record_fact

    late = Leg(LAST_DAY, "A", "benefits", 123_400, cost_type="coupons")
    told = record_fact(key="late", legs=[late], currency="CNY", by=None, at=datetime.now(UTC))
    assert told.passed
    finance.go(f"/lines/?month={THIS_MONTH}&tier=A&category=benefits").follow("main tbody a >> nth=0")
    entry = finance.page.locator("main tbody tr", has_text="1,234.00").inner_text()
    assert finance.word("web.entry.belongs", month=LAST_MONTH) in entry, (
        "it is in the open month, and says so"
    )

    finance.go(closing).press("ask").reads(finance.word("web.form.problems"))
    finance.fill(why="Late invoice 迟到发票").press("ask").reads("Late invoice 迟到发票")
    assert "approve" not in finance.go("/inbox/?all=1").follow("main .tasks a").acts, "nobody answers himself"
    boss.go("/inbox/").follow("main .tasks a").press("approve").is_told("case_state.approved")
    assert "begin" in finance.go(closing).acts, "it is open again"


def test_the_months_report_is_a_pdf_with_the_figures_of_the_page(desk: Desk, tmp_path: Path) -> None:
    finance = desk.sits("finance").go(f"/report/?period={LAST_MONTH}")
    page = finance.page
    shown = [*page.locator("main .kpi-value").all_inner_texts(), page.locator("main h1").inner_text()]
    assert len(shown) > 3
    page.locator("form[action='/report/print/'] button").click()
    link = page.locator("main .told.success a[href^='/report/pdf/']")
    link.wait_for(timeout=120_000)
    with page.expect_download() as got:
        link.click()
    got.value.save_as(tmp_path / "report.pdf")
    paper = PdfReader(tmp_path / "report.pdf")
    said = bare("".join(each.extract_text() for each in paper.pages))
    root = paper.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    assert str(root["/Lang"]).startswith(desk.lang)
    assert [text for text in shown if bare(text) not in said] == []


def bare(text: str) -> str:
    """Return a text without its blanks, which paper sets as it likes."""
    return re.sub(r"\s+", "", text)
