"""Tiers of customers by a written policy, the result of each tier, and the whale curve."""

from fenhao.engine.value._assessing import (
    ASSESSMENT_RELATIONS,
    PREVIEW_RELATIONS,
    TIER_BORDERS,
    TIER_CHANGES,
    TIER_DECISION_OF,
    TIER_DECISIONS,
    TIER_FLOW,
    TIER_INPUTS,
    TIERS_ON_DAY,
    tier_parameters,
)
from fenhao.engine.value._buying import (
    BUYING_COUNTS,
    BUYING_TOTALS,
    CUSTOMER_BUYING,
    CUSTOMER_SERVED,
    LIFETIME_RELATIONS,
    ORDER_LOG,
    SPEND_COUNTS,
)
from fenhao.engine.value._distance import Distance, Edges, Gap, Measure, distance_up
from fenhao.engine.value._movement import Movement, TierFlow, movement_of
from fenhao.engine.value._policy import TIERS, RankedBy, TierPolicy
from fenhao.engine.value._relations import (
    BEST_CUSTOMERS,
    CUSTOMER_RANKS,
    RELATIONS,
    ROWS_MAX,
    TIER_MOVES,
    TIER_RESULT,
    WHALE,
    WORST_CUSTOMERS,
)
from fenhao.engine.value._thresholds import Thresholds, stay_cutoff, thresholds
from fenhao.engine.value._tiering import Standing, TierDecision, TierReason, tier_of

__all__ = [
    "ASSESSMENT_RELATIONS",
    "BEST_CUSTOMERS",
    "BUYING_COUNTS",
    "BUYING_TOTALS",
    "CUSTOMER_BUYING",
    "CUSTOMER_RANKS",
    "CUSTOMER_SERVED",
    "LIFETIME_RELATIONS",
    "ORDER_LOG",
    "PREVIEW_RELATIONS",
    "RELATIONS",
    "ROWS_MAX",
    "SPEND_COUNTS",
    "TIERS",
    "TIERS_ON_DAY",
    "TIER_BORDERS",
    "TIER_CHANGES",
    "TIER_DECISIONS",
    "TIER_DECISION_OF",
    "TIER_FLOW",
    "TIER_INPUTS",
    "TIER_MOVES",
    "TIER_RESULT",
    "WHALE",
    "WORST_CUSTOMERS",
    "Distance",
    "Edges",
    "Gap",
    "Measure",
    "Movement",
    "RankedBy",
    "Standing",
    "Thresholds",
    "TierDecision",
    "TierFlow",
    "TierPolicy",
    "TierReason",
    "distance_up",
    "movement_of",
    "stay_cutoff",
    "thresholds",
    "tier_of",
    "tier_parameters",
]
