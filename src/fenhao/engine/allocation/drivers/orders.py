"""Driver ``orders``: who orders more often costs more to serve."""

from fenhao.engine.allocation._driver import Driver, weight_columns
from fenhao.engine.relation import model

ORDERS = Driver(
    name="orders",
    name_zh="订单数",
    name_en="Orders",
    counts_zh="期内每一笔订单计 1；退货（金额为负）不计。",
    counts_en="Every order of the period counts one; a return (negative revenue) counts nothing.",
    relation=model(
        package="fenhao.engine.allocation",
        name="driver_orders",
        note="Every order of the period counts one; a return (negative revenue) counts nothing.",
        key=("customer_id",),
        columns=weight_columns("orders of the period"),
        reads=("customer_activity",),
    ),
)
