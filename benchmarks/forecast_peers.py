"""Forecasts of well-known automatic methods for the same series, run by a Python that has them.

``benchmarks.forecast --peers PYTHON`` starts this file with that Python (an environment of its own with statsforecast, numpy and pyarrow: it
asks for an older pandas than the product has) and reads back what it wrote: the forecasts of each method, a row a series, and its CPU seconds.
A method that fails on a series is counted and named; no other takes its place in silence.
"""

import argparse
import json
import time
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

SEASON = 12
METHODS = ("SeasonalNaive", "AutoTheta", "AutoETS", "AutoCES", "AutoARIMA", "MSTL")


def main() -> None:
    """Read series (an npz of arrays), write forecasts and seconds beside them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("series", type=Path)
    asked.add_argument("told", type=Path)
    asked.add_argument("--horizon", type=int, required=True)
    asked.add_argument("--methods", default=",".join(METHODS))
    chosen = asked.parse_args()
    with np.load(chosen.series) as held:
        series = [held[name] for name in held.files]
    told, seconds = {}, {}
    for name in chosen.methods.split(","):
        begun, failed, rows = time.process_time(), 0, []
        for values in series:
            try:
                rows.append(_made(name).forecast(y=values, h=chosen.horizon)["mean"])
            except Exception:  # noqa: BLE001 - a peer may fail in any way; that it did is counted and told
                failed += 1
                rows.append(np.full(chosen.horizon, np.nan))
        told[name] = np.array(rows, dtype=np.float64)
        seconds[name] = {"seconds": time.process_time() - begun, "failed": failed}
        np.savez(chosen.told, allow_pickle=False, **told)
        chosen.told.with_suffix(".json").write_text(json.dumps(seconds), encoding="utf-8")


class Model(Protocol):
    """What a peer's model can do."""

    def forecast(self, *, y: NDArray[np.float64], h: int) -> Mapping[str, NDArray[np.float64]]:
        """Return ``h`` places ahead of a series."""


def _made(name: str) -> Model:
    """Return a method as its own package sets it up; the package is in no environment of ours."""
    models = import_module("statsforecast.models")

    if name == "MSTL":
        return cast("Model", models.MSTL(season_length=SEASON, trend_forecaster=models.AutoETS(model="ZZN")))
    return cast("Model", getattr(models, name)(season_length=SEASON))


if __name__ == "__main__":
    main()
