"""A company whose books have a year of budget and spending, and its people: made once, copied for each file of tests."""

import os
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fenhao.profiles import read_settings
from fenhao.runs.book import create_book
from fenhao.site import configure, migrate
from tests.faces.conftest import made_once
from tests.faces.web.asking import ask_somebody, let_an_agent_propose
from tests.faces.web.customers import fill_customers
from tests.faces.web.foretold import fill_forecast
from tests.faces.web.loyal import fill_loyal
from tests.faces.web.monthend import fill_months
from tests.faces.web.planned import fill_planning
from tests.faces.web.planning import prepare_versions
from tests.faces.web.site import PASSWORD, PEOPLE, Site
from tests.faces.web.targets import fill_goals
from tests.faces.web.tickets import fill_service
from tests.faces.web.warned import fill_warned
from tests.faces.web.waste import fill_findings

SETTINGS = '[company]\nname = "街角咖啡"\ncurrency = "CNY"\n'


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The company that each file of tests gets a copy of."""

    def make(root: Path) -> None:
        create_book(root=root, settings=read_settings(SETTINGS))
        return_to(root)
        migrate()
        fill()
        fill_findings()
        fill_months()
        fill_goals(root)
        fill_customers(root, SETTINGS, shop=tmp_path_factory.mktemp("shop") / "book")
        fill_service(root, SETTINGS, shop=tmp_path_factory.mktemp("desk") / "book")
        fill_warned(root, SETTINGS, shop=tmp_path_factory.mktemp("warned") / "book")
        fill_loyal(root, SETTINGS, shop=tmp_path_factory.mktemp("service") / "book")
        fill_forecast(root)
        fill_planning(root)
        settle()

    return made_once(tmp_path_factory.getbasetemp(), worker_id, "grown", make)


@pytest.fixture(scope="module")
def site(grown: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The company of this file of tests, served by nobody yet."""
    root = tmp_path_factory.mktemp("company")
    shutil.copytree(grown, root, dirs_exist_ok=True)
    return_to(root)
    return Site(root)


def return_to(root: Path) -> None:
    """Make the company's books this process's own, also after another test has used others."""
    os.environ.update(
        FENHAO_HOSTS="127.0.0.1,localhost,testserver", FENHAO_INSECURE="1", FENHAO_BOOK_ROOT=str(root)
    )
    from django.conf import settings

    configure(root)
    settings.FENHAO_BOOK = str(root)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


def settle() -> None:
    """Bring the books that are open into their one file, so that a copy of it is whole."""
    from django.db import connection

    from fenhao.books.database import close

    close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture(autouse=True)
def at_home(site: Site) -> None:
    """Other tests of the process may have opened other books since."""
    return_to(site.root)


def fill() -> None:
    """Fund twelve months of two tiers and two categories, spend in ten of them, one line beyond its budget."""
    from fenhao.books.budgets import Leg
    from fenhao.books.budgets.operations import fund, record_fact, reserve
    from fenhao.books.journal import open_year
    from fenhao.books.people.models import RoleGrant, User
    from fenhao.kernel import FiscalCalendar

    start = datetime(2026, 1, 1, tzinfo=UTC)
    open_year(FiscalCalendar(), 2026)
    legs = [
        Leg(date(2026, month, 1), tier, category, 100_000 * place)
        for month in range(1, 13)
        for place, tier in enumerate("AB", 1)
        for category in ("benefits", "activities")
    ]
    assert fund(key="year", legs=legs, currency="CNY", by=None, at=start).passed
    for month in range(1, 11):
        for place, (tier, category) in enumerate((("A", "benefits"), ("B", "activities"))):
            leg = Leg(
                date(2026, month, 5),
                tier,
                category,
                81_234 + month,
                customer=f"K{month}",
                cost_type="coupons",
            )
            at = datetime(2026, month, 6, tzinfo=UTC)
            assert record_fact(key=f"m{month}-{place}", legs=[leg], currency="CNY", by=None, at=at).passed
    over = Leg(date(2026, 3, 9), "A", "activities", 123_456)
    assert record_fact(
        key="over", legs=[over], currency="CNY", by=None, at=datetime(2026, 3, 9, tzinfo=UTC)
    ).passed
    held = Leg(date(2026, 10, 25), "B", "benefits", 50_000)
    assert reserve(
        key="held", legs=[held], currency="CNY", by=None, at=datetime(2026, 10, 20, tzinfo=UTC)
    ).passed
    prepare_versions()
    for name, role in PEOPLE.items():
        person = User.objects.create_user(name, "", PASSWORD, date_joined=start)
        if role:
            RoleGrant.objects.create(user_id=person.pk, role=role, entity="", starts_at=start)
    ask_somebody()
    let_an_agent_propose()
