"""Short words for tests of the gate: a policy, customers of every tier, what was published about them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from fenhao.books.budgets import Answer, Leg
from fenhao.engine.waste import (
    BenefitCap,
    CheapChannels,
    Entitlement,
    GatePolicy,
    GateRule,
    Strictness,
    WakeUp,
    WakeUps,
)
from tests.books.stage import NOW, of

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


def published(*campaigns: tuple[str, date, date, int, int], until: date = TODAY) -> int:
    from fenhao.books.database import write
    from fenhao.books.gates._campaigns import CampaignRow, publish_campaigns

    told = [CampaignRow(*each) for each in campaigns]
    return write(lambda session: publish_campaigns(session, told, as_of=until))
