"""Runs one case through a session and compares every relation with the oracle, row by row."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa

from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.allocation import PlacedPool
from fenhao.engine.facts import LINEAGE, TABLES
from fenhao.engine.relation import Kind, Table
from fenhao.engine.value import tier_parameters
from fenhao.engine.waste import entitlement_rows
from fenhao.warehouse import Session
from tests.oracle.case import UNIT_MINOR, Case, Cell, Rows
from tests.oracle.customers import assessment
from tests.oracle.ledger import text_of, whole
from tests.oracle.report import Expected, expected, parameters, placed, pool_amounts

ARROW = {
    Kind.text: pa.string(),
    Kind.day: pa.date32(),
    Kind.instant: pa.timestamp("us", tz="UTC"),
    Kind.money: pa.int64(),
    Kind.count: pa.int64(),
    Kind.flag: pa.bool_(),
}


def stored(table: Table) -> Table:
    """Return a fact as a session holds it, with its lineage."""
    return Table(table.name, table.note, ("source", *table.key), (*table.columns, *LINEAGE))


def give(session: Session, table: Table, rows: Rows) -> None:
    """Hand rows to the session."""
    columns = {
        each.name: pa.array([row[each.name] for row in rows], type=ARROW[each.kind]) for each in table.columns
    }
    session.give(table, pa.table(columns))


def give_facts(session: Session, case: Case) -> None:
    """Hand every fact of the case to a session of an empty snapshot."""
    for table in TABLES:
        give(session, stored(table), case.facts[table.name])


def rows_of(session: Session, name: str) -> Rows:
    """Return a relation's rows."""
    rows: Rows = session.fetch(name).to_pylist()
    return rows


def run_report(session: Session, case: Case) -> Expected:
    """Return every relation of the report as the session computes it."""
    names, pools = define_report(session, case)
    return Expected({name: rows_of(session, name) for name in names}, pools)


def define_report(session: Session, case: Case) -> tuple[tuple[str, ...], tuple[PlacedPool, ...]]:
    """Define every relation of the report; return their names and where the pools went.

    Only what the pools and the floor of the largest findings need is computed: whoever reads a relation pays for it.
    """
    give(session, ledger.DAYS, case.days)
    give(session, ledger.CHART, case.chart)
    give(session, waste.ENTITLEMENTS, [
        {"tier": tier, "benefit_type": benefit} for tier, benefit in entitlement_rows(case.waste_policy)
    ])  # fmt: skip
    given = parameters(case)
    for model in ledger.RELATIONS + allocation.BEFORE_POOLS:
        session.define(model, given)
    pools = placed(
        case, pool_costs=rows_of(session, "pool_costs"), driver_totals=rows_of(session, "driver_totals")
    )
    give(session, allocation.POOL_AMOUNTS, pool_amounts(pools))
    after = allocation.AFTER_POOLS + value.RELATIONS + value.CUSTOMER_RELATIONS + waste.BEFORE_LARGEST
    for relation in after:
        session.define(relation, given)
    (floor,) = rows_of(session, waste.LARGEST_FLOOR.name)
    session.define(waste.LARGEST_FINDINGS, {**given, **floor})
    defined = (*ledger.RELATIONS, *allocation.BEFORE_POOLS, *after, waste.LARGEST_FINDINGS)
    return tuple(relation.name for relation in defined), pools


def run_assessment(
    session: Session, case: Case, *, assessed_on: date, previous_on: date | None
) -> dict[str, Rows]:
    """Return the relations of an assessment and of its preview as the session computes them."""
    given = tier_parameters(
        case.tier_policy, assessed_on=assessed_on, previous_on=previous_on, unit_minor=UNIT_MINOR
    )
    give(session, ledger.CHART, case.chart)
    relations = (*value.ASSESSMENT_RELATIONS, *value.PREVIEW_RELATIONS, value.TIER_FLOW)
    for relation in relations:
        session.define(relation, given)
    return {relation.name: rows_of(session, relation.name) for relation in relations}


def in_order(rows: Rows) -> list[list[tuple[str, Cell]]]:
    """Return rows in an order of their own, so that two answers compare as bags."""
    return sorted((sorted(row.items()) for row in rows), key=repr)


def differences(got: dict[str, Rows], wanted: dict[str, Rows]) -> list[str]:
    """Return a sentence for each relation that differs, with the rows on either side alone."""
    assert set(got) == set(wanted), set(got) ^ set(wanted)
    found = []
    for name, rows in got.items():
        left, right = in_order(rows), in_order(wanted[name])
        if left != right:
            only = [row for row in left if row not in right]
            missing = [row for row in right if row not in left]
            found.append(f"{name}: engine alone {only[:3]}, oracle alone {missing[:3]}")
    return found


def compare_report(session: Session, case: Case) -> Expected:
    """Compare every relation of the case's report with the oracle; return what the session gave."""
    give_facts(session, case)
    got, wanted = run_report(session, case), expected(case)
    found = differences(got.relations, wanted.relations)
    assert not found, "\n".join(found)
    assert got.pools == wanted.pools
    assert_told_by_the_cuts(session, got.relations)
    return got


def assert_told_by_the_cuts(session: Session, relations: dict[str, Rows]) -> None:
    """Whoever knows how the pools were cut knows any customer's share, also that of one who got nothing."""
    shares = {(row["pool_id"], row["party_id"]): row["amount_minor"] for row in relations["pool_shares"]}
    weights = {(row["driver"], row["party_id"]): whole(row["weight"]) for row in relations["driver_weights"]}
    for cut in session.cuts("pool_shares"):
        for row in relations["customer_activity"]:
            party = text_of(row["customer_id"])
            told = cut.share(party=party, weight=weights.get((cut.driver, party), 0))
            assert told == shares.get((cut.pool_id, party), 0), (cut, party)


def compare_assessment(
    session: Session, case: Case, *, assessed_on: date, previous_on: date | None
) -> dict[str, Rows]:
    """Compare the relations of an assessment with the oracle; return what the session gave."""
    give_facts(session, case)
    got = run_assessment(session, case, assessed_on=assessed_on, previous_on=previous_on)
    found = differences(got, assessment(case, assessed_on=assessed_on, previous_on=previous_on))
    assert not found, "\n".join(found)
    return got


def total(rows: Iterable[dict[str, Cell]], column: str) -> int:
    """Return the sum of a column."""
    whole = [row[column] for row in rows]
    assert all(isinstance(each, int) for each in whole)
    return sum(each for each in whole if isinstance(each, int))
