"""The demonstration's book and report, made once for everybody who looks at them.

The book is shared between the processes of one test run: the first that needs it makes it, the others wait. It is
for looking only; a test that loads or withdraws takes a copy.
"""

import fcntl
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenhao.runs import Book, Report, Voice, build_report, make_demo, open_book, say_nothing
from fenhao.warehouse import Engine

DEMO_AT = datetime(2018, 3, 1, 12, tzinfo=UTC)
"""The moment of the demonstration: after its year, so that every tier of the year has been assessed."""


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the demonstration's book, with its year loaded and its tiers assessed."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    made = shared / "demo-company"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = shared / "demo-draft"
            shutil.rmtree(draft, ignore_errors=True)
            make_demo(root=draft, at=DEMO_AT, voice=Voice(say_nothing, lambda code, _: code))
            draft.rename(made)
    return made


@pytest.fixture(scope="session")
def demo_book(demo_folder: Path) -> Book:
    """The demonstration's book."""
    return open_book(root=demo_folder)


@pytest.fixture(scope="session")
def demo_report(demo_book: Book) -> Report:
    """The report of the demonstration's year."""
    return build_report(book=demo_book, label="2017", at=DEMO_AT, engine=Engine.duckdb, advance=say_nothing)
