"""The pages of value with something kept, in Chromium: quiet, accessible, and no wider than the screen."""

import pytest
from playwright.sync_api import Browser

from tests.faces.web.console import listen
from tests.faces.web.site import PASSWORD
from tests.faces.web.test_browser import address, browser, pytestmark
from tests.faces.web.test_value_filled import PLACES, filled

__all__ = ["address", "browser", "filled", "pytestmark"]


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1280), ("en", "dark", 390)])
def test_filled_pages_are_quiet_accessible_and_fit_the_screen(
    address: str, browser: Browser, lang: str, theme: str, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if theme == "dark" else "light"
    )
    context.add_cookies([{"name": "fenhao_language", "value": lang, "url": address}])
    page = context.new_page()
    told: list[str] = []
    listen(page, told.append)
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", "operations")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.fields button")
    axe, found = Axe(), {}
    for place in PLACES:
        page.goto(f"{address}{place}")
        found[place] = [each["id"] for each in axe.run(page).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
    context.close()
    assert {place: ids for place, ids in found.items() if ids} == {}
    assert told == []
