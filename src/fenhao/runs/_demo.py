"""The demonstration: a real retailer's year, and the fixed cost of a stated example company around it.

Its clock stands on the last day of that year: every month has its cost, December is not closed yet, next year's budget is made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

from fenhao.engine import facts
from fenhao.kernel import Trouble
from fenhao.runs._book import CHART_FILE, NOTES_FILE, POLICY_FILE, SETTINGS_FILE, Book, open_book
from fenhao.runs._clock import DemoClock, write_clock
from fenhao.runs._load import load_connector, load_file
from fenhao.runs._results import LoadResult
from fenhao.runs._voice import Voice

CONNECTOR = "completejourney"
DEMO_YEAR = "2017"
ASSUMPTIONS_FILE = "assumptions.toml"
COSTS_FILE = "costs.csv"
DEMO_STARTS_AT = datetime(2017, 12, 31, 14, tzinfo=UTC)
"""What the demonstration's clock says when it is made: nine o'clock in the morning of the year's last day in New York."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The book of the demonstration and what each load did."""

    book: Book
    loads: tuple[LoadResult, ...]


def example_folder() -> Path:
    """Return the example company's folder: beside the code in a checkout, inside the package when installed."""
    package = Path(__file__).resolve().parents[1]
    for place in (package.parents[1] / "examples" / "retailer", package / "_examples" / "retailer"):
        if (place / SETTINGS_FILE).is_file():
            return place
    raise Trouble("demo.example_missing", {"folder": str(package)})


def begin_demo(*, root: Path, real: datetime) -> Book:
    """Make the example company's folder, its clock starting at the real moment; one that is there stays as it is."""
    root.mkdir(parents=True, exist_ok=True)
    write_clock(root, DemoClock(DEMO_STARTS_AT, real))
    return _example_book(root)


def make_demo(*, root: Path, at: datetime, voice: Voice) -> Demo:
    """Make the example company's book below ``root`` and load its year; a second time changes nothing."""
    book = _example_book(root)
    assumed = (root / ASSUMPTIONS_FILE).read_text(encoding="utf-8")
    until = book.calendar.period(DEMO_YEAR).period.end
    facts_loaded = load_connector(
        book=book, name=CONNECTOR, settings=assumed, until=until, at=at, voice=voice
    )
    costs = load_file(
        book=book,
        path=root / COSTS_FILE,
        table=facts.COST_ENTRIES,
        source="example",
        sheet="",
        strict=True,
        at=at,
        voice=voice,
    )
    return Demo(book, (*facts_loaded, costs))


def _example_book(root: Path) -> Book:
    """Return the example company's book in that folder; what a person has changed there stays."""
    example = example_folder()
    root.mkdir(parents=True, exist_ok=True)
    for name in (CHART_FILE, POLICY_FILE, NOTES_FILE, ASSUMPTIONS_FILE, COSTS_FILE, SETTINGS_FILE):
        if not (root / name).exists():
            copyfile(example / name, root / name)
    return open_book(root=root)
