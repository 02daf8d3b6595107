"""The ledger's declarations: the chart as rows, and relations in the order in which they can be defined."""

from fenhao.engine.facts import STAMPED, table
from fenhao.engine.ledger import (
    CHART,
    LEDGER,
    RELATIONS,
    Category,
    Chart,
    CostType,
    Nature,
    Purpose,
    Stage,
    chart_rows,
)
from fenhao.engine.relation import Kind


def test_the_chart_becomes_rows_with_the_declared_columns() -> None:
    leaf = CostType(
        code="coupon",
        category="benefits",
        name_zh="优惠券",
        name_en="Coupons",
        nature=Nature.variable,
        purpose=Purpose.retention,
        stage=Stage.keep,
        pool_id="",
    )
    (row,) = chart_rows(Chart((Category("benefits", "权益", "Benefits"),), (leaf,)))
    named = dict(zip([column.name for column in CHART.columns], row, strict=True))
    assert named == {
        "cost_type": "coupon",
        "category": "benefits",
        "nature": "variable",
        "purpose": "retention",
        "stage": "keep",
        "pool_id": "",
    }


def test_the_ledger_reads_every_table_that_carries_a_tier_and_a_cost() -> None:
    costly = {name for name in STAMPED if any(each.kind is Kind.money for each in table(name).columns)}
    assert costly == set(STAMPED) & set(LEDGER.reads) == {"cost_entries", "contacts", "benefits"}


def test_every_relation_is_defined_after_what_it_reads() -> None:
    names = [relation.name for relation in RELATIONS]
    for at, relation in enumerate(RELATIONS):
        assert not set(relation.reads) & set(names[at:]), relation.name
