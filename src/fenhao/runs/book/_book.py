"""The book: one company's folder, its settings, chart and policies, and its warehouse."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from fenhao.engine.allocation import DRIVERS
from fenhao.engine.ledger import Chart
from fenhao.kernel import BusinessHours, FiscalCalendar, Trouble
from fenhao.profiles import (
    Note,
    Policies,
    Settings,
    check_fit,
    default_text,
    read_care,
    read_chart,
    read_hours,
    read_notes,
    read_policies,
    read_settings,
    read_sla,
    settings_text,
    starting_chart,
    starting_policy,
)
from fenhao.runs.book._clock import CLOCK_FILE, DemoClock, read_clock
from fenhao.warehouse import Warehouse

SETTINGS_FILE = "fenhao.toml"
CHART_FILE = "chart.toml"
POLICY_FILE = "policy.toml"
NOTES_FILE = "notes.toml"
HOURS_FILE = "hours.toml"
SLA_FILE = "sla.toml"
CARE_FILE = "care.toml"
_NOTHING: Mapping[str, str] = {}
_READ_FROM = (SETTINGS_FILE, CHART_FILE, POLICY_FILE, NOTES_FILE, HOURS_FILE, CLOCK_FILE)
"""The files that a book is read from when it is opened; the others are read when somebody asks."""
_BOOKS_MOST = 32
"""How many books a process keeps open at once."""


@dataclass(frozen=True, slots=True)
class Book:
    """One company: where it lives, what it decided in writing, and where its facts are.

    ``notes`` are printed with every report; a book without notes.toml has none. ``hours`` are those of hours.toml, the
    usual ones without it. ``clock`` is that of a demonstration.
    """

    root: Path
    settings: Settings
    chart: Chart
    policies: Policies
    notes: tuple[Note, ...]
    warehouse: Warehouse
    hours: BusinessHours = field(default_factory=BusinessHours)
    clock: DemoClock | None = None

    def moment(self, real: datetime) -> datetime:
        """Return what the company's clock says at a real moment: the same, unless this is a demonstration.

        It is in the company's time zone, so that its date is the company's day.
        """
        return self.local(self.clock.at(real) if self.clock is not None else real)

    @property
    def digits(self) -> int:
        """Return the number of decimal places of the book's currency."""
        return self.settings.digits

    @property
    def calendar(self) -> FiscalCalendar:
        """Return the fiscal calendar of the company."""
        return self.settings.calendar

    def local(self, at: datetime) -> datetime:
        """Return a moment by the company's clocks."""
        return at.astimezone(ZoneInfo(self.settings.time_zone))

    def today(self, at: datetime) -> date:
        """Return the civil day of a moment by the company's clocks."""
        return self.local(at).date()

    def begins(self, day: date) -> datetime:
        """Return the moment at which a day begins by the company's clocks."""
        return datetime.combine(day, time(), ZoneInfo(self.settings.time_zone))

    @property
    def mappings(self) -> Path:
        """Return the folder in which column mappings are kept, one file per table and source."""
        return self.root / "mappings"

    @property
    def rejects(self) -> Path:
        """Return the folder into which rows that could not be loaded are written."""
        return self.root / "rejects"

    @property
    def reports(self) -> Path:
        """Return the folder into which reports are written."""
        return self.root / "reports"


def create_book(*, root: Path, settings: Settings) -> Book:
    """Make a company's folder with its settings and its industry's chart and policies, ready to be edited.

    Trouble if the folder already holds a book: nothing that a person wrote is overwritten. Trouble for settings
    that do not hold, such as a currency that there is not: then nothing is written at all.
    """
    text = settings_text(settings)
    read_settings(text)
    if root.exists() and not root.is_dir():
        raise Trouble("book.not_a_folder", {"folder": str(root)})
    if (root / SETTINGS_FILE).exists():
        raise Trouble("book.exists", {"folder": str(root)})
    root.mkdir(parents=True, exist_ok=True)
    _write(root / CHART_FILE, starting_chart(settings.profile))
    _write(root / POLICY_FILE, starting_policy(settings.profile))
    # The settings come last: a folder that has them is a whole book, whatever happened before.
    _write(root / SETTINGS_FILE, text)
    return open_book(root=root)


def open_book(*, root: Path, instead: Mapping[str, str] = _NOTHING) -> Book:
    """Return the book of a folder; Trouble if it holds none or if a file of it cannot be understood.

    ``instead`` holds texts that take the place of files: whether the book would still be sound with them.
    """

    def text(name: str) -> str:
        """Return what a file says, or would say."""
        return instead[name] if name in instead else _text(root / name)

    if not (root / SETTINGS_FILE).is_file():
        raise Trouble("book.missing", {"folder": str(root)})
    settings = read_settings(text(SETTINGS_FILE))
    chart = read_chart(text(CHART_FILE), profile=settings.profile)
    policies = read_policies(text(POLICY_FILE), profile=settings.profile)
    check_fit(chart=chart, policies=policies, drivers=[driver.name for driver in DRIVERS])
    notes = read_notes(_text(root / NOTES_FILE)) if (root / NOTES_FILE).exists() else ()
    hours = HOURS_FILE in instead or (root / HOURS_FILE).exists()
    return Book(
        root,
        settings,
        chart,
        policies,
        notes,
        Warehouse(root / "warehouse"),
        read_hours(text(HOURS_FILE) if hours else ""),
        read_clock(root),
    )


def current_book(root: Path) -> Book:
    """Return the book of a folder as this process keeps it, read anew when a file that it is read from has changed."""
    found = [path.stat() if path.exists() else None for path in (root / name for name in _READ_FROM)]
    stamp = tuple((each.st_mtime_ns, each.st_size) if each else (0, 0) for each in found)
    return _opened(root, root.absolute(), stamp)


@lru_cache(maxsize=_BOOKS_MOST)
def _opened(root: Path, place: Path, stamp: tuple[tuple[int, int], ...]) -> Book:  # noqa: ARG001 - they tell books apart
    """Return the book of a folder at a place, as its files stood."""
    return open_book(root=root)


def written_text(book: Book, file: str) -> str:
    """Return what one of the book's written files says now; the default text while there is none."""
    path = book.root / file
    return _text(path) if path.exists() else default_text(file.removesuffix(".toml"))


def check_written(book: Book, file: str, text: str) -> None:
    """Refuse a text that a written file cannot hold: Trouble from the file's own checker."""
    if file == SLA_FILE:
        read_sla(text, hours=book.hours, time_zone=book.settings.time_zone)
    elif file == CARE_FILE:
        read_care(text)
    else:
        open_book(root=book.root, instead={file: text})


def put_written(book: Book, file: str, text: str) -> None:
    """Put a text in the place of a written file once it is on disk: a reader finds the old file or the new one."""
    path = book.root / file
    draft = path.with_name(f".{file}.draft")
    with draft.open("w", encoding="utf-8", newline="") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)


def _write(path: Path, text: str) -> None:
    """Write a text unless a person has already put a file there."""
    if not path.exists():
        path.write_text(text, encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Trouble("book.file_missing", {"file": str(path)}) from None
    except UnicodeDecodeError:
        raise Trouble("book.file_not_utf8", {"file": str(path)}) from None
