"""Pictures of every page, taken from the example company: ``./run pictures [FOLDER [PAGE ...]]``, pages by name for a few.

The demonstration (made on first use, in demo-company/) is copied, served on a free port and looked at in Chromium as a
person of each role would: what has an address without a part to fill in is opened, and the links found there lead to the
rest. Every page of the application has its picture in docs/pictures/, and docs/pictures.md shows them all; the most looked
at are there in the dark and on a phone as well.
"""

import base64
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
LIST = ROOT / "docs" / "pictures.md"
COMMAND = (
    sys.executable,
    "-P",
    "-c",
    'import sys; sys.argv[0] = "fenhao"; from fenhao.site import main; sys.exit(main())',
)
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROLES = ("finance", "admin", "management", "operations", "service")
"""Who looks, in this order; a page is taken as the first person sees it who may."""
NOT_PAGES = frozenset(
    {
        "budget_act",
        "budget_edit",
        "budget_export",
        "budget_prepare",
        "channel",  # the form of channel_new, filled in
        "settings_source",  # the form of settings_source_new, filled in
        "customer_show",
        "customers_renew",
        "care_work",
        "findings_refresh",
        "forecast_work",
        "proposal_answer",
        "split_work",
        "watch_work",
        "goals_measure",
        "ledger_post",
        "improvements_measure",
        "plan_work",
        "points_work",
        "service_warnings_work",
        "satisfaction_work",
        "value_bridge_work",
        "value_choose_work",
        "value_churn_work",
        "value_cohorts_work",
        "value_contracts_work",
        "value_returns_work",
        "preferences",
        "service_money_work",
        "service_text_act",
        "service_work",
        "report_behind",
        "report_lines",
        "report_make",
        "report_pdf",
        "report_print",
        "report_workbook",
        "tiers_act",
        "tiers_publish",
        "views",
        "work",
    }
)
"""Addresses that answer with something else than a page of their own, besides files."""
ASKED = {
    "budget_sheet": "/budget/3/",
    "plan_study": "/plan/prepare/?growth.A=20%25",
    "budget_import": "/budget/5/import/",
    "plan_read": "/plan/kept/1/read/",
    "request_edit": "/requests/4/change/",
    "chart_node": "/chart/loyalty_discount/",
    "entry": "/ledger/301/",
    "entry_rows": "/ledger/301/rows/",
    "budget_compare": "/budget/compare/?before=1&after=2",
    "month_closing": "/months/closing/?month=2017-07",
    "month_transfers": "/months/transfers/?month=2017-12",
    "exceptions": "/audit/exceptions/?since=2017-01-01&until=2017-12-31",
}
"""Where a page shows more than its bare address does, or to whom its link is not shown first."""
IMPORTANT = (
    "overview",
    "inbox",
    "ledger",
    "budget_sheet",
    "customers",
    "customer",
    "findings",
    "months",
    "report",
)
"""Pages that are taken in the dark, in English, and on a phone as well."""
WORKED_OUT = ("/report/",)
"""Pages that show a result once somebody has had it worked out."""
WIDE, PHONE, TALLEST = 1280, 390, 1200
QUALITY = 50
SECONDS_MAX = 120
"""How long work behind a page may take."""


@dataclass(slots=True)
class Walk:
    """What has been seen: addresses by page name, and headings in the pictures' language."""

    wanted: frozenset[str]
    places: dict[str, str] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)


def page_names() -> dict[str, str]:
    """Return every page of the application by name, with its address where no part of that has to be filled in."""
    from fenhao.interfaces.web.urls import urlpatterns

    found = {}
    for each in urlpatterns:
        route, name = str(each.pattern), each.name
        if (not route or route.endswith("/")) and name and name not in NOT_PAGES:
            found[name] = "" if "<" in route else f"/{route}"
    return found


def main() -> int:
    """Take the pictures and write their list; 1 when a page could not be reached."""
    wanted = frozenset(sys.argv[2:])
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "demo-company")
    subprocess.run(
        [*COMMAND, "demo", "--folder", str(folder), "--no-serve"], check=True, stdout=subprocess.DEVNULL
    )
    from fenhao.site import configure

    configure(folder)
    from fenhao.interfaces.demo import sign_in

    password = sign_in(folder)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "demo-company"
        shutil.copytree(folder, copy)
        names = page_names()
        walk = Walk(frozenset(names), {name: place for name, place in names.items() if place} | ASKED)
        if wanted:
            remember(walk, but=wanted)
        else:
            shutil.rmtree(PICTURES, ignore_errors=True)
        PICTURES.mkdir(parents=True, exist_ok=True)
        with served(copy) as site, sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(SWITCHES))
            for role in ROLES:
                look_round(browser, site, walk, role=role, password=password, prepared=bool(wanted))
            once_more(browser, site, walk, password=password, only=wanted or frozenset(IMPORTANT))
            browser.close()
    LIST.write_text(listed(walk, list(names)), encoding="utf-8")
    missing = [name for name in names if name not in walk.headings]
    taken = sum(path.stat().st_size for path in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {taken:,} bytes, in {PICTURES}")
    if missing:
        print(f"No link leads to: {', '.join(missing)}", file=sys.stderr)
    return 1 if missing else 0


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a company's folder on a free port of this machine while somebody looks."""
    command = [*COMMAND, "--book", str(folder), "--lang", "en", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "300"}
    ) as server:
        assert server.stdout is not None, "its output is asked for"
        told = re.search(r"http://[^/ ]+", server.stdout.readline())
        assert told, "the server says where it is"
        try:
            yield told[0]
        finally:
            server.terminate()


