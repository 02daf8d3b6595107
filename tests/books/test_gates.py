"""The gate on real books, case by case, on both databases: who is refused before money is looked at, and what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fenhao.books.budgets import Answer, Leg
from fenhao.engine.waste import (
    BenefitCap,
    CheapChannels,
    Entitlement,
    GatePolicy,
    GateRule,
    GateVerdict,
    Strictness,
    WakeUp,
    WakeUps,
)
from fenhao.kernel import Trouble
from tests.books.stage import NOW, Stage, later, of
from tests.tables import rows

TODAY = NOW.date()
POLICY = GatePolicy(
    version="g1",
    wake_ups_unanswered_max=3,
    participation_min=Fraction(1, 10),
    entitlements=(Entitlement("A", "dedicated_service"),),
    benefit_caps=(BenefitCap("B", Fraction(1, 10)),),
    cheap_channels=(CheapChannels("D", ("sms", "wecom")),),
    channel_purposes=("wake_up", "marketing"),
    checkpoint_at=Fraction(1, 2),
    strictness=tuple(
        (rule, Strictness.warn if rule is GateRule.customer_unknown else Strictness.block)
        for rule in GateRule
    ),
)


def a(
    minor: int = 10,
    *,
    customer: str = "",
    campaign: str = "",
    benefit: str = "",
    channel: str = "",
    purpose: str = "",
    on: date = TODAY,
) -> Leg:
    """Return a leg on the line of A's coupons in May, whoever it is for."""
    leg = of(minor, customer=customer, campaign=campaign)
    return replace(leg, occurred_on=on, benefit_type=benefit, channel=channel, purpose=purpose)


def wake(customer: str = "d1", channel: str = "sms") -> Leg:
    """Return a wake-up of today."""
    return a(customer=customer, channel=channel, purpose="wake_up")


def spend(key: str, *legs: Leg) -> Answer:
    from fenhao.books.budgets import operations as books

    return books.spend(key=key, legs=legs, currency="EUR", by=None, at=NOW)


def opened(*, policy: GatePolicy = POLICY, funded: int = 1_000_000) -> None:
    """Fund a line, put the policy in force, and publish a customer of each tier."""
    from fenhao.books.budgets import operations as books
    from fenhao.books.gates import operations as gates

    books.fund(key="f", legs=[of(funded)], currency="EUR", by=None, at=NOW)
    gates.set_policy(policy, by=None, at=NOW, why="the year's policy")
    assessed({"a1": "A", "b1": "B", "c1": "C", "d1": "D"}, since=date(2026, 4, 1))


def assessed(tiers: dict[str, str], *, since: date) -> int:
    from fenhao.books.gates._publish import publish_tiers

    return publish_tiers([list(tiers.items())], batch=f"tiers-{since}", since=since, at=NOW)


def ordered(*customers: tuple[str, int, int, date | None]) -> int:
    from fenhao.books.gates._publish import OrdersRow, publish_orders

    return publish_orders([[OrdersRow(*each) for each in customers]], as_of=date(2026, 5, 14))


def woken(sent: Mapping[str, Sequence[int]], *, until: date = date(2026, 5, 14)) -> int:
    """Publish wake-ups sent so many days ago."""
    from fenhao.books.gates._publish import publish_wake_ups

    told = [
        (name, WakeUps(tuple(WakeUp(TODAY - timedelta(days=each), f"k{each}") for each in days)))
        for name, days in sent.items()
    ]
    return publish_wake_ups([told], as_of=until)


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
    assert gates.customer("d1", on=TODAY).unanswered == ()


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
    from fenhao.books.budgets import operations as books
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
    assert books.release(key="x1", commitment=first, by=None, at=NOW).passed
    second = reserve("r2")
    assert books.consume(key="c2", commitment=second, amount_minor=4, by=None, at=NOW).passed
    assert books.release(key="x2", commitment=second, by=None, at=NOW).passed
    assert len(gates.customer("d1", on=TODAY).unanswered) == 3
    gates.record_response(key="answer", customer="d1", on=TODAY - timedelta(days=1), by=None, at=NOW)
    reserve("r3")
    again = books.spend(key="s2", legs=[wake("d2")], currency="EUR", by=None, at=later(hours=2))
    assert again.passed
    assert [each.on for each in gates.customer("d1", on=TODAY).unanswered] == [TODAY]
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


def published(*campaigns: tuple[str, date, date, int, int], until: date = TODAY) -> int:
    from fenhao.books.database import write
    from fenhao.books.gates._campaigns import CampaignRow, publish_campaigns

    told = [CampaignRow(*each) for each in campaigns]
    return write(lambda session: publish_campaigns(session, told, as_of=until))


