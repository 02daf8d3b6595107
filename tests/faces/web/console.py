"""What a page's console says that nobody should read: errors, warnings, and a policy that was broken."""

from collections.abc import Callable

from playwright.sync_api import ConsoleMessage, Error, Page

TOLD = ("error", "warning")
"""Chromium's notes and hints are no fault of a page: that a person was quicker into a field than `autofocus` is one."""


def listen(page: Page, hears: Callable[[str], object]) -> None:
    """Hand over each complaint of a page's console and each error that its scripts let go, with the page's address."""

    def said(message: ConsoleMessage) -> None:
        if message.type in TOLD:
            hears(f"{page.url}: {message.text}")

    def failed(error: Error) -> None:
        hears(f"{page.url}: {error}")

    page.on("console", said)
    page.on("pageerror", failed)
