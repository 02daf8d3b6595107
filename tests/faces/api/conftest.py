"""A company with a year of budget and spending, people with tokens, asked as a machine asks."""

from pathlib import Path

import pytest

from fenhao.profiles import read_settings
from fenhao.runs import create_book
from fenhao.site import migrate
from tests.faces.api.machine import Machine, give_tokens
from tests.faces.web.conftest import SETTINGS, fill, return_to


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of this file of tests, its people and a token for each of them."""
    root = tmp_path_factory.mktemp("api")
    create_book(root=root, settings=read_settings(SETTINGS))
    return_to(root)
    migrate()
    fill()
    give_tokens()
    return root


@pytest.fixture
def machine(company: Path) -> Machine:
    """Somebody of finance's machine; other tests of the process may have opened other books since."""
    return_to(company)
    return Machine("finance")
