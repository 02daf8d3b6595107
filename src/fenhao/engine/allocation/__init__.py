"""Front door of fenhao.engine.allocation."""

from fenhao.engine.allocation._pools import PoolRule

__all__ = ["PoolRule"]
