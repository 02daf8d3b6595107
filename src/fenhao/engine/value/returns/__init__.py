"""What customers cost to win and what spending on them returns: CAC, payback, cohorts, ROI."""

from fenhao.engine.value.returns._acquisition import (
    Acquisition,
    GroupReturn,
    acquisition,
    acquisitions,
    looks_back,
)
from fenhao.engine.value.returns._relations import (
    CAMPAIGN_FRAME,
    CHANNEL_MONTHS,
    CHANNEL_SPEND,
    CHANNELS_WON,
    COHORT_CELLS,
    COHORT_RELATIONS,
    CUSTOMERS_WON,
    FIRST_ORDERS,
    GROUP_RETURNS,
    ORDER_DAYS,
    RELATIONS,
    RETURN_RELATIONS,
)

__all__ = [
    "CAMPAIGN_FRAME",
    "CHANNELS_WON",
    "CHANNEL_MONTHS",
    "CHANNEL_SPEND",
    "COHORT_CELLS",
    "COHORT_RELATIONS",
    "CUSTOMERS_WON",
    "FIRST_ORDERS",
    "GROUP_RETURNS",
    "ORDER_DAYS",
    "RELATIONS",
    "RETURN_RELATIONS",
    "Acquisition",
    "GroupReturn",
    "acquisition",
    "acquisitions",
    "looks_back",
]
