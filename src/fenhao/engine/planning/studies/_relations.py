"""What studies see of the facts beside the ledger and its roll-ups."""

from fenhao.engine.ledger import PERIOD_END, PERIOD_START
from fenhao.engine.relation import Kind, column, model

BENEFIT_USE = model(
    package="fenhao.engine.planning.studies",
    name="benefit_use",
    note="Benefits of the period by tier, cost type, kind and face value: how many were issued and used, face value and cost.",
    key=("tier", "cost_type", "benefit_type", "face_each_minor"),
    columns=(
        column("tier", Kind.text, "the customer's tier on the day of issue; '' where none is known"),
        column("cost_type", Kind.text, "a leaf of the chart"),
        column("benefit_type", Kind.text, "the kind of benefit"),
        column("face_each_minor", Kind.money, "the face value of one of them"),
        column("issued", Kind.count, "benefits issued, those that cost nothing included"),
        column("redeemed", Kind.count, "those of them that were used, whenever"),
        column("face_minor", Kind.money, "their face value"),
        column("cost_minor", Kind.money, "what they cost"),
    ),
    parameters=(PERIOD_START, PERIOD_END),
    reads=("benefits", "days", "late_tiers"),
)

RELATIONS = (BENEFIT_USE,)
