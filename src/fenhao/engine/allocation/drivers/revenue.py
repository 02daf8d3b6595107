"""Driver ``revenue``: who buys for more carries more."""

from fenhao.engine.allocation._driver import Driver, weight_columns
from fenhao.engine.relation import model

REVENUE = Driver(
    name="revenue",
    name_zh="销售额",
    name_en="Revenue",
    counts_zh="期内净销售额（已减退货），以最小货币单位计；净额不为正的客户不分摊。",
    counts_en="Revenue of the period net of returns, in minor units; a customer whose net is not positive weighs nothing.",
    relation=model(
        package="fenhao.engine.allocation",
        name="driver_revenue",
        note="Revenue of the period net of returns, in minor units; a customer whose net is not positive weighs nothing.",
        key=("customer_id",),
        columns=weight_columns("net revenue of the period in minor units"),
        reads=("customer_activity",),
    ),
)
