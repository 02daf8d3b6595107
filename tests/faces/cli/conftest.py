"""The shops at which commands are tried: an empty one, and one with a small year in it."""

import shutil
from pathlib import Path

import pytest

from fenhao.interfaces.cli.verify import BOOKS_FILE
from tests.faces.cli.shop import COSTS, ORDERS, Shop


@pytest.fixture(autouse=True)
def plain_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No language, width or book from the surroundings of the test run."""
    for name in ("FENHAO_LANG", "FENHAO_BOOK", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop whose book is new and empty."""
    made = Shop(tmp_path)
    assert made.init().code == 0
    return made


@pytest.fixture(scope="session")
def _tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from django.db import connections

    from fenhao.site import configure, migrate

    made = Shop(tmp_path_factory.mktemp("tables"))
    assert made.init().code == 0
    configure(made.folder)
    migrate()
    connections.close_all()
    return made.folder / BOOKS_FILE


@pytest.fixture
def shop_with_books(shop: Shop, _tables: Path) -> Shop:
    """A shop whose books have their tables, which take seconds to make, and nothing in them."""
    shutil.copy(_tables, shop.folder / BOOKS_FILE)
    return shop


@pytest.fixture(scope="session")
def _small_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Shop(tmp_path_factory.mktemp("small-year"))
    assert made.init().code == 0
    assert made.load(ORDERS, "orders", name="orders.csv").code == 0
    assert made.load(COSTS, "costs", name="costs.csv").code == 0
    assert made.run("report", "--period", "2024").code == 0
    return made.desk


@pytest.fixture
def year(_small_year: Path, tmp_path: Path) -> Shop:
    """A shop with a small year loaded and its tiers assessed; a copy, free to be spoilt."""
    shutil.copytree(_small_year, tmp_path, dirs_exist_ok=True)
    return Shop(tmp_path)
