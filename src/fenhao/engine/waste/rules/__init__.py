"""Rules of ineffective spend, one file each. The registry: one line a rule, in order of precedence."""

from fenhao.engine.waste._rule import Rule
from fenhao.engine.waste.rules.benefit_outside_tier import BENEFIT_OUTSIDE_TIER
from fenhao.engine.waste.rules.low_participation import LOW_PARTICIPATION
from fenhao.engine.waste.rules.unanswered_wake_up import UNANSWERED_WAKE_UP

RULES: tuple[Rule, ...] = (
    UNANSWERED_WAKE_UP,
    LOW_PARTICIPATION,
    BENEFIT_OUTSIDE_TIER,
)

__all__ = ["RULES"]
