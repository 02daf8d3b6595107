"""What the gate says, as a table a controller can read: every rule, every tier, every edge."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fenhao.engine.waste import (
    BenefitCap,
    CampaignStand,
    CheapChannels,
    Entitlement,
    GateAsk,
    GateFacts,
    GatePolicy,
    GateRule,
    GateVerdict,
    Spend,
    Strictness,
    TierRow,
    WakeUp,
    WakeUps,
    checkpoint_on,
    participates_too_little,
    pass_gate,
    tier_on,
)
from tests.tables import rows

TODAY = date(2026, 5, 15)
POLICY = GatePolicy(
    version="g1",
    wake_ups_unanswered_max=3,
    participation_min=Fraction(1, 10),
    entitlements=(
        Entitlement("A", "dedicated_service"),
        Entitlement("A", "seminars"),
        Entitlement("B", "seminars"),
    ),
    benefit_caps=(BenefitCap("B", Fraction(1, 10)),),
    cheap_channels=(CheapChannels("D", ("sms", "wecom")),),
    channel_purposes=("wake_up", "marketing", "care"),
    checkpoint_at=Fraction(1, 2),
    strictness=tuple((rule, Strictness.block) for rule in GateRule),
)

# A customer's orders are "spend / orders"; wake-ups are days before today, "!" the day of an answer; a campaign is
# "participants of invited, thawed or frozen". "-" is nothing known.
ASKED = """
# tier | asked for                     | orders      | wake-ups       | campaign      | -> verdict           | passes with
# -- benefits: the tier's own, others', nobody's
A      | seminars 5000                 | -           |                | -             | allowed              |
A      | dedicated_service 99999       | -           |                | -             | allowed              |
B      | seminars 1000                 | 40000 / 4   |                | -             | allowed              |
B      | dedicated_service 1           | 40000 / 4   |                | -             | benefit_outside_tier | entitled_tiers A
C      | seminars 1                    | 40000 / 4   |                | -             | benefit_outside_tier | entitled_tiers A, B
D      | dedicated_service 1           | -           |                | -             | benefit_outside_tier | entitled_tiers A
C      | coupons 1                     | -           |                | -             | allowed              |
D      | coupons 90000                 | -           |                | -             | allowed              |
# -- a cost type that tiers are entitled to is for them alone; the cap is that of one benefit, an amount may be for many
D      | =dedicated_service 1          | -           |                | -             | benefit_outside_tier | entitled_tiers A
A      | =dedicated_service 99999      | -           |                | -             | allowed              |
B      | =seminars 1001                | 40000 / 4   |                | -             | allowed              |
-      | =seminars 1                   | -           |                | -             | allowed              |
D      | =team_pay 90000               | -           |                | -             | allowed              |
-      | =team_pay 1                   | -           |                | -             | allowed              |
# -- the cap of B: exactly 10 % of the average passes, one cent more does not; no other tier has one
B      | coupons 1000                  | 40000 / 4   |                | -             | allowed              |
B      | coupons 1001                  | 40000 / 4   |                | -             | benefit_above_cap    | ask_at_most 1000
B      | coupons 333                   | 10000 / 3   |                | -             | allowed              |
B      | coupons 334                   | 10000 / 3   |                | -             | benefit_above_cap    | ask_at_most 333
B      | coupons 1                     | 9 / 1       |                | -             | benefit_above_cap    |
B      | coupons 1                     | -500 / 1    |                | -             | benefit_above_cap    |
A      | coupons 1001                  | 40000 / 4   |                | -             | allowed              |
C      | coupons 1001                  | 40000 / 4   |                | -             | allowed              |
D      | coupons 1001                  | 40000 / 4   |                | -             | allowed              |
B      | coupons 1                     | 0 / 0       |                | -             | customer_unknown     | publish
B      | coupons 1                     | -           |                | -             | customer_unknown     | publish
B      | dedicated_service 1           | -           |                | -             | benefit_outside_tier | entitled_tiers A
# -- channels: dear ones are closed for D, and only where the company calls
D      | sms/wake_up 10                | -           |                | -             | allowed              |
D      | wecom/marketing 10            | -           |                | -             | allowed              |
D      | phone/wake_up 10              | -           |                | -             | channel_too_dear     | use_channel sms, wecom
D      | phone/ 10                     | -           |                | -             | channel_too_dear     | use_channel sms, wecom
D      | phone/service 10              | -           |                | -             | allowed              |
D      | /wake_up 10                   | -           |                | -             | allowed              |
C      | phone/wake_up 10              | -           |                | -             | allowed              |
B      | phone/wake_up 10              | -           |                | -             | allowed              |
A      | phone/marketing 10            | -           |                | -             | allowed              |
# -- wake-ups: the third may still be sent, the fourth not, in any tier; an answer counts from the next day on
D      | sms/wake_up 10                | -           | 9 5            | -             | allowed              |
D      | sms/wake_up 10                | -           | 9 5 2          | -             | wake_ups_exhausted   | wait_for_answer
D      | sms/wake_up 10                | -           | 9 5 0          | -             | wake_ups_exhausted   | wait_for_answer
A      | sms/wake_up 10                | -           | 9 5 2          | -             | wake_ups_exhausted   | wait_for_answer
-      | sms/wake_up 10                | -           | 9 5 2          | -             | wake_ups_exhausted   | wait_for_answer
D      | sms/marketing 10              | -           | 9 5 2          | -             | allowed              |
D      | sms/wake_up 10                | -           | 9 5 2 1!       | -             | allowed              |
D      | sms/wake_up 10                | -           | 9 5 2 2!       | -             | allowed              |
D      | sms/wake_up 10                | -           | 9 5 2 0!       | -             | wake_ups_exhausted   | wait_for_answer
D      | sms/wake_up 10                | -           | 9 5 4! 3 2     | -             | allowed              |
D      | sms/wake_up 10                | -           | 9! 9 5 4 2     | -             | wake_ups_exhausted   | wait_for_answer
D      | sms/wake_up 10                | -           | 9! 8 5 2       | -             | wake_ups_exhausted   | wait_for_answer
# -- campaigns: what the checkpoint froze stays frozen for everybody, whatever is asked for
A      | activity 10                   | -           |                | 10 of 99      | allowed              |
A      | activity 10                   | -           |                | 9 of 99 frozen | campaign_frozen     | unfreeze
D      | phone/wake_up 10              | -           | 9 5 2          | 9 of 99 frozen | campaign_frozen     | unfreeze
B      | coupons 9999                  | 100 / 1     |                | 9 of 99       | benefit_above_cap    | ask_at_most 10
# -- precedence among the rest
D      | phone/wake_up 10              | -           | 9 5 2          | -             | wake_ups_exhausted   | wait_for_answer
B      | dedicated_service 9999        | 40000 / 4   |                | -             | benefit_outside_tier | entitled_tiers A
# -- nothing known of the customer
-      | seminars 1                    | -           |                | -             | customer_unknown     | publish
-      | sms/wake_up 10                | -           |                | -             | customer_unknown     | publish
-      | activity 10                   | -           |                | -             | allowed              |
"""


def asked(told: str) -> GateAsk:
    what, amount = told.rsplit(" ", 1)
    ask = GateAsk(on=TODAY, amount_minor=int(amount), customer="c1", campaign="spring")
    if what.startswith("="):
        return replace(ask, cost_type=what[1:])
    if "/" in what:
        channel, purpose = what.split("/")
        return replace(ask, channel=channel, purpose=purpose)
    return ask if what == "activity" else replace(ask, benefit_type=what)


def wake_ups(told: str) -> WakeUps:
    history = WakeUps()
    for cell in told.split():
        on = TODAY - timedelta(days=int(cell.rstrip("!")))
        history = history.with_answer(on) if "!" in cell else history.with_sent(WakeUp(on, f"k{cell}"))
    return history


def facts(tier: str, orders: str, sent: str, campaign: str) -> GateFacts:
    spend = [int(cell) for cell in orders.split(" / ")] if orders != "-" else []
    stand = campaign.split()
    return GateFacts(
        tier=tier_on([TierRow(tier, date(2026, 4, 1), None, "assessed")], TODAY) if tier != "-" else None,
        spend=Spend(spend[0], spend[1], date(2026, 5, 14)) if spend else None,
        wake_ups=wake_ups(sent),
        campaign=CampaignStand(int(stand[2]), int(stand[0]), TODAY, frozen=stand[-1] == "frozen")
        if campaign != "-"
        else None,
    )


@pytest.mark.parametrize(("tier", "what", "orders", "sent", "campaign", "verdict", "passes"), rows(ASKED))
def test_the_gate_answers_as_the_policy_is_written(
    tier: str, what: str, orders: str, sent: str, campaign: str, verdict: str, passes: str
) -> None:
    told = pass_gate(POLICY, asked(what), facts(tier, orders, sent, campaign))
    assert told.verdict.value == verdict.removeprefix("-> ")
    first = [f"{each.kind} {each.value}".strip() for each in told.remedies if each.kind != "allow_once"]
    assert first == ([passes] if passes else [])
    assert told.refused == (told.verdict is not GateVerdict.allowed)


@pytest.mark.parametrize(("tier", "what", "orders", "sent", "campaign", "verdict", "passes"), rows(ASKED))
def test_a_rule_that_only_warns_lets_pass_and_one_that_is_off_says_nothing(
    tier: str, what: str, orders: str, sent: str, campaign: str, verdict: str, passes: str
) -> None:
    refused = GateVerdict(verdict)
    known = facts(tier, orders, sent, campaign)
    warning = replace(POLICY, strictness=tuple((rule, Strictness.warn) for rule in GateRule))
    silent = replace(POLICY, strictness=tuple((rule, Strictness.off) for rule in GateRule))
    warned = pass_gate(warning, asked(what), known)
    expected = "allowed" if refused is GateVerdict.allowed else f"{refused.value}_warned"
    assert (warned.verdict.value, warned.refused) == (expected, False)
    assert pass_gate(silent, asked(what), known).verdict is GateVerdict.allowed
    assert bool(passes) <= (refused is not GateVerdict.allowed)


def test_what_a_person_lets_pass_once_meets_the_next_rule() -> None:
    known = facts("D", "-", "9 5 2", "9 of 99 frozen")
    ask = asked("phone/wake_up 10")
    met = []
    while (told := pass_gate(POLICY, ask, known)).refused:
        assert told.rule is not None
        met.append(told.rule)
        known = replace(known, allowed=known.allowed | {told.rule})
    assert met == [GateRule.campaign_frozen, GateRule.wake_ups_exhausted, GateRule.channel_too_dear]
    assert told.verdict is GateVerdict.allowed_once
    assert told.evidence[0] == ("rule", "campaign_frozen")


def test_a_refusal_shows_what_it_saw() -> None:
    told = pass_gate(POLICY, asked("sms/wake_up 10"), facts("D", "-", "20 9 5 2", "-"))
    assert told.evidence == (
        ("unanswered", "4"),
        ("last", "2026-05-06, 2026-05-10, 2026-05-13"),
        ("contacts", "k9, k5, k2"),
    )
    told = pass_gate(POLICY, asked("coupons 1001"), facts("B", "40000 / 4", "", "-"))
    assert dict(told.evidence) == {
        "cost_minor": "1001",
        "most_minor": "1000",
        "share": "1/10",
        "spend_minor": "40000",
        "orders": "4",
        "as_of": "2026-05-14",
        "tier": "B",
        "since": "2026-04-01",
        "source": "assessed",
    }


HISTORY = """
# written one after another                                     | on    | -> tier | since | source
                                                                | 05-15 |         |       |
