"""One stated company goes through every engine: each relation must hold the oracle's rows, to the cent.

The company is dense, so the last test asserts that no relation is compared empty.
"""

from dataclasses import replace
from fractions import Fraction

from fenhao.engine.value import RankedBy, TierPolicy
from tests.oracle.report import expected
from tests.twins.cases.bench import compare_assessment, compare_report
from tests.twins.cases.stated import ASSESSMENTS, company
from tests.twins.cases.test_bridge import compare as compare_bridge
from tests.twins.cases.test_planning import compare as compare_benefits
from tests.twins.cases.test_returns import compare as compare_returns
from tests.twins.conftest import NO_FACTS, OpenEngine


def test_a_report_is_the_same_on_a_cluster(cluster: OpenEngine) -> None:
    with cluster(NO_FACTS) as session:
        compare_report(session, company())


def test_a_report_and_what_reads_it_are_the_same_on_every_engine(local_engine: OpenEngine) -> None:
    """In one session: the report below a bridge, benefits and returns is computed once."""
    case = company()
    with local_engine(NO_FACTS) as session:
        compare_report(session, case)
        for compare in (compare_bridge, compare_benefits, compare_returns):
            compare(session, case)


def test_an_assessment_is_the_same_on_every_engine(engine: OpenEngine) -> None:
    with engine(NO_FACTS) as session:
        compare_assessment(session, company(), assessed_on=ASSESSMENTS[2], previous_on=ASSESSMENTS[1])


def test_the_first_assessment_of_a_company_is_the_same_on_every_engine(engine: OpenEngine) -> None:
    with engine(NO_FACTS) as session:
        compare_assessment(session, company(assessments=()), assessed_on=ASSESSMENTS[0], previous_on=None)


def test_a_policy_with_every_criterion_decides_the_same_on_every_engine(engine: OpenEngine) -> None:
    policy = TierPolicy(
        version="t2",
        window_days=60,
        dormant_after_days=12,
        core_share=Fraction(1, 2),
        core_orders_min=3,
        potential_share=Fraction(4, 5),
        potential_orders_min=6,
        keep_margin=Fraction(1, 10),
        ranked_by=RankedBy.net,
        core_revenue_min=30,
        core_net_min=10,
        potential_revenue_min=10,
        potential_net_min=-5,
        keep_band=Fraction(1, 3),
        stay_months_min=2,
    )
    with engine(NO_FACTS) as session:
        got = compare_assessment(
            session,
            replace(company(), tier_policy=policy),
            assessed_on=ASSESSMENTS[2],
            previous_on=ASSESSMENTS[1],
        )
    reasons = {row["reason"] for row in got["tier_decisions"]}
    assert {"stay", "quiet", "core_value"} <= reasons, "the company is dense enough to tell"


def test_no_relation_of_the_stated_company_is_empty() -> None:
    assert not [name for name, rows in expected(company()).relations.items() if not rows]
