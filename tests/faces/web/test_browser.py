"""Pages in Chromium, both languages and themes, wide and on a phone: no console message, no accessibility violation, no sideways scrolling."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.faces.serving import served
from tests.faces.web.console import listen
from tests.faces.web.site import PAGES, PAGES_OF_SOME, PASSWORD, Site

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"),
]
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The company served on a free port of this machine."""
    with served() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium. Playwright leaves an idle event loop in this thread, which Django need not be afraid of."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


WIDE, PHONE = 1280, 390
VIOLATED = (
    "only => axe.run({resultTypes: ['violations'], preload: false, ...only})"
    ".then(found => found.violations.map(each => each.id))"
)
EVERY_RULE: dict[str, list[str]] = {}
RULES_OF_STYLE = {"runOnly": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]}
"""What may be broken in one theme or width alone; what a page says of itself is the same in both."""


@pytest.mark.parametrize(
    ("lang", "views"),
    [
        pytest.param("zh", (("light", WIDE), ("dark", PHONE)), id="zh-light-1280-zh-dark-390"),
        pytest.param("en", (("light", PHONE), ("dark", WIDE)), id="en-light-390-en-dark-1280"),
    ],
)
def test_pages_are_quiet_accessible_and_fit_the_screen(
    address: str, browser: Browser, lang: str, views: tuple[tuple[str, int], ...]
) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "fenhao_language", "value": lang, "url": address}])
    page = context.new_page()
    told: list[str] = []
    listen(page, told.append)
    found: dict[tuple[str, int], list[str]] = {}
    others = [place for place, readers in PAGES_OF_SOME.items() if "finance" not in readers]
    for reader, places in (
        ("finance", (*PAGES, *(place for place in PAGES_OF_SOME if place not in others))),
        ("admin", others),
    ):
        context.clear_cookies(name="sessionid")
        page.goto(f"{address}/accounts/login/")
        found |= violated(page, f"login of {reader}", views)
        page.fill("input[name=login]", reader)
        page.fill("input[name=password]", PASSWORD)
        page.click("form.fields button")
        for place in places:
            page.goto(f"{address}{place}")
            found |= violated(page, place, views)
    context.close()
    assert {place: ids for place, ids in found.items() if ids} == {}
    assert told == []


def violated(page: Page, place: str, views: tuple[tuple[str, int], ...]) -> dict[tuple[str, int], list[str]]:
    """Return the rules that a loaded page breaks in each theme and width: its style follows both, without being loaded again."""
    page.evaluate(Axe().axe_script)
    found = {}
    rules = EVERY_RULE
    for theme, width in views:
        # Without motion: a colour on its way from one theme to the other is neither.
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        found[place, width] = page.evaluate(VIOLATED, rules)
        rules = RULES_OF_STYLE
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (place, width)
    return found
