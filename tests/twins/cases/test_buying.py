"""What the models of lifetimes see of a stated company's orders is the oracle's on every engine, to the cent."""

from datetime import date, timedelta

import pytest

from fenhao.engine import ledger, value
from tests.oracle.buying import buying, order_log
from tests.oracle.case import Case
from tests.twins.cases.bench import differences, give, give_facts, rows_of
from tests.twins.cases.stated import company
from tests.twins.conftest import NO_FACTS, OpenEngine


@pytest.mark.parametrize("held_days", [0, 20])
def test_customers_and_their_counts_are_the_same_on_every_engine(
    local_engine: OpenEngine, held_days: int
) -> None:
    case = company()
    case.chart[0] = {**case.chart[0], "purpose": "acquisition"}
    until = case.end - timedelta(days=5)
    observed = until - timedelta(days=held_days)
    given = {"observed_on": observed, "until_on": until, "today": until}
    with local_engine(NO_FACTS) as session:
        give_facts(session, case)
        give(session, ledger.CHART, case.chart)
        relations = (*value.LIFETIME_RELATIONS, value.ORDER_LOG)
        for relation in relations:
            session.define(relation, given)
        got = {relation.name: rows_of(session, relation.name) for relation in relations}
    log = order_log(case, today=until, begun_on=observed)
    wanted = buying(case, observed_on=observed, until_on=until) | {"order_log": log}
    found = differences(got, wanted)
    assert not found, "\n".join(found)
    assert [name for name, rows in wanted.items() if not rows] == []
    assert held_days == 0 or any(row["days_after"] for row in wanted["customer_buying"])


def test_a_company_without_orders_has_empty_counts_and_whole_totals(local_engine: OpenEngine) -> None:
    day = date(2024, 3, 1)
    case = Case(facts={}, start=day, end=day + timedelta(days=30))
    given = {"observed_on": day, "until_on": day, "today": day}
    with local_engine(NO_FACTS) as session:
        give_facts(session, case)
        give(session, ledger.CHART, case.chart)
        for relation in (*value.LIFETIME_RELATIONS, value.ORDER_LOG):
            session.define(relation, given)
        assert rows_of(session, "buying_counts") == []
        assert rows_of(session, "buying_totals")[0]["customers"] == 0
        assert rows_of(session, "order_log")[0]["first_on"] is None
