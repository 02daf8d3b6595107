"""The line to the server is lost while somebody works, in Chromium: they are told in words, nothing typed is gone, and it goes on."""

import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.faces.web.journeys import THIS_MONTH, Desk, Person, chromium, desk, pytestmark, site
from tests.faces.web.planning import YEAR, new_draft
from tests.faces.web.test_sheet_browser import LINE, OTHER, Sheet

__all__ = ["chromium", "desk", "pytestmark", "site"]
JANUARY, FEBRUARY, MARCH = (f"m:{YEAR}-{month:02}" for month in (1, 2, 3))
LOST = ("net::ERR_", "htmx:sendError", "htmx:afterRequest")
A_HAND_MS = 150
"""How long a finger stays down on what it presses."""
SOONER = """
const { setTimeout } = window, { timeout } = AbortSignal;
window.setTimeout = (act, ms, ...given) => setTimeout(act, ms === 3000 ? 300 : ms, ...given);
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 2);
"""
"""What a page waits before it asks again, and before it takes a server for hanging, passes sooner here."""


@pytest.fixture
def cut(desk: Desk) -> Iterator["Cut"]:
    """Somebody of finance, whose line can be cut."""
    person = desk.sits("finance")
    person.page.add_init_script(SOONER)
    yield Cut(person)
    person.page.context.close()
    # What the browser itself and htmx say of requests that failed is no fault of a page.
    desk.said[:] = [each for each in desk.said if not any(lost in each for lost in LOST)]


