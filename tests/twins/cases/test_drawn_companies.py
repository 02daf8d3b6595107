"""Drawn companies go through DuckDB and through the plain-Python oracle: every relation must hold the same rows.

What must hold for any company is asserted on the engine's own rows as well: conservation, counted once.
"""

from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

from fenhao.warehouse import Snapshot, open_session
from tests.oracle.case import Case
from tests.oracle.ledger import day_of, whole
from tests.twins.cases.bench import (
    compare_assessment,
    compare_report,
    give_facts,
    in_order,
    run_assessment,
    total,
)
from tests.twins.cases.drawn import ASSESSMENTS, cases

PATIENT = settings(
    deadline=None,
    max_examples=15,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@PATIENT
@given(case=cases())
def test_every_relation_of_a_report_equals_the_oracle_and_loses_nothing(case: Case) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        got = compare_report(session, case)
    cost = total(got.relations["ledger"], "amount_minor")
    direct = total(got.relations["customer_cost"], "direct_minor")
    allocated = total(got.relations["customer_cost"], "allocated_minor")
    unallocated = sum(pool.unallocated_minor for pool in got.pools)
    idle = sum(pool.idle_minor for pool in got.pools)
    assert cost == direct + allocated + unallocated + idle
    assert cost == total(got.relations["cost_cells"], "amount_minor")
    assert cost == total(got.relations["line_days"], "amount_minor")
    assert direct == total(got.relations["tier_moves"], "amount_minor")
    profit = total(got.relations["tier_result"], "profit_minor")
    curve = {whole(row["customers"]): row["profit_minor"] for row in got.relations["whale"]}
    assert profit == (curve[max(curve)] if curve else 0)
    entries = {
        tuple(row[name] for name in ("subledger", "source", "entry_id")): whole(row["amount_minor"])
        for row in got.relations["ledger"]
    }
    found = {
        tuple(row[name] for name in ("subledger", "source", "entry_id")) for row in got.relations["findings"]
    }
    assert found <= set(entries), "a finding is an entry of the period"
    counted = total(got.relations["findings"], "counted_minor")
    assert counted == sum(entries[key] for key in found), "each entry is counted once"


@PATIENT
@given(case=cases(), assessed_on=st.sampled_from((date(2026, 1, 5), *ASSESSMENTS)), again=st.booleans())
def test_tiers_equal_the_oracle(case: Case, assessed_on: date, again: bool) -> None:
    with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
        compare_assessment(
            session, case, assessed_on=assessed_on, previous_on=ASSESSMENTS[0] if again else None
        )


@PATIENT
@given(case=cases(), assessed_on=st.sampled_from(ASSESSMENTS), again=st.booleans())
def test_an_assessment_sees_nothing_of_its_own_day_or_later(
    case: Case, assessed_on: date, again: bool
) -> None:
    previous_on = ASSESSMENTS[0] if again and assessed_on > ASSESSMENTS[0] else None
    days = {
        "customers": "acquired_on",
        "orders": "ordered_on",
        "cost_entries": "occurred_on",
        "benefits": "issued_on",
        "contacts": "contacted_on",
        "tier_assignments": "assessed_on",
    }
    earlier = {
        name: [
            row
            for row in rows
            if name not in days or row[days[name]] is None or day_of(row[days[name]]) < assessed_on
        ]
        for name, rows in case.facts.items()
    }
    seen = []
    for facts in (case.facts, earlier):
        with open_session(Snapshot(()), threads=1, memory_limit="1GB") as session:
            same = replace(case, facts=facts)
            give_facts(session, same)
            seen.append(run_assessment(session, same, assessed_on=assessed_on, previous_on=previous_on))
    assert in_order(seen[0]["tier_decisions"]) == in_order(seen[1]["tier_decisions"])
