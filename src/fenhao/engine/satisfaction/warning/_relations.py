"""What early warning sees of the facts: signs and outcomes by customer and day, then by the days on which one looks."""

from fenhao.engine.relation import Kind, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.satisfaction.warning"
_CUSTOMER = column("customer_id", Kind.text, "the customer")
_DAY = column("happened_on", Kind.day, "the day on which it was known")
_SIGN = column("sign", Kind.text, "what was seen")
_AMOUNT = column("amount", Kind.count, "how often")
REPEAT_DAYS = Parameter("repeat_days", Kind.count, "days within which a contact comes back")

WARNING_CUTS = Table(
    "warning_cuts",
    "Given: the days on which one looks, back and ahead.",
    ("cut_no",),
    (
        column("cut_no", Kind.count, "the day's place, 0 for the newest"),
        column("since_on", Kind.day, "the day before the first that is looked back to"),
        column("on_day", Kind.day, "the day"),
        column("until_on", Kind.day, "the last day that is looked ahead to"),
    ),
)

WARNING_SCALES = Table(
    "warning_scales",
    "Given: which answers to surveys are bad and which are good.",
    ("kind",),
    (
        column("kind", Kind.text, "csat, nps or ces"),
        column("low", Kind.count, "the lowest score"),
        column("bad", Kind.count, "the highest bad score"),
        column("good", Kind.count, "the lowest good score"),
        column("high", Kind.count, "the highest score"),
    ),
)

WARNING_SEEN = Table(
    "warning_seen",
    "Given: signs that other work found: broken promises of service levels, and words that sound like a complaint.",
    ("customer_id", "happened_on", "sign"),
    (_CUSTOMER, _DAY, _SIGN, _AMOUNT),
)

WARNING_MOMENTS = model(
    package=_PACKAGE,
    name="warning_moments",
    note="Signs and outcomes by customer and the day on which they were known, those given included.",
    key=("customer_id", "happened_on", "sign"),
    columns=(_CUSTOMER, _DAY, _SIGN, _AMOUNT),
    parameters=(REPEAT_DAYS,),
    reads=(
        "service_contacts",
        "tickets",
        "ticket_events",
        "surveys",
        "orders",
        "contracts",
        "warning_cuts",
        "warning_scales",
        "warning_seen",
    ),
    keep=True,
)

WARNING_FACTS = model(
    package=_PACKAGE,
    name="warning_facts",
    note="Signs added up for each day on which one looks: those of the days looked back to, and those of the days ahead.",
    key=("cut_no", "is_after", "customer_id", "sign"),
    columns=(
        column("cut_no", Kind.count, "the day's place, 0 for the newest"),
        column("is_after", Kind.count, "1 for the days ahead, 0 for those looked back to"),
        _CUSTOMER,
        _SIGN,
        _AMOUNT,
        column("last_on", Kind.day, "the last of these days on which it was seen"),
    ),
    reads=("warning_moments", "warning_cuts"),
)

RELATIONS = (WARNING_MOMENTS, WARNING_FACTS)
"""In the order in which they are defined; the givens come before them."""
