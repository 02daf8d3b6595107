"""What the model of contracts sees of the facts: one row a contract, and what serving their customers cost."""

from fenhao.engine.relation import Kind, Parameter, column, model
from fenhao.engine.value._buying import OBSERVED_ON, UNTIL_ON

_PACKAGE = "fenhao.engine.value.contracts"
BEFORE_ON = Parameter("before_on", Kind.day, "the day before those that are asked about; before observed_on")
_CUSTOMER = column("customer_id", Kind.text, "the customer")
_CHANNEL = column("channel", Kind.text, "the channel that won the customer; '' where none is known")

CUSTOMER_CHANNELS = model(
    package=_PACKAGE,
    name="customer_channels",
    note="The channel that won each known customer; the first by name where sources differ.",
    key=("customer_id",),
    columns=(_CUSTOMER, _CHANNEL),
    reads=("customers",),
)

CONTRACT_HISTORY = model(
    package=_PACKAGE,
    name="contract_history",
    note="Each contract begun up to the last day observed, as it was known then: renewals behind it, or the one at which it was "
    "not renewed; and what became of it in the hold-out. A renewal falls due after so many whole months of the calendar.",
    key=("contract_id",),
    columns=(
        column("contract_id", Kind.text, "the contract, its source before it"),
        _CUSTOMER,
        column("plan", Kind.text, "the plan; '' for none"),
        _CHANNEL,
        column("started_on", Kind.day, "the first day of the first period"),
        column("period_months", Kind.count, "months from one renewal to the next"),
        column("is_lost", Kind.count, "1 for a contract that had ended"),
        column("renewals", Kind.count, "renewals behind it; of a lost one the renewal that did not come"),
        column("due_after", Kind.count, "renewals due in the hold-out; 0 for a lost one"),
        column("renewed_after", Kind.count, "how many of these came"),
        column(
            "margin_minor", Kind.money, "what a period brings: its margin, or its fee where that is not known"
        ),
    ),
    parameters=(OBSERVED_ON, UNTIL_ON),
    reads=("contracts_begun", "customer_channels"),
    keep=True,
)

CONTRACT_TOTALS = model(
    package=_PACKAGE,
    name="contract_totals",
    note="All contracts together: months in force, and what it cost to serve the customers who hold them.",
    key=(),
    columns=(
        column("contracts", Kind.count, "contracts"),
        column("passed_over", Kind.count, "contracts that cannot be: no period, or ended before they began"),
        column("customers", Kind.count, "customers who hold or held one"),
        column("lost", Kind.count, "contracts that ended"),
        column(
            "months", Kind.count, "months in force, each contract for itself, the period begun counted whole"
        ),
        column("served_minor", Kind.money, "cost that carries these customers, the winning of them left out"),
    ),
    parameters=(OBSERVED_ON,),
    reads=("contract_history", "contracts", "customer_served"),
)

CONTRACT_FEES = model(
    package=_PACKAGE,
    name="contract_fees",
    note="The fees of each contract begun up to the last day observed: one falls due on the first day of each period begun, the "
    "calendar's months as in contract_history. Contracts without a fee have no row.",
    key=("fee_id",),
    columns=(
        column(
            "fee_id", Kind.text, "what ids of its fees begin with: source/contract, a / in the source as %2F"
        ),
        _CUSTOMER,
        column("started_on", Kind.day, "the first day of the first period"),
        column("period_months", Kind.count, "months from one fee to the next"),
        column("fee_minor", Kind.money, "the fee of one period"),
        column("margin_minor", Kind.money, "the fee less what providing it costs, where known", needed=False),
        column("fees", Kind.count, "fees that fell due up to the last day observed"),
        column("fees_before", Kind.count, "of these, up to the day before"),
        column("own_orders", Kind.count, "the customer's orders that are no loaded fee of its contracts"),
        column(
            "orders_after", Kind.count, "the customer's orders after the day before, loaded fees included"
        ),
    ),
    parameters=(OBSERVED_ON, BEFORE_ON),
    reads=("contracts_begun", "contracts", "orders"),
)

RELATIONS = (CUSTOMER_CHANNELS, CONTRACT_HISTORY, CONTRACT_TOTALS)
"""In the order in which they are defined, after CUSTOMER_SERVED and CONTRACTS_BEGUN; CONTRACT_FEES needs the latter alone."""
