"""What customers bring for what they cost."""

from fractions import Fraction

from fenhao.engine.metrics._metric import EXAMPLE, Figures, Metric, Unit, share_of


def _served(figures: Figures) -> int:
    """Return the cost that reached customers."""
    return figures.direct_minor + figures.allocated_minor


VALUE = (
    Metric(
        code="margin_share",
        version=1,
        name_zh="毛利率",
        name_en="Margin share",
        unit=Unit.share,
        formula_zh="毛利 ÷ 销售额（毛利未知的订单以销售额代替）",
        formula_en="margin / revenue (revenue stands in where an order names no margin)",
        source=("order_totals",),
        value=lambda figures: share_of(figures.margin_minor, figures.revenue_minor),
        example=(EXAMPLE, Fraction(30, 100)),
    ),
    Metric(
        code="margin_on_cost",
        version=1,
        name_zh="每元客户成本带来的毛利",
        name_en="Margin per unit of customer cost",
        unit=Unit.ratio,
        formula_zh="毛利 ÷（直接成本 + 分摊成本）",
        formula_en="margin / (direct + allocated cost)",
        source=("order_totals", "customer_cost"),
        value=lambda figures: share_of(figures.margin_minor, _served(figures)),
        example=(EXAMPLE, Fraction(300, 90)),
    ),
    Metric(
        code="return_on_customer_cost",
        version=1,
        name_zh="客户成本投资回报率",
        name_en="Return on customer cost",
        unit=Unit.share,
        formula_zh="（毛利 − 直接成本 − 分摊成本） ÷（直接成本 + 分摊成本）",
        formula_en="(margin - direct - allocated cost) / (direct + allocated cost)",
        source=("order_totals", "customer_cost"),
        value=lambda figures: share_of(figures.margin_minor - _served(figures), _served(figures)),
        example=(EXAMPLE, Fraction(210, 90)),
    ),
    Metric(
        code="active_share",
        version=1,
        name_zh="活跃客户占比",
        name_en="Active share of customers",
        unit=Unit.share,
        formula_zh="本期有订单的客户数 ÷ 报表客户数",
        formula_en="customers with an order / customers of the report",
        source=("driver_totals",),
        value=lambda figures: share_of(figures.active_customers, figures.customers),
        example=(EXAMPLE, Fraction(80, 100)),
    ),
)
