"""Companies go through the engines and the plain-Python oracle: a bridge sees the same rows, and all of the ledger."""

from hypothesis import given

from fenhao.engine.value import bridge
from fenhao.warehouse import Session, Snapshot, open_session
from tests.oracle.bridge import bridge_rows
from tests.oracle.case import Case
from tests.oracle.report import expected, parameters
from tests.twins.cases.bench import define_report, differences, give_facts, rows_of, total
from tests.twins.cases.drawn import cases
from tests.twins.cases.test_drawn_companies import PATIENT


def compare(session: Session, case: Case) -> None:
    """Compare a bridge's relations with the oracle, and their sum with the ledger; the report is defined."""
    for relation in bridge.RELATIONS:
        session.define(relation, parameters(case))
    got = {relation.name: rows_of(session, relation.name) for relation in bridge.RELATIONS}
    wanted = expected(case)
    found = differences(got, bridge_rows(case, wanted))
    assert not found, "\n".join(found)
    pooled = sum(pool.idle_minor + pool.unallocated_minor for pool in wanted.pools)
    whole = total(got["bridge_direct"], "amount_minor") + total(got["bridge_pools"], "amount_minor") + pooled
    assert whole == total(wanted.relations["ledger"], "amount_minor")


@PATIENT
@given(case=cases())
def test_a_bridge_of_any_company_sees_what_the_oracle_sees(case: Case) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        give_facts(session, case)
        define_report(session, case)
        compare(session, case)
