"""How far forecasts miss and how often intervals hold, on public series that lie in a folder of yours.

``python -m benchmarks.forecast FOLDER [--series N] [--fast] [--peers PYTHON]`` reads ``ts_m3_monthly.parquet`` (the 1,428 monthly series of the M3
competition, the last 18 months withheld) and ``ts_pbs_monthly_cost.parquet`` (monthly cost of medicines, the last 12 withheld) and
prints one table, the seasonal naive method beside ours in the same run. A file that is not there is named and left out.

Intervals are judged as they are made in a book: widths come from forecasts of earlier moments of the same series. The last lines
say how many spreads the withheld months would have asked for: what a book without forecasts to look back on is given.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from fenhao.engine.forecast import LEVELS, FloatArray, Pace, Trial, ahead, trials, tried, widths

SEASON = 12
BUCKETS = ((1, 3), (4, 12), (13, 99))


@dataclass(frozen=True, slots=True)
class Held:
    """A set of series: its file, and how many of the last months are withheld."""

    name: str
    file: str
    horizon: int


SETS = (Held("M3 monthly", "ts_m3_monthly", 18), Held("PBS monthly cost", "ts_pbs_monthly_cost", 12))


def main() -> None:
    """Measure the sets that are in the folder."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument(
        "--series", type=int, default=0, help="the first so many of each set, evenly spread; 0 for all"
    )
    asked.add_argument("--fast", action="store_true", help="the theta model alone")
    asked.add_argument("--peers", default="", help="the Python of an environment that has statsforecast")
    chosen = asked.parse_args()
    pace = Pace.fast if chosen.fast else Pace.full
    print("| set | series | method | sMAPE | MASE | WAPE | 80 % held | 95 % held | CPU s per 1,000 |")
    print("|---|---|---|---|---|---|---|---|---|")
    asked_for = []
    for held in SETS:
        path = chosen.folder / f"{held.file}.parquet"
        if not path.exists():
            print(f"| {held.name} | not in {chosen.folder} | | | | | | | |")
            continue
        series = [each for each in _series(path) if len(each) >= held.horizon + 2 * SEASON + 2]
        step = max(len(series) // chosen.series, 1) if chosen.series else 1
        asked_for += _measured(held, series[::step], pace)
        if chosen.peers:
            _peers(held, series[::step], chosen.peers)
    for level in LEVELS:
        told = ", ".join(f"{_asked(asked_for, level, first, last):.2f}" for first, last in BUCKETS)
        sums = float(np.quantile([each.sum_score for each in asked_for], level))
        print(f"{level:.0%} of what came lay within so many spreads: {told}; of sums {sums:.2f}")


def _series(path: Path) -> Iterator[FloatArray]:
    """Yield the series of a file (unique_id, ds, y), each in the order of its time."""
    table = pq.read_table(path, columns=["unique_id", "ds", "y"]).sort_by(
        [("unique_id", "ascending"), ("ds", "ascending")]
    )
    names = np.array(table.column("unique_id").to_pylist())
    values = np.asarray(table.column("y").to_numpy(), dtype=np.float64)
    yield from np.split(values, np.flatnonzero(names[1:] != names[:-1]) + 1)


def _measured(held: Held, series: list[FloatArray], pace: Pace) -> list[Trial]:
    """Print the lines of one set; return the withheld months beside their forecasts."""
    begun = time.process_time()
    earlier = [
        trial
        for each in series
        for trial in trials(each[: -held.horizon], season=SEASON, horizon=held.horizon, pace=pace)
    ]
    backward = time.process_time() - begun
    begun = time.process_time()
    ours = [ahead(each[: -held.horizon], season=SEASON, horizon=held.horizon, pace=pace) for each in series]
    spent = (time.process_time() - begun) / len(series) * 1000
    wide = widths(earlier)
    came = [
        tried(told, each[-held.horizon :], start=len(each) - held.horizon)
        for told, each in zip(ours, series, strict=True)
    ]
    inside = [
        np.mean(
            [
                score <= wide.at(level, place)
                for each in came
                for place, score in enumerate(each.scores, start=1)
            ]
        )
        for level in range(len(LEVELS))
    ]
    naive = [np.resize(each[: -held.horizon][-SEASON:], held.horizon) for each in series]
    figures = _errors(series, [told.mids for told in ours], held.horizon)
    print(
        f"| {held.name} | {len(series):,} | {'theta' if pace is Pace.fast else 'three models'} | {figures} "
        f"| {inside[0]:.3f} | {inside[1]:.3f} | {spent:.0f}, and {backward / len(series) * 1000:.0f} to look back |"
    )
    print(
        f"| {held.name} | {len(series):,} | seasonal naive | {_errors(series, naive, held.horizon)} | | | |"
    )
    if any(np.any(told.mids < 0) for told, each in zip(ours, series, strict=True) if each.min() >= 0):
        print(f"A forecast of {held.name} went below nothing.")
    return came


def _peers(held: Held, series: list[FloatArray], python: str) -> None:
    """Print a line for each well-known method that another Python has; a method that failed on series says on how many."""
    with tempfile.TemporaryDirectory() as folder:
        known, told = Path(folder) / "series.npz", Path(folder) / "told.npz"
        named = {f"s{place:05d}": each[: -held.horizon] for place, each in enumerate(series)}
        np.savez(known, allow_pickle=False, **named)
        script = Path(__file__).with_name("forecast_peers.py")
        subprocess.run(
            [python, str(script), str(known), str(told), "--horizon", str(held.horizon)], check=True
        )
        cost = json.loads(told.with_suffix(".json").read_text(encoding="utf-8"))
        with np.load(told) as answers:
            for name in answers.files:
                there = np.isfinite(answers[name]).all(axis=1)
                figures = _errors(
                    [each for each, known_of in zip(series, there, strict=True) if known_of],
                    list(answers[name][there]),
                    held.horizon,
                )
                spent = cost[name]["seconds"] / len(series) * 1000
                failed = f" ({cost[name]['failed']} failed)" if cost[name]["failed"] else ""
                print(f"| {held.name} | {len(series):,} | {name}{failed} | {figures} | | | {spent:.0f} |")


def _errors(series: list[FloatArray], told: list[FloatArray], horizon: int) -> str:
    """Return sMAPE in percent and MASE, each the mean over series, and the absolute error of all as a share of what came."""
    smape, mase, missed, all_of_it = [], [], 0.0, 0.0
    for each, mids in zip(series, told, strict=True):
        known, actual = each[:-horizon], each[-horizon:]
        errors, sizes = np.abs(actual - mids), np.abs(actual) + np.abs(mids)
        smape.append(200 * np.mean(np.divide(errors, sizes, out=np.zeros_like(errors), where=sizes > 0)))
        step = float(np.mean(np.abs(known[SEASON:] - known[:-SEASON])))
        mase.append(float(np.mean(errors)) / step if step else float("nan"))
        missed, all_of_it = missed + float(errors.sum()), all_of_it + float(np.abs(actual).sum())
    return f"{np.mean(smape):.2f} | {np.nanmean(mase):.3f} | {missed / all_of_it:.4f}"


def _asked(came: list[Trial], level: float, first: int, last: int) -> float:
    """Return the quantile of the scores of places ahead from ``first`` to ``last``."""
    scores = [score for each in came for score in each.scores[first - 1 : last]]
    return float(np.quantile(scores, level)) if scores else float("nan")


if __name__ == "__main__":
    main()
