"""Front door of fenhao.engine.budget."""

from fenhao.engine.budget._policy import BudgetPolicy
from fenhao.engine.budget._policy import TierShare

__all__ = ["BudgetPolicy", "TierShare"]
