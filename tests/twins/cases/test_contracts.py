"""Contracts go through the engines and the oracle: the same renewals, whatever the days of the calendar."""

from datetime import date, timedelta

from hypothesis import given as drawn, settings, strategies as st

from fenhao.engine import ledger, value
from fenhao.engine.value import contracts as facts
from fenhao.warehouse import Session, open_session
from tests.oracle.buying import buying, order_log
from tests.oracle.case import Case, Row, Rows
from tests.oracle.contracts import contract_fees, contracts
from tests.twins.cases.bench import differences, give, give_facts, rows_of
from tests.twins.conftest import NO_FACTS, OpenEngine

FIRST = date(2024, 1, 1)
AHEAD = timedelta(days=181)
DAYS = st.integers(0, 800).map(lambda days: FIRST + timedelta(days=days))
MONEY = st.integers(-500, 90_000)


def contract(
    number: int, started: date, ended: date | None, period: int, fee: int, *, margin: int | None
) -> Row:
    """Return a contract of one of seven customers."""
    return {
        "source": f"s{number % 2}",
        "contract_id": f"k{number // 2}",
        "customer_id": f"c{number % 7}",
        "started_on": started,
        "ended_on": ended,
        "period_months": period,
        "fee_minor": fee,
        "margin_minor": margin,
        "plan": ("basic", "", None, "pro")[number % 4],
    }


@st.composite
def companies(draw: st.DrawFn) -> Case:
    """Return a company with contracts of all kinds, customers some of whom are known, orders and cost."""
    rows: Rows = []
    for number in range(draw(st.integers(0, 12))):
        started = draw(DAYS)
        ended = draw(st.none() | DAYS)
        rows.append(
            contract(
                number,
                started,
                ended,
                draw(st.sampled_from((0, 1, 1, 3, 12))),
                draw(MONEY),
                margin=draw(st.none() | MONEY),
            )
        )
    known: Rows = [
        {
            "source": source,
            "customer_id": f"c{number}",
            "acquisition_channel": draw(st.sampled_from((None, "web", "shop"))),
        }
        for number in range(draw(st.integers(0, 8)))
        for source in ("s0", "s1")[: draw(st.integers(1, 2))]
    ]
    orders: Rows = [
        {
            # some are fees of contracts that were loaded as orders
            "order_id": draw(st.sampled_from((f"o{number}", f"s{number % 2}/k{number // 2}/{number}"))),
            "customer_id": f"c{number % 9}",
            "ordered_on": draw(DAYS),
            "revenue_minor": draw(MONEY),
        }
        for number in range(draw(st.integers(0, 12)))
    ]
    costs: Rows = [
        {
            "entry_id": f"e{number}",
            "customer_id": f"c{number % 9}",
            "occurred_on": draw(DAYS),
            "amount_minor": draw(MONEY),
            "cost_type": "coupon",
        }
        for number in range(draw(st.integers(0, 6)))
    ]
    return Case(
        facts={"contracts": rows, "customers": known, "orders": orders, "cost_entries": costs},
        start=FIRST,
        end=FIRST + timedelta(days=800),
    )


def seen(session: Session, case: Case, *, observed_on: date, until_on: date) -> dict[str, Rows]:
    """Return the relations of contracts, and of those who buy without one, as the session computes them."""
    give_facts(session, case)
    give(session, ledger.CHART, case.chart)
    for relation in (*value.LIFETIME_RELATIONS, *facts.RELATIONS):
        session.define(relation, {"observed_on": observed_on, "until_on": until_on})
    session.define(value.ORDER_LOG, {"today": observed_on})
    session.define(facts.CONTRACT_FEES, {"observed_on": observed_on, "before_on": observed_on - AHEAD})
    return {
        relation.name: rows_of(session, relation.name)
        for relation in (*value.LIFETIME_RELATIONS, *facts.RELATIONS, facts.CONTRACT_FEES, value.ORDER_LOG)
    }