A assessed 04-01                                                | 03-31 |         |       |
A assessed 04-01                                                | 04-01 | A       | 04-01 | assessed
A assessed 04-01, C assessed 05-14                              | 05-13 | A       | 04-01 | assessed
A assessed 04-01, C assessed 05-14                              | 05-14 | C       | 05-14 | assessed
C assessed 05-14, A assessed 04-01                              | 05-15 | C       | 05-14 | assessed
A assessed 04-01, B assessed 04-01                              | 05-15 | B       | 04-01 | assessed
C assessed 04-01, A decided 05-01                               | 04-30 | C       | 04-01 | assessed
C assessed 04-01, A decided 05-01                               | 05-15 | A       | 05-01 | decided
C assessed 04-01, A decided 05-01, D assessed 05-10             | 05-15 | A       | 05-01 | decided
C assessed 04-01, A decided 05-01 05-15                         | 05-14 | A       | 05-01 | decided
C assessed 04-01, A decided 05-01 05-15                         | 05-15 | C       | 04-01 | assessed
C assessed 04-01, A decided 05-01, none decided 05-10           | 05-09 | A       | 05-01 | decided
C assessed 04-01, A decided 05-01, none decided 05-10           | 05-10 | C       | 04-01 | assessed
C assessed 04-01, A decided 05-01, B decided 05-01              | 05-15 | B       | 05-01 | decided
"""


@pytest.mark.parametrize(("written", "on", "tier", "since", "source"), rows(HISTORY))
def test_the_tier_that_counts_is_the_one_in_force_on_the_day(
    written: str, on: str, tier: str, since: str, source: str
) -> None:
    def day(text: str) -> date:
        return date.fromisoformat(f"2026-{text}")

    history = []
    for line in filter(None, written.split(", ")):
        name, origin, begin, *end = line.split()
        row = TierRow(name.replace("none", ""), day(begin), day(end[0]) if end else None, origin)
        history.append(row)
    found = tier_on(history, day(on))
    assert (found.tier, found.since, found.source) == (tier, day(since), source) if found else not tier


CHECKPOINTS = """
# begins | ends  | at    | -> judged at the end of
05-01    | 05-10 | 50%   | 05-05
05-01    | 05-09 | 50%   | 05-05
05-01    | 05-01 | 50%   | 05-01
05-01    | 05-10 | 0%    | 05-01
05-01    | 05-10 | 100%  | 05-10
05-01    | 05-10 | 91%   | 05-10
"""


@pytest.mark.parametrize(("begins", "ends", "share", "judged"), rows(CHECKPOINTS))
def test_a_campaign_is_judged_on_the_first_day_by_which_its_share_is_over(
    begins: str, ends: str, share: str, judged: str
) -> None:
    found = checkpoint_on(
        starts_on=date.fromisoformat(f"2026-{begins}"),
        ends_on=date.fromisoformat(f"2026-{ends}"),
        at=Fraction(int(share.rstrip("%")), 100),
    )
    assert found == date.fromisoformat(f"2026-{judged}")


PARTICIPATION = """
# participated | invited | -> too little
10             | 100     | no
9              | 100     | yes
10             | 101     | yes
1              | 10      | no
0              | 1       | yes
0              | 0       | no
"""


@pytest.mark.parametrize(("participated", "invited", "little"), rows(PARTICIPATION))
def test_exactly_the_least_participation_is_enough(participated: str, invited: str, little: str) -> None:
    found = participates_too_little(
        invited=int(invited), participated=int(participated), least=POLICY.participation_min
    )
    assert found == (little == "yes")
