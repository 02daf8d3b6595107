"""What a paste into the budget sheet costs: by the reader's clock in Chromium, and of the server's processor, beside a paste of one cell.

``python -m benchmarks.paste [turns]`` makes a company with a draft of 525 lines, opens its sheet in Chromium and pastes 6,300 cells,
by turns with one cell, each time into a draft of its own. The collector of cycles looks as seldom as in ``fenhao serve``. The reader waits from the paste until the sheet has nothing on its way.
The goal is half a second; the command fails when the median misses it.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.ledger_page import make
from fenhao.site._serve import collected_seldom
from tests.faces.serving import served

GOAL_MS = 500.0
ROWS, MONTHS = 525, 12
ONE, MANY = "one cell", "6,300 cells"
BLOCKS = {
    ONE: "17",
    MANY: "\n".join(
        "\t".join(str((row * MONTHS + month) * 10 + 7) for month in range(MONTHS)) for row in range(ROWS)
    ),
}
SAID = {ONE: "1 cell", MANY: "6300 cells saved"}
PASTE = """async text => {
    const sheet = document.getElementById("sheet"), data = new DataTransfer();
    data.setData("text/plain", text);
    const begin = performance.now();
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
    do { await new Promise(requestAnimationFrame); } while (sheet.hasAttribute("aria-busy"));
    return performance.now() - begin;
}"""
"""Pastes as Excel does; returns the milliseconds until what was pasted is saved and drawn."""


def spent(page: Page, address: str, what: str) -> tuple[float, float]:
    """Return the milliseconds that the reader waits for a paste into a new draft, and those of this process's processor."""
    from tests.faces.web.planning import YEAR, new_draft

    categories = tuple(f"category_{number:03}" for number in range(ROWS // 5))
    version = new_draft(os.urandom(4).hex(), tiers="ABCDE", categories=categories, department="")
    page.goto(f"{address}/budget/{version}/")
    place = page.evaluate(
        "name => [...document.querySelectorAll('#sheet thead th[data-col]')].findIndex(each => each.dataset.col === name)",
        f"m:{YEAR}-01",
    )
    page.locator(f'#sheet tr[data-row="l~A~{categories[0]}"] td').nth(place).click()
    begin = time.process_time()
    waited = float(page.evaluate(PASTE, BLOCKS[what]))
    worked = (time.process_time() - begin) * 1000
    told = page.locator("#sheet-told").inner_text()
    assert SAID[what] in told, told
    return waited, worked


def main() -> int:
    """Paste by turns and print medians; 1 when the reader waits longer than the goal."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "company", 1000)
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        print(f"{turns} turns; load {os.getloadavg()[0]:.1f}")
        with collected_seldom(), served() as port, sync_playwright() as chromium:
            browser = chromium.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
            address = f"http://127.0.0.1:{port}"
            page.goto(f"{address}/accounts/login/")
            page.fill("input[name=login]", "finance")
            page.fill("input[name=password]", "a-long-enough-secret")
            page.press("input[name=password]", "Enter")
            page.wait_for_url(f"{address}/")
            figures: dict[str, list[tuple[float, float]]] = {what: [] for what in BLOCKS}
            for what in BLOCKS:
                spent(page, address, what)
            for _ in range(turns):
                for what, known in figures.items():
                    known.append(spent(page, address, what))
            browser.close()
    middles = {
        what: tuple(statistics.median(each) for each in zip(*known, strict=True))
        for what, known in figures.items()
    }
    print("| paste | the reader waits, ms | longest | processor of the server, ms | to one cell |")
    print("|---|--:|--:|--:|--:|")
    for what, (waited, worked) in middles.items():
        longest = max(each for each, _ in figures[what])
        print(f"| {what} | {waited:.0f} | {longest:.0f} | {worked:.0f} | {waited / middles[ONE][0]:.1f} x |")
    return int(middles[MANY][0] > GOAL_MS)


if __name__ == "__main__":
    sys.exit(main())
