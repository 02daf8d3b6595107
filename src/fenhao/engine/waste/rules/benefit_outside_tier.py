"""Rule ``benefit_outside_tier``: a benefit that the customer's tier is not entitled to.

Looked at are benefit types that the entitlements name for any tier, and customers whose tier on the day of issue is
known; a benefit that cost nothing is no spend.
"""

from fenhao.engine.relation import model
from fenhao.engine.waste._rule import FOUND, FOUND_KEY, Rule

BENEFIT_OUTSIDE_TIER = Rule(
    code="benefit_outside_tier",
    name_zh="权益超出客户分层",
    name_en="Benefit outside the tier",
    says_zh="发放给客户的权益不在其当日分层的权益清单内（例如基础客户享受核心权益）。未列入任何分层的权益不限。",
    says_en="A benefit that the customer's tier on the day of issue is not entitled to; a benefit type that no tier "
    "names is open to all.",
    relation=model(
        package="fenhao.engine.waste",
        name="found_benefit_outside_tier",
        note="Benefits of the period given outside the entitlements. evidence: benefit=<type> tier=<tier>.",
        key=FOUND_KEY,
        columns=FOUND,
        reads=("ledger", "entitlements"),
    ),
)
