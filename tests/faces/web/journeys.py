"""What journeys share: a company of their own for each language, served, and people who sit at their browsers.

A module imports ``site``, ``desk`` and ``chromium``; each of its tests then runs in Chinese and in English, each language on a
company that nobody has touched. Words that a test waits for come from the catalogue, so that a journey is written once.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from fenhao.interfaces.words import Language, say
from fenhao.profiles import read_settings
from fenhao.runs.book import create_book, open_book
from tests.faces.serving import served
from tests.faces.web.console import listen
from tests.faces.web.site import PASSWORD, Site
from tests.faces.web.test_browser import CHROMIUM, SWITCHES, pytestmark

__all__ = ["Desk", "Person", "chromium", "desk", "pytestmark", "site"]

TODAY = datetime.now(UTC).date()
THIS_MONTH = f"{TODAY:%Y-%m}"
LAST_DAY = TODAY.replace(day=1) - timedelta(days=1)
LAST_MONTH = f"{LAST_DAY:%Y-%m}"
QUARTER = f"{TODAY.year}-Q{(TODAY.month + 2) // 3}"
LINE_MINOR = 10_000_000
"""What every line of every month has: 100,000.00."""
SPENT_MINOR = 6_000_000
"""What this month's activities of tier A have spent: 40,000.00 are left."""
RESERVE_MINOR = 5_000_000
STAFF = {
    "finance": ("finance", ""),
    "controller": ("finance", ""),
    "operations": ("operations", "ops"),
    "service": ("customer_service", "care"),
    "management": ("management", ""),
    "auditor": ("auditor", ""),
}
"""User name -> role and department."""
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass
class Person:
    """Somebody at a browser of their own, signed in, reading one language."""

    page: Page
    address: str
    lang: Language

    def go(self, path: str) -> "Person":
        """Open a page, which exists."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == 200, path
        return self

    def status(self, path: str) -> int:
        """Return what the server answers for a page."""
        return self.page.request.get(f"{self.address}{path}", max_redirects=0).status

    def fill(self, **fields: str) -> "Person":
        """Type into fields of the page, or choose in them."""
        for name, value in fields.items():
            place = self.page.locator(f"main [name='{name}']").first
            if place.evaluate("each => each.tagName") == "SELECT":
                place.select_option(value)
            else:
                place.fill(value)
        return self

    def press(self, act: str) -> "Person":
        """Press the button of an act, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.locator(f"main button[name=act][value='{act}']").first.click()
        return self

    def follow(self, selector: str) -> "Person":
        """Click on a link and wait for its page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def word(self, code: str, **details: str) -> str:
        """Return the words of a code as this person reads them."""
        return say(code, details, self.lang)

    def reads(self, *texts: str) -> "Person":
        """Assert that the page says all of this."""
        for text in texts:
            assert text in self.text, f"{text!r} is not in {self.text!r}"
        return self

    def is_told(self, *codes: str) -> "Person":
        """Assert that the page says these words of the catalogue."""
        return self.reads(*(self.word(each) for each in codes))

    @property
    def acts(self) -> set[str]:
        """The acts that the page offers."""
        return set(
            self.page.locator("main button[name=act]").evaluate_all("all => all.map(each => each.value)")
        )


@dataclass
class Desk:
    """The company of one language, and how people sit down before it."""

    site: Site
    address: str
    lang: Language
    browser: Browser
    said: list[str]

    def hears(self, text: str) -> None:
        """Keep what a console says, but for a form that came back with what is wrong with it (422)."""
        if "status of 422" not in text:
            self.said.append(text)

    def sits(self, name: str, *, width: int = 1280) -> Person:
        """Return a person at a fresh browser, signed in without the sign-in page."""
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        user = get_user_model().objects.get(username=name)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        context = self.browser.new_context(viewport={"width": width, "height": 844})
        context.add_cookies(
            [
                {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address},
                {"name": "fenhao_language", "value": self.lang, "url": self.address},
            ]
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        listen(page, self.hears)
        return Person(page, self.address, self.lang)


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A company that only this module and language uses."""
    from tests.faces.web.conftest import return_to

    grown = tmp_path_factory.getbasetemp() / "journey-company"
    if not grown.exists():
        _grow(grown)
    root = tmp_path_factory.mktemp(f"journey-{request.param}")
    shutil.copytree(grown, root, dirs_exist_ok=True)
    return_to(root)
    return Site(root)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium. Playwright leaves an idle event loop in this thread, which Django need not be afraid of."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture(scope="module")
