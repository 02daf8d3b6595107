"""What a bridge sees of one period: traced cost with its units, the customers it was spent on, and who bears the pools."""

from fenhao.engine.relation import Kind, column, model

_PACKAGE = "fenhao.engine.value.bridge"
_TIER = column("tier", Kind.text, "the tier on the day of spending; '' for none")
_AMOUNT = column("amount_minor", Kind.money, "cost; negative when credits outweigh it")

BRIDGE_DIRECT = model(
    package=_PACKAGE,
    name="bridge_direct",
    note="Ledger cost that carries a customer, by tier on the day, channel and cost type.",
    key=("tier", "channel", "cost_type"),
    columns=(
        _TIER,
        column("channel", Kind.text, "the channel; '' for none"),
        column("cost_type", Kind.text, "a leaf of the chart; '' where a contact names none"),
        _AMOUNT,
        column("units", Kind.count, "entries less reversals and credits"),
    ),
    reads=("ledger",),
)

BRIDGE_CUSTOMERS = model(
    package=_PACKAGE,
    name="bridge_customers",
    note="Customers with any traced cost, by tier on the day of spending; one who changed tier counts in each.",
    key=("tier",),
    columns=(_TIER, column("customers", Kind.count, "customers")),
    reads=("customer_direct",),
)

BRIDGE_POOLS = model(
    package=_PACKAGE,
    name="bridge_pools",
    note="The allocated part of each pool by the closing tier of the customers who bear it.",
    key=("pool_id", "tier"),
    columns=(
        column("pool_id", Kind.text, "the pool"),
        column("tier", Kind.text, "the closing tier; '' when never assessed"),
        column("amount_minor", Kind.money, "what its customers bear"),
    ),
    reads=("pool_shares", "customer_activity"),
)

RELATIONS = (BRIDGE_DIRECT, BRIDGE_CUSTOMERS, BRIDGE_POOLS)
"""Of one period, after the relations of allocation."""
