"""Tiers of customers by a written policy, the result of each tier, and the whale curve."""

from fenhao.engine.value._buying import (
    BUYING_COUNTS,
    BUYING_TOTALS,
    CUSTOMER_BUYING,
    CUSTOMER_SERVED,
    LIFETIME_RELATIONS,
    ORDER_LOG,
    SPEND_COUNTS,
)
from fenhao.engine.value._policy import TIERS, TierPolicy
from fenhao.engine.value._relations import (
    ASSESSMENT_RELATIONS,
    BEST_CUSTOMERS,
    CUSTOMER_RANKS,
    RELATIONS,
    ROWS_MAX,
    TIER_INPUTS,
    TIER_MOVES,
    TIER_RESULT,
    TIERS_ON_DAY,
    WHALE,
    WORST_CUSTOMERS,
    tier_parameters,
)
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
    "RELATIONS",
    "ROWS_MAX",
    "SPEND_COUNTS",
    "TIERS",
    "TIERS_ON_DAY",
    "TIER_INPUTS",
    "TIER_MOVES",
    "TIER_RESULT",
    "WHALE",
    "WORST_CUSTOMERS",
    "Standing",
    "TierDecision",
    "TierPolicy",
    "TierReason",
    "tier_of",
    "tier_parameters",
]
