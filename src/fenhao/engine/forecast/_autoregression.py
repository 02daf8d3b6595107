"""A series from its own past: differences, on logarithms where all values are above nothing, explained by a few earlier ones.

Box and Jenkins 1970 without the moving average, so that least squares answer at once: each way of differencing (one step, one
cycle, both) takes the lags that the corrected Akaike criterion chooses, and the way whose criterion is best for each value has the word.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fenhao.engine.forecast._season import FloatArray

_LAGS_MAX = 6
_LEAST = 8
"""Differences that a fit needs beyond its longest lag."""
_AWAY_MAX = 10.0
"""A forecast so many times beyond all that was seen has run away and is none."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of differencing: by one step, by one cycle."""

    step: bool
    cycle: bool


_LEVEL, _STEP = _Way(step=False, cycle=False), _Way(step=True, cycle=False)
_PLAIN = (_STEP, _LEVEL)
_SEASONAL = (_Way(step=False, cycle=True), _Way(step=True, cycle=True), _STEP)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The lags of one way, their weights (a constant first, where there is one), and the criterion of each value."""

    way: _Way
    constant: bool
    lags: tuple[int, ...]
    weights: FloatArray
    score: float


def autoregression(
    values: FloatArray, *, length: int, seasonal: bool, horizon: int
) -> tuple[FloatArray, FloatArray] | None:
    """Return forecast and fitted values; None when the series is too short. Fitted values are NaN where lags reach before it."""
    logs = bool(values.min() > 0)
    held = np.log(values) if logs else values
    ways = _SEASONAL if seasonal else _PLAIN
    fits = [fit for way in ways for fit in _fits(held, way, length)]
    if not fits:
        return None
    best = min(fits, key=lambda each: each.score)
    told, fitted = _told(held, best, length, horizon=horizon)
    with np.errstate(over="ignore"):
        told, fitted = (np.exp(told), np.exp(fitted)) if logs else (told, fitted)
    if not np.all(np.isfinite(told)) or np.abs(told).max() > _AWAY_MAX * np.abs(values).max():
        return None
    return told, fitted


def _differences(held: FloatArray, way: _Way, length: int) -> FloatArray:
    found = held[length:] - held[:-length] if way.cycle else held
    return found[1:] - found[:-1] if way.step else found


def _fits(held: FloatArray, way: _Way, length: int) -> Iterator[_Fit]:
    """Return every fit of a way; all of them explain the same differences, so that their criteria can be compared."""
    moved = _differences(held, way, length)
    most = min(_LAGS_MAX, len(moved) // 6)
    cyclic = length > 1 and len(moved) > 3 * length
    start = max(most, length) if cyclic else most
    count = len(moved) - start
    if count < _LEAST:
        return
    wanted = moved[start:]
    for lags in range(most + 1):
        for more in ((), (length,)) if cyclic and lags < length else ((),):
            chosen = (*range(1, lags + 1), *more)
            for constant in (False, True) if way.step else (True,):
                columns = [np.ones(count)] if constant else []
                columns += [moved[start - lag : len(moved) - lag] for lag in chosen]
                weights: FloatArray = np.zeros(0)
                left: FloatArray = np.asarray(wanted, dtype=np.float64)
                if columns:
                    design = np.column_stack(columns)
                    weights = np.asarray(np.linalg.lstsq(design, wanted, rcond=None)[0], dtype=np.float64)
                    left = np.asarray(wanted - design @ weights, dtype=np.float64)
                free = len(columns) + 1
                error = max(float(left @ left) / count, 1e-300)
                score = count * np.log(error) + 2 * free + 2 * free * (free + 1) / max(count - free - 1, 1)
                yield _Fit(way, constant, chosen, weights, float(score) / count)


def _told(held: FloatArray, fit: _Fit, length: int, *, horizon: int) -> tuple[FloatArray, FloatArray]:
    """Return what comes and the one-step fits, both summed back from differences."""
    moved = _differences(held, fit.way, length).tolist()
    lost = len(held) - len(moved)
    path, fitted = held.tolist(), np.full(len(held), np.nan)
    reach = max(fit.lags, default=0)
    for place in range(reach, len(moved) + horizon):
        known = ([1.0] if fit.constant else []) + [moved[place - lag] for lag in fit.lags]
        step = float(np.dot(known, fit.weights)) if known else 0.0
        at = place + lost
        value = step + _before(path, at, fit.way, length)
        if at < len(held):
            fitted[at] = value
        else:
            moved.append(step)
            path.append(value)
    return np.array(path[len(held) :]), fitted


def _before(path: list[float], at: int, way: _Way, length: int) -> float:
    """Return what a difference at a place is a difference to."""
    if way.step and way.cycle:
        return path[at - 1] + path[at - length] - path[at - length - 1]
    if way.cycle:
        return path[at - length]
    return path[at - 1] if way.step else 0.0