# Today is 15 May; a campaign of ten days from 11 May is due today, at the end of its fifth day.
CHECKPOINTS = """
# first day | last day | taken part | -> at the checkpoint | freed
05-11       | 05-20    | 9 of 100   | frozen               | 70
05-11       | 05-20    | 10 of 100  | kept                 | 0
05-11       | 05-20    | 0 of 0     | kept                 | 0
05-12       | 05-21    | 0 of 100   | not due              | 0
04-01       | 04-30    | 0 of 100   | frozen               | 70
"""


@pytest.mark.parametrize(("begins", "ends", "part", "verdict", "freed"), rows(CHECKPOINTS))
def test_the_checkpoint_freezes_the_rest_and_frees_what_it_held(
    stage: Stage, begins: str, ends: str, part: str, verdict: str, freed: str
) -> None:
    from fenhao.books.budgets import operations as books

    opened(funded=100)
    joined, invited = (int(each) for each in part.split(" of "))
    days = [date.fromisoformat(f"2026-{each}") for each in (begins, ends)]
    published(("spring", days[0], days[1], invited, joined))
    legs = [a(50, campaign="spring"), a(30, campaign="spring")]
    held = books.reserve(key="r", legs=legs, currency="EUR", by=None, at=NOW)
    books.consume(key="c", commitment=held.commitments[0], amount_minor=10, by=None, at=NOW)
    assert not spend("full", a(21)).passed
    told = books.judge_checkpoints(as_of=TODAY, by=None, at=NOW)
    assert [each.verdict.value for each in told] == ([] if verdict == "not due" else [verdict])
    assert sum(each.amount_minor for answer in told for each in answer.freed) == int(freed)
    assert books.judge_checkpoints(as_of=TODAY, by=None, at=NOW) == ()
    frozen = verdict == "frozen"
    assert (spend("more", a(10, campaign="spring")).verdict is GateVerdict.campaign_frozen) == frozen
    assert spend("freed", a(61)).passed == frozen
    assert books.differences() == ()


