"""What the split of a budget sees of the facts."""

from fenhao.engine.relation import Kind, Parameter, column, model

TIER_MARGIN_DAYS = model(
    package="fenhao.engine.value.spending",
    name="tier_margin_days",
    note="What customers brought by day, by the tier that they had on that day. Orders without a customer are in no tier's margin.",
    key=("day", "tier"),
    columns=(
        column("day", Kind.day, "the day of the orders"),
        column("tier", Kind.text, "the customer's tier on the day; '' for who had none"),
        column("margin_minor", Kind.money, "margin less that of returns; revenue where none is known"),
    ),
    parameters=(
        Parameter("period_start", Kind.day, "the first day of the report"),
        Parameter("period_end", Kind.day, "the first day after the report"),
    ),
    reads=("orders", "days", "tier_assignments"),
)

RELATIONS = (TIER_MARGIN_DAYS,)
"""Of one period, after the ledger's."""
