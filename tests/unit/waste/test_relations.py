"""The registry of rules and the models that gather them must not drift apart; parameters come from the policy."""

from fractions import Fraction

from sqlglot import exp, parse_one

from fenhao.engine.ledger import RELATIONS as LEDGER_RELATIONS
from fenhao.engine.waste import (
    FINDINGS,
    RELATIONS,
    RULES,
    WASTE_DAYS,
    Entitlement,
    WastePolicy,
    entitlement_rows,
    waste_parameters,
)


def test_findings_gather_every_rule_in_order_of_precedence() -> None:
    tree = parse_one(FINDINGS.sql, read="duckdb")
    found = [
        table.name
        for select in tree.find_all(exp.Select)
        if isinstance(table := select.args["from_"].this, exp.Table)
    ]
    # sqlglot hands the branches of a union out from the last to the first or the other way round: compare as sets,
    # and the order by their place in the text.
    assert set(found) == {rule.relation.name for rule in RULES}
    places = [FINDINGS.sql.index(f"from {rule.relation.name}") for rule in RULES]
    assert places == sorted(places)


def test_the_days_know_every_rule() -> None:
    text = WASTE_DAYS.sql
    for rule in RULES:
        assert f"'{rule.code}'" in text or rule.relation.name in text


def test_every_rule_finds_the_same_columns() -> None:
    assert len({rule.relation.columns for rule in RULES}) == 1
    assert all(column in FINDINGS.columns for column in RULES[0].relation.columns)


def test_every_relation_is_defined_after_what_it_reads() -> None:
    names = [relation.name for relation in (*LEDGER_RELATIONS, *RELATIONS)]
    for at, relation in enumerate((*LEDGER_RELATIONS, *RELATIONS)):
        assert not set(relation.reads) & set(names[at:]), relation.name


def test_the_policy_becomes_parameters_without_a_fraction() -> None:
    policy = WastePolicy("w1", 3, Fraction(10, 100), (Entitlement("A", "gift"),), Fraction(1, 20))
    assert waste_parameters(policy) == {
        "wake_ups_unanswered_max": 3,
        "participation_parts": 1,
        "participation_of": 10,
    }
    assert entitlement_rows(policy) == (("A", "gift"),)
