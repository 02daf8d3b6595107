"""Customers under contract: who renewed how often, who left, and what a period brings."""

from fenhao.engine.value.contracts._relations import (
    CONTRACT_HISTORY,
    CONTRACT_TOTALS,
    CUSTOMER_CHANNELS,
    RELATIONS,
)

__all__ = ["CONTRACT_HISTORY", "CONTRACT_TOTALS", "CUSTOMER_CHANNELS", "RELATIONS"]
