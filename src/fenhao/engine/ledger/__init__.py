"""Front door of fenhao.engine.ledger."""

from fenhao.engine.ledger._chart import Category
from fenhao.engine.ledger._chart import Chart
from fenhao.engine.ledger._chart import CostType
from fenhao.engine.ledger._chart import Nature
from fenhao.engine.ledger._chart import Purpose
from fenhao.engine.ledger._chart import Stage

__all__ = ["Category", "Chart", "CostType", "Nature", "Purpose", "Stage"]
