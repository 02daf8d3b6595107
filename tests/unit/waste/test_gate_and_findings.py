"""What the gate refuses is what the weekly rules would mark, and nothing else, for any company."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from fenhao.engine.waste import (
    GateAsk,
    GateFacts,
    GatePolicy,
    GateRule,
    GateVerdict,
    Strictness,
    TierInForce,
    checkpoint_on,
    participates_too_little,
    pass_gate,
)
from tests.oracle.case import WASTE_POLICY, Case
from tests.oracle.gate import wake_ups_before_each
from tests.oracle.ledger import day_of, ledger, text_of, whole
from tests.oracle.waste import waste
from tests.twins.cases.drawn import cases

MANY = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def only(rule: GateRule, case: Case) -> GatePolicy:
    """Return the case's policy with one rule that blocks."""
    policy = GatePolicy(
        version="g",
        wake_ups_unanswered_max=case.waste_policy.wake_ups_unanswered_max,
        participation_min=case.waste_policy.participation_min,
        entitlements=case.waste_policy.entitlements,
        benefit_caps=(),
        cheap_channels=(),
        channel_purposes=(),
        checkpoint_at=Fraction(1),
        strictness=(),
    )
    off = Strictness.off
    return replace(
        policy, strictness=tuple((each, Strictness.block if each is rule else off) for each in GateRule)
    )


@MANY
@given(case=cases())
def test_the_wake_ups_refused_are_those_that_would_be_found(case: Case) -> None:
    entries = ledger(case)
    found = {
        (row["source"], row["entry_id"]): row["evidence"]
        for row in waste(case, entries)["found_unanswered_wake_up"]
    }
    ours = {(row["source"], row["entry_id"]) for row in entries if row["subledger"] == "contacts"}
    policy = only(GateRule.wake_ups_exhausted, case)
    refused = {}
    for row, known in wake_ups_before_each(case):
        ask = GateAsk(day_of(row["contacted_on"]), 1, customer=text_of(row["customer_id"]), purpose="wake_up")
        told = pass_gate(policy, ask, GateFacts(wake_ups=known))
        if told.verdict is GateVerdict.wake_ups_exhausted:
            refused[row["source"], row["contact_id"]] = f"unanswered={dict(told.evidence)['unanswered']}"
    assert {key: evidence for key, evidence in refused.items() if key in ours} == found


@MANY
@given(case=cases())
def test_the_benefits_refused_are_those_that_would_be_found(case: Case) -> None:
    entries = [row for row in ledger(case) if row["subledger"] == "benefits"]
    found = {row["entry_id"] for row in waste(case, ledger(case))["found_benefit_outside_tier"]}
    policy = only(GateRule.benefit_outside_tier, case)
    refused = set()
    for row in entries:
        on, tier = day_of(row["occurred_on"]), text_of(row["tier"])
        ask = GateAsk(on, 1, customer=text_of(row["customer_id"]), benefit_type=text_of(row["benefit_type"]))
        known = GateFacts(tier=TierInForce(tier, on, "assessed") if tier else None)
        if pass_gate(policy, ask, known).verdict is GateVerdict.benefit_outside_tier:
            refused.add(row["entry_id"])
    assert refused == found


@MANY
@given(case=cases())
def test_a_checkpoint_at_the_end_freezes_the_campaigns_that_would_be_found(case: Case) -> None:
    for row in waste(case, ledger(case))["campaign_results"]:
        starts, ends = day_of(row["starts_on"]), day_of(row["ends_on"])
        due = ends if starts > ends else checkpoint_on(starts_on=starts, ends_on=ends, at=Fraction(1))
        little = participates_too_little(
            invited=whole(row["invited"]),
            participated=whole(row["participated"]),
            least=case.waste_policy.participation_min,
        )
        assert row["low"] == (due <= case.as_of_on and little)


def test_the_drawn_companies_are_judged_by_a_policy_that_can_refuse() -> None:
    assert WASTE_POLICY.wake_ups_unanswered_max < 4
    assert WASTE_POLICY.entitlements
