"""Who moved between two assessments: the matrix from x to, what each tier kept, and the value that moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.value._policy import TIERS


@dataclass(frozen=True, slots=True)
class TierFlow:
    """Customers with one tier before and one after ('' for none), and their value at either assessment."""

    tier_then: str
    tier_now: str
    customers: int
    value_then_minor: int
    value_now_minor: int


@dataclass(frozen=True, slots=True)
class Movement:
    """All flows between two assessments; every customer of either is in exactly one of them."""

    flows: tuple[TierFlow, ...]

    def customers(self, tier_then: str, tier_now: str) -> int:
        """Return how many went from one tier to the other."""
        return sum(
            each.customers for each in self.flows if each.tier_then == tier_then and each.tier_now == tier_now
        )

    def then(self, tier: str) -> int:
        """Return how many had the tier before."""
        return sum(each.customers for each in self.flows if each.tier_then == tier)

    def now(self, tier: str) -> int:
        """Return how many have the tier after."""
        return sum(each.customers for each in self.flows if each.tier_now == tier)

    def retention(self, tier: str) -> Fraction | None:
        """Return which share of a tier's customers kept it or rose; None when it had none.

        A customer who rose is no loss of the tier: what the churn of tiers counts is falling and leaving.
        """
        had = self.then(tier)
        if had == 0:
            return None
        stayed = sum(
            each.customers for each in self.flows if each.tier_then == tier and "" < each.tier_now <= tier
        )
        return Fraction(stayed, had)

    @property
    def promoted(self) -> tuple[TierFlow, ...]:
        """The flows to a better tier."""
        return tuple(each for each in self.flows if "" < each.tier_now < each.tier_then)

    @property
    def demoted(self) -> tuple[TierFlow, ...]:
        """The flows to a lower tier."""
        return tuple(each for each in self.flows if "" < each.tier_then < each.tier_now)

    @property
    def moved(self) -> int:
        """How many customers have another tier than before; whoever had none is new, not moved."""
        return sum(each.customers for each in (*self.promoted, *self.demoted))


def movement_of(flows: Iterable[TierFlow]) -> Movement:
    """Return the flows in the order of tiers; ValueError for a tier that does not exist or a flow told twice."""
    order = ("", *TIERS)
    ordered = sorted(flows, key=lambda each: (order.index(each.tier_then), order.index(each.tier_now)))
    pairs = [(each.tier_then, each.tier_now) for each in ordered]
    if len(set(pairs)) != len(pairs):
        raise ValueError("a flow is told twice")
    return Movement(tuple(ordered))
