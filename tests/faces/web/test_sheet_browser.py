"""The budget sheet in Chromium as people use it: keys, range, paste, total, hold, two people at once, undo, ten thousand cells."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.faces.web.console import listen
from tests.faces.web.planning import YEAR, new_draft
from tests.faces.web.site import PASSWORD, Site
from tests.faces.web.test_browser import address, browser, pytestmark as chromium

__all__ = ["address", "browser"]
pytestmark = chromium
LINE, OTHER = "l~A~benefits", "l~A~service"
JANUARY, WHOLE_YEAR = f"m:{YEAR}-01", "y"


class Sheet:
    """A budget sheet that somebody has open."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def cell(self, row: str, column: str) -> Locator:
        """Return the cell of a row and column."""
        at = self.page.evaluate(
            "column => [...document.querySelectorAll('#sheet thead th[data-col]')].findIndex(h => h.dataset.col === column)",
            column,
        )
        return self.page.locator(f'#sheet tr[data-row="{row}"] td').nth(at)

    def text(self, row: str, column: str) -> str:
        """Return what a cell shows."""
        return self.cell(row, column).inner_text()

    def type(self, row: str, column: str, text: str) -> None:
        """Type into a cell and wait for the answer."""
        self.cell(row, column).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
        self.settle()

    def paste(self, row: str, column: str, text: str) -> None:
        """Paste as Excel does and wait for the answer."""
        self.cell(row, column).click()
        self.page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
            }""",
            text,
        )
        self.settle()

    def press(self, *keys: str) -> None:
        """Press keys and wait for the answer."""
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        self.page.locator("#sheet:not([aria-busy])").wait_for(timeout=60_000)

    @property
    def told(self) -> str:
        """Return what the sheet said last."""
        return self.page.locator("#sheet-told").inner_text()


@pytest.fixture
def finance(address: str, browser: Browser, site: Site) -> Iterator[Page]:
    """Finance, signed in, with a console that stays empty."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "fenhao_language", "value": "en", "url": address}])
    page = context.new_page()
    said: list[str] = []
    listen(page, said.append)
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", "finance")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.fields button")
    yield page
    context.close()
    assert said == []


def opened(page: Page, address: str, version: int) -> Sheet:
    """Return the sheet of a version."""
    page.goto(f"{address}/budget/{version}/")
    return Sheet(page)


def draft(*, tiers: str = "AB", categories: tuple[str, ...] = ("benefits", "service")) -> int:
    """Return a draft of its own."""
    return new_draft(secrets.token_hex(4), tiers=tiers, categories=categories, department="")


def test_a_total_typed_round_held_cells_spreads_exactly_and_is_undone(finance: Page, address: str) -> None:
    sheet = opened(finance, address, draft())
    sheet.type(LINE, JANUARY, "=1000*1.06")
    assert sheet.text(LINE, JANUARY) == "1,060"
    sheet.cell(LINE, JANUARY).click()
    sheet.press("Shift+ArrowRight", "h")
    assert "held" in str(sheet.cell(LINE, JANUARY).get_attribute("class"))
    sheet.type(LINE, WHOLE_YEAR, "=1.5万+0.03")
    assert sheet.text(LINE, WHOLE_YEAR) == "15,000.03"
    assert sheet.text(LINE, JANUARY) == "1,060.00"
    cents = [
        int(sheet.text(LINE, f"m:{YEAR}-{month:02}").replace(",", "").replace(".", ""))
        for month in range(1, 13)
    ]
    assert sum(cents) == 1_500_003
    assert max(cents[2:]) - min(cents[2:]) <= 1
    assert cents[1] == 100_000
    sheet.cell(LINE, JANUARY).click()
    sheet.press("Control+z")
    assert sheet.text(LINE, WHOLE_YEAR) == "12,060"
    finance.click("#sheet-undo button")
    sheet.settle()
    assert "held" not in str(sheet.cell(LINE, JANUARY).get_attribute("class"))


def test_the_figures_on_top_follow_what_is_typed_and_nothing_empty_lies_on_the_page(
    finance: Page, address: str
) -> None:
    sheet = opened(finance, address, draft(tiers="A", categories=("benefits",)))
    assert not finance.locator("#sheet-told").is_visible(), "a message that says nothing is not seen"
    figures = finance.locator("[data-kpi]")
    before = figures.all_inner_texts()
    sheet.type(LINE, WHOLE_YEAR, "24,000.50")
    sheet.cell(LINE, JANUARY).click()
    sheet.press("h")
    now = figures.all_inner_texts()
    assert [one != other for one, other in zip(before, now, strict=True)] == [True, True, True, False]
    finance.reload()
    assert figures.all_inner_texts() == now, "what the edits showed is what the page says"


