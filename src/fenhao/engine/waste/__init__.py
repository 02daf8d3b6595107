"""Ineffective spend: the written policy, one rule a file, and what they found, counted once."""

from fenhao.engine.waste._behind import FINDINGS_AS_CASES, FINDINGS_BEHIND
from fenhao.engine.waste._case import Case, CaseAct, CaseState, CaseVerdict, Deed, answer_case
from fenhao.engine.waste._gate import (
    WAKE_UP,
    GateAsk,
    GateDecision,
    GateKind,
    GateRemedy,
    GateVerdict,
    pass_gate,
)
from fenhao.engine.waste._gate_facts import (
    CampaignStand,
    GateFacts,
    Spend,
    TierInForce,
    WakeUp,
    WakeUps,
    checkpoint_on,
    participates_too_little,
)
from fenhao.engine.waste._gate_policy import BenefitCap, CheapChannels, GatePolicy, GateRule, Strictness
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
    "WAKE_UP",
    "WASTE_DAYS",
    "WASTE_RULES",
    "WASTE_WEEKS",
    "BenefitCap",
    "CampaignStand",
    "Case",
    "CaseAct",
    "CaseState",
    "CaseVerdict",
    "CheapChannels",
    "Deed",
    "Entitlement",
    "GateAsk",
    "GateDecision",
    "GateFacts",
    "GateKind",
    "GatePolicy",
    "GateRemedy",
    "GateRule",
    "GateVerdict",
    "Rule",
    "Spend",
    "Strictness",
    "TierInForce",
    "WakeUp",
    "WakeUps",
    "WastePolicy",
    "answer_case",
    "checkpoint_on",
    "entitlement_rows",
    "participates_too_little",
    "pass_gate",
    "waste_parameters",
]
