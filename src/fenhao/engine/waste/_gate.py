"""The gate: whether a benefit, a contact or an activity may be paid for now, as a pure function."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from fenhao.engine.waste._gate_facts import GateFacts
from fenhao.engine.waste._gate_policy import GatePolicy, GateRule, Strictness

WAKE_UP = "wake_up"
"""The purpose of a contact meant to bring a dormant customer back."""


class GateKind(Enum):
    """What the money is for."""

    benefit = "benefit"
    contact = "contact"
    activity = "activity"


@dataclass(frozen=True, slots=True)
class GateAsk:
    """One amount to be spent on a customer, for a campaign, or both, on a day.

    A cost type that tiers are entitled to is that benefit to the question who may have it, also where no ``benefit_type`` is
    named; what one of it may cost is asked only of a benefit that is named, for an amount of a cost type may be for many.
    """

    on: date
    amount_minor: int
    customer: str = ""
    campaign: str = ""
    benefit_type: str = ""
    channel: str = ""
    purpose: str = ""
    cost_type: str = ""

    @property
    def kind(self) -> GateKind:
        """A benefit names its type, a contact its channel or purpose; all else is an activity."""
        if self.benefit_type:
            return GateKind.benefit
        return GateKind.contact if self.channel or self.purpose else GateKind.activity


class GateVerdict(Enum):
    """Every way an ask can end, in order of precedence: refusals, passed by a person, warnings, passed."""

    campaign_frozen = "campaign_frozen"
    wake_ups_exhausted = "wake_ups_exhausted"
    channel_too_dear = "channel_too_dear"
    benefit_outside_tier = "benefit_outside_tier"
    benefit_above_cap = "benefit_above_cap"
    customer_unknown = "customer_unknown"
    allowed_once = "allowed_once"
    campaign_frozen_warned = "campaign_frozen_warned"
    wake_ups_exhausted_warned = "wake_ups_exhausted_warned"
    channel_too_dear_warned = "channel_too_dear_warned"
    benefit_outside_tier_warned = "benefit_outside_tier_warned"
    benefit_above_cap_warned = "benefit_above_cap_warned"
    customer_unknown_warned = "customer_unknown_warned"
    allowed = "allowed"


class GateRemedy(NamedTuple):
    """One thing that would make a refused ask pass; ``value`` is what it needs: an amount, channels, tiers."""

    kind: str
    value: str


Evidence = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class GateDecision:
    """The verdict, the rule behind it (None when none spoke), what it saw, and what would make the ask pass."""

    verdict: GateVerdict
    rule: GateRule | None
    evidence: Evidence
    remedies: tuple[GateRemedy, ...]

    @property
    def refused(self) -> bool:
        """Whether the money may not be spent."""
        return self.rule is not None and self.verdict.value == self.rule.value


class _Found(NamedTuple):
    """What one rule saw when it spoke."""

    evidence: Evidence
    remedies: tuple[GateRemedy, ...]


def pass_gate(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> GateDecision:
    """Return what the gate says to one ask; change nothing.

    The first rule in order of precedence that blocks decides. Where a person lets it pass once, the next one is
    asked. Where nothing blocks, what was let pass is told before what is only warned of.
    """
    let_pass: GateDecision | None = None
    warned: GateDecision | None = None
    for rule, asked in _RULES.items():
        strictness = policy.how_strict(rule)
        found = None if strictness is Strictness.off else asked(policy, ask, facts)
        if found is None:
            continue
        if strictness is Strictness.warn:
            warned = warned or GateDecision(GateVerdict(f"{rule.value}_warned"), rule, *found)
        elif rule not in facts.allowed:
            remedies = (*found.remedies, GateRemedy("allow_once", rule.value))
            return GateDecision(GateVerdict(rule.value), rule, found.evidence, remedies)
        else:
            evidence = (("rule", rule.value), *found.evidence)
            let_pass = let_pass or GateDecision(GateVerdict.allowed_once, rule, evidence, ())
    return let_pass or warned or GateDecision(GateVerdict.allowed, None, (), ())


def _campaign_frozen(_policy: GatePolicy, _ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when the campaign was frozen at its checkpoint."""
    stand = facts.campaign
    if stand is None or not stand.frozen:
        return None
    evidence = (("participated", str(stand.participated)), ("invited", str(stand.invited)))
    judged = (("judged_on", stand.judged_on.isoformat()),) if stand.judged_on else ()
    return _Found((*evidence, *judged), (GateRemedy("unfreeze", ""),))


