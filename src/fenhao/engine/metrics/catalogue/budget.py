"""How near cost stays to its budget."""

from fractions import Fraction

from fenhao.engine.budget import deviation, utilisation
from fenhao.engine.metrics._metric import EXAMPLE, Better, Metric, Scope, Unit

_LINE = frozenset({Scope.tier, Scope.category})

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
        better=Better.up,
        scopes=_LINE,
        to_date=True,
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
        better=Better.down,
        scopes=_LINE,
        to_date=True,
    ),
    Metric(
        code="overruns",
        version=1,
        name_zh="超支行数",
        name_en="Overruns",
        unit=Unit.count,
        formula_zh="年初至今超过可用预算的预算行数（月 × 分层 × 环节）；没有预算行时不适用",
        formula_en="budget lines (month x tier x category) above their funding since the year began; n/a without lines",
        source=("line_days",),
        value=lambda figures: Fraction(figures.overruns) if figures.lines > 0 else None,
        example=(EXAMPLE, Fraction(3)),
        better=Better.down,
        scopes=_LINE,
        to_date=True,
    ),
)
