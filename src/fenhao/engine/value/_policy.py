"""The written tier policy: which recency, frequency, spend and net profit make an A, B, C or D."""

from dataclasses import dataclass, fields
from enum import Enum
from fractions import Fraction

TIERS = ("A", "B", "C", "D")


class RankedBy(Enum):
    """What the places of customers go by."""

    revenue = "revenue"
    net = "net"


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """Rules in the order in which they are asked; the first that holds gives the tier.

    D dormant: no order in the window, or none in the last ``dormant_after_days``. A contract in force counts as an order.
    A core: among the top ``core_share`` of the customers that are not dormant, at least ``core_orders_min`` orders, and
    revenue and net profit of the window at least ``core_revenue_min`` and ``core_net_min``.
    B potential: among the top ``potential_share`` (A included in the count), or at least ``potential_orders_min`` orders;
    and revenue and net profit at least ``potential_revenue_min`` and ``potential_net_min``.
    C basic: everybody else.
    The window is the ``window_days`` before the assessment day. Places go by what ``ranked_by`` names: revenue less returns,
    or net profit, which is margin less the cost that carries the customer (that of winning it left out). Ties go by more
    orders, then customer id. The least amounts are whole units of the company's currency; None asks for nothing.

    What keeps a customer from moving to and fro: it keeps A or B while within ``keep_margin`` (a share of customers) below
    the border; a tier that it has is lost only below a threshold less ``keep_band`` of it (orders, revenue, net profit, and
    days without an order beyond dormancy); and no tier is lost in the first ``stay_months_min`` months, not even by sleeping.
    """

    version: str
    window_days: int
    dormant_after_days: int
    core_share: Fraction
    core_orders_min: int
    potential_share: Fraction
    potential_orders_min: int
    keep_margin: Fraction
    ranked_by: RankedBy = RankedBy.revenue
    core_revenue_min: int | None = None
    core_net_min: int | None = None
    potential_revenue_min: int | None = None
    potential_net_min: int | None = None
    keep_band: Fraction = Fraction(0)
    stay_months_min: int = 0

    @property
    def asks_net(self) -> bool:
        """Whether cost to serve moves anybody, so that cost loaded late makes an assessment late."""
        return (
            self.ranked_by is RankedBy.net
            or self.core_net_min is not None
            or self.potential_net_min is not None
        )

    def content(self) -> str:
        """Return what the policy says, whatever it is called; what it leaves out is not said.

        A policy written before a criterion existed therefore keeps its version.
        """
        said = [
            f"{each.name}={getattr(self, each.name)!r}"
            for each in fields(self)
            if each.name in _FIRST or getattr(self, each.name) != each.default
        ]
        return f"TierPolicy({', '.join(said)})"


_FIRST = frozenset(
    (
        "version",
        "window_days",
        "dormant_after_days",
        "core_share",
        "core_orders_min",
        "potential_share",
        "potential_orders_min",
        "keep_margin",
    )
)
