"""What stands out in a daily series: single days beside their weekday, and a level that has moved, fast or slowly.

Two channels, because no one method sees both. A day is held against the same weekday of the weeks before, set to today's
level, in robust deviations (median and MAD). A level is the mean of the last one to four weeks against the weeks before them. Each sees
only what came before its day, so that a history looked at again raises the same alerts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
WEEK = 7
HISTORY_MIN = 4 * WEEK
"""Days before which nothing is said of a series."""
_WEEKS = 8
"""Weeks of the same weekday that a day is held against."""
_MAD = 1.4826
_SCORE_MAX = 99.0
_SPANS = ((7, 0), (14, 0), (28, 0), (28, 4 * WEEK))
"""Days whose mean is a level, and how many days before them the old level ends: a slow drift must not have moved it too."""
_BEFORE = 8 * WEEK
"""Days before a span that say what the level was."""


class Kind(Enum):
    """What was found: one day above or below, or a level that rose or fell."""

    spike = "spike"
    drop = "drop"
    rise = "rise"
    fall = "fall"

    @property
    def is_above(self) -> bool:
        """Whether cost is more than was to be expected."""
        return self in (Kind.spike, Kind.rise)


@dataclass(frozen=True, slots=True)
class Rules:
    """When something is worth a person's time.

    ``day_score`` and ``level_score`` are robust deviations; ``share_min`` is the least change as a share of what was to be expected
    of a day, ``level_share_min`` of a level; ``impact_min`` the least money in all. Events of one kind closer than ``hold_days`` are one.
    """

    day_score: float = 6.0
    level_score: float = 5.5
    share_min: float = 0.5
    level_share_min: float = 0.10
    impact_min: float = 0.0
    hold_days: int = WEEK


@dataclass(frozen=True, slots=True)
class Found:
    """Something that stands out, in places of the series: from ``first`` to ``last``, noticed on ``noticed``.

    ``actual`` and ``expected`` are sums over these days; ``score`` is how many deviations it lies away.
    """

    kind: Kind
    first: int
    last: int
    noticed: int
    actual: float
    expected: float
    score: float

    @property
    def impact(self) -> float:
        """How much more (or less) than was to be expected."""
        return self.actual - self.expected


def detect(values: FloatArray, rules: Rules) -> tuple[Found, ...]:
    """Return what stands out, by the day it was noticed: one for each event."""
    if len(values) <= HISTORY_MIN:
        return ()
    told, noise = _expected(values)
    days = _days(values, told, noise, rules)
    odd = np.zeros(len(values), dtype=bool)
    for each in days:
        odd[each.first : each.last + 1] = True
    calm = np.where(odd, told, values)  # a spike is no new level
    levels = _levels(calm, rules)
    found = [*days, *levels]
    return tuple(sorted(found, key=lambda each: (each.noticed, each.first, each.kind.value)))


def detectable(values: FloatArray, rules: Rules) -> tuple[float, float]:
    """Return the smallest change that would be seen today, as shares: of one day, and of the level of four weeks."""
    if len(values) <= HISTORY_MIN:
        return float("inf"), float("inf")
    told, noise = _expected(values)
    base = max(float(np.mean(np.abs(told[-WEEK:]))), 1e-9)
    day = max(rules.share_min, rules.day_score * float(noise[-1]) / base)
    spread = float(_steady(values)[1][-1]) * float(_widening(_SPANS[-1][0], np.array([len(values)]))[0])
    level = max(rules.level_share_min, rules.level_score * spread / base)
    return day, level


def _expected(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what was to be expected of each day, and the robust deviation of such a guess, both from the days before."""
    count = len(values)
    level = np.median(_before(values, 2 * WEEK), axis=1)
    beside = values - level[1:]
    told = level[:count] + np.nanmedian(_lagged(beside, WEEK, _WEEKS)[:count], axis=1)
    misses = values - told
    past = _before(misses, _WEEKS * WEEK)[:count]
    middle = np.median(past, axis=1, keepdims=True)
    spread = np.median(np.abs(past - middle), axis=1) * _MAD
    floor = 0.02 * np.mean(np.abs(_before(values, 4 * WEEK)[:count]), axis=1)
    noise = np.maximum(np.maximum(spread, floor), 1e-9)
    noise[:HISTORY_MIN] = np.inf
    return told, noise


def _before(values: FloatArray, span: int) -> FloatArray:
    """Return the ``span`` values before each place and before the one beyond the last; the first ones are mirrored."""
    padded = np.concatenate([np.resize(values[:span][::-1], span), values])
    return np.lib.stride_tricks.sliding_window_view(padded, span)


def _lagged(values: FloatArray, step: int, count: int) -> FloatArray:
    """Return the values ``step``, two steps, ... before each place; the oldest known stands for what came before it."""
    places = np.arange(len(values) + 1)[:, None] - step * np.arange(1, count + 1)[None, :]
    held = np.where(places >= 0, values[np.clip(places, 0, len(values) - 1)], np.nan)
    held[:step, 0] = values[0]
    return held


