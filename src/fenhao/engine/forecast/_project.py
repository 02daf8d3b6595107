"""One series ahead: the middle of three models, how far a single month and a sum of months may lie from it, and on what it rests."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from fenhao.engine.forecast._autoregression import autoregression
from fenhao.engine.forecast._season import FloatArray, Season, season_of
from fenhao.engine.forecast._smoothing import smoothing
from fenhao.engine.forecast._theta import theta

LEVEL_MIN, TREND_MIN = 3, 6
"""Values that it takes for a spread of its own, and for a trend."""
SEASON_MODEL_MAX = 24
"""A longer season (weeks of a year) is taken out before smoothing instead of being one state each."""
_SPREAD_MIN = 0.005
"""No cost is surer than half a percent of its level: even a fixed one changes when a contract does."""
_UNKNOWN = 0.3
"""The spread, as a share of the level, of what was seen too few times to have one."""


class Basis(Enum):
    """On what a forecast rests, from most to least."""

    season = "season"
    trend = "trend"
    level = "level"
    guess = "guess"


class Pace(Enum):
    """All three models, or the theta model alone, which takes a tenth of the time."""

    full = "full"
    fast = "fast"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A series ahead, an estimate: the middle of each place, and the spread (one standard error) of each and of the sums up to it.

    ``models`` are those that had a part in it; ``clipped`` says that a model went below nothing and was held there.
    """

    mids: FloatArray
    spreads: FloatArray
    sum_spreads: FloatArray
    basis: Basis
    models: tuple[str, ...]
    clipped: bool


def ahead(values: FloatArray, *, season: int, horizon: int, pace: Pace = Pace.full) -> Ahead:
    """Return the series ``horizon`` places ahead; ``season`` is how many places a cycle has, 1 for none.

    Cost below nothing is not foretold unless the series itself went there. A series of nothing but zeros stays there.
    """
    if len(values) < LEVEL_MIN or not np.any(values):
        return _guessed(values, horizon=horizon)
    if values.min() == values.max():
        return _level(values, horizon=horizon)
    found = season_of(values, season)
    plain = found.without(values) if found else values
    trended = len(values) >= TREND_MIN
    if trended:
        told, fitted, smooth = theta(plain, horizon=horizon)
    else:
        level = float(np.median(values))
        told, fitted, smooth = np.full(horizon, level), np.full(len(values), level), 0.5
    if found:
        told, fitted = found.onto(told, start=len(values)), found.onto(fitted, start=0)
    models = ["theta" if trended else "median"]
    if pace is Pace.full and trended:
        others = _others(values, plain, found, season=season, horizon=horizon)
        models += list(others)
        told = np.median([told, *(ahead for ahead, _ in others.values())], axis=0)
        fitted = np.nanmedian([fitted, *(fit for _, fit in others.values())], axis=0)
    clipped = bool(values.min() >= 0 and told.min() < 0)
    mids = np.maximum(told, 0.0) if clipped else told
    spreads, sums = _spreads(values, fitted, mids, smooth=smooth)
    basis = Basis.season if found else Basis.trend if trended else Basis.level
    return Ahead(mids, spreads, sums, basis, tuple(models), clipped)


def _others(
    values: FloatArray, plain: FloatArray, found: Season | None, *, season: int, horizon: int
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return forecast and fitted values of the models beside theta, by name; a model that has no answer is left out.

    The middle of two is their mean, the middle of three the one between: what one model alone foresees carries nothing away.
    """
    within = season <= SEASON_MODEL_MAX
    seasonal = found is not None and within
    made = {
        name: model(values if within else plain, length=season, seasonal=seasonal, horizon=horizon)
        for name, model in (("smoothing", smoothing), ("autoregression", autoregression))
    }
    answers = {}
    for name, answer in made.items():
        if answer is None or not np.all(np.isfinite(answer[0])):
            continue
        told, fitted = answer
        if found and not within:
            told, fitted = found.onto(told, start=len(values)), found.onto(fitted, start=0)
        answers[name] = (told, fitted)
    return answers


def _guessed(values: FloatArray, *, horizon: int) -> Ahead:
    """Return the last that was seen, with a spread that says how little that is."""
    level = float(values[-1]) if len(values) else 0.0
    size = _UNKNOWN * max(abs(level), float(np.mean(np.abs(values))) if len(values) else 0.0)
    steps = np.arange(1, horizon + 1, dtype=np.float64)
    return Ahead(
        np.full(horizon, level),
        np.full(horizon, size),
        np.asarray(size * steps, dtype=np.float64),
        Basis.guess,
        ("last",),
        clipped=False,
    )


def _level(values: FloatArray, *, horizon: int) -> Ahead:
    """Return what never changed, as it is."""
    mids = np.full(horizon, float(values[-1]))
    spreads, sums = _spreads(values, values, mids, smooth=0.5)
    return Ahead(mids, spreads, sums, Basis.level, ("last",), clipped=False)


def _spreads(
    values: FloatArray, fitted: FloatArray, mids: FloatArray, *, smooth: float
) -> tuple[FloatArray, FloatArray]:
    """Return the spread of each place ahead and of each sum up to it.

    Errors of one step grow as those of a level that is followed with ``smooth``: the h-th by 1 + (h - 1) smooth², their sum
    by the sum of (1 + i smooth)². Where all values are above nothing, errors are taken as shares of what was foretold.
    """
    start = min(3, len(values) - 2)
    errors, base = values[start:] - fitted[start:], np.abs(fitted[start:])
    relative = bool(values.min() > 0 and base.min() > 0)
    level = float(np.mean(np.abs(values)))
    shares = errors / np.maximum(base, 0.1 * level) if relative else errors
    lost = min(3, len(shares) - 1)
    one = float(np.sqrt(np.sum(shares**2) / (len(shares) - lost)))
    one = max(one, _SPREAD_MIN * (1.0 if relative else level))
    steps = np.arange(len(mids))
    growth = np.sqrt(1 + steps * smooth**2)
    together = np.sqrt(np.cumsum((1 + steps * smooth) ** 2))
    if not relative:
        return one * growth, one * together
    sizes = np.abs(mids)
    return one * growth * sizes, one * together * np.cumsum(sizes) / (steps + 1)
