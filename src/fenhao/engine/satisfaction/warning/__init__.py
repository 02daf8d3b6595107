"""Early warning after service: which signs came before customers complained, answered badly or left, and who shows them now."""

from fenhao.engine.satisfaction.warning._learn import (
    Cut,
    Lesson,
    Measured,
    Share,
    WarningVerdict,
    learn,
    trouble,
)
from fenhao.engine.satisfaction.warning._measure import Band, area, bands, likely_area
from fenhao.engine.satisfaction.warning._relations import (
    RELATIONS,
    WARNING_CUTS,
    WARNING_FACTS,
    WARNING_MOMENTS,
    WARNING_SCALES,
    WARNING_SEEN,
)
from fenhao.engine.satisfaction.warning._signs import (
    SIGNS,
    Outcome,
    Sign,
    WarningRules,
    cut_days,
    outcomes,
    signs_of,
)

__all__ = [
    "RELATIONS",
    "SIGNS",
    "WARNING_CUTS",
    "WARNING_FACTS",
    "WARNING_MOMENTS",
    "WARNING_SCALES",
    "WARNING_SEEN",
    "Band",
    "Cut",
    "Lesson",
    "Measured",
    "Outcome",
    "Share",
    "Sign",
    "WarningRules",
    "WarningVerdict",
    "area",
    "bands",
    "cut_days",
    "learn",
    "likely_area",
    "outcomes",
    "signs_of",
    "trouble",
]
