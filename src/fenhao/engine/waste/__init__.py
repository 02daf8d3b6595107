"""Ineffective spend: the written policy, one rule a file, and what they found, counted once."""

from fenhao.engine.waste._behind import FINDINGS_AS_CASES, FINDINGS_BEHIND
from fenhao.engine.waste._case import Case, CaseAct, CaseState, CaseVerdict, Deed, answer_case
from fenhao.engine.waste._policy import Entitlement, WastePolicy
from fenhao.engine.waste._relations import (
    BEFORE_LARGEST,
    CAMPAIGN_RESULTS,
    ENTITLEMENTS,
    FINDINGS,
    LARGEST_FINDINGS,
    LARGEST_FLOOR,
    RELATIONS,
    WASTE_DAYS,
    WASTE_RULES,
    WASTE_WEEKS,
    entitlement_rows,
    waste_parameters,
)
from fenhao.engine.waste._rule import Rule
from fenhao.engine.waste.rules import RULES

__all__ = [
    "BEFORE_LARGEST",
    "CAMPAIGN_RESULTS",
    "ENTITLEMENTS",
    "FINDINGS",
    "FINDINGS_AS_CASES",
    "FINDINGS_BEHIND",
    "LARGEST_FINDINGS",
    "LARGEST_FLOOR",
    "RELATIONS",
    "RULES",
    "WASTE_DAYS",
    "WASTE_RULES",
    "WASTE_WEEKS",
    "Case",
    "CaseAct",
    "CaseState",
    "CaseVerdict",
    "Deed",
    "Entitlement",
    "Rule",
    "WastePolicy",
    "answer_case",
    "entitlement_rows",
    "waste_parameters",
]