def _wake_ups_exhausted(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when as many wake-ups as are allowed brought no answer; the pause ends with a response or an order."""
    if ask.purpose != WAKE_UP or not ask.customer:
        return None
    unanswered = facts.wake_ups.unanswered(ask.on)
    if len(unanswered) < policy.wake_ups_unanswered_max:
        return None
    last = unanswered[-3:]
    evidence = (
        ("unanswered", str(len(unanswered))),
        ("last", ", ".join(each.on.isoformat() for each in last)),
        ("contacts", ", ".join(each.ref for each in last)),
    )
    return _Found(evidence, (GateRemedy("wait_for_answer", ""),))


def _channel_too_dear(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when the customer's tier is contacted through cheap channels alone and this is none of them."""
    if ask.kind is not GateKind.contact or facts.tier is None or not ask.channel:
        return None
    if ask.purpose and ask.purpose not in policy.channel_purposes:
        return None
    cheap = next((each.channels for each in policy.cheap_channels if each.tier == facts.tier.tier), None)
    if cheap is None or ask.channel in cheap:
        return None
    evidence = (("channel", ask.channel), *_tier_seen(facts))
    return _Found(evidence, (GateRemedy("use_channel", ", ".join(cheap)),) if cheap else ())


def _benefit_outside_tier(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when some tier is entitled to the benefit and this customer's is not."""
    benefit = ask.benefit_type or ask.cost_type
    if not benefit or facts.tier is None:
        return None
    tiers = [each.tier for each in policy.entitlements if each.benefit_type == benefit]
    if not tiers or facts.tier.tier in tiers:
        return None
    evidence = (("benefit", benefit), *_tier_seen(facts))
    return _Found(evidence, (GateRemedy("entitled_tiers", ", ".join(tiers)),))


def _benefit_above_cap(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when one benefit costs more than its tier's share of the average spend per order; exactly that passes."""
    if not ask.benefit_type or facts.tier is None or facts.spend is None or facts.spend.orders <= 0:
        return None
    share = next((each.share for each in policy.benefit_caps if each.tier == facts.tier.tier), None)
    if share is None:
        return None
    spend, orders, as_of = facts.spend
    most_minor = max(0, spend * share.numerator // (orders * share.denominator))
    if ask.amount_minor <= most_minor:
        return None
    evidence = (
        ("cost_minor", str(ask.amount_minor)),
        ("most_minor", str(most_minor)),
        ("share", str(share)),
        ("spend_minor", str(spend)),
        ("orders", str(orders)),
        ("as_of", as_of.isoformat()),
        *_tier_seen(facts),
    )
    return _Found(evidence, (GateRemedy("ask_at_most", str(most_minor)),) if most_minor else ())


def _customer_unknown(policy: GatePolicy, ask: GateAsk, facts: GateFacts) -> _Found | None:
    """Speak when a customer has no tier in force, or one with a cap and no order to take the average of."""
    if not ask.customer or ask.kind is GateKind.activity:
        return None
    if facts.tier is None:
        return _Found((("missing", "tier"),), (GateRemedy("publish", ""),))
    tier = facts.tier.tier
    capped = bool(ask.benefit_type) and any(each.tier == tier for each in policy.benefit_caps)
    if capped and (facts.spend is None or facts.spend.orders <= 0):
        return _Found((("missing", "average_spend"), *_tier_seen(facts)), (GateRemedy("publish", ""),))
    return None


def _tier_seen(facts: GateFacts) -> Evidence:
    """Return the tier in force as evidence: also since when, so that nobody confuses it with today's."""
    assert facts.tier is not None, "only a rule that looked at the tier shows it"
    tier, since, source = facts.tier
    return (("tier", tier), ("since", since.isoformat()), ("source", source))


_RULES: dict[GateRule, Callable[[GatePolicy, GateAsk, GateFacts], _Found | None]] = {
    GateRule.campaign_frozen: _campaign_frozen,
    GateRule.wake_ups_exhausted: _wake_ups_exhausted,
    GateRule.channel_too_dear: _channel_too_dear,
    GateRule.benefit_outside_tier: _benefit_outside_tier,
    GateRule.benefit_above_cap: _benefit_above_cap,
    GateRule.customer_unknown: _customer_unknown,
}
assert list(_RULES) == list(GateRule), "every rule is asked, in order of precedence"
