"""What the gate needs from the warehouse: facts of customers and campaigns up to a day."""

from fenhao.engine.relation import Kind, Model, Parameter, column, model

_PACKAGE = "fenhao.engine.waste"
_AS_OF = Parameter("as_of_on", Kind.day, "the last day that is looked at")
_CUSTOMER = column("customer_id", Kind.text, "the customer")

GATE_TIERS = model(
    package=_PACKAGE,
    name="gate_tiers",
    note="The tiers of one assessment.",
    key=("customer_id",),
    columns=(_CUSTOMER, column("tier", Kind.text, "the tier in force from that day")),
    parameters=(Parameter("assessed_on", Kind.day, "the assessment"),),
    reads=("tier_assignments",),
)

GATE_ORDERS = model(
    package=_PACKAGE,
    name="gate_orders",
    note="What a customer spent and how often: the average that caps of benefits are taken from.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("spend_minor", Kind.money, "revenue of the window less returns"),
        column("orders", Kind.count, "orders of the window; a return is none"),
        column("last_order_on", Kind.day, "the last of them; empty without any", needed=False),
    ),
    parameters=(Parameter("window_start", Kind.day, "the first day of the window"), _AS_OF),
    reads=("orders",),
)

GATE_WAKE_UPS = model(
    package=_PACKAGE,
    name="gate_wake_ups",
    note="Wake-ups that brought neither a response nor an order up to the day, the newest of each customer.",
    key=("customer_id", "contacted_on", "source", "contact_id"),
    columns=(
        _CUSTOMER,
        column("contacted_on", Kind.day, "when it was sent"),
        column("source", Kind.text, "where it was loaded from"),
        column("contact_id", Kind.text, "the wake-up"),
        column("answered_on", Kind.day, "the customer's last answer; empty without any", needed=False),
    ),
    parameters=(_AS_OF, Parameter("kept_max", Kind.count, "so many of each customer, the newest")),
    reads=("contacts", "orders"),
)

GATE_CAMPAIGNS = model(
    package=_PACKAGE,
    name="gate_campaigns",
    note="Campaigns that have begun, and how many of those invited took part up to the day.",
    key=("campaign_id",),
    columns=(
        column("campaign_id", Kind.text, "the campaign"),
        column("starts_on", Kind.day, "its first day"),
        column("ends_on", Kind.day, "its last day, included"),
        column("invited", Kind.count, "customers invited up to the day"),
        column("participated", Kind.count, "of these, who had taken part by then"),
    ),
    parameters=(_AS_OF,),
    reads=("campaigns", "campaign_members"),
)

GATE_RELATIONS: tuple[Model, ...] = (GATE_TIERS, GATE_ORDERS, GATE_WAKE_UPS, GATE_CAMPAIGNS)
"""They read facts only, each by itself."""
