"""The one definition of each published number, the totals it is made from, and goals set on it."""

from fenhao.engine.metrics._facts import (
    BudgetPart,
    Clv,
    CostPart,
    PeriodFacts,
    ServedPart,
    TierPart,
    Where,
    figures_of,
)
from fenhao.engine.metrics._goal import (
    Aim,
    Progress,
    Reading,
    Volume,
    path_at,
    progress_of,
    saving_of,
    target_of,
    typed_target,
)
from fenhao.engine.metrics._metric import Better, Figures, Metric, Scope, Unit
from fenhao.engine.metrics.catalogue import METRICS

METRIC_OF = {metric.code: metric for metric in METRICS}
"""Every metric by its code."""

__all__ = [
    "METRICS",
    "METRIC_OF",
    "Aim",
    "Better",
    "BudgetPart",
    "Clv",
    "CostPart",
    "Figures",
    "Metric",
    "PeriodFacts",
    "Progress",
    "Reading",
    "Scope",
    "ServedPart",
    "TierPart",
    "Unit",
    "Volume",
    "Where",
    "figures_of",
    "path_at",
    "progress_of",
    "saving_of",
    "target_of",
    "typed_target",
]
