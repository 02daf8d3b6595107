"""Ineffective spend as a share."""

from fractions import Fraction

from fenhao.engine.metrics._metric import EXAMPLE, Better, Metric, Unit, share_of

WASTE = (
    Metric(
        code="ineffective_share",
        version=1,
        name_zh="无效成本占比",
        name_en="Ineffective share of cost",
        unit=Unit.share,
        formula_zh="无效成本（每笔只计一次） ÷ 总成本（目标不高于 5%）",
        formula_en="ineffective spend, each entry counted once / total cost (target: at most 5 %)",
        source=("waste_rules", "cost_cells"),
        value=lambda figures: share_of(figures.ineffective_minor, figures.total_minor),
        example=(EXAMPLE, Fraction(45, 1000)),
        better=Better.down,
    ),
)
