"""Passkeys in Chromium with a virtual authenticator: added, signed in with alone, refused when taken away; nothing inline."""

import shutil

import pytest
from playwright.sync_api import Browser, Page

from tests.faces.web.console import listen
from tests.faces.web.site import PASSWORD, Site
from tests.faces.web.test_browser import address, browser

__all__ = ["address", "browser"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]


def sign_in(page: Page, base: str) -> None:
    """Sign in with name and password."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", "auditor")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.fields button")
    page.wait_for_url(lambda url: "/login/" not in url)


def confirm(page: Page) -> None:
    """Tell the password again where the account is about to change."""
    page.wait_for_load_state()
    if page.locator("input[name=password]").count():
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button").click()
        page.wait_for_load_state()


def test_a_passkey_signs_in_alone_until_it_is_removed(site: Site, address: str, browser: Browser) -> None:
    base = address.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    context.add_cookies([{"name": "fenhao_language", "value": "en", "url": base}])
    page = context.new_page()
    told: list[str] = []
    listen(page, told.append)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    lock = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": lock | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    sign_in(page, base)
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.fill("#id_name", "desk")
    page.check("#id_passwordless")
    page.click("#passkey_button")
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto(f"{base}/accounts/2fa/webauthn/")
    assert "desk" in page.inner_text("main")
    assert "signs in alone" in page.inner_text("main")

    context.clear_cookies(name="sessionid")
    page.goto(f"{base}/accounts/login/")
    page.click("#passkey_button")
    page.wait_for_url(f"{base}/")
    assert "auditor" in page.inner_text("header")

    page.goto(f"{base}/accounts/2fa/webauthn/")
    page.click("text=Remove")
    confirm(page)
    page.click("main form button")
    page.wait_for_url(f"{base}/accounts/2fa/webauthn/")
    assert "No passkey yet" in page.inner_text("main")
    context.clear_cookies(name="sessionid")
    page.goto(f"{base}/accounts/login/")
    page.click("#passkey_button")
    page.wait_for_selector("[role=alert]:visible, [role=status]:visible")
    page.goto(f"{base}/")
    assert "/accounts/login/" in page.url, "what was taken away opens nothing"
    context.close()
    assert told == []
