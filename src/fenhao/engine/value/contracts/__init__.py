"""Customers under contract: who renewed how often, who left, what a period brings, and the fees that fell due."""

from fenhao.engine.value.contracts._relations import (
    CONTRACT_FEES,
    CONTRACT_HISTORY,
    CONTRACT_TOTALS,
    CUSTOMER_CHANNELS,
    RELATIONS,
)

__all__ = ["CONTRACT_FEES", "CONTRACT_HISTORY", "CONTRACT_TOTALS", "CUSTOMER_CHANNELS", "RELATIONS"]
