"""Learns from earlier days which signs came before the outcome, and measures itself on a later day that it has not seen.

Chances are a ridge logistic regression on log(1 + sign), each sign measured in its own spread: weights that can be read, and
as good as trees on data of this kind. What a sign adds to the log odds, against the average customer, is the reason given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from fenhao.engine.satisfaction.warning._measure import (
    Band,
    FlagArray,
    FloatArray,
    area,
    bands,
    distance,
    lift_of_top,
    likely_area,
)
from fenhao.engine.satisfaction.warning._signs import SIGNS, TROUBLE

OUTCOMES_MIN = 30
CUTS_MIN = 2
_RIDGE = 1.0
_STEPS_MAX = 60
_CLOSE = 1e-9
_TOP = 0.1


class WarningVerdict(Enum):
    """What learning came to, in the order in which it is asked."""

    short = "short"  # fewer than two days lie far enough back to learn from one and to be measured on another
    few = "few"  # fewer than thirty customers with the outcome, or without, on either side
    chance = "chance"  # measured, and not surely better than chance
    told = "told"  # measured, and better than chance


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Customers on one day: their signs, one column each of SIGNS, and whether the outcome came afterwards."""

    signs: FloatArray
    came: FlagArray


@dataclass(frozen=True, slots=True)
class Share:
    """One sign: what it adds to the log odds for each of its spreads, and how much of it the average customer shows."""

    sign: str
    weight: float
    usual: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How chances did on the newest day whose outcome is known, told by a model taught with earlier days alone.

    ``off`` is the mean distance of chance and outcome; ``off_base`` what it would be if everybody got the share of the earlier days. ``lift``
    is that of the tenth with the highest chances, ``least`` the area of counting signs of trouble, which needs no learning.
    """

    taught: int
    taught_came: int
    held: int
    held_came: int
    area_low: float
    area: float
    area_high: float
    least: float
    lift: float
    off: float
    off_base: float
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A fitted line: middles and spreads of the signs' logarithms, a weight each, and where it begins."""

    middle: FloatArray
    spread: FloatArray
    weights: FloatArray
    bias: float
    slope: float = 1.0
    shift: float = 0.0

    def parts(self, signs: FloatArray) -> FloatArray:
        """Return what each sign adds to the log odds."""
        steps = (np.log1p(signs) - self.middle) / self.spread
        return np.asarray(self.slope * steps * self.weights, dtype=np.float64)

    def chances(self, signs: FloatArray) -> FloatArray:
        """Return the chances."""
        odds = self.parts(signs).sum(axis=1) + self.slope * self.bias + self.shift
        return _logistic(odds)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """What was learnt. Without a verdict of ``told`` there are no chances, only counts of trouble."""

    verdict: WarningVerdict
    measured: Measured | None
    shares: tuple[Share, ...]
    line: _Line | None

    def chances(self, signs: FloatArray) -> FloatArray:
        """Return each customer's chance of the outcome. ValueError where nothing could be learnt."""
        if self.line is None:
            raise ValueError(f"nothing was learnt: {self.verdict.value}")
        return self.line.chances(signs)

    def reasons(self, signs: FloatArray, *, most: int) -> NDArray[np.int64]:
        """Return the places in SIGNS of what raised each customer's chance most, the strongest first; -1 for no more."""
        if self.line is None:
            parts = np.where(np.isin(np.arange(len(SIGNS)), _TROUBLE), signs, 0.0)
        else:
            # a sign that a customer does not show is no reason, even where not showing it is rare
            parts = np.where(signs > 0, self.line.parts(signs), 0.0)
        order = np.argsort(-parts, axis=1, kind="stable")[:, :most]
        there = np.take_along_axis(parts, order, axis=1) > 1e-9
        return np.where(there, order, -1).astype(np.int64)


_TROUBLE = [SIGNS.index(each) for each in TROUBLE]


def trouble(signs: FloatArray) -> FloatArray:
    """Return how many signs of trouble each customer shows: an order to look at where nothing is learnt."""
    return np.asarray(signs[:, _TROUBLE].sum(axis=1), dtype=np.float64)


