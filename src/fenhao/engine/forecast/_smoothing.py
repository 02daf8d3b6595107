"""Exponential smoothing in its state-space form: level, damped or straight trend, season that adds or multiplies.

Hyndman, Koehler, Ord and Snyder 2008, "Forecasting with exponential smoothing", chapters 2 and 5; the form is chosen by the
corrected Akaike criterion. The states begin where a decomposition of the first cycles puts them; smoothing is searched on a fixed
spread of points, all of them at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from fenhao.engine.forecast._season import FloatArray, Season, read_season
from fenhao.engine.forecast._spread import around, spread

_FIRST, _EACH, _KEPT = 96, 8, 4
_WIDTHS = (0.2, 0.08, 0.03)
_TINY = 1e-9
_TREND_MIN = 6
"""With fewer values a trend is not tried."""
_CYCLES_FIRST = 4
"""The season begins as that of so many first cycles."""


class Trend(Enum):
    """How the level goes on."""

    none = "none"
    damped = "damped"
    straight = "straight"


@dataclass(frozen=True, slots=True)
class _Form:
    """What is tried: a trend, a season to begin with, and whether errors grow with the level."""

    trend: Trend
    season: Season | None
    relative: bool

    @property
    def parameters(self) -> int:
        """How many numbers the form is free to choose, its first states among them."""
        trend = {Trend.none: 0, Trend.damped: 3, Trend.straight: 2}[self.trend]
        return 3 + trend + (len(self.season.parts) if self.season else 0)


@dataclass(slots=True)
class _State:
    """Level, slope and season of every point tried."""

    level: FloatArray
    slope: FloatArray
    season: FloatArray | None


def smoothing(
    values: FloatArray, *, length: int, seasonal: bool, horizon: int
) -> tuple[FloatArray, FloatArray] | None:
    """Return forecast and fitted values of the best form; None when the series is too short for any."""
    best: tuple[float, _Form, FloatArray, tuple[float, float]] | None = None
    for form in _forms(values, length=length, seasonal=seasonal):
        room = len(values) - form.parameters - 1
        if room <= 0:
            continue
        first = _first(values, form, length=length)
        cube, score = _searched(values, form, first)
        count = form.parameters
        told = score + 2 * count + 2 * count * (count + 1) / room
        if best is None or told < best[0]:
            best = (told, form, cube, first)
    if best is None:
        return None
    _, form, cube, first = best
    _, path = _run(values, form, cube, first, horizon=horizon)
    return path[len(values) :], path[: len(values)]


def _forms(values: FloatArray, *, length: int, seasonal: bool) -> Iterator[_Form]:
    """Return the forms worth trying; a season multiplies only where all values are above nothing."""
    above = bool(values.min() > 0)
    seasons: list[Season | None] = [None]
    if seasonal:
        early = values[: max(2 * length + 1, min(len(values), _CYCLES_FIRST * length))]
        seasons = [read_season(early, length, multiplies=False)]
        if above:
            seasons.insert(0, read_season(early, length, multiplies=True))
    for season in seasons:
        if seasonal and season is None:
            continue
        for trend in Trend:
            if trend is not Trend.none and len(values) < _TREND_MIN:
                continue
            if above:
                yield _Form(trend, season, relative=True)
            if season is None or not season.multiplies:
                yield _Form(trend, season, relative=False)


def _first(values: FloatArray, form: _Form, *, length: int) -> tuple[float, float]:
    """Return the level and slope to begin with: a line through the first values without their season."""
    apart = form.season.without(values) if form.season else values
    count = min(len(values), max(10, length))
    head = apart[:count]
    if form.trend is Trend.none or count < 3:
        return float(head.mean()), 0.0
    slope, level = np.polyfit(np.arange(1, count + 1), head, 1)
    return float(level), float(slope)


def _searched(values: FloatArray, form: _Form, first: tuple[float, float]) -> tuple[FloatArray, float]:
    """Return the best point of the search, and its score."""
    cube = spread(4, _FIRST)
    scores = _run(values, form, cube, first, horizon=0)[0]
    for turn, width in enumerate(_WIDTHS):
        best = cube[:, np.argsort(scores, kind="stable")[:_KEPT]]
        more = around(best, width=width, each=_EACH, start=1 + turn)
        cube = np.concatenate([cube, more], axis=1)
        scores = np.concatenate([scores, _run(values, form, more, first, horizon=0)[0]])
    chosen = int(np.argmin(scores))
    return cube[:, chosen : chosen + 1], float(scores[chosen])


def _run(
    values: FloatArray, form: _Form, cube: FloatArray, first: tuple[float, float], *, horizon: int
) -> tuple[FloatArray, FloatArray]:
    """Return each point's minus twice log-likelihood, and the first point's path through the values and beyond."""
    points, count = cube.shape[1], len(values)
    smooth = 0.01 + 0.98 * cube[0]
    bend = smooth * cube[1] ** 2 if form.trend is not Trend.none else np.zeros(points)
    turn = (1 - smooth) * cube[2] ** 2
    keep = 0.8 + 0.18 * cube[3] if form.trend is Trend.damped else np.ones(points)
    state = _State(np.full(points, first[0]), np.full(points, first[1]), None)
    if form.season is not None:
        state.season = np.repeat(form.season.parts[:, None], points, axis=1)
    squares, sizes = np.zeros(points), np.zeros(points)
    path = np.zeros(count + horizon)
    with np.errstate(all="ignore"):  # a point that runs away has no score and is never chosen
        for place in range(count + horizon):
            base = state.level + keep * state.slope
            told = _with_season(state, form, base, place)
            path[place] = told[0]
            if place >= count:
                state.level, state.slope = base, keep * state.slope
                continue
            error = values[place] - told
            if form.relative:
                size = np.maximum(told, _TINY)
                squares += (error / size) ** 2
                sizes += np.log(size)
            else:
                squares += error**2
            _learn(state, form, base, error, (smooth, bend, turn, keep), place)
    score = count * np.log(np.maximum(squares / count, 1e-300)) + 2 * sizes
    return np.where(np.isfinite(score), score, np.inf), path


def _with_season(state: _State, form: _Form, base: FloatArray, place: int) -> FloatArray:
    if state.season is None or form.season is None:
        return base
    here = state.season[place % len(state.season)]
    return np.asarray(base * here if form.season.multiplies else base + here, dtype=np.float64)


def _learn(
    state: _State,
    form: _Form,
    base: FloatArray,
    error: FloatArray,
    rates: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    place: int,
) -> None:
    """Move the states by the error that was made."""
    smooth, bend, turn, keep = rates
    own, ours = error, error
    if state.season is not None and form.season is not None:
        at = place % len(state.season)
        here = state.season[at]
        if form.season.multiplies:
            own = error / np.where(np.abs(here) > _TINY, here, _TINY)
            ours = error / np.where(np.abs(base) > _TINY, base, _TINY)
        state.season[at] = here + turn * ours
    state.level = base + smooth * own
    state.slope = keep * state.slope + bend * own