def desk(site: Site, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The company, served; at the end no console has said anything."""
    said: list[str] = []
    lang: Language = "en" if site.root.name.startswith("journey-en") else "zh"
    with served() as port:
        yield Desk(site, f"http://127.0.0.1:{port}", lang, chromium, said)
        for context in chromium.contexts:
            context.close()
    assert not said, said


def _grow(root: Path) -> None:
    """Make the company: two years funded, this month partly spent, people in departments, a gate with two customers."""
    from fenhao.site import migrate
    from tests.faces.web.conftest import return_to, settle

    draft = root.with_name("journey-draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    create_book(
        root=draft, settings=read_settings('[company]\nname = "云岭茶业 Yunling"\ncurrency = "CNY"\n')
    )
    return_to(draft)
    migrate()
    for step in (_hire, _fund, _open_gate):
        step(draft)
    settle()
    draft.rename(root)


def _hire(_root: Path) -> None:
    from fenhao.books.people.models import Department, RoleGrant, User

    start = datetime(TODAY.year - 1, 1, 1, tzinfo=UTC)
    departments = {code: Department.objects.create(code=code, name=code) for code in ("ops", "care")}
    for name, (role, department) in STAFF.items():
        user = User(username=name, date_joined=start, department=departments.get(department))
        user.set_password(PASSWORD if name == "finance" else None)
        user.save()
        RoleGrant.objects.create(user_id=user.pk, role=role, entity="", starts_at=start)


def _fund(_root: Path) -> None:
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund, record_fact
    from fenhao.books.journal import open_year
    from fenhao.kernel import FiscalCalendar

    start = datetime(TODAY.year - 1, 1, 1, tzinfo=UTC)
    for year in sorted({LAST_DAY.year, TODAY.year}):
        open_year(FiscalCalendar(), year)
        legs = [
            Leg(date(year, month, 1), tier, category, LINE_MINOR)
            for month in range(1, 13)
            for tier in "ACD"
            for category in ("benefits", "activities", "wake_up")
        ]
        legs += [Leg(date(year, month, 1), "", "emergency_reserve", RESERVE_MINOR) for month in (3, 6, 9, 12)]
        assert fund(key=f"fund-{year}", legs=legs, currency="CNY", by=None, at=start).passed
    spent = {
        "now": (TODAY.replace(day=1), "A", "activities", SPENT_MINOR),
        "then-1": (LAST_DAY, "A", "activities", LINE_MINOR * 98 // 100),
        "then-2": (LAST_DAY, "C", "activities", LINE_MINOR * 97 // 100),
        "then-3": (LAST_DAY, "D", "wake_up", LINE_MINOR * 6 // 10),
    }
    for key, (day, tier, category, minor) in spent.items():
        at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
        leg = Leg(day, tier, category, minor)
        assert record_fact(key=key, legs=[leg], currency="CNY", by=None, at=at).passed


def _open_gate(root: Path) -> None:
    """Put the company's policy in force, a basic customer before it, and a dormant one who never answered three wake-ups."""
    from fenhao.books.gates import operations as gates
    from fenhao.books.gates._publish import publish_tiers, publish_wake_ups
    from fenhao.engine.waste import WakeUp, WakeUps

    at = datetime.now(UTC) - timedelta(days=40)
    gates.set_policy(open_book(root=root).policies.gates, by=None, at=at, why="first policy")
    since = TODAY - timedelta(days=40)
    publish_tiers([[("K-BASIC", "C"), ("K-SLEEPER", "D")]], batch="tiers", since=since, at=at)
    sent = WakeUps(tuple(WakeUp(TODAY - timedelta(days=each), f"w{each}") for each in (30, 20, 10)))
    publish_wake_ups([[("K-SLEEPER", sent)]], as_of=TODAY)
