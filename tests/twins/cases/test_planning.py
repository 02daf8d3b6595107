"""Companies go through the engines and the plain-Python oracle: the benefits that studies read are the same rows."""

from hypothesis import given

from fenhao.engine.planning import studies
from fenhao.warehouse import Session, Snapshot, open_session
from tests.oracle.case import Case
from tests.oracle.planning import benefit_use
from tests.oracle.report import parameters
from tests.twins.cases.bench import differences, give_facts, rows_of, run_report
from tests.twins.cases.drawn import cases
from tests.twins.cases.stated import company
from tests.twins.cases.test_drawn_companies import PATIENT
from tests.twins.conftest import NO_FACTS, OpenEngine


def compare(session: Session, case: Case) -> None:
    """Compare the relation with the oracle."""
    give_facts(session, case)
    run_report(session, case)
    session.define(studies.BENEFIT_USE, parameters(case))
    found = differences({"benefit_use": rows_of(session, "benefit_use")}, {"benefit_use": benefit_use(case)})
    assert not found, "\n".join(found)


@PATIENT
@given(case=cases())
def test_benefits_of_any_company_are_those_of_the_oracle(case: Case) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        compare(session, case)


def test_benefits_are_the_same_on_every_engine(local_engine: OpenEngine) -> None:
    with local_engine(NO_FACTS) as session:
        compare(session, company())