def wanted_of(case: Case, *, observed_on: date, until_on: date) -> dict[str, Rows]:
    """Return the same by the oracle."""
    days = {"observed_on": observed_on, "until_on": until_on}
    fees = contract_fees(case, observed_on=observed_on, before_on=observed_on - AHEAD)
    log = order_log(case, today=observed_on, begun_on=observed_on)
    return contracts(case, **days) | buying(case, **days) | {"contract_fees": fees, "order_log": log}


@settings(max_examples=40, deadline=None)
@drawn(case=companies(), observed_on=DAYS, held=st.integers(0, 200))
def test_contracts_of_any_company_are_those_of_the_oracle(case: Case, observed_on: date, held: int) -> None:
    days = {"observed_on": observed_on, "until_on": observed_on + timedelta(days=held)}
    with open_session(NO_FACTS, threads=1, memory_limit="256MB") as session:
        got = seen(session, case, **days)
    found = differences(got, wanted_of(case, **days))
    assert not found, "\n".join(found)


def stated() -> Case:
    """Return contracts at the corners of the calendar."""
    rows = [
        contract(0, date(2024, 1, 31), None, 1, 1_000, margin=None),
        contract(1, date(2024, 1, 31), date(2024, 3, 30), 1, 1_000, margin=700),
        contract(2, date(2024, 2, 29), date(2025, 2, 28), 12, 9_000, margin=-100),
        contract(3, date(2024, 2, 1), date(2024, 4, 30), 3, 500, margin=0),
        contract(4, date(2024, 2, 1), date(2026, 1, 31), 3, 500, margin=None),
        contract(5, date(2026, 1, 1), None, 1, 500, margin=None),
        contract(6, date(2024, 5, 1), date(2024, 4, 1), 1, 500, margin=None),
        contract(7, date(2024, 5, 1), None, 0, 500, margin=None),
    ]
    known: Rows = [{"source": "s", "customer_id": "c1", "acquisition_channel": "web"}]
    costs: Rows = [
        {
            "entry_id": "e1",
            "customer_id": "c1",
            "occurred_on": FIRST,
            "amount_minor": 77,
            "cost_type": "coupon",
        }
    ]
    orders: Rows = [
        {"order_id": f"o{number}", "customer_id": f"c{number}", "ordered_on": FIRST, "revenue_minor": 500}
        for number in range(8)
    ]
    facts_of = {"contracts": rows, "customers": known, "cost_entries": costs, "orders": orders}
    return Case(facts=facts_of, start=FIRST, end=date(2025, 12, 31))


def test_contracts_are_the_same_on_every_engine(local_engine: OpenEngine) -> None:
    case = stated()
    days = {"observed_on": date(2025, 6, 30), "until_on": date(2025, 12, 31)}
    with local_engine(NO_FACTS) as session:
        got = seen(session, case, **days)
    wanted = wanted_of(case, **days)
    found = differences(got, wanted)
    assert not found, "\n".join(found)
    history = {str(row["contract_id"]): row for row in wanted["contract_history"]}
    told = {name: (row["is_lost"], row["renewals"], row["due_after"]) for name, row in history.items()}
    assert told == {
        "s0/k0": (0, 16, 7),
        "s1/k0": (1, 2, 0),
        "s0/k1": (1, 1, 0),
        "s1/k1": (1, 1, 0),
        "s0/k2": (0, 5, 2),
    }
    assert {row["customer_id"] for row in wanted["customer_buying"]} == {"c5", "c6", "c7"}
    due = {str(row["fee_id"]): (row["fees"], row["fees_before"]) for row in wanted["contract_fees"]}
    assert due == {
        "s0/k0": (17, 12),
        "s1/k0": (2, 2),
        "s0/k1": (1, 1),
        "s1/k1": (1, 1),
        "s0/k2": (6, 4),
    }
