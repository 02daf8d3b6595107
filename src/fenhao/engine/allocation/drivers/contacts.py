"""Driver ``contacts``: who is talked to more costs more."""

from fenhao.engine.allocation._driver import Driver, weight_columns
from fenhao.engine.relation import model

CONTACTS = Driver(
    name="contacts",
    name_zh="触达次数",
    name_en="Contacts",
    counts_zh="期内对客户的每一次触达计 1，不论渠道、目的和是否有费用。",
    counts_en="Every contact made with the customer in the period counts one, whatever its channel, purpose or cost.",
    relation=model(
        package="fenhao.engine.allocation",
        name="driver_contacts",
        note="Every contact made with the customer in the period counts one, whatever its channel, purpose or cost.",
        key=("customer_id",),
        columns=weight_columns("contacts of the period"),
        reads=("customer_activity",),
    ),
)
