"""Who is about to fall silent, why, what that would cost, and whether doing something about it pays."""

from fenhao.engine.value.churn._calibrate import (
    Calibration,
    CalibrationVerdict,
    Group,
    calibrate,
    uncalibrated,
)
from fenhao.engine.value.churn._loss import Treatment, expected_gain, orders_lost, saves_needed
from fenhao.engine.value.churn._reasons import FACTS, Fact, Reasons, reasons
from fenhao.engine.value.churn._saves import Saves, saves_of
from fenhao.engine.value.churn._silence import silence

__all__ = [
    "FACTS",
    "Calibration",
    "CalibrationVerdict",
    "Fact",
    "Group",
    "Reasons",
    "Saves",
    "Treatment",
    "calibrate",
    "expected_gain",
    "orders_lost",
    "reasons",
    "saves_needed",
    "saves_of",
    "silence",
    "uncalibrated",
]
