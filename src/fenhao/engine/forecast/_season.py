"""The season of a series: whether there is one, and what it adds to or multiplies each place of the cycle with."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
_SURE = 1.645
"""An autocorrelation beyond this many standard errors is a season: nine series in ten without one stay below."""
_SMALLEST = 0.01
"""A factor below this would blow up what is divided by it; the season then adds instead of multiplying."""


@dataclass(frozen=True, slots=True)
class Season:
    """A season as it was read off a series: one part for each place of the cycle, from the first value on."""

    parts: FloatArray
    multiplies: bool

    def without(self, values: FloatArray) -> FloatArray:
        """Return the values with the season taken out."""
        here = self.over(0, len(values))
        return values / here if self.multiplies else values - here

    def onto(self, values: FloatArray, *, start: int) -> FloatArray:
        """Return values from place ``start`` on with the season put in."""
        here = self.over(start, len(values))
        return values * here if self.multiplies else values + here

    def over(self, start: int, count: int) -> FloatArray:
        """Return the parts of ``count`` places from ``start`` on."""
        return self.parts[(start + np.arange(count)) % len(self.parts)]


def is_seasonal(values: FloatArray, length: int) -> bool:
    """Return whether the series repeats itself after ``length`` places; never with less than two cycles and two values.

    The autocorrelation at the length of the season against its standard error under the shorter ones (Assimakopoulos and
    Nikolopoulos 2000, "The theta model", section 3).
    """
    if length < 2 or len(values) < 2 * length + 2:
        return False
    apart = values - values.mean()
    whole = float(apart @ apart)
    if whole <= 0:
        return False
    lags = np.array([float(apart[lag:] @ apart[:-lag]) / whole for lag in range(1, length + 1)])
    error = float(np.sqrt((1 + 2 * np.sum(lags[:-1] ** 2)) / len(values)))
    return abs(float(lags[-1])) > _SURE * error


def read_season(values: FloatArray, length: int, *, multiplies: bool) -> Season | None:
    """Return the season by classical decomposition; None when some place of the cycle was never seen beside its trend."""
    weights = np.full(length, 1 / length)
    if length % 2 == 0:
        weights = np.full(length + 1, 1 / length)
        weights[0] = weights[-1] = 0.5 / length
    if len(values) < 2 * length:
        return None
    trend = np.convolve(values, weights, "valid")
    start = length // 2
    middle = values[start : start + len(trend)]
    if multiplies and trend.min() <= 0:
        return None
    beside = middle / trend if multiplies else middle - trend
    places = np.arange(start, start + len(trend)) % length
    parts = np.array([beside[places == place].mean() for place in range(length)])
    parts = parts / parts.mean() if multiplies else parts - parts.mean()
    if multiplies and parts.min() <= _SMALLEST:
        return None
    return Season(parts, multiplies)


def season_of(values: FloatArray, length: int) -> Season | None:
    """Return the season, multiplying where all values are above nothing; None where there is none."""
    if not is_seasonal(values, length):
        return None
    found = read_season(values, length, multiplies=True) if values.min() > 0 else None
    return found or read_season(values, length, multiplies=False)