def learn(cuts: Sequence[Cut]) -> Lesson:
    """Return what earlier days teach, measured on the newest of them; the newest comes first.

    The days before the newest teach the line; where there are two or more of them, the last two numbers (how steep, how high) come
    from the one before the newest, which did not teach. The line in use then takes the same steps one day later.
    """
    if len(cuts) < CUTS_MIN:
        return Lesson(WarningVerdict.short, None, (), None)
    held, earlier = cuts[0], cuts[1:]
    came = np.concatenate([each.came for each in earlier])
    if min(_fewer(held.came), _fewer(came)) < OUTCOMES_MIN:
        return Lesson(WarningVerdict.few, None, (), None)
    measured = _measured(_mended(earlier), held, came)
    verdict = WarningVerdict.told if measured.area_low > 0.5 else WarningVerdict.chance
    if verdict is WarningVerdict.chance:
        return Lesson(verdict, measured, (), None)
    line = _mended(cuts)
    shares = [
        Share(sign.value, float(line.slope * line.weights[at]), float(np.expm1(line.middle[at])))
        for at, sign in enumerate(SIGNS)
        if line.weights[at] != 0.0
    ]
    ranked = tuple(sorted(shares, key=lambda each: (-abs(each.weight), each.sign)))
    return Lesson(verdict, measured, ranked, line)


def _mended(cuts: Sequence[Cut]) -> _Line:
    """Return the line of these days, its last two numbers from the newest of them where that leaves enough to learn from."""
    rest = cuts[1:]
    if rest and _fewer(np.concatenate([each.came for each in rest])) >= OUTCOMES_MIN:
        line = _fitted(rest)
        odds = line.parts(cuts[0].signs).sum(axis=1) + line.bias
        shift, slope = _solved(odds[:, None], cuts[0].came, ridge=1e-6)
        # a slope below nought would turn the order round on the strength of one day: the line is left as it is
        if slope[0] > 0:
            return _Line(
                line.middle, line.spread, line.weights, line.bias, slope=float(slope[0]), shift=shift
            )
        return line
    return _fitted(cuts)


def _measured(line: _Line, held: Cut, came: FlagArray) -> Measured:
    """Return how a line does on a day that it has not seen."""
    chances = line.chances(held.signs)
    low, middle, high = likely_area(chances, held.came)
    parts = bands(chances, held.came)
    return Measured(
        taught=len(came),
        taught_came=int(came.sum()),
        held=len(held.came),
        held_came=int(held.came.sum()),
        area_low=low,
        area=middle,
        area_high=high,
        least=area(trouble(held.signs), held.came),
        lift=lift_of_top(chances, held.came, share=_TOP),
        off=distance(parts),
        off_base=abs(float(came.mean()) - float(held.came.mean())),
        bands=parts,
    )


def _fitted(cuts: Sequence[Cut]) -> _Line:
    """Return the ridge logistic regression over some days; a sign that never varies has no weight."""
    logs = np.log1p(np.concatenate([each.signs for each in cuts]))
    came = np.concatenate([each.came for each in cuts])
    middle, spread = logs.mean(axis=0), logs.std(axis=0)
    varies = spread > _CLOSE
    spread = np.where(varies, spread, 1.0)
    bias, found = _solved(((logs - middle) / spread)[:, varies], came, ridge=_RIDGE)
    weights = np.zeros(logs.shape[1])
    weights[varies] = found
    return _Line(middle, spread, weights, bias)


def _solved(columns: FloatArray, came: FlagArray, *, ridge: float) -> tuple[float, FloatArray]:
    """Return the bias and the weights of a logistic regression, by Newton's steps; the bias is not held back by the ridge."""
    size = columns.shape[1]
    whole = np.concatenate([np.ones((len(came), 1)), columns], axis=1)
    held = np.diag([0.0, *([ridge] * size)]) + _CLOSE * np.eye(size + 1)
    theta = np.zeros(size + 1)
    truth = came.astype(np.float64)
    for _ in range(_STEPS_MAX):
        told = _logistic(whole @ theta)
        pull = whole.T @ (truth - told) - held @ theta
        bend = (whole * (told * (1 - told))[:, None]).T @ whole + held
        step = np.linalg.solve(bend, pull)
        longest = float(np.max(np.abs(step)))
        theta = theta + step * min(1.0, 4.0 / longest if longest else 1.0)
        if longest < _CLOSE:
            break
    return float(theta[0]), np.asarray(theta[1:], dtype=np.float64)


def _fewer(came: FlagArray) -> int:
    """Return how many there are on the smaller side."""
    hits = int(came.sum())
    return min(hits, len(came) - hits)


def _logistic(odds: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))), dtype=np.float64)
