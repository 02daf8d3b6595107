"""``python -m benchmarks.value --customers 1M``: from an order log to every customer's lifetime value, beside its peers.

Customers are drawn from BG/NBD itself (r .6, alpha 60 days, a .3, b 3, two years), spend from Gamma-Gamma, so that every fit can be compared with the
truth. Each side runs in a process of its own; CPU seconds are the operating system's; start-up and imports have a row of their own. Peers are run by
the Python that ``--peers`` names (an environment of theirs), or by this one where they can be imported; without them the product is measured alone.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Timer
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.random import PCG64, Generator

from benchmarks.value_peers import DAYS, DRAWS, FIRST, LAST, PEERS

if TYPE_CHECKING:
    from fenhao.warehouse import Session

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".bench" / "value"
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
TRUTH = (0.6, 60.0, 0.3, 3.0)
TASK = ("count", "fit", "fit spend", "score")
"""What every side does: log to histories, two fits, every customer's expected value."""
BEYOND = ("ranges", "hold-out")
"""What is done besides: the trial by the product alone, ranges by the others only where they are asked for."""
FOUND = ("r", "alpha", "a", "b", "orders expected", "value")
_AT_ONCE = 500_000


def drawn(customers: int, *, seed: int) -> pa.Table:
    """Return the orders of so many customers, in no order of days."""
    r, alpha, a, b = TRUTH
    chance = Generator(PCG64(seed))
    born = chance.integers(0, DAYS // 2, customers)
    pace, leaving = chance.gamma(r, 1 / alpha, customers), chance.beta(a, b, customers)
    level = chance.gamma(4.0, 1.0, customers)
    there, clock = np.arange(customers), born.astype(np.float64)
    whose, when = [there], [born]
    while len(there):
        clock[there] += chance.exponential(1.0, len(there)) / np.maximum(pace[there], 1e-12)
        there = there[clock[there] < DAYS]
        whose.append(there)
        when.append(np.ceil(clock[there]).astype(np.int64))
        there = there[chance.random(len(there)) >= leaving[there]]
    who, day = np.concatenate(whose), np.concatenate(when)
    cents = np.maximum(1, np.rint(2_000 * chance.gamma(3.0, 1.0, len(who)) / (level[who] + 0.5))).astype(
        np.int64
    )
    return pa.table(
        {
            "customer": pa.array(who),
            "ordered_on": pa.array((day + (FIRST - date(1970, 1, 1)).days).astype(np.int32)).cast(
                pa.date32()
            ),
            "revenue_minor": pa.array(cents),
        }
    )


def prepared(customers: int) -> Path:
    """Return the order log of so many customers, drawn once and kept."""
    folder = CACHE / str(customers)
    if (folder / "whole").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    begun = 0
    for part in range(-(-customers // _AT_ONCE)):
        count = min(_AT_ONCE, customers - begun)
        orders = drawn(count, seed=part)
        ids = pa.array(np.char.add("K", (orders["customer"].to_numpy() + begun).astype(str)))
        orders = orders.set_column(0, "customer_id", ids)
        pq.write_table(orders, folder / f"orders-{part:03}.parquet", compression="zstd")
        begun += count
    (folder / "whole").touch()
    return folder


def _opened(folder: Path, *, observed_on: date) -> "Session":
    """Return a session on the order log alone, as known on a day, with no other facts."""
    from fenhao.engine import ledger, value
    from fenhao.warehouse import PinnedTable, Snapshot, open_session

    files = tuple(str(path) for path in sorted(folder.glob("orders-*.parquet")))
    lines = sum(pq.read_metadata(path).num_rows for path in files)
    pinned = [PinnedTable("orders", 0, lines, ("customer_id", "ordered_on", "revenue_minor"), files)]
    pinned += [
        PinnedTable(name, 0, 0, (), ()) for name in ("cost_entries", "benefits", "contacts", "contracts")
    ]
    columns = [each.name for each in ledger.CHART.columns]
    session = open_session(Snapshot(tuple(pinned)), threads=2, memory_limit="400MB")
    session.give(ledger.CHART, pa.table({name: pa.array([], pa.string()) for name in columns}))
    for relation in value.LIFETIME_RELATIONS:
        session.define(relation, {"observed_on": observed_on, "until_on": LAST})
    return session


def product(folder: Path) -> dict[str, float]:
    """Count, fit, score and gather as ``fenhao value`` does; return what came out, and CPU seconds by step.

    Points and ranges come from one call: what one draw costs is taken for the points.
    """
    from fenhao.engine.value import lifetime
    from fenhao.runs.value import Scored, Worth, counted, scored_rows

    marks = [process_time()]
    with _opened(folder, observed_on=LAST) as session:
        seen = counted(session)
        marks.append(process_time())
        model = lifetime.bg_nbd.MODEL
        fit = model.fit(seen.counts, 7)
        marks.append(process_time())
        spend = lifetime.gamma_gamma.fit(seen.spend)
        counts, totals = seen.counts, seen.totals
        del seen
        marks.append(process_time())

        def scored(draws: int) -> lifetime.Scores:
            outlook = lifetime.Outlook(span_days=365, discount_yearly=0.1, draws=draws, seed=1)
            return lifetime.scores(model=model, fit=fit, spend=spend, counts=counts, outlook=outlook)

        made = scored(DRAWS)
        marks.append(process_time())
        worth = Worth.of(totals, theta=spend.values, curve=None)
        rows = scored_rows(session, scored=Scored.alike(counts, made), worth=worth)
        total = low = high = 0
        for part in rows:
            total += int(np.sum(part["clv_gross_minor"]))
            low += int(np.sum(part["clv_gross_low_minor"]))
            high += int(np.sum(part["clv_gross_high_minor"]))
        marks.append(process_time())
    facts = {"orders expected": float(made.orders @ counts.customers), "value": float(total)} | {
        "low": float(low),
        "high": float(high),
    }
    del made
    scored(1)
    marks.append(process_time())
    count, fitting, spending, whole, gather, points = np.diff(marks).tolist()
    steps = {"count": count, "fit": fitting, "fit spend": spending, "score": points + gather}
    beyond = {"ranges": max(0.0, whole - points), "hold-out": _held_out(folder), "twice": points}
    return dict(zip(fit.names, fit.values, strict=True)) | facts | steps | beyond


def _held_out(folder: Path) -> float:
    """Return what a trial on the last 242 days costs: the log counted and fitted without them, then compared."""
    from fenhao.engine.value import lifetime
    from fenhao.runs.value import counted

    begun, days = process_time(), DAYS // 3
    model = lifetime.bg_nbd.MODEL
    with _opened(folder, observed_on=LAST - timedelta(days=days)) as session:
        seen = counted(session)
    fit = model.fit(seen.counts, 7)
    lifetime.hold_out(
        model=model, fit=fit, counts=seen.counts, days_after=seen.days_after, days=days, draws=DRAWS, seed=1
    )
    return process_time() - begun


def prepared_counts(customers: int) -> Path:
    """Return the distinct histories of so many drawn customers with how many share each, counted part by part and kept."""
    path = CACHE / f"counts-{customers}.npy"
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    held: dict[str, np.ndarray] = {"key": np.zeros(0, np.int64), "count": np.zeros(0, np.int64)}
    for part in range(-(-customers // _AT_ONCE)):
        orders = drawn(min(_AT_ONCE, customers - part * _AT_ONCE), seed=part)
        day = orders["ordered_on"].cast(pa.int32()).to_numpy().astype(np.int64)
        bought = np.unique(orders["customer"].to_numpy() * 100_000 + day)
        who, day = bought // 100_000, bought % 100_000
        begin = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
        end = np.r_[begin[1:], len(who)] - 1
        last = (LAST - date(1970, 1, 1)).days
        key = ((end - begin) * 10_000 + day[end] - day[begin]) * 10_000 + last - day[begin]
        every, inverse = np.unique(np.concatenate([held["key"], key]), return_inverse=True)
        weight = np.concatenate([held["count"], np.ones(len(key), np.int64)])
        held = {"key": every, "count": np.bincount(inverse, weight).astype(np.int64)}
    np.save(path, np.stack([held["key"], held["count"]]))
    return path


def product_fit(path: Path) -> dict[str, float]:
    """Fit BG/NBD to counted histories, nothing else."""
    from fenhao.engine.value import lifetime

    key, count = np.load(path)
    counts = lifetime.PurchaseCounts(key // 100_000_000, key // 10_000 % 10_000, key % 10_000, count)
    lifetime.bg_nbd.MODEL.fit(
        lifetime.PurchaseCounts(*(np.array([each]) for each in (1, 5, 9, 9))), 7
    )  # imports
    marks = [process_time()]
    fit = lifetime.bg_nbd.MODEL.fit(counts, 7)
    marks.append(process_time())
    found = dict(zip(fit.names, fit.values, strict=True))
    return found | {"histories": float(len(counts)), "fit": marks[1] - marks[0]}


OURS = {"product": product, "product fit": product_fit}


def measured(
    side: str, folder: Path, python: str, *, seconds: int = 600, ranges: bool = False
) -> dict[str, float] | str:
    """Run one side in a process of its own; return what it used and found, or in words why it did not end."""
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]) if side in OURS else str(ROOT)
    asked = ["--side", side, "--folder", str(folder), *(["--ranges"] if ranges else [])]
    child = subprocess.Popen(
        [python, "-W", "ignore", "-m", "benchmarks.value", *asked],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    late = Timer(seconds, child.kill)
    late.start()
    printed, trouble = child.stdout.read(), child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    in_time = late.is_alive()
    late.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        return (
            (trouble.strip().splitlines() or ["failed"])[-1] if in_time else f"not done within {seconds:,} s"
        )
    mib = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    known = sum(found.get(name, 0.0) for name in (*TASK, *BEYOND, "twice"))
    return found | {"start": used.ru_utime + used.ru_stime - known, "MiB": mib}


def told(sides: dict[str, dict[str, float] | str]) -> Iterator[str]:
    """Yield a table of CPU seconds by step, what each side found, and how many times less the product took."""
    ended = {name: held for name, held in sides.items() if not isinstance(held, str)}
    yield "".join([" " * 28, *(f"{name:>16}" for name in ended)])
    for label, names in (
        *((each, (each,)) for each in TASK),
        ("log to value", TASK),
        ("start and imports", ("start",)),
        ("log to value, from start", (*TASK, "start")),
        *((f"besides: {each}", (each,)) for each in BEYOND),
        ("log to value with its range", (*TASK, "ranges")),
    ):
        yield f"{label:28}" + "".join(_cell(held, names, "16,.2f") for held in ended.values())
    for label in (*FOUND, "low", "high", "MiB"):
        yield f"{label:28}" + "".join(_cell(held, (label,), "16,.5g") for held in ended.values())
    yield from (f"{name}: {held}" for name, held in sides.items() if isinstance(held, str))
    peers = [held for name, held in ended.items() if name != "product"]
    for label, names in (
        ("log to value", TASK),
        ("log to value, from start", (*TASK, "start")),
        ("log to value with its range", (*TASK, "ranges")),
    ):
        took = [sum(held[each] for each in names) for held in peers if held.keys() >= set(names)]
        if took and "product" in ended:
            times = min(took) / sum(ended["product"][each] for each in names)
            yield f"{label}: {times:.1f} times less than the best of the others"


def _cell(held: dict[str, float], names: tuple[str, ...], form: str) -> str:
    """Return the sum of some figures, or a dash where a side has one of them not."""
    if held.keys() >= set(names):
        return format(sum(held[each] for each in names), form)
    return f"{'-':>16}"


def main() -> int:
    """Measure the product, and each peer that is there."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.value", description=__doc__)
    asked.add_argument(
        "--customers", choices=SIZES, default="100k", help="how many customers (default: 100k)"
    )
    asked.add_argument("--peers", default="", help="the Python of an environment that holds them")
    asked.add_argument("--fit", action="store_true", help="only the fit of BG/NBD, on counted histories")
    asked.add_argument(
        "--ranges", action="store_true", help="the others tell a range for every customer too (many minutes)"
    )
    asked.add_argument("--side", choices=(*OURS, *PEERS), default="", help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, default=CACHE, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.side:
        ours = OURS.get(given.side)
        found = ours(given.folder) if ours else PEERS[given.side](given.folder, ranges=given.ranges)
        print(json.dumps(found))
        return 0
    if given.fit:
        print(measured("product fit", prepared_counts(SIZES[given.customers]), sys.executable))
        return 0
    folder = prepared(SIZES[given.customers])
    lines = sum(pq.read_metadata(path).num_rows for path in folder.glob("orders-*.parquet"))
    print(f"{given.customers} customers, {lines:,} orders; r, alpha, a, b = .6, 8.571, .3, 3 (weeks)")
    sides = {"product": measured("product", folder, sys.executable, seconds=3_600)}
    for peer in PEERS:
        if given.peers or importlib.util.find_spec(peer):
            sides[peer] = measured(
                peer,
                folder,
                given.peers or sys.executable,
                seconds=3_600 if given.ranges else 600,
                ranges=given.ranges,
            )
        else:
            sides[peer] = "not installed"
    print("\n".join(told(sides)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
