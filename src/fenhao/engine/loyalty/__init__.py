"""Loyalty: points as a liability with breakage, and whom to call so that he stays."""

from fenhao.engine.loyalty._breakage import (
    Breakage,
    BreakageVerdict,
    Cohort,
    breakage,
    full_liability_minor,
    likely_liability,
)
from fenhao.engine.loyalty._care import CareRules, Reason, contacts_left, is_quiet, next_birthday, rhythm_days
from fenhao.engine.loyalty._points import (
    Account,
    Layer,
    Move,
    PointsMove,
    Taken,
    account,
)
from fenhao.engine.loyalty._relations import (
    CARE_BIRTHDAYS,
    CARE_CONTACTS,
    CARE_CONTRACTS,
    CARE_MEMBERSHIPS,
    CARE_QUIET,
    CARE_TIERS,
    CARE_WANTED,
    MEMBER_LEVELS,
    POINTS_MOVES,
    RELATIONS,
)

__all__ = [
    "CARE_BIRTHDAYS",
    "CARE_CONTACTS",
    "CARE_CONTRACTS",
    "CARE_MEMBERSHIPS",
    "CARE_QUIET",
    "CARE_TIERS",
    "CARE_WANTED",
    "MEMBER_LEVELS",
    "POINTS_MOVES",
    "RELATIONS",
    "Account",
    "Breakage",
    "BreakageVerdict",
    "CareRules",
    "Cohort",
    "Layer",
    "Move",
    "PointsMove",
    "Reason",
    "Taken",
    "account",
    "breakage",
    "contacts_left",
    "full_liability_minor",
    "is_quiet",
    "likely_liability",
    "next_birthday",
    "rhythm_days",
]
