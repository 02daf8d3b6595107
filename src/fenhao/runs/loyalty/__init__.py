"""Whom to look after: points as a liability, calls of care, early warnings."""

from fenhao.runs.loyalty._care import CARE_MAX, CareCall, CareList, kept_care, list_care, work_care
from fenhao.runs.loyalty._points import (
    Member,
    Points,
    PointsSum,
    kept_points,
    loyalty_rules,
    measure_points,
    work_points,
)
from fenhao.runs.loyalty._warnings import (
    Warned,
    Warnings,
    WarnReason,
    kept_warnings,
    measure_warnings,
    percent_of,
    warning_of,
    warning_rows,
    work_warnings,
)

__all__ = [
    "CARE_MAX",
    "CareCall",
    "CareList",
    "Member",
    "Points",
    "PointsSum",
    "WarnReason",
    "Warned",
    "Warnings",
    "kept_care",
    "kept_points",
    "kept_warnings",
    "list_care",
    "loyalty_rules",
    "measure_points",
    "measure_warnings",
    "percent_of",
    "warning_of",
    "warning_rows",
    "work_care",
    "work_points",
    "work_warnings",
]
