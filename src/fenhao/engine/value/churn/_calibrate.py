"""Chances held against what came: a model's chances of silence are mended by two numbers, and the mending is tried too."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from fenhao.engine.value.lifetime import FloatArray, IntArray

GROUPS = 10
_OUTCOMES_MIN = 30
_CLOSE, _FAIR = 0.03, 0.08
_EDGE = 1e-9
_STEPS_MAX = 100


class CalibrationVerdict(Enum):
    """What holding chances against outcomes says, in the order in which it is asked."""

    untried = "untried"  # the log is too short, or there was no fit before the days held back
    too_few = "too_few"  # fewer than thirty were silent, or fewer than thirty were not
    close = "close"  # off by three points on the average customer at most
    fair = "fair"  # off by eight points at most
    poor = "poor"


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of like chances: what the model said, what it says once mended, and which share was silent."""

    customers: int
    modelled: float
    mended: float
    silent: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Mended log odds are ``intercept`` + ``slope`` times the model's.

    ``groups`` and ``off``, the mean distance of chance and outcome over customers, are of chances mended by the other half of
    the customers: no customer mends its own. ``off_before`` is of the model alone. ``silent`` is the share that was silent.
    """

    verdict: CalibrationVerdict
    days: int
    customers: int
    silent: float
    intercept: float
    slope: float
    off: float
    off_before: float
    groups: tuple[Group, ...]

    def mended(self, chances: FloatArray) -> FloatArray:
        """Return the chances as what came has taught to read them."""
        return _logistic(self.intercept + self.slope * _logit(chances))


def uncalibrated(verdict: CalibrationVerdict, *, days: int) -> Calibration:
    """Return chances as they are, and why nothing could be learnt."""
    return Calibration(verdict, days, 0, 0.0, 0.0, 1.0, 0.0, 0.0, ())


def calibrate(*, chances: FloatArray, silent: IntArray, customers: IntArray, days: int) -> Calibration:
    """Return the mending of chances on the ``days`` held back.

    One entry a history: its chance, how many of its ``customers`` were ``silent``. Halves are every other history in the order
    of chances, so both see all of them.
    """
    total, quiet = int(np.sum(customers)), int(np.sum(silent))
    if min(quiet, total - quiet) < _OUTCOMES_MIN:
        return uncalibrated(CalibrationVerdict.too_few, days=days)
    odds = _logit(chances)
    order = np.argsort(odds, kind="stable")
    half = np.empty(len(order), dtype=np.int64)
    half[order] = np.arange(len(order)) % 2
    mended = np.empty(len(order))
    for own in (0, 1):
        learns, is_told = half != own, half == own
        intercept, slope = _mending(odds[learns], silent[learns], customers[learns])
        mended[is_told] = _logistic(intercept + slope * odds[is_told])
    groups = _groups(order, chances=chances, mended=mended, silent=silent, customers=customers)
    off = sum(each.customers * abs(each.mended - each.silent) for each in groups) / total
    before = sum(each.customers * abs(each.modelled - each.silent) for each in groups) / total
    verdict = CalibrationVerdict.poor
    if off <= _FAIR:
        verdict = CalibrationVerdict.close if off <= _CLOSE else CalibrationVerdict.fair
    intercept, slope = _mending(odds, silent, customers)
    return Calibration(verdict, days, total, quiet / total, intercept, slope, off, before, groups)


def _mending(odds: FloatArray, silent: IntArray, customers: IntArray) -> tuple[float, float]:
    """Return the logistic regression of silence on the model's log odds; nothing is mended where it finds no summit."""
    held = customers.astype(np.float64)
    theta = np.array([0.0, 1.0])
    columns = np.stack([np.ones(len(odds)), odds])
    for _ in range(_STEPS_MAX):
        told = _logistic(theta @ columns)
        pull = columns @ (silent - held * told)
        bend = (columns * (held * told * (1 - told))) @ columns.T + 1e-9 * np.eye(2)
        step = np.linalg.solve(bend, pull)
        longest = float(np.max(np.abs(step)))
        theta = theta + step * min(1.0, 2.0 / longest if longest > 0 else 1.0)
        if longest < 1e-10:
            break
    else:
        return 0.0, 1.0
    # a slope below nought would say that the model orders customers the wrong way round: then their order is not used
    return (float(theta[0]), float(theta[1])) if theta[1] > 0 else (0.0, 1.0)


def _groups(
    order: IntArray, *, chances: FloatArray, mended: FloatArray, silent: IntArray, customers: IntArray
) -> tuple[Group, ...]:
    """Return the customers in the order of chances, in ten parts as equal as histories allow."""
    held = customers[order].astype(np.float64)
    place = (np.cumsum(held) - held / 2) / np.sum(held)
    part = np.minimum((place * GROUPS).astype(np.int64), GROUPS - 1)
    made = []
    for number in range(GROUPS):
        inside = order[part == number]
        weight = customers[inside].astype(np.float64)
        count = float(np.sum(weight))
        if count:
            made.append(
                Group(
                    customers=int(count),
                    modelled=float(weight @ chances[inside] / count),
                    mended=float(weight @ mended[inside] / count),
                    silent=float(np.sum(silent[inside]) / count),
                )
            )
    return tuple(made)


def _logit(chances: FloatArray) -> FloatArray:
    inside = np.clip(chances, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(inside) - np.log1p(-inside), dtype=np.float64)


def _logistic(odds: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))), dtype=np.float64)
