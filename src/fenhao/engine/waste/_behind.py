"""From a figure of ineffective spend back to its findings, and from findings to the entries that they found."""

from fenhao.engine.relation import Kind, Parameter, column, model
from fenhao.engine.waste._relations import FINDINGS_COLUMNS

FINDINGS_BEHIND = model(
    package="fenhao.engine.waste",
    name="findings_behind",
    note="The findings behind a figure.",
    key=("rule", "subledger", "source", "entry_id"),
    columns=(
        column("rule", Kind.text, "the rule that found it"),
        column("subledger", Kind.text, "the fact table that holds the entry"),
        column("source", Kind.text, "the source within which its id is unique"),
        column("entry_id", Kind.text, "the entry"),
        column("found_on", Kind.day, "the day on which it became known"),
        column("customer_id", Kind.text, "the customer; empty where none"),
        column("campaign_id", Kind.text, "the campaign; empty where none"),
        column("tier", Kind.text, "the customer's tier on the day of spending; empty where none is known"),
        column("amount_minor", Kind.money, "what was spent"),
        column("counted_minor", Kind.money, "what counts: 0 when an earlier rule has counted the entry"),
        column("evidence", Kind.text, "what the rule saw"),
    ),
    parameters=(
        Parameter("only_rule", Kind.text, "rule"),
        Parameter("only_from", Kind.day, "found on this day or later"),
        Parameter("only_until", Kind.day, "found before this day"),
        Parameter("only_tier", Kind.text, "tier on the day"),
        Parameter("only_customer", Kind.text, "customer"),
        Parameter("only_campaign", Kind.text, "campaign"),
    ),
    reads=("findings",),
)

FINDINGS_AS_CASES = model(
    package="fenhao.engine.waste",
    name="findings_as_cases",
    note="Every finding beside its entry: what people need to know to decide about it, and the budget line it lay on.",
    key=("rule", "subledger", "source", "entry_id"),
    columns=(
        *FINDINGS_COLUMNS,
        column("occurred_on", Kind.day, "the day of the entry"),
        column("month", Kind.text, "label of the fiscal month of that day"),
        column("cost_type", Kind.text, "a leaf of the chart; '' where a contact names none"),
        column("category", Kind.text, "branch of the chart; '' for a type outside it"),
        column("nature", Kind.text, "fixed or variable; a type outside the chart counts as variable"),
        column("department", Kind.text, "who spent it; '' for nobody named"),
        column("batch_id", Kind.text, "the load that brought the entry"),
    ),
    reads=("findings", "ledger", "days", "chart"),
)
