"""Companies go through the engines and the plain-Python oracle: cohorts, customers won and returns hold the same rows."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given

from fenhao.engine.value import returns, spending
from fenhao.warehouse import Session, Snapshot, open_session
from tests.oracle.case import Case
from tests.oracle.report import expected, parameters
from tests.oracle.returns import campaign_frame, order_days, returns_rows, tier_margin_days
from tests.twins.cases.bench import define_report, differences, give, give_facts, rows_of, total
from tests.twins.cases.drawn import cases
from tests.twins.cases.stated import acquiring
from tests.twins.cases.test_drawn_companies import PATIENT

CAMPAIGN = {
    "starts_on": date(2026, 1, 10),
    "ends_on": date(2026, 1, 30),
    "before_start": date(2025, 12, 22),
    "span_before": date(2025, 12, 30),
}


def compare(session: Session, case: Case) -> None:
    """Compare every relation of returns with the oracle; the report is defined."""
    until = case.end + timedelta(days=10)
    give(session, returns.ORDER_DAYS, order_days(until))
    asked = {
        **parameters(case),
        **CAMPAIGN,
        "as_of_on": until,
        "won_from": case.start,
        "won_until": case.end,
        "before_start": case.start - (case.end - case.start),
        "campaign_id": "k1",
    }
    for relation in returns.RELATIONS[:-1]:
        session.define(relation, asked)
    session.define(returns.CAMPAIGN_FRAME, {**CAMPAIGN, "campaign_id": "k1"})
    session.define(spending.TIER_MARGIN_DAYS, parameters(case))
    compared = (*returns.RELATIONS, *spending.RELATIONS)
    got = {relation.name: rows_of(session, relation.name) for relation in compared}
    entries = expected(case).relations["ledger"]
    wanted = returns_rows(case, entries, until) | {"campaign_frame": campaign_frame(case, "k1", CAMPAIGN)}
    wanted |= {"tier_margin_days": tier_margin_days(case)}
    found = differences(got, wanted)
    assert not found, "\n".join(found)
    first = [row for row in got["cohort_cells"] if row["age"] == 0]
    assert total(first, "customers") == len(got["first_orders"])
    assert total(got["channels_won"], "customers") == len(got["customers_won"])


@PATIENT
@given(case=cases())
def test_returns_of_any_company_are_those_of_the_oracle(case: Case) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        winning = replace(case, chart=acquiring(case.chart))
        give_facts(session, winning)
        define_report(session, winning)
        compare(session, winning)
