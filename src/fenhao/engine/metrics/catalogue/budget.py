"""How near cost stays to its budget."""

from fractions import Fraction

from fenhao.engine.budget import deviation, utilisation
from fenhao.engine.metrics._metric import EXAMPLE, Metric, Unit

BUDGET = (
    Metric(
        code="budget_utilisation",
        version=1,
        name_zh="预算执行率",
        name_en="Budget utilisation",
        unit=Unit.share,
        formula_zh="实际成本 ÷ 可用预算（目标不低于 90%）",
        formula_en="actual cost / funded budget (target: at least 90 %)",
        source=("line_days",),
        value=lambda figures: utilisation(
            actual_minor=figures.budget_actual_minor, funded_minor=figures.funded_minor
        ),
        example=(EXAMPLE, Fraction(10, 11)),
    ),
    Metric(
        code="budget_deviation",
        version=1,
        name_zh="预算偏差率",
        name_en="Budget deviation",
        unit=Unit.share,
        formula_zh="|实际成本 − 年初预算| ÷ 年初预算（目标不高于 5%）",
        formula_en="|actual cost - first approved budget| / first approved budget (target: at most 5 %)",
        source=("line_days",),
        value=lambda figures: deviation(
            actual_minor=figures.budget_actual_minor, baseline_minor=figures.baseline_minor
        ),
        example=(EXAMPLE, Fraction(4, 104)),
    ),
)
