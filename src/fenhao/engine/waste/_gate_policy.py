"""The written policy of the gate: what is asked of a benefit, a contact or an activity before money is spent on it."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from fenhao.engine.waste._policy import Entitlement


class GateRule(Enum):
    """What the gate asks, in order of precedence; the names are those of the refusals."""

    campaign_frozen = "campaign_frozen"
    wake_ups_exhausted = "wake_ups_exhausted"
    channel_too_dear = "channel_too_dear"
    benefit_outside_tier = "benefit_outside_tier"
    benefit_above_cap = "benefit_above_cap"
    customer_unknown = "customer_unknown"  # what a rule needs to know of the customer is not in the books


class Strictness(Enum):
    """What a rule does when it speaks."""

    block = "block"
    warn = "warn"  # let it pass, and say so
    off = "off"  # the rule is not asked


@dataclass(frozen=True, slots=True)
class BenefitCap:
    """One benefit to a customer of ``tier`` costs at most ``share`` of the customer's average spend per order."""

    tier: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class CheapChannels:
    """Customers of ``tier`` are contacted through these channels alone."""

    tier: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """One version of what the gate asks. Entitlements, pause and participation are those of the weekly rules.

    ``channel_purposes``: the purposes of contacts that must be cheap; a contact without a purpose is one of them,
    a service call is not. ``checkpoint_at``: the share of a campaign's days after which its participation is judged.
    ``strictness`` names every rule once.
    """

    version: str
    wake_ups_unanswered_max: int
    participation_min: Fraction
    entitlements: tuple[Entitlement, ...]
    benefit_caps: tuple[BenefitCap, ...]
    cheap_channels: tuple[CheapChannels, ...]
    channel_purposes: tuple[str, ...]
    checkpoint_at: Fraction
    strictness: tuple[tuple[GateRule, Strictness], ...]

    def how_strict(self, rule: GateRule) -> Strictness:
        """Return what a rule does when it speaks."""
        return next(strictness for each, strictness in self.strictness if each is rule)
