"""Front door of fenhao.engine.waste."""

from fenhao.engine.waste._policy import Entitlement
from fenhao.engine.waste._policy import WastePolicy

__all__ = ["Entitlement", "WastePolicy"]
