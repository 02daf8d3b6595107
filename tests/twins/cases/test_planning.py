"""Companies go through the engines and the plain-Python oracle: the benefits that studies read are the same rows."""

from hypothesis import given

from fenhao.engine.planning import studies
from fenhao.warehouse import Session, Snapshot, open_session
from tests.oracle.case import Case
from tests.oracle.planning import benefit_use
from tests.oracle.report import parameters
from tests.twins.cases.bench import define_report, differences, give_facts, rows_of
from tests.twins.cases.drawn import cases
from tests.twins.cases.test_drawn_companies import PATIENT


def compare(session: Session, case: Case) -> None:
    """Compare the relation with the oracle; the report is defined."""
    session.define(studies.BENEFIT_USE, parameters(case))
    found = differences({"benefit_use": rows_of(session, "benefit_use")}, {"benefit_use": benefit_use(case)})
    assert not found, "\n".join(found)


@PATIENT
@given(case=cases())
def test_benefits_of_any_company_are_those_of_the_oracle(case: Case) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        give_facts(session, case)
        define_report(session, case)
        compare(session, case)
