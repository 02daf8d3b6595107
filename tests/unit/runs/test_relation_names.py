"""The names that a notebook may ask for, compared with what the engine declares."""

from fenhao.engine import allocation, facts, ledger, value, waste
from fenhao.runs.report import relation_names


def test_every_fact_and_every_relation_of_a_report_can_be_asked_for() -> None:
    declared = {table.name for table in facts.TABLES}
    declared |= {each.name for each in (*ledger.RELATIONS, *value.RELATIONS, *waste.RELATIONS)}
    declared |= {each.name for each in (*allocation.BEFORE_POOLS, *allocation.AFTER_POOLS)}
    assert set(relation_names()) == declared


def test_no_name_comes_twice() -> None:
    assert len(set(relation_names())) == len(relation_names())