class Cut:
    """A person whose line to the server comes and goes."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page

    def off(self) -> None:
        """Switch the network off, which the browser notices."""
        self.page.context.set_offline(True)

    def on(self) -> None:
        """Switch it on again."""
        self.page.context.set_offline(False)

    def stops(self) -> None:
        """Let the server be away, which nobody notices before asking it."""
        self.page.context.route("**/*", lambda route: route.abort("connectionrefused"))

    def hangs(self) -> None:
        """Let the server take what is asked and never answer."""
        self.page.context.route("**/*", lambda _: None)

    def starts(self) -> None:
        """Let the server be back."""
        self.page.context.unroute("**/*")

    def told(self, code: str, **details: str) -> None:
        """Wait until the bar says these words."""
        words = self.person.word(code, **details)
        self.page.locator("#line", has_text=words).wait_for(timeout=15_000)


def sheet_of(cut: Cut) -> Sheet:
    """Return a budget sheet that finance has open."""
    version = new_draft(secrets.token_hex(4), tiers="AB", categories=("benefits", "service"), department="")
    cut.person.go(f"/budget/{version}/")
    return Sheet(cut.page)


def typed(sheet: Sheet, row: str, column: str, text: str) -> None:
    """Type into a cell without waiting for the answer."""
    sheet.cell(row, column).click()
    sheet.page.keyboard.type(text)
    sheet.page.keyboard.press("Enter")


def pasted(page: Page, text: str) -> None:
    """Paste as Excel does, without waiting for the answer."""
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


@pytest.mark.parametrize("way", ["network", "server"])
def test_cells_and_a_paste_wait_for_the_line_and_are_saved_in_order(cut: Cut, way: str) -> None:
    sheet = sheet_of(cut)
    cut.off() if way == "network" else cut.stops()
    typed(sheet, LINE, JANUARY, "1,111")
    cut.told("web.line.down")
    typed(sheet, LINE, FEBRUARY, "2,222")
    sheet.cell(OTHER, JANUARY).click()
    pasted(cut.page, "3,331\t3,332")
    cut.told("web.line.sheet", count="3")
    assert [sheet.text(LINE, each) for each in (JANUARY, FEBRUARY)] == ["1,111", "2,222"], "it is all there"
    cut.on() if way == "network" else cut.starts()
    cut.told("web.line.back")
    sheet.settle()
    cut.page.reload()
    shown = [sheet.text(row, each) for row in (LINE, OTHER) for each in (JANUARY, FEBRUARY)]
    assert shown == ["1,111", "2,222", "3,331", "3,332"]


def test_a_save_whose_answer_was_lost_is_not_done_twice(cut: Cut) -> None:
    sheet = sheet_of(cut)

    def swallow(route: Route) -> None:
        """Let the request reach the server, and lose its answer."""
        route.fetch()
        route.abort("connectionreset")

    cut.page.route("**/edit/**", swallow, times=1)
    typed(sheet, LINE, JANUARY, "1,234")
    cut.told("web.line.back")
    sheet.settle()
    assert sheet.text(LINE, JANUARY) == "1,234"
    assert not cut.page.locator("#sheet-diff").is_visible(), "one's own save is no other person's"
    sheet.press("Control+z")
    assert sheet.text(LINE, JANUARY) == "1,000", "one step back is the one change"


def test_changes_outlive_a_reload_while_the_line_was_down(cut: Cut) -> None:
    sheet = sheet_of(cut)
    place = cut.page.url
    cut.stops()
    typed(sheet, LINE, MARCH, "4,444")
    cut.told("web.line.down")
    cut.page.on("dialog", lambda dialog: dialog.accept())
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        cut.page.reload()
    cut.starts()
    cut.page.goto(place)
    sheet.settle()
    cut.page.locator("#sheet").get_by_text("4,444", exact=True).first.wait_for()


def test_what_is_typed_elsewhere_stays_when_a_cell_is_refused(cut: Cut) -> None:
    sheet = sheet_of(cut)

    def late(route: Route) -> None:
        """Let the answer come when the hand is elsewhere already."""
        cut.page.wait_for_timeout(400)
        route.continue_()

    cut.page.route("**/edit/**", late)
    typed(sheet, LINE, JANUARY, "12o0")
    sheet.cell(LINE, FEBRUARY).click()
    cut.page.keyboard.type("77")
    sheet.settle()
    cut.page.unroute("**/edit/**")
    assert cut.page.locator("#sheet input").input_value() == "77", "the hand is not pulled away"
    cut.page.keyboard.press("Escape")
    sheet.cell(LINE, JANUARY).click()
    cut.page.keyboard.press("F2")
    assert cut.page.locator("#sheet input").input_value() == "12o0"
    cut.page.keyboard.press("Escape")


def test_somebody_signed_out_is_told_and_what_waits_is_saved_after_signing_in(cut: Cut, desk: Desk) -> None:
    sheet = sheet_of(cut)
    (session,) = (each for each in cut.page.context.cookies() if each.get("name") == "sessionid")
    cut.page.context.clear_cookies(name="sessionid")
    typed(sheet, LINE, JANUARY, "5,555")
    said = cut.person.word("web.line.signed_out", count="1")
    cut.page.locator("#sheet-told", has_text=said).wait_for(timeout=15_000)
    cut.page.context.add_cookies(
        [{"name": "sessionid", "value": session.get("value", ""), "url": cut.person.address}]
    )
    sheet.settle()
    assert sheet.text(LINE, JANUARY) == "5,555"
    desk.said[:] = [each for each in desk.said if "403" not in each]


@pytest.mark.parametrize("way", ["network", "server"])
def test_a_form_is_held_back_with_what_was_typed_and_sent_on_purpose(cut: Cut, way: str) -> None:
    cut.person.go("/requests/new/").fill(why="Thank-you boxes 答谢礼盒")
    button = cut.page.locator("main form[method=post] button").last
    called = button.inner_text()
    cut.off() if way == "network" else cut.stops()
    button.click(delay=A_HAND_MS)
    cut.told("web.line.form", what=called)
    assert cut.page.locator("main [name=why]").first.input_value() == "Thank-you boxes 答谢礼盒"
    cut.on() if way == "network" else cut.starts()
    cut.told("web.line.unsent", what=called)
    with cut.page.expect_navigation():
        cut.page.locator("#line button").click()
    assert cut.page.locator("main [name=why]").first.input_value() == "Thank-you boxes 答谢礼盒"
    assert cut.page.locator("main .told.error").count() == 1, "the server has read it: amounts are missing"


@pytest.mark.parametrize("way", ["network", "server"])
def test_a_page_that_was_clicked_opens_when_the_line_is_back(cut: Cut, way: str) -> None:
    cut.person.go("/")
    cut.off() if way == "network" else cut.stops()
    cut.page.locator("nav.side a[href='/moves/']").click(delay=A_HAND_MS)
    cut.told("web.line.link")
    assert cut.page.url.endswith("/"), "the reader is still where something can be read"
    cut.on() if way == "network" else cut.starts()
    cut.page.wait_for_url("**/moves/", timeout=15_000)


def test_a_filter_is_asked_again_when_the_server_is_back(cut: Cut) -> None:
    cut.person.go(f"/lines/?from={THIS_MONTH}&to={THIS_MONTH}")
    cut.stops()
    cut.page.locator("main form[role=search] [name=tier]").select_option("A")
    cut.told("web.line.down")
    cut.starts()
    cut.page.wait_for_url("**tier=A**", timeout=15_000)


def test_progress_goes_on_being_told(cut: Cut) -> None:
    page = cut.person.go("/help/").page
    polled = page.content().replace("<title>", '<meta name="fenhao-poll" content="1"><title>', 1)
    page.route("**/help/", lambda route: route.fulfill(content_type="text/html", body=polled), times=1)
    page.reload()
    cut.stops()
    cut.told("web.line.work")
    cut.starts()
    expect(page.locator("meta[name=fenhao-poll]")).to_have_count(0, timeout=15_000)


def test_a_server_that_hangs_is_told_in_words_and_the_page_opens_once_it_answers(cut: Cut) -> None:
    cut.person.go("/requests/")
    cut.hangs()
    cut.page.locator("aside a[href='/moves/'], nav a[href='/moves/']").first.click(no_wait_after=True)
    cut.told("web.line.down")
    cut.told("web.line.link")
    cut.starts()
    cut.page.wait_for_url("**/moves/", timeout=30_000)


def test_what_a_hanging_server_took_is_held_back_with_what_was_typed(cut: Cut) -> None:
    cut.person.go("/requests/new/").fill(why="Hangs 卡住", line=f"{THIS_MONTH}/A/activities", amount="100")
    cut.hangs()
    cut.page.locator("main button[value=check]").click(no_wait_after=True)
    cut.told("web.line.down")
    assert cut.page.locator("[name=why]").input_value() == "Hangs 卡住"
    cut.starts()
    cut.told("web.line.back")
    with cut.page.expect_navigation():
        cut.page.locator("#line button").click()
    assert cut.page.locator("main h2.good").count() == 1
