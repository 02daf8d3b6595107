"""Front door of fenhao.engine.value."""

from fenhao.engine.value._policy import TIERS
from fenhao.engine.value._policy import TierPolicy

__all__ = ["TIERS", "TierPolicy"]
