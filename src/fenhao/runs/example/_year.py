"""The demonstration: a real retailer's year, and the fixed cost of a stated example company around it.

Its clock stands on the last day of that year: every month has its cost, December is not closed yet, next year's budget is made.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pyarrow.parquet as pq

from fenhao.engine import facts
from fenhao.kernel import Trouble
from fenhao.runs.book import (
    CHART_FILE,
    NOTES_FILE,
    POLICY_FILE,
    SETTINGS_FILE,
    Book,
    DemoClock,
    Voice,
    open_book,
    write_clock,
)
from fenhao.runs.loading import LoadResult, load_connector, load_file
from fenhao.runs.service import GENERATED, ServiceWish, make_around, make_service
from fenhao.warehouse import Engine, open_session

CONNECTOR = "completejourney"
DEMO_YEAR = "2017"
ASSUMPTIONS_FILE = "assumptions.toml"
COSTS_FILE = "costs.csv"
SERVICE_SEED, SERVICE_TICKETS = 20_170, 14_000
"""From which seed the demonstration's facts of service are generated, and how many tickets."""
DEMO_STARTS_AT = datetime(2017, 12, 31, 14, tzinfo=UTC)
"""What the demonstration's clock says when it is made: nine o'clock in the morning of the year's last day in New York."""


@dataclass(frozen=True, slots=True)
class Demo:
    """The book of the demonstration and what each load did."""

    book: Book
    loads: tuple[LoadResult, ...]


def example_folder() -> Path:
    """Return the example company's folder: beside the code in a checkout, inside the package when installed."""
    package = Path(__file__).resolve().parents[2]
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
    return Demo(book, (*facts_loaded, costs, *_load_service(book, at=at, voice=voice)))


def _load_service(book: Book, *, at: datetime, voice: Voice) -> tuple[LoadResult, ...]:
    """Write the generated facts of service beside the book and load them as any file is loaded.

    The retailer's own data have none: what is loaded here is made from SERVICE_SEED, under the source GENERATED.
    """
    with open_session(book.warehouse.snapshot(), engine=Engine.duckdb) as session:
        customers = tuple(sorted(session.fetch(facts.CUSTOMERS.name)["customer_id"].to_pylist()))
    wish = ServiceWish(
        tickets=SERVICE_TICKETS,
        customers=customers,
        starts_at=DEMO_STARTS_AT.replace(month=1, day=1),
        ends_at=DEMO_STARTS_AT,
        time_zone=book.settings.time_zone,
        seed=SERVICE_SEED,
    )
    made = make_service(wish)
    made |= make_around(wish, made)
    folder = book.root / GENERATED
    folder.mkdir(exist_ok=True)
    loads = []
    for name, rows in made.items():
        path = folder / f"{name}.parquet"
        pq.write_table(rows, path, compression="zstd")
        loads.append(
            load_file(
                book=book,
                path=path,
                table=facts.table(name),
                source=GENERATED,
                sheet="",
                strict=True,
                at=at,
                voice=voice,
            )
        )
    return tuple(loads)


def _example_book(root: Path) -> Book:
    """Return the example company's book in that folder; what a person has changed there stays."""
    example = example_folder()
    root.mkdir(parents=True, exist_ok=True)
    for name in (CHART_FILE, POLICY_FILE, NOTES_FILE, ASSUMPTIONS_FILE, COSTS_FILE, SETTINGS_FILE):
        if not (root / name).exists():
            copyfile(example / name, root / name)
    return open_book(root=root)
