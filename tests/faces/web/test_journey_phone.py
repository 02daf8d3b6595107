"""Management on a phone, 390 pixels wide: reads the overview, opens the drawer, approves."""

from datetime import UTC, datetime, timedelta

from tests.faces.web.journeys import TODAY, Desk, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]


def asked() -> None:
    """Let operations ask for something that finance has agreed to already."""
    from fenhao.books.budgets import Leg
    from fenhao.books.inbox.operations import answer
    from fenhao.books.people.models import User
    from fenhao.books.requests.operations import Wish, submit

    who = {each.username: each.pk for each in User.objects.all()}
    now = datetime.now(UTC)
    leg = Leg(TODAY, "A", "benefits", 2_000_000, cost_type="coupons")
    told = submit(
        Wish("Gift boxes 礼盒", (leg,), "CNY", now + timedelta(days=20)),
        key="box",
        by=who["operations"],
        at=now,
    )
    assert told.case is not None
    answer(key="yes", case=told.case, allow=True, by=who["finance"], at=now)


def test_the_overview_is_read_and_a_request_approved(desk: Desk) -> None:
    asked()
    boss = desk.sits("management", width=390)
    boss.go("/")
    page = boss.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    boss.reads("Gift boxes 礼盒", boss.word("web.kpi.waste"))
    assert not page.locator("nav.side").is_visible()
    page.locator("button.menu").click()
    assert page.locator("nav.side").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("nav.side").is_visible()
    boss.follow("main .notices a:has-text('Gift boxes')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button = page.locator("main button[value=approve]").bounding_box()
    assert button is not None
    assert button["height"] >= 44
    boss.press("approve").is_told("case_state.approved")
    assert boss.go("/inbox/").page.locator("main .tasks li").count() == 0


def test_the_tabs_of_a_month_stay_on_one_line(desk: Desk) -> None:
    page = desk.sits("finance", width=390).go("/months/").page
    lines = page.locator("main nav.tabs a").evaluate_all(
        "all => all.map(each => [each.scrollHeight <= each.clientHeight, each.scrollWidth <= each.clientWidth])"
    )
    assert lines == [[True, True]] * len(lines)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
