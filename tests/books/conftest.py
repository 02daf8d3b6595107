"""Every test of the books runs on SQLite and on PostgreSQL: the same cases, the same answers.

Both start from a template that was migrated once a session. PostgreSQL comes from a pip package, is started once, and its
absence is a failure where CI is set.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.books.stage import Stage, postgres_server

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[Callable[[], str]]:
    """Start PostgreSQL when the first test asks for it.

    Not below pytest's own folder: every session that starts closes that to other users, and PostgreSQL is one where
    the tests run as root.
    """
    started: list[tuple[str, Callable[[], None]]] = []

    def address() -> str:
        if not started:
            started.append(postgres_server(Path(tempfile.mkdtemp(prefix="fenhao-postgres-"))))
        return started[0][0]

    yield address
    for _, stop in started:
        stop()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory, server: Callable[[], str]) -> dict[str, str]:
    """The databases that were migrated once, filled on first use."""
    return {"root": str(tmp_path_factory.mktemp("templates"))}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def stage(
    engine: str, tmp_path: Path, server: Callable[[], str], templates: dict[str, str]
) -> Iterator[Stage]:
    """Empty books of the year 2026, in euros."""
    stage = Stage.empty(engine, tmp_path, server, templates)
    yield stage
    stage.close()
    shutil.rmtree(tmp_path, ignore_errors=True)
    assert os.environ.get("FENHAO_DATABASE_URL"), "the books were somewhere"
