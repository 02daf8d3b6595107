"""Driver ``equal``: everybody carries the same."""

from fenhao.engine.allocation._driver import Driver, weight_columns
from fenhao.engine.relation import model

EQUAL = Driver(
    name="equal",
    name_zh="人头平均",
    name_en="Equal",
    counts_zh="本期报表中的每一位客户计 1，包括没有任何活动的客户。",
    counts_en="Every customer of the report counts one, also one without any activity.",
    relation=model(
        package="fenhao.engine.allocation",
        name="driver_equal",
        note="Every customer of the report counts one, also one without any activity.",
        key=("customer_id",),
        columns=weight_columns("always one"),
        reads=("customer_activity",),
    ),
)
