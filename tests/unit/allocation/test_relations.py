"""The registry and the one model that names every driver must not drift apart."""

from sqlglot import exp, parse_one

from fenhao.engine.allocation import AFTER_POOLS, BEFORE_POOLS, DRIVER_WEIGHTS, DRIVERS, RELATIONS


def test_the_weights_hold_every_driver_under_its_own_name() -> None:
    tree = parse_one(DRIVER_WEIGHTS.sql, read="duckdb")
    named = {
        (select.find(exp.Literal).this, select.find(exp.Table).name)  # type: ignore[union-attr]
        for select in tree.find_all(exp.Select)
    }
    assert named == {(driver.name, driver.relation.name) for driver in DRIVERS}


def test_every_relation_is_defined_after_what_it_reads() -> None:
    assert RELATIONS == BEFORE_POOLS + AFTER_POOLS
    names = [relation.name for relation in RELATIONS]
    for at, relation in enumerate(RELATIONS):
        assert not set(relation.reads) & set(names[at:])
