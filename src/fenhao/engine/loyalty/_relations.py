"""What points and care lists are made from: small readings of the facts, one row a movement, member, contract or customer."""

from fenhao.engine.relation import Kind, Parameter, Table, column, model

_PACKAGE = "fenhao.engine.loyalty"
_CUSTOMER = column("customer_id", Kind.text, "the customer")
_TIER = column("tier", Kind.text, "the tier of the newest assessment; '' without one")
ON = Parameter("on", Kind.day, "the last day of what is known")
SINCE_ON = Parameter("since_on", Kind.day, "the day before the first one that counts")
ORDERS_MIN = Parameter("orders_min", Kind.count, "days with an order that make a rhythm")
TIMES_PARTS = Parameter("times_parts", Kind.count, "silence is long from so many usual pauses on: parts ...")
TIMES_OF = Parameter("times_of", Kind.count, "... of so many")

CARE_WANTED = Table(
    "care_wanted",
    "Given: the tiers whose customers are called when they are quiet, or on their birthday.",
    ("tier",),
    (column("tier", Kind.text, "the tier"),),
)

POINTS_MOVES = model(
    package=_PACKAGE,
    name="points_moves",
    note="Movements of points up to a day, customer by customer in the order of days.",
    key=("customer_id", "happened_on", "entry_id"),
    columns=(
        _CUSTOMER,
        column("happened_on", Kind.day, "the day"),
        column("entry_id", Kind.text, "the movement, its source before it"),
        column("movement", Kind.text, "earned, redeemed, expired or adjusted"),
        column("points", Kind.count, "how many; an adjustment may be below nought"),
        column("expires_on", Kind.day, "the day from which points earned are void", needed=False),
    ),
    parameters=(ON,),
    reads=("points",),
)

MEMBER_LEVELS = model(
    package=_PACKAGE,
    name="member_levels",
    note="The level of each member on a day.",
    key=("customer_id",),
    columns=(_CUSTOMER, column("level", Kind.text, "the company's own word")),
    parameters=(ON,),
    reads=("memberships",),
)

CARE_TIERS = model(
    package=_PACKAGE,
    name="care_tiers",
    note="The tier of each customer by the newest assessment up to a day.",
    key=("customer_id",),
    columns=(_CUSTOMER, _TIER),
    parameters=(ON,),
    reads=("tier_assignments",),
)

CARE_QUIET = model(
    package=_PACKAGE,
    name="care_quiet",
    note="Customers of some tiers who have been silent for longer than is their way.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        _TIER,
        column("orders", Kind.count, "days with an order"),
        column("first_on", Kind.day, "the first of them"),
        column("last_on", Kind.day, "the last of them"),
    ),
    parameters=(ON, ORDERS_MIN, TIMES_PARTS, TIMES_OF),
    reads=("orders", "care_tiers", "care_wanted"),
)

CARE_BIRTHDAYS = model(
    package=_PACKAGE,
    name="care_birthdays",
    note="Customers of some tiers who have told their birthday.",
    key=("customer_id",),
    columns=(_CUSTOMER, column("birthday", Kind.text, "month and day, MM-DD"), _TIER),
    reads=("customers", "care_tiers", "care_wanted"),
)

CARE_CONTRACTS = model(
    package=_PACKAGE,
    name="care_contracts",
    note="Contracts in force on a day whose periods are at least a quarter long.",
    key=("contract_id",),
    columns=(
        column("contract_id", Kind.text, "the contract, its source before it"),
        _CUSTOMER,
        column("started_on", Kind.day, "the first day of the first period"),
        column("period_months", Kind.count, "months from one renewal to the next"),
        column("fee_minor", Kind.money, "the fee of one period"),
        column("plan", Kind.text, "the plan; '' for none"),
        _TIER,
    ),
    parameters=(ON,),
    reads=("contracts", "care_tiers"),
)

CARE_MEMBERSHIPS = model(
    package=_PACKAGE,
    name="care_memberships",
    note="Members on a day whose level ends, and to whom no next one was given.",
    key=("customer_id",),
    columns=(
        _CUSTOMER,
        column("since_on", Kind.day, "the first day of the level"),
        column("level", Kind.text, "the company's own word"),
        column("ends_on", Kind.day, "the last day in force"),
        _TIER,
    ),
    parameters=(ON,),
    reads=("memberships", "care_tiers"),
)

CARE_CONTACTS = model(
    package=_PACKAGE,
    name="care_contacts",
    note="Contacts that the company made of its own accord in some days.",
    key=("customer_id", "contacted_on"),
    columns=(
        _CUSTOMER,
        column("contacted_on", Kind.day, "the day"),
        column("contacts", Kind.count, "contacts"),
    ),
    parameters=(SINCE_ON, ON),
    reads=("contacts",),
)

RELATIONS = (
    POINTS_MOVES,
    MEMBER_LEVELS,
    CARE_TIERS,
    CARE_QUIET,
    CARE_BIRTHDAYS,
    CARE_CONTRACTS,
    CARE_MEMBERSHIPS,
    CARE_CONTACTS,
)
"""In the order in which they are defined; the given CARE_WANTED comes before them."""
