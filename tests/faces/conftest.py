"""What many files of tests look at is made once: the demonstration's book, and what the tests of one file share.

The book is shared between the processes of one test run: the first that needs it makes it, the others wait. It is
for looking only; a test that loads or withdraws takes a copy.
"""

import fcntl
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fenhao.runs.book import Book, Voice, open_book, say_nothing
from fenhao.runs.example import make_demo
from fenhao.runs.report import Report, build_report
from fenhao.warehouse import Engine

DEMO_AT = datetime(2018, 3, 1, 12, tzinfo=UTC)
"""The moment of the demonstration: after its year, so that every tier of the year has been assessed."""


ONLY_LOOKING = {"test_browser", "test_pages", "test_rights"}
"""Files whose tests change nothing and are many, so that both workers may share them out."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one file in order on one worker: what they share is made once, what one changes the next meets."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.stem not in ONLY_LOOKING:
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(here))))


def made_once(base: Path, worker_id: str, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder that the first process of the run to need it makes; the others wait for it."""
    shared = base if worker_id == "master" else base.parent
    made = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = shared / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            make(draft)
            draft.rename(made)
    return made


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the demonstration's book, with its year loaded and its tiers assessed."""
    return made_once(
        tmp_path_factory.getbasetemp(),
        worker_id,
        "demo-company",
        lambda draft: make_demo(root=draft, at=DEMO_AT, voice=Voice(say_nothing, lambda code, _: code)),
    )


@pytest.fixture(scope="session")
def demo_book(demo_folder: Path) -> Book:
    """The demonstration's book."""
    return open_book(root=demo_folder)


@pytest.fixture(scope="session")
def demo_report(demo_book: Book) -> Report:
    """The report of the demonstration's year."""
    return build_report(book=demo_book, label="2017", at=DEMO_AT, engine=Engine.duckdb, advance=say_nothing)
