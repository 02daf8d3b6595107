"""The gate on real books, case by case, on both databases: who is refused before money is looked at, and what is kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fenhao.books.budgets import Leg
from fenhao.engine.waste import GateRule, GateVerdict, Strictness
from fenhao.kernel import Trouble
from tests.books.gating import POLICY, TODAY, a, assessed, opened, ordered, spend, wake, woken
from tests.books.stage import NOW, Stage, later, of
from tests.tables import rows

ASKED = """
# leg                                  | -> verdict             | what would make it pass
a1 benefit dedicated_service 10        | committed              |
b1 benefit dedicated_service 10        | benefit_outside_tier   | entitled_tiers A
b1 benefit coupons 1000                | committed              |
b1 benefit coupons 1001                | benefit_above_cap      | ask_at_most 1000
c1 benefit coupons 1001                | committed              |
d1 contact phone/wake_up 10            | channel_too_dear       | use_channel sms, wecom
d1 contact phone/service 10            | committed              |
d1 contact sms/wake_up 10              | committed              |
d3 contact sms/wake_up 10              | wake_ups_exhausted     | wait_for_answer
d4 contact sms/wake_up 10              | committed              |
x9 benefit dedicated_service 10        | committed              |
"""


def leg_of(told: str) -> Leg:
    customer, kind, what, minor = told.split()
    if kind == "benefit":
        return a(int(minor), customer=customer, benefit=what)
    channel, purpose = what.split("/")
    return a(int(minor), customer=customer, channel=channel, purpose=purpose)


@pytest.mark.parametrize(("told", "verdict", "passes"), rows(ASKED))
def test_check_reserve_and_spend_answer_the_same(stage: Stage, told: str, verdict: str, passes: str) -> None:
    from fenhao.books.budgets import Act, Request, operations as books

    opened()
    ordered(("b1", 40_000, 4, date(2026, 5, 2)), ("d4", 9, 1, date(2026, 5, 12)))
    woken({"d3": [9, 5, 2], "d4": [9, 5, 4]})
    leg = leg_of(told)
    checked = books.check(Request(Act.spend, "", (leg,), "EUR"), at=NOW)
    held = books.check_and_hold(
        key="h", legs=[leg], currency="EUR", by=None, at=NOW, hold_until=later(minutes=5)
    )
    assert (checked.verdict.value, checked.gates) == (held.verdict.value, held.gates)
    assert held.verdict.value == verdict
    remedies = [f"{each.kind} {each.value}".strip() for each in held.gates[-1].remedies] if passes else []
    assert remedies[:1] == ([passes] if passes else [])
    assert held.passed == (verdict == "committed")
    assert books.differences() == ()


def test_a_refusal_is_kept_under_its_key_with_evidence_and_the_policys_version(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    opened(funded=5)
    told = spend("s", a(10, customer="c1", benefit="dedicated_service"))
    assert (told.verdict, told.detail, told.levels) == (GateVerdict.benefit_outside_tier, "legs[0]", ())
    said = told.gates[-1]
    assert said.policy == "g1"
    assert dict(said.evidence) == {
        "benefit": "dedicated_service",
        "tier": "C",
        "since": "2026-04-01",
        "source": "assessed",
    }
    assessed({"c1": "A"}, since=TODAY)
    again = spend("s", a(10, customer="c1", benefit="dedicated_service"))
    assert (again.verdict, again.replayed, again.gates) == (told.verdict, True, told.gates)
    explained = books.explain("s")
    assert explained is not None
    assert explained.answer.gates == told.gates


def test_bad_input_is_refused_before_the_gate_is_asked(stage: Stage) -> None:
    opened()
    leg = replace(a(10, customer="c1", benefit="dedicated_service"), category="nothing planned")
    told = spend("s", leg)
    assert (told.verdict.value, told.gates) == ("no_line", ())


def test_what_passes_with_a_remark_says_so(stage: Stage) -> None:
    opened()
    told = spend("s", a(10, customer="x9", benefit="coupons"), a(10), a(10, customer="a1"))
    assert told.passed
    assert [(said.place, said.verdict, said.evidence) for said in told.gates] == [
        (0, "customer_unknown_warned", (("missing", "tier"),))
    ]


def test_one_refused_leg_refuses_the_request_and_counts_nothing(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    opened()
    refused = spend("s", wake("d1"), a(10, customer="c1", benefit="dedicated_service"))
    assert (refused.verdict, refused.detail) == (GateVerdict.benefit_outside_tier, "legs[1]")
    assert gates.customer("d1", on=TODAY, at=NOW).unanswered == ()


def test_the_fourth_wake_up_is_refused_however_the_first_three_came(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books

    opened()
    woken({"d1": [3]})
    batch = [
        Ask(Request(Act.spend, "s1", (wake(), wake("d2")), "EUR"), None, NOW),
        Ask(Request(Act.reserve, "r1", (wake(),), "EUR"), None, NOW),
        Ask(Request(Act.spend, "s2", (wake(),), "EUR"), None, NOW),
    ]
    told = books.post(batch)
    assert [each.verdict.value for each in told] == ["committed", "committed", "wake_ups_exhausted"]
    assert spend("s3", wake()).verdict is GateVerdict.wake_ups_exhausted
    assert spend("s4", wake("d2"), wake("d2")).passed
    assert spend("s5", wake("d2")).verdict is GateVerdict.wake_ups_exhausted
    in_one = spend("s6", *(wake("d9") for _ in range(4)))
    assert (in_one.verdict, in_one.detail) == (GateVerdict.wake_ups_exhausted, "legs[3]")


def test_a_wake_up_whose_money_comes_back_unused_was_not_sent(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Request, operations as books
    from fenhao.books.gates import operations as gates

    opened()
    woken({"d1": [4, 3]})

    def reserve(key: str) -> int:
        told = books.reserve(
            key=key, legs=[wake()], currency="EUR", by=None, at=NOW, expires_at=later(hours=1)
        )
        assert told.passed, told
        return told.commitments[0]

    first = reserve("r1")
    assert not spend("s1", wake()).passed
    asked = Request(Act.spend, "", (wake(),), "EUR")
    assert books.check(asked, at=NOW).verdict is GateVerdict.wake_ups_exhausted
    assert books.check(asked, at=later(hours=2)).passed, (
        "the hold ran out; that nobody has resolved it yet is no matter"
    )
    assert len(gates.customer("d1", on=TODAY, at=later(hours=2)).unanswered) == 2
    assert books.release(key="x1", commitment=first, by=None, at=NOW).passed
    second = reserve("r2")
    assert books.consume(key="c2", commitment=second, amount_minor=4, by=None, at=NOW).passed
    assert books.release(key="x2", commitment=second, by=None, at=NOW).passed
    assert len(gates.customer("d1", on=TODAY, at=NOW).unanswered) == 3
    gates.record_response(key="answer", customer="d1", on=TODAY - timedelta(days=1), by=None, at=NOW)
    reserve("r3")
    again = books.spend(key="s2", legs=[wake("d2")], currency="EUR", by=None, at=later(hours=2))
    assert again.passed
    assert [each.on for each in gates.customer("d1", on=TODAY, at=NOW).unanswered] == [TODAY]
    assert books.differences() == ()


def test_a_response_ends_the_pause_from_the_next_day_on(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    opened()
    woken({"d1": [9, 5, 2]})
    for _ in range(2):
        assert gates.record_response(key="k", customer="d1", on=TODAY, by=None, at=NOW) == 3
    assert spend("s1", wake()).verdict is GateVerdict.wake_ups_exhausted
    tomorrow = replace(wake(), occurred_on=TODAY + timedelta(days=1))
    assert spend("s2", tomorrow).passed


def test_a_fact_is_never_refused_and_its_wake_up_counts(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    opened()
    woken({"d1": [9, 5, 2]})
    told = books.record_fact(key="b", legs=[wake()], currency="EUR", by=None, at=NOW)
    assert told.passed
    assert dict(spend("s", wake()).gates[-1].evidence)["unanswered"] == "4"


def test_last_months_benefit_is_judged_by_last_months_tier(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books

    opened()
    books.fund(key="f4", legs=[of(1000, month=4)], currency="EUR", by=None, at=NOW)
    yesterday = TODAY - timedelta(days=1)
    assert assessed({"a1": "C", "b1": "B"}, since=yesterday) == 1
    service = a(10, customer="a1", benefit="dedicated_service")
    assert spend("now", service).verdict is GateVerdict.benefit_outside_tier
    assert spend("then", replace(service, occurred_on=date(2026, 4, 20))).passed


def test_a_decided_tier_goes_before_the_assessment_while_it_lasts(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.gates import operations as gates

    opened()
    service = a(10, customer="c1", benefit="dedicated_service")

    def decide(
        key: str, tier: str, since: date, until: date | None, why: str = "the founder's friend"
    ) -> None:
        gates.decide_tier(
            key=key, customer="c1", tier=tier, since=since, until=until, why=why, by=None, at=NOW
        )

    with pytest.raises(Trouble, match="reason_missing"):
        decide("k0", "A", TODAY, None, why=" ")
    with pytest.raises(Trouble, match="days_reversed"):
        decide("k0", "A", TODAY, TODAY)
    for _ in range(2):
        decide("k1", "A", TODAY, TODAY + timedelta(days=7))
    assert spend("s1", service).passed
    assert spend("s2", replace(service, occurred_on=TODAY + timedelta(days=7))).verdict.value == (
        "benefit_outside_tier"
    )
    decide("k2", "", TODAY, None)
    assert spend("s3", service).verdict is GateVerdict.benefit_outside_tier
    assert Record.objects.filter(action="decide_tier").count() == 2


def test_a_policy_is_dated_and_nothing_is_asked_before_the_first(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.gates import operations as gates

    books.fund(key="f", legs=[of(1000)], currency="EUR", by=None, at=NOW)
    assessed({"c1": "C"}, since=date(2026, 4, 1))
    service = a(10, customer="c1", benefit="dedicated_service")
    assert spend("s1", service).passed
    assert gates.set_policy(POLICY, by=None, at=NOW)
    assert not gates.set_policy(POLICY, by=None, at=later(days=1))
    assert not spend("s2", service).passed
    mild = replace(POLICY, version="g2", strictness=tuple((rule, Strictness.warn) for rule in GateRule))
    assert gates.set_policy(mild, by=None, at=later(days=1))
    with pytest.raises(Trouble, match="version_taken"):
        gates.set_policy(POLICY, by=None, at=later(days=2))
    told = books.spend(key="s3", legs=[service], currency="EUR", by=None, at=later(days=1))
    assert told.passed
    assert [(said.verdict, said.policy) for said in told.gates] == [("benefit_outside_tier_warned", "g2")]
    assert gates.policy(at=NOW) == POLICY
