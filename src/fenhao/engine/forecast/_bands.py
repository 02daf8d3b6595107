"""Intervals that cover what they claim: how far forecasts of earlier moments missed, in spreads, is how wide today's are.

A split conformal calibration (Vovk, Gammerman and Shafer 2005) over the series of one book and grain: each earlier origin gives a score
for each place ahead. A book with few series leans on what public monthly series showed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fenhao.engine.forecast._project import LEVEL_MIN, Ahead, Pace, ahead
from fenhao.engine.forecast._season import FloatArray

LEVELS = (0.80, 0.95)
BUCKETS = (3, 12)
"""Places ahead up to 3, up to 12, and beyond are calibrated apart."""
USUAL = ((1.22, 1.35, 1.52), (1.97, 2.39, 2.62))
USUAL_SUMS = (1.50, 2.67)
"""How many spreads held 80 and 95 % of what came on 1,703 public monthly series: ``python -m benchmarks.forecast``."""
_TRUST = 20
"""Windows that what others showed counts as."""
_ORIGINS = 3
_SCORE_MAX = 50.0


@dataclass(frozen=True, slots=True)
class Trial:
    """A forecast made as of an earlier place, beside what came: the errors of each place ahead, in its own units."""

    start: int
    mids: tuple[float, ...]
    actual: tuple[float, ...]
    scores: tuple[float, ...]
    sum_score: float


@dataclass(frozen=True, slots=True)
class Widths:
    """How many spreads each level reaches: for single places by bucket, and for sums. ``windows`` were looked at."""

    single: tuple[tuple[float, ...], ...]
    sums: tuple[float, ...]
    windows: int

    def at(self, level: int, place: int) -> float:
        """Return how many spreads a level reaches ``place`` places ahead, counted from 1."""
        return self.single[level][_bucket(place)]


def trials(values: FloatArray, *, season: int, horizon: int, pace: Pace = Pace.full) -> tuple[Trial, ...]:
    """Return forecasts as of up to three earlier places, each knowing only what came before it."""
    found = []
    for start, reach in origins(len(values), horizon=horizon, season=season):
        told = ahead(values[:start], season=season, horizon=reach, pace=pace)
        found.append(tried(told, values[start : start + reach], start=start))
    return tuple(found)


def origins(count: int, *, horizon: int, season: int) -> tuple[tuple[int, int], ...]:
    """Return (place, reach): where forecasts can be tried. Half of the series, or two cycles of it, always comes before."""
    reach = min(horizon, max(count // 3, 1))
    least = max(LEVEL_MIN + 1, count // 2 if count < 4 * season else 2 * season + 2)
    step = max(reach // 2, 1)
    places = [count - reach - turn * step for turn in range(_ORIGINS)]
    return tuple((place, reach) for place in places if place >= least)


def tried(told: Ahead, actual: FloatArray, *, start: int) -> Trial:
    """Return a forecast beside what came."""
    errors = np.abs(actual - told.mids)
    scores = np.minimum(errors / np.maximum(told.spreads, 1e-9), _SCORE_MAX)
    missed = abs(float(np.sum(actual - told.mids)))
    whole = min(missed / max(float(told.sum_spreads[-1]), 1e-9), _SCORE_MAX)
    if not np.any(told.mids) and not np.any(actual):
        scores, whole = np.zeros(len(actual)), 0.0
    return Trial(start, tuple(told.mids.tolist()), tuple(actual.tolist()), tuple(scores.tolist()), whole)


def widths(made: Sequence[Trial]) -> Widths:
    """Return how wide intervals have to be, from what was tried."""
    single = []
    for level, usual in zip(LEVELS, USUAL, strict=True):
        row = []
        for bucket, prior in enumerate(usual):
            rows = [
                [score for place, score in enumerate(each.scores, start=1) if _bucket(place) == bucket]
                for each in made
            ]
            scores = [score for each in rows for score in each]
            row.append(_leaning(scores, level=level, prior=prior, windows=sum(1 for each in rows if each)))
        single.append(tuple(float(width) for width in np.maximum.accumulate(row)))
    sums = [
        _leaning([each.sum_score for each in made], level=level, prior=prior, windows=len(made))
        for level, prior in zip(LEVELS, USUAL_SUMS, strict=True)
    ]
    return Widths(tuple(single), tuple(sums), len(made))


def _leaning(scores: list[float], *, level: float, prior: float, windows: int) -> float:
    """Return the quantile of the scores, leaning on what is usual where few windows were tried."""
    if not scores:
        return prior
    held = np.sort(np.array(scores))
    place = min(int(np.ceil((len(held) + 1) * level)), len(held)) - 1
    return (float(held[place]) * windows + prior * _TRUST) / (windows + _TRUST)


def _bucket(place: int) -> int:
    return next((at for at, last in enumerate(BUCKETS) if place <= last), len(BUCKETS))
