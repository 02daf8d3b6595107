"""``./run bench --rows 1M|10M|100M``: each step in a process of its own, beside the bare scan, polars and pandas.

CPU seconds are those of the process and its threads, start-up and imports included, as the operating system counted
them; memory is the most that was resident at once. Every answer is compared with the product's, to the cent.
"""

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bench"
SIZES = {"100k": 100_000, "1M": 1_000_000, "10M": 10_000_000, "100M": 100_000_000}
STEPS = ("start", "roll-up", "customers", "tiers", "findings", "report")
BYTES_A_ROW = {"pandas": 260, "polars": 90}
"""What a peer's largest step was seen to hold per ledger entry, rounded up: the reason to leave one out."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One process: its answer, and what it cost. ``why_not`` is set instead when it was left out or failed."""

    answer: dict[str, list[int]]
    cpu_seconds: float
    peak_mib: float
    why_not: str


def measured(module: str, step: str, folder: Path) -> Measured:
    """Run one step in a process of its own and return what the operating system says it used."""
    command = [sys.executable, "-m", f"benchmarks.{module}", step, str(folder)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stderr is not None
    printed, trouble = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    mib = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    seconds = used.ru_utime + used.ru_stime
    if child.returncode:
        last = trouble.strip().splitlines()[-1:] or [f"ended with {child.returncode}"]
        return Measured({}, seconds, mib, last[0])
    return Measured(json.loads(printed), seconds, mib, "")


def peer(name: str, step: str, folder: Path, rows: int) -> Measured:
    """Run a peer's step, or say why it cannot be run here."""
    if step == "report":
        return Measured({}, 0, 0, "no such thing")
    needs, free = rows * BYTES_A_ROW[name], os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    if needs > free:
        return Measured({}, 0, 0, f"needs about {needs / 2**30:.0f} GiB, {free / 2**30:.0f} free")
    return measured(f"peers_{name}", step, folder)


def cells(found: Measured, ours: Measured) -> tuple[str, str]:
    """Return a peer's CPU seconds and how many times the product's they are."""
    if found.why_not:
        return "--", found.why_not
    same = "" if found.answer == ours.answer else "  DIFFERS"
    return (
        f"{found.cpu_seconds:.1f}",
        f"{found.cpu_seconds / ours.cpu_seconds:.1f} x  {found.peak_mib:,.0f} MiB{same}",
    )


def main() -> int:
    """Measure every step; 1 when a step failed or an answer differs."""
    asked = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    asked.add_argument("--rows", choices=SIZES, default="1M", help="ledger entries (default: 1M)")
    asked.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS, help="only these steps")
    asked.add_argument("--independent", action="store_true", help="draw every word of an entry by itself")
    asked.add_argument("--no-peers", action="store_true", help="leave polars and pandas out")
    chosen = asked.parse_args()
    rows, console = SIZES[chosen.rows], Console(width=132, highlight=False)
    words = "independent" if chosen.independent else "connected"
    folder = CACHE / f"{chosen.rows}-{words}"
    if not (folder / "made").exists():
        console.print(f"Making {rows:,} entries in {folder.relative_to(ROOT)} (once) ...")
    CACHE.mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.data", str(folder), str(rows), words], cwd=ROOT, check=True
    )
    table = Table(title=f"{rows:,} ledger entries ({words} words), {os.cpu_count()} cores: CPU seconds")
    for name in (
        "step",
        "fenhao",
        "peak MiB",
        "bare scan",
        "to scan",
        "polars",
        "to fenhao",
        "pandas",
        "to fenhao",
    ):
        table.add_column(name, justify="left" if name == "step" else "right")
    failed = False
    for step in chosen.steps:
        ours, floor = measured("product", step, folder), measured("scan", step, folder)
        others = [peer(name, step, folder, rows) for name in ("polars", "pandas") if not chosen.no_peers]
        shown = [cell for found in others for cell in cells(found, ours)] or ["--", "left out"] * 2
        failed |= bool(ours.why_not) or any("DIFFERS" in cell for cell in shown)
        table.add_row(
            step,
            ours.why_not or f"{ours.cpu_seconds:.1f}",
            f"{ours.peak_mib:,.0f}",
            f"{floor.cpu_seconds:.1f}",
            f"{ours.cpu_seconds / floor.cpu_seconds:.1f} x",
            *shown,
        )
        console.print(f"  {step} measured")
    console.print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
