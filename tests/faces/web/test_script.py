"""What the script of every page adds, in Chromium: searching, shortcuts, live filters, columns of one's own, blurred figures, and a
question before typed work is lost.
"""

from playwright.sync_api import Dialog, expect

from tests.faces.web.journeys import THIS_MONTH, Desk, chromium, desk, pytestmark, site

__all__ = ["chromium", "desk", "pytestmark", "site"]


def test_the_keyboard_leads_everywhere(desk: Desk) -> None:
    finance = desk.sits("finance").go("/")
    page = finance.page
    page.keyboard.press("Control+k")
    page.keyboard.type(finance.word("web.page.moves"))
    first = page.locator("#found-here a.at")
    first.wait_for()
    assert page.locator("[data-find] input").get_attribute("aria-activedescendant") == first.get_attribute(
        "id"
    )
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/moves/")
    page.keyboard.press("?")
    sheet = page.locator("dialog[open]")
    sheet.wait_for()
    assert finance.word("web.shortcut.overview") in sheet.inner_text()
    page.keyboard.press("Escape")
    # a moment after the key the sheet is gone and its box has lost the focus; what is typed before that is the sheet's
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(":focus")).to_have_count(0)
    with page.expect_navigation():
        page.keyboard.type("gb")  # at once, as the first key is soon forgotten
    assert page.url.endswith("/budget/")


def test_what_a_role_may_not_see_is_not_found(desk: Desk) -> None:
    service = desk.sits("service").go("/search/?q=audit")
    assert service.page.locator("#found a[href='/audit/']").count() == 0
    auditor = desk.sits("auditor").go("/search/?q=audit")
    assert auditor.page.locator("#found a[href='/audit/']").count() == 1


def test_a_filter_answers_at_once_and_can_be_gone_back_from(desk: Desk) -> None:
    finance = desk.sits("finance").go(f"/lines/?from={THIS_MONTH}&to={THIS_MONTH}")
    page = finance.page
    page.evaluate("window.stays = true")
    before = page.locator("main tbody tr").count()
    page.locator("main form[role=search] [name=tier]").select_option("A")
    page.wait_for_url("**tier=A**")
    page.locator("main .chips a", has_text="×").first.wait_for()
    assert 0 < page.locator("main tbody tr").count() < before
    assert page.evaluate("window.stays"), "the page was not loaded anew"
    page.go_back()
    page.wait_for_url(lambda url: "tier=A" not in url)
    expect(page.locator("main tbody tr")).to_have_count(before)


def test_columns_are_left_out_and_figures_blurred_until_wanted(desk: Desk) -> None:
    finance = desk.sits("finance").go("/styleguide/")
    page = finance.page
    page.locator(".columns-menu summary").click()
    page.locator(".columns-menu input").first.uncheck()
    assert not page.locator("#tables th[data-column=actual]").is_visible()
    finance.go("/styleguide/")
    assert not page.locator("#tables th[data-column=actual]").is_visible(), "this browser remembers"
    with page.expect_navigation():
        page.locator(".bar [data-key=private]").click()
    assert "blur" in str(
        page.locator("main .kpi-value").first.evaluate("each => getComputedStyle(each).filter")
    )


def test_typed_work_is_not_left_without_a_question(desk: Desk) -> None:
    finance = desk.sits("finance").go("/requests/new/")
    page = finance.page
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    finance.fill(why="Half typed")
    finance.go("/")
    assert asked == ["beforeunload"]
