"""Why cost has moved: volume, mix, rate, price and allocation between two periods, or a plan and a period."""

from fenhao.engine.value.bridge._effects import (
    EFFECTS,
    IDLE,
    UNALLOCATED,
    Bridge,
    BridgeEffect,
    Moved,
    PoolPart,
    Side,
    Traced,
    bridge,
)
from fenhao.engine.value.bridge._relations import (
    BRIDGE_CUSTOMERS,
    BRIDGE_DIRECT,
    BRIDGE_POOLS,
    RELATIONS,
)

__all__ = [
    "BRIDGE_CUSTOMERS",
    "BRIDGE_DIRECT",
    "BRIDGE_POOLS",
    "EFFECTS",
    "IDLE",
    "RELATIONS",
    "UNALLOCATED",
    "Bridge",
    "BridgeEffect",
    "Moved",
    "PoolPart",
    "Side",
    "Traced",
    "bridge",
]
