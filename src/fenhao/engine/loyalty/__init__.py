"""Loyalty: points as a liability with breakage, and whom to call so that he stays."""

from fenhao.engine.loyalty._breakage import Breakage, BreakageVerdict, Cohort, breakage, liability_minor
from fenhao.engine.loyalty._care import CareRules, Reason, contacts_left, is_quiet, next_birthday, rhythm_days
from fenhao.engine.loyalty._points import Account, Layer, Move, PointsMove, account, months_after

__all__ = [
    "Account",
    "Breakage",
    "BreakageVerdict",
    "CareRules",
    "Cohort",
    "Layer",
    "Move",
    "PointsMove",
    "Reason",
    "account",
    "breakage",
    "contacts_left",
    "is_quiet",
    "liability_minor",
    "months_after",
    "next_birthday",
    "rhythm_days",
]
