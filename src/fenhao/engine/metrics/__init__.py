"""The one definition of each published number."""

from fenhao.engine.metrics._metric import Figures, Metric, Unit
from fenhao.engine.metrics.catalogue import METRICS

__all__ = ["METRICS", "Figures", "Metric", "Unit"]