def test_what_was_freed_is_told_by_line_and_a_person_lets_the_campaign_go_on(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.budgets import operations as books

    opened(funded=100)
    books.fund(key="f2", legs=[of(50, tier="B")], currency="EUR", by=None, at=NOW)
    legs = [a(20, campaign="spring"), replace(a(30, campaign="spring"), tier="B"), a(5)]
    held = books.reserve(key="r", legs=legs, currency="EUR", by=None, at=NOW)
    with pytest.raises(Trouble, match="reason_missing"):
        books.freeze_campaign("spring", key="z", why="", by=None, at=NOW)
    told = books.freeze_campaign("spring", key="z", why="the agency is gone", by=None, at=NOW)
    assert [(each.line.tier, each.reservations, each.amount_minor) for each in told.freed] == [
        ("A", 1, 20),
        ("B", 1, 30),
    ]
    again = books.freeze_campaign("spring", key="z", why="the agency is gone", by=None, at=NOW)
    assert (again.replayed, again.freed) == (True, told.freed)
    other = books.freeze_campaign("spring", key="y", why="again", by=None, at=NOW)
    assert other.verdict is books.FreezeVerdict.frozen_already
    gone = books.consume(key="c", commitment=held.commitments[0], amount_minor=1, by=None, at=NOW)
    assert gone.verdict.value == "already_released"
    kept = books.consume(key="c2", commitment=held.commitments[2], amount_minor=5, by=None, at=NOW)
    assert kept.passed
    assert not spend("s1", a(10, campaign="spring")).passed
    thawed = books.thaw_campaign("spring", key="t", why="another agency", by=None, at=NOW)
    assert thawed.verdict is books.FreezeVerdict.thawed
    assert spend("s2", a(10, campaign="spring")).passed
    acts = list(Record.objects.filter(subject="campaign/spring").values_list("action", "why"))
    assert acts == [("freeze_campaign", "the agency is gone"), ("thaw_campaign", "another agency")]
    assert books.differences() == ()


def test_an_appeal_is_answered_by_another_person_and_used_once(stage: Stage) -> None:
    from fenhao.books.audit.models import Record
    from fenhao.books.gates import operations as gates
    from fenhao.books.gates.models import Pass
    from tests.books.cast import Cast

    opened()
    cast = Cast.hired()
    woken({"d1": [9, 5, 2]})

    def appealed(key: str, by: int | None) -> int:
        asked = gates.appeal(
            key=key,
            rule=GateRule.wake_ups_exhausted,
            customer="d1",
            campaign="",
            why="she wrote on paper",
            until=later(days=2),
            by=by,
            at=NOW,
        )
        return asked.id

    def answered(number: int, key: str, by: int | None, *, allow: bool = True) -> str:
        told = gates.answer_appeal(number, key=key, allow=allow, why="fair", by=by, at=NOW)
        return told.value

    with pytest.raises(Trouble, match="not_allowed"):
        appealed("q0", cast.auditor)
    first = appealed("q1", cast.finance)
    assert appealed("q1", cast.finance) == first
    assert answered(first, "n1", cast.finance) == "own_request"
    with pytest.raises(Trouble, match="not_allowed"):
        answered(first, "n1", cast.service)
    assert not spend("s1", wake()).passed
    assert answered(first, "n1", cast.boss) == "allowed"
    assert answered(first, "n1", cast.boss) == "allowed"
    assert answered(first, "n2", cast.boss) == "already_answered"
    assert answered(first + 9, "n3", cast.boss) == "unknown"
    no = appealed("q2", cast.service)
    assert answered(no, "n4", cast.boss, allow=False) == "refused"
    dear = spend("s2", wake(channel="phone"))
    assert dear.verdict is GateVerdict.channel_too_dear
    told = spend("s3", wake())
    assert told.passed
    assert [(said.verdict, said.evidence[0]) for said in told.gates] == [
        ("allowed_once", ("rule", "wake_ups_exhausted"))
    ]
    assert Pass.objects.get(pk=first).used_key == "s3"
    assert spend("s4", wake()).verdict is GateVerdict.wake_ups_exhausted
    assert spend("s5", wake("d2")).passed
    assert Record.objects.filter(action__in=("appeal", "answer_appeal")).count() == 4


def test_one_appeal_lets_one_of_a_batch_pass(stage: Stage) -> None:
    from fenhao.books.budgets import Act, Ask, Request, operations as books
    from fenhao.books.gates import operations as gates

    opened()
    books.freeze_campaign("spring", key="z", why="stop", by=None, at=NOW)
    asked = gates.appeal(
        key="q", rule=GateRule.campaign_frozen, customer="", campaign="spring", why="a promise",
        until=later(days=1), by=None, at=NOW,
    )  # fmt: skip
    gates.answer_appeal(asked.id, key="n", allow=True, why="kept", by=None, at=NOW)
    batch = [
        Ask(Request(Act.spend, f"s{at}", (a(1, campaign="spring"),), "EUR"), None, NOW) for at in range(3)
    ]
    assert [each.passed for each in books.post(batch)] == [True, False, False]
    two = spend("two", a(1, campaign="spring"), a(1, campaign="spring"))
    assert two.verdict is GateVerdict.campaign_frozen


def test_an_appeal_that_is_over_lets_nothing_pass(stage: Stage) -> None:
    from fenhao.books.budgets import operations as books
    from fenhao.books.gates import operations as gates

    opened()
    ordered(("b1", 40_000, 4, None))
    asked = gates.appeal(
        key="q", rule=GateRule.benefit_above_cap, customer="b1", campaign="", why="a wedding",
        until=later(hours=1), by=None, at=NOW,
    )  # fmt: skip
    gates.answer_appeal(asked.id, key="n", allow=True, why="once", by=None, at=NOW)
    legs = [a(1001, customer="b1", benefit="coupons")]
    late = books.spend(key="s1", legs=legs, currency="EUR", by=None, at=later(hours=1))
    assert late.verdict is GateVerdict.benefit_above_cap
    assert books.spend(key="s2", legs=legs, currency="EUR", by=None, at=NOW).passed


def test_publishing_again_changes_nothing_and_a_change_is_carried_over_alone(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    tiers = {f"c{each}": "ABCD"[each % 4] for each in range(50)}
    assert assessed(tiers, since=date(2026, 1, 1)) == 50
    assert assessed(tiers, since=date(2026, 4, 1)) == 0
    assert assessed({**tiers, "c7": "A"}, since=date(2026, 5, 1)) == 1
    assert [row.tier for row in gates.customer("c7", on=TODAY).history] == ["D", "A"]
    told = [(name, 100, 1, date(2026, 5, 1)) for name in tiers]
    assert [ordered(*told), ordered(*told), ordered(*told[1:], ("c0", 200, 2, TODAY))] == [50, 0, 1]
    sent = {name: [9, 5] for name in tiers}
    assert [woken(sent), woken(sent), woken({**sent, "c1": [5]})] == [50, 0, 1]
    days = (date(2026, 5, 1), date(2026, 5, 9))
    spring = ("spring", *days, 10, 1)
    assert [published(spring), published(spring), published(("spring", *days, 10, 2))] == [1, 0, 1]


def test_what_the_books_sent_after_the_last_day_published_stays(stage: Stage) -> None:
    from fenhao.books.gates import operations as gates

    opened()
    woken({"d1": [9, 5]})
    assert spend("s", wake("d1"), wake("d2")).passed
    gates.record_response(key="k", customer="d3", on=TODAY, by=None, at=NOW)
    woken({"d1": [5]})
    woken({})

    def sent(name: str) -> list[date]:
        return [each.on for each in gates.customer(name, on=TODAY).unanswered]

    assert [sent("d1"), sent("d2"), sent("d3")] == [[TODAY], [TODAY], []]
    woken({"d1": [9, 5, 0]}, until=TODAY)
    assert sent("d1") == [TODAY - timedelta(days=9), TODAY - timedelta(days=5), TODAY]
    assert sent("d2") == []
