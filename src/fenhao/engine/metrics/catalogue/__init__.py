"""Published numbers by subject, one file each. The registry: one line a subject."""

from fenhao.engine.metrics._metric import Metric
from fenhao.engine.metrics.catalogue.budget import BUDGET
from fenhao.engine.metrics.catalogue.cost import COST
from fenhao.engine.metrics.catalogue.value import VALUE
from fenhao.engine.metrics.catalogue.waste import WASTE

METRICS: tuple[Metric, ...] = (
    *COST,
    *WASTE,
    *VALUE,
    *BUDGET,
)

__all__ = ["METRICS"]
