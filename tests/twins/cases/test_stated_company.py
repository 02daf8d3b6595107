"""One stated company goes through every engine: each relation must hold the oracle's rows, to the cent.

The company is dense, so the last test asserts that no relation is compared empty.
"""

from tests.oracle.report import expected
from tests.twins.cases.bench import compare_assessment, compare_report
from tests.twins.cases.stated import ASSESSMENTS, company
from tests.twins.conftest import NO_FACTS, OpenEngine


def test_a_report_is_the_same_on_every_engine(engine: OpenEngine) -> None:
    with engine(NO_FACTS) as session:
        compare_report(session, company())


def test_an_assessment_is_the_same_on_every_engine(engine: OpenEngine) -> None:
    with engine(NO_FACTS) as session:
        compare_assessment(session, company(), assessed_on=ASSESSMENTS[2], previous_on=ASSESSMENTS[1])


def test_the_first_assessment_of_a_company_is_the_same_on_every_engine(engine: OpenEngine) -> None:
    with engine(NO_FACTS) as session:
        compare_assessment(session, company(assessments=()), assessed_on=ASSESSMENTS[0], previous_on=None)


def test_no_relation_of_the_stated_company_is_empty() -> None:
    assert not [name for name, rows in expected(company()).relations.items() if not rows]
