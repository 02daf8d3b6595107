"""What the watch over daily cost finds and what it cries for nothing, on series with faults put into them: one command.

``python -m benchmarks.watch [FOLDER]`` puts a fault into a copy of each series: a day at three times or twice what it is, a level 30 % or
15 % higher from a day on, a drift of 15 % over eight weeks. A fault is found when an alert of its direction lies within its days (a day later for
a single day, eight weeks for a level). Alerts on the series without a fault are counted as false: on real series some of them are real, so the rate is
a ceiling. Series: drawn ones with a week and noise, and, where FOLDER holds ``online_retail.parquet`` (day, sku, revenue), daily sales of its dearest
products in groups of eight, as cost-like as public daily series are.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from fenhao.engine.watch import FloatArray, Found, Rules, detect

DAYS, AT, WEEK = 364, 250, np.array([1.0, 1.0, 1.05, 1.1, 1.2, 0.8, 0.7])
FAULTS = ("day x3", "day x2", "level +30 %", "level +15 %", "drift +15 %")
GROUP, GROUPS = 8, 40


def main() -> None:
    """Measure both kinds of series."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path, nargs="?")
    folder = asked.parse_args().folder
    print(f"| series | count | {' | '.join(FAULTS)} | precision | false a series-year | CPU s per 1,000 |")
    print(f"|---|--:|{'--:|' * (len(FAULTS) + 3)}")
    for noise in (0.05, 0.1, 0.2):
        _measured(f"drawn, noise {noise:.0%}", [_drawn(seed, noise) for seed in range(100)])
    if folder is not None and (folder / "online_retail.parquet").exists():
        _measured("sales of eight products, real", list(_sales(folder / "online_retail.parquet")))


def _drawn(seed: int, noise: float) -> FloatArray:
    """Return a year of days with a week and noise."""
    chance = np.random.default_rng(seed)
    return np.asarray(1000 * WEEK[np.arange(DAYS) % 7] * np.exp(noise * chance.standard_normal(DAYS)))


def _sales(path: Path) -> Iterator[FloatArray]:
    """Yield daily sales of the dearest products, eight by eight; days without any trade stay at nothing."""
    table = pq.read_table(path)
    names = {name.lower(): name for name in table.column_names}
    days = np.asarray(table.column(names["invoicedate"]).to_numpy(), dtype="datetime64[D]")
    worth = np.asarray(table.column(names["quantity"]).to_numpy(), dtype=np.float64) * np.asarray(
        table.column(names["unitprice"]).to_numpy(), dtype=np.float64
    )
    goods = np.array([str(each) for each in table.column(names["stockcode"]).to_pylist()])
    codes, of = np.unique(goods, return_inverse=True)
    sums = np.bincount(of, np.maximum(worth, 0), minlength=len(codes))
    first, count = days.min(), int((days.max() - days.min()).astype(int)) + 1
    place = (days - first).astype(int)
    dearest = np.argsort(-sums)[: GROUP * GROUPS]
    for group in range(GROUPS):
        inside = np.isin(of, dearest[group::GROUPS])
        sold = np.bincount(place[inside], np.maximum(worth[inside], 0), minlength=count)
        yield np.asarray(sold, dtype=np.float64)


def _measured(name: str, series: list[FloatArray]) -> None:
    """Print the line of one set of series."""
    begun = time.process_time()
    found, hits, calls = dict.fromkeys(FAULTS, 0), 0, 0
    quiet = [detect(values, Rules()) for values in series]
    for values, before in zip(series, quiet, strict=True):
        for fault in FAULTS:
            changed, until = _with(values, fault)
            new = [each for each in detect(changed, Rules()) if not _known(each, before)]
            right = [each for each in new if _meets(each, until)]
            found[fault] += bool(right)
            hits, calls = hits + len(right), calls + len(new)
    cost = (time.process_time() - begun) / len(series) / (len(FAULTS) + 1) * 1000
    false = sum(len(each) for each in quiet) * 365 / sum(len(values) for values in series)
    shares = " | ".join(f"{found[fault] / len(series):.2f}" for fault in FAULTS)
    precision = hits / calls if calls else float("nan")
    print(f"| {name} | {len(series)} | {shares} | {precision:.2f} | {false:.2f} | {cost:.1f} |")


def _with(values: FloatArray, fault: str) -> tuple[FloatArray, int]:
    """Return the series with a fault from day AT on, and the last day on which it counts as found."""
    changed, after = values.copy(), np.arange(len(values)) - AT
    if fault.startswith("day"):
        at = AT + int(np.argmax(values[AT : AT + 7]))
        changed[at] *= 3 if fault.endswith("3") else 2
        return changed, at + 1
    if fault.startswith("drift"):
        return changed * (1 + 0.15 * np.clip(after / 56, 0, 1)), AT + 112
    return changed * np.where(after >= 0, 1.3 if "30" in fault else 1.15, 1.0), AT + 56


def _known(each: Found, before: tuple[Found, ...]) -> bool:
    """Return whether the alert was there without the fault."""
    return any(each.kind is other.kind and each.noticed == other.noticed for other in before)


def _meets(each: Found, until: int) -> bool:
    """Return whether an alert tells of the fault: more than expected, noticed in time, within its days."""
    return each.kind.is_above and AT <= each.noticed <= until and each.last >= AT


if __name__ == "__main__":
    main()
