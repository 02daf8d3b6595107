"""What the gate is told by the warehouse is the same on every engine, and what the books would have heard themselves."""

from datetime import date, timedelta

from hypothesis import given

from fenhao.engine.relation import Value
from fenhao.engine.waste import (
    GATE_CAMPAIGNS,
    GATE_ORDERS,
    GATE_TIERS,
    GATE_WAKE_UPS,
    WakeUp,
    WakeUps,
)
from fenhao.warehouse import Session, Snapshot, open_session
from tests.oracle.case import Case, Rows
from tests.oracle.gate import gate_campaigns, gate_orders, gate_wake_ups, wake_ups_before_each
from tests.oracle.ledger import day_of, text_of
from tests.twins.cases.bench import differences, give_facts, rows_of
from tests.twins.cases.drawn import cases
from tests.twins.cases.stated import ASSESSMENTS, company
from tests.twins.cases.test_drawn_companies import PATIENT
from tests.twins.conftest import NO_FACTS, OpenEngine

WINDOW = 10


def told(session: Session, case: Case, *, as_of: date, assessed_on: date) -> dict[str, Rows]:
    """Return what the session tells the gate."""
    give_facts(session, case)
    given_to: dict[str, Value] = {
        "as_of_on": as_of,
        "window_start": as_of - timedelta(days=WINDOW - 1),
        "kept_max": 99,
        "assessed_on": assessed_on,
    }
    models = (GATE_TIERS, GATE_ORDERS, GATE_WAKE_UPS, GATE_CAMPAIGNS)
    for model in models:
        session.define(model, given_to)
    return {model.name: rows_of(session, model.name) for model in models}


def wanted(case: Case, *, as_of: date, assessed_on: date) -> dict[str, Rows]:
    """Return what it must tell."""
    return {
        "gate_tiers": [
            {"customer_id": row["customer_id"], "tier": row["tier"]}
            for row in case.facts["tier_assignments"]
            if row["assessed_on"] == assessed_on
        ],
        "gate_orders": gate_orders(case, as_of=as_of, window_days=WINDOW),
        "gate_wake_ups": gate_wake_ups(case, as_of=as_of),
        "gate_campaigns": gate_campaigns(case, as_of=as_of),
    }


def test_the_gate_is_told_the_same_by_every_engine(local_engine: OpenEngine) -> None:
    case = company()
    as_of = case.end - timedelta(days=1)
    expected = wanted(case, as_of=as_of, assessed_on=ASSESSMENTS[1])
    assert all(expected.values())
    with local_engine(NO_FACTS) as session:
        got = told(session, case, as_of=as_of, assessed_on=ASSESSMENTS[1])
    assert differences(got, expected) == []


@PATIENT
@given(case=cases())
def test_the_streaks_told_are_those_that_the_books_would_have_counted(case: Case) -> None:
    as_of, on = case.as_of_on, case.as_of_on + timedelta(days=1)
    day = case.assessments[0] if case.assessments else case.start
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        got = told(session, case, as_of=as_of, assessed_on=day)
    assert differences(got, wanted(case, as_of=as_of, assessed_on=day)) == []
    counted: dict[str, int] = {}
    for row, known in wake_ups_before_each(case):
        if day_of(row["contacted_on"]) <= as_of:
            after = known.with_sent(WakeUp(day_of(row["contacted_on"]), ""))
            counted[text_of(row["customer_id"])] = len(_heard(case, after, row["customer_id"], on))
    streaks = [row["customer_id"] for row in got["gate_wake_ups"]]
    assert {name: count for name, count in counted.items() if count} == {
        text_of(name): streaks.count(name) for name in set(streaks)
    }


def _heard(case: Case, known: WakeUps, customer: object, on: date) -> tuple[WakeUp, ...]:
    """Return what is unanswered on a day, once every answer before it was heard."""
    answers = [row["responded_on"] for row in case.facts["contacts"] if row["customer_id"] == customer] + [
        row["ordered_on"]
        for row in case.facts["orders"]
        if row["customer_id"] == customer
        and isinstance(row["revenue_minor"], int)
        and row["revenue_minor"] >= 0
    ]
    for day in sorted(day_of(each) for each in answers if each is not None):
        if day < on:
            known = known.with_answer(day)
    return known.unanswered(on)
