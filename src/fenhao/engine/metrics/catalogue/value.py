"""What customers bring for what they cost."""

from fractions import Fraction

from fenhao.engine.metrics._metric import EXAMPLE, Better, Figures, Metric, Scope, Unit, share_of

_TIER = frozenset({Scope.tier})


def _per_cost(clv_minor: int, figures: Figures) -> Fraction | None:
    """Return value by a year's cost; a year is twelve times the average month of those that there are."""
    return share_of(clv_minor * figures.trailing_months, figures.trailing_minor * 12) if clv_minor else None


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
        better=Better.up,
        scopes=_TIER,
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
        better=Better.up,
        scopes=_TIER,
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
        better=Better.up,
        scopes=_TIER,
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
        better=Better.up,
    ),
    Metric(
        code="new_customers",
        version=1,
        name_zh="月均新客户",
        name_en="New customers per month",
        unit=Unit.count,
        formula_zh="首次下单的客户数 ÷ 月数",
        formula_en="customers with their first order / months",
        source=("cohort_cells",),
        value=lambda figures: share_of(figures.new_customers, figures.months),
        example=(EXAMPLE, Fraction(20)),
        better=Better.up,
    ),
    Metric(
        code="ltv_per_cost",
        version=1,
        name_zh="每元客户成本的 LTV",
        name_en="LTV per unit of customer cost",
        unit=Unit.ratio,
        formula_zh="期末全部客户的净 CLV（估计值）÷ 一年的客户成本（截至期末最多 12 个月的月均成本 × 12）",
        formula_en=(
            "net CLV of all customers at the period's end, an estimate / a year's customer cost"
            " (twelve times the average of up to twelve months to date)"
        ),
        source=("customer_buying", "cost_rollup"),
        value=lambda figures: _per_cost(figures.clv_minor, figures),
        example=(EXAMPLE, Fraction(25, 12)),
        better=Better.up,
        low=lambda figures: _per_cost(figures.clv_low_minor, figures),
        high=lambda figures: _per_cost(figures.clv_high_minor, figures),
    ),
)