def _days(values: FloatArray, told: FloatArray, noise: FloatArray, rules: Rules) -> list[Found]:
    """Return the days beside their weekday, those of one kind within the hold as one."""
    made: list[Found] = []
    for place in range(HISTORY_MIN, len(values)):
        miss = float(values[place] - told[place])
        score = max(min(miss / float(noise[place]), _SCORE_MAX), -_SCORE_MAX)
        least = rules.share_min * max(abs(float(told[place])), 1e-9)
        if abs(score) < rules.day_score or abs(miss) < max(least, rules.impact_min):
            continue
        kind = Kind.spike if miss > 0 else Kind.drop
        before = next((each for each in reversed(made) if each.kind is kind), None)
        if before is not None and place - before.last <= rules.hold_days:
            made.remove(before)
            made.append(
                Found(
                    kind,
                    before.first,
                    place,
                    before.noticed,
                    before.actual + float(values[place]),
                    before.expected + float(told[place]),
                    max(before.score, score, key=abs),
                )
            )
            continue
        made.append(Found(kind, place, place, place, float(values[place]), float(told[place]), score))
    return made


def _levels(values: FloatArray, rules: Rules) -> list[Found]:
    """Return where the level has moved; until it is back, or the new one is usual, it is one event."""
    made: list[Found] = []
    for place, start, now, level, score in _moved(values, rules):
        kind, last = Kind.rise if score > 0 else Kind.fall, place - 1
        at = next((n for n in range(len(made) - 1, -1, -1) if made[n].kind is kind), None)
        if at is not None and last - made[at].last <= max(rules.hold_days, WEEK):
            held = made[at]
            more = values[held.last + 1 : place]
            daily = held.expected / (held.last - held.first + 1)
            made[at] = Found(
                kind,
                held.first,
                last,
                held.noticed,
                held.actual + float(np.sum(more)),
                held.expected + daily * len(more),
                max(held.score, score, key=abs),
            )
        else:
            span = place - start
            made.append(Found(kind, start, last, last, now * span, level * span, score))
    return made


def _moved(values: FloatArray, rules: Rules) -> list[tuple[int, int, float, float, float]]:
    """Return (place, start, mean, level before, score) wherever some span that ends before the place has moved, most surely."""
    level, spread = _steady(values)
    sums = np.concatenate([[0.0], np.cumsum(values)])
    best: dict[int, tuple[int, int, float, float, float]] = {}
    for span, lag in _SPANS:
        places = np.arange(HISTORY_MIN + span + lag, len(values) + 1)
        starts = places - span
        now = (sums[places] - sums[starts]) / span
        base = level[starts - lag]
        change = now - base
        score = np.clip(
            change / (spread[starts - lag] * _widening(span, starts - lag)), -_SCORE_MAX, _SCORE_MAX
        )
        least = np.maximum(rules.level_share_min * np.abs(base), rules.impact_min / span)
        for at in np.flatnonzero((np.abs(score) >= rules.level_score) & (np.abs(change) >= least)):
            place = int(places[at])
            if place not in best or abs(best[place][4]) < abs(score[at]):
                best[place] = (place, int(starts[at]), float(now[at]), float(base[at]), float(score[at]))
    return [best[place] for place in sorted(best)]


def _steady(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the level of the weeks before each place, and the deviation of one week's mean from it.

    The level is the median of the weeks' means, which one odd week does not move.
    """
    weekly = np.mean(_before(values, WEEK), axis=1)
    places = np.arange(len(values) + 1)[:, None] - WEEK * np.arange(_BEFORE // WEEK)[None, :]
    weeks = np.where(places >= WEEK, weekly[np.clip(places, 0, None)], np.nan)
    weeks[:WEEK, 0] = weekly[:WEEK]
    level = np.nanmedian(weeks, axis=1)
    spread = np.nanmedian(np.abs(weeks - level[:, None]), axis=1) * _MAD
    steps = np.abs(np.diff(weeks, axis=1))
    steps[np.isnan(steps).all(axis=1), 0] = 0.0
    apart = np.nanmedian(steps, axis=1) * _MAD / np.sqrt(2)
    return level, np.maximum(np.maximum(spread, apart), np.maximum(0.01 * np.abs(level), 1e-9))


def _widening(span: int, starts: NDArray[np.int64]) -> FloatArray:
    """Return how much a mean of ``span`` days deviates beside one of a week, the level's own error with it."""
    weeks = np.clip(starts // WEEK, 1, _BEFORE // WEEK)
    return np.asarray(np.sqrt(WEEK / span + 1 / weeks), dtype=np.float64)


def as_values(days: Sequence[int]) -> FloatArray:
    """Return daily amounts as the detector takes them."""
    return np.array(days, dtype=np.float64)
