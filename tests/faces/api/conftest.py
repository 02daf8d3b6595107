"""A company with a year of budget and spending, people with tokens, asked as a machine asks: made once, copied for each file."""

import shutil
from pathlib import Path

import pytest

from fenhao.profiles import read_settings
from fenhao.runs.book import create_book
from fenhao.site import migrate
from tests.faces.api.machine import Machine, give_tokens
from tests.faces.conftest import made_once
from tests.faces.web.conftest import SETTINGS, fill, return_to, settle


@pytest.fixture(scope="session")
def made_company(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The company that each file of tests gets a copy of."""

    def make(root: Path) -> None:
        create_book(root=root, settings=read_settings(SETTINGS))
        return_to(root)
        migrate()
        fill()
        give_tokens()
        settle()

    return made_once(tmp_path_factory.getbasetemp(), worker_id, "api-company", make)


@pytest.fixture(scope="module")
def company(made_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of this file of tests, its people and a token for each of them."""
    root = tmp_path_factory.mktemp("api")
    shutil.copytree(made_company, root, dirs_exist_ok=True)
    return_to(root)
    return root


@pytest.fixture
def machine(company: Path) -> Machine:
    """Somebody of finance's machine; other tests of the process may have opened other books since."""
    return_to(company)
    return Machine("finance")