def remember(walk: Walk, *, but: frozenset[str]) -> None:
    """Take over from the list what was seen the last time, apart from the pages that are to be taken anew."""
    text = LIST.read_text(encoding="utf-8") if LIST.exists() else ""
    for name, heading, role in re.findall(r"^## (\w+)\n\n(.*) · (\w+)$", text, re.MULTILINE):
        if name in walk.wanted and name not in but:
            walk.headings[name], walk.who[name] = heading, role


def look_round(browser: Browser, site: str, walk: Walk, *, role: str, password: str, prepared: bool) -> None:
    """Open every page that this person may see and nobody saw before, following links to pages not known yet."""
    context = signed_in(browser, site, role, password, lang="zh", dark=False, width=WIDE)
    page = context.new_page()
    if role == ROLES[0] and not prepared:
        bring_a_file(page, site)
        work_out(page, site)
        learn(page, walk)
    tried: set[str] = set()
    while left := [name for name in walk.places if name not in walk.headings and name not in tried]:
        for name in left:
            tried.add(name)
            if not opens(page, f"{site}{walk.places[name]}"):
                continue
            walk.headings[name], walk.who[name] = page.inner_text("h1").strip(), role
            take(page, PICTURES / f"{name}.webp", width=WIDE)
            learn(page, walk)
    context.close()


def opens(page: Page, address: str) -> bool:
    """Go to an address where a page is for this person, no file or refusal; return whether it is."""
    answer = page.request.get(address)  # asked beside the window: an answer without a body would spoil it
    if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
        return False
    page.goto(address)
    settle(page)
    return True


def once_more(browser: Browser, site: str, walk: Walk, *, password: str, only: frozenset[str]) -> None:
    """Take the most looked at pages in English and dark, and on a phone."""
    for lang, dark, width in (("en", True, WIDE), ("zh", False, PHONE)):
        context = signed_in(browser, site, ROLES[0], password, lang=lang, dark=dark, width=width)
        page = context.new_page()
        for name in IMPORTANT:
            if name in only and walk.who.get(name) == ROLES[0]:
                page.goto(f"{site}{walk.places[name]}")
                take(page, PICTURES / f"{name}-{'en-dark' if dark else 'phone'}.webp", width=width)
        context.close()


def signed_in(
    browser: Browser, site: str, role: str, password: str, *, lang: str, dark: bool, width: int
) -> BrowserContext:
    """Return a browser window in which that person has signed in."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    context.add_cookies([{"name": "fenhao_language", "value": lang, "url": site}])
    page = context.new_page()
    page.goto(f"{site}/accounts/login/")
    if role == ROLES[0] and width == WIDE and not dark:
        take(page, PICTURES / "login.webp", width=width)
    page.fill("input[name=login]", role)
    page.fill("input[name=password]", password)
    page.click("form.fields button")
    page.close()
    return context


def bring_a_file(page: Page, site: str) -> None:
    """Upload a file with three wrong rows, so that the import's own page has something to show."""
    page.goto(f"{site}/imports/")
    page.set_input_files("input[type=file]", ROOT / "examples" / "shop" / "有错的成本.csv")
    page.click("main form[enctype] button")
    page.wait_for_load_state()


def work_out(page: Page, site: str) -> None:
    """Have the results worked out that pages show only then."""
    for place in WORKED_OUT:
        page.goto(f"{site}{place}")
        button = page.locator('main form[action$="/work/"] button, main form[action$="/make/"] button').first
        if button.count():
            with page.expect_navigation():
                button.click()
            settle(page)


def settle(page: Page) -> None:
    """Wait until nothing is under way behind the page."""
    for _ in range(SECONDS_MAX):
        if not page.locator("meta[name=fenhao-poll]").count():
            return
        page.wait_for_timeout(1000)
        with contextlib.suppress(Error):  # the page was about to show itself anew just then
            page.reload()


def learn(page: Page, walk: Walk) -> None:
    """Note, for each kind of page not known yet, the first address among the page's own and its links."""
    from django.urls import Resolver404, resolve

    links: Sequence[str] = page.eval_on_selector_all(
        "a[href^='/']", "all => all.map(a => a.getAttribute('href'))"
    )
    here = urlsplit(page.url)
    for link in (f"{here.path}?{here.query}" if here.query else here.path, *links):
        try:
            name = resolve(urlsplit(link).path).url_name
        except Resolver404:
            continue
        if name in walk.wanted and name not in walk.places:
            walk.places[name] = link


def take(page: Page, path: Path, *, width: int) -> None:
    """Write what the page shows, from its top to its end or as far as a picture goes."""
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST)
    session = page.context.new_cdp_session(page)
    told = session.send(
        "Page.captureScreenshot",
        {
            "format": "webp",
            "quality": QUALITY,
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
        },
    )
    session.detach()
    path.write_bytes(base64.b64decode(told["data"]))


def listed(walk: Walk, names: Sequence[str]) -> str:
    """Return the document that shows every picture."""
    parts = [
        "# Pictures 页面图片",
        "",
        "<!-- made by ./run pictures -->",
        "",
        "Every page of the application as the people of the [example company](../examples/retailer/README.md) see it,",
        "taken by `./run pictures`. 以下为示例公司各角色看到的全部页面。",
        "",
        "## Sign in 登录",
        "",
        "![Sign in](pictures/login.webp)",
    ]
    for name in names:
        if name not in walk.headings:
            continue
        parts += ["", f"## {name}", "", f"{walk.headings[name]} · {walk.who[name]}", ""]
        parts.append(f"![{name}](pictures/{name}.webp)")
        for kind in ("en-dark", "phone"):
            if (PICTURES / f"{name}-{kind}.webp").exists():
                parts += ["", f"![{name}, {kind}](pictures/{name}-{kind}.webp)"]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
