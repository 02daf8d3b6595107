"""The written policy on ineffective spend."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Entitlement:
    """``benefit_type`` may be given to customers of ``tier`` on the day of issue."""

    tier: str
    benefit_type: str


@dataclass(frozen=True, slots=True)
class WastePolicy:
    """Thresholds of the rules.

    ``wake_ups_unanswered_max``: a wake-up after this many earlier ones in a row without response is ineffective.
    ``participation_min``: a campaign whose participants / invited lies below it is ineffective, judged after its end.
    ``entitlements``: the benefits of each tier; a benefit type that no tier names is open to all.
    ``share_target``: ineffective share of total cost, at most.
    ``rules_off``: codes of rules that find nothing.
    """

    version: str
    wake_ups_unanswered_max: int
    participation_min: Fraction
    entitlements: tuple[Entitlement, ...]
    share_target: Fraction
    rules_off: tuple[str, ...] = field(default=(), repr=False)