def test_a_range_is_summed_and_a_paste_is_one_save_that_leaves_wrong_text_alone(
    finance: Page, address: str
) -> None:
    sheet = opened(finance, address, draft())
    sheet.paste(LINE, JANUARY, "1,020\t=1000*1.06\t￥1,150\t70万\n(30)\tabc\t5.5\n")
    shown = [sheet.text(LINE, f"m:{YEAR}-{month:02}") for month in range(1, 5)]
    assert shown == ["1,020.00", "1,060.00", "1,150.00", "700,000.00"]
    assert [sheet.text(OTHER, f"m:{YEAR}-{month:02}") for month in range(1, 4)] == [
        "1,000.00",
        "1,000.00",
        "5.50",
    ]
    assert "abc" in sheet.told
    assert "never below zero" in sheet.told
    sheet.cell(LINE, JANUARY).click()
    sheet.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert finance.locator("#sheet-sums").inner_text() == "Count 3 · Average 1,076.67 · Sum 3,230"
    sheet.press("Control+z")
    assert sheet.text(OTHER, f"m:{YEAR}-03") == "1,000"
    assert sheet.text("a", WHOLE_YEAR) == "74,000"
    sheet.cell(LINE, JANUARY).click()
    sheet.press("Shift+ArrowDown", "Delete")
    assert [sheet.text(row, JANUARY) for row in (LINE, OTHER)] == ["0", "0"]


def test_text_that_is_no_amount_stays_in_the_cell_to_be_mended(finance: Page, address: str) -> None:
    sheet = opened(finance, address, draft())
    sheet.type(LINE, JANUARY, "12o0")
    assert "is not an amount" in sheet.told
    assert finance.locator("#sheet input").input_value() == "12o0"
    finance.keyboard.press("Escape")
    assert sheet.text(LINE, JANUARY) == "1,000"


def test_two_people_at_one_line_get_a_diff_and_no_edit_is_lost(finance: Page, address: str) -> None:
    version = draft()
    mine, theirs = opened(finance, address, version), opened(finance.context.new_page(), address, version)
    theirs.type(LINE, JANUARY, "1,100")
    mine.type(LINE, JANUARY, "1,200")
    dialog = finance.locator("#sheet-diff")
    assert dialog.is_visible()
    assert dialog.locator("td.num").all_inner_texts() == ["1,000.00", "1,200.00", "1,100.00"]
    assert mine.text(LINE, JANUARY) == "1,100", "behind the diff stands what is there"
    wide = finance.viewport_size
    finance.set_viewport_size({"width": 390, "height": 844})
    places = dialog.locator("td.num").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().right)"
    )
    frame = dialog.evaluate("each => each.getBoundingClientRect().right")
    assert max(places) <= frame, "all three amounts are seen on a phone"
    assert wide
    finance.set_viewport_size(wide)
    finance.click("#diff-mine")
    mine.settle()
    assert mine.text(LINE, JANUARY) == "1,200"
    mine.press("Control+z")
    assert mine.text(LINE, JANUARY) == "1,100"


def test_six_thousand_cells_are_pasted_and_saved_at_once(finance: Page, address: str) -> None:
    categories = tuple(f"category_{number:03}" for number in range(105))
    sheet = opened(finance, address, draft(tiers="ABCDE", categories=categories))
    block = "\n".join(
        "\t".join(str((row * 12 + month) * 10 + 7) for month in range(12)) for row in range(525)
    )
    sheet.paste("l~A~category_000", JANUARY, block)
    assert sheet.text("l~E~category_104", f"m:{YEAR}-12") == "62,997"
    assert sheet.text("s", WHOLE_YEAR) == f"{6299 * 6300 // 2 * 10 + 7 * 6300:,}"
    assert "6300 cells saved" in sheet.told
    sheet.press("Control+z")
    finance.wait_for_timeout(500)
    assert sheet.text("l~E~category_104", f"m:{YEAR}-12") == "5,000"


def test_the_sheet_is_accessible_while_it_is_edited(finance: Page, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    sheet = opened(finance, address, draft())
    sheet.cell(LINE, JANUARY).click()
    sheet.press("Shift+ArrowRight", "Shift+ArrowDown", "h")
    sheet.page.keyboard.press("F2")
    assert [each["id"] for each in Axe().run(finance).response["violations"]] == []
    sheet.page.keyboard.press("Escape")
