"""The clock of a demonstration: it stands in the year that its data are of, and says so."""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fenhao.kernel import Trouble

CLOCK_FILE = "demo.toml"
SLOWER = 60
"""How much slower than real time the clock runs: one day of the demonstration lasts about two months."""


@dataclass(frozen=True, slots=True)
class DemoClock:
    """A clock that said ``starts_at`` at the real moment ``began_at`` and runs on from there, slowly."""

    starts_at: datetime
    began_at: datetime

    def at(self, real: datetime) -> datetime:
        """Return what the clock says at a real moment; it never runs backwards."""
        return self.starts_at + max(real - self.began_at, timedelta()) // SLOWER


def read_clock(root: Path) -> DemoClock | None:
    """Return the clock of a demonstration's folder; None for a company's, whose clock is the real one.

    Trouble ``book.bad_clock`` for a file that does not say when the clock starts and began.
    """
    path = root / CLOCK_FILE
    if not path.is_file():
        return None
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Trouble("book.bad_clock", {"file": str(path)}) from wrong
    starts_at, began_at = told.get("starts_at"), told.get("began_at")
    moments = [each for each in (starts_at, began_at) if isinstance(each, datetime) and each.tzinfo]
    if len(moments) < 2:
        raise Trouble("book.bad_clock", {"file": str(path)})
    return DemoClock(*moments)


def write_clock(root: Path, clock: DemoClock) -> None:
    """Set the clock of a demonstration's folder unless it is set."""
    path = root / CLOCK_FILE
    if not path.exists():
        path.write_text(
            "# This folder is a demonstration. Its clock stands in the year of its data and runs"
            f" {SLOWER} times slower.\n"
            "# 本文件夹为演示：时钟停在数据所在的年份，并以六十分之一的速度走动。\n"
            f"starts_at = {clock.starts_at.isoformat()}\nbegan_at = {clock.began_at.isoformat()}\n",
            encoding="utf-8",
        )
