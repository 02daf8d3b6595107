"""The written tier policy: which recency, frequency and value make an A, B, C or D."""

from dataclasses import dataclass
from fractions import Fraction

TIERS = ("A", "B", "C", "D")


@dataclass(frozen=True, slots=True)
class TierPolicy:
    """Rules in the order in which they are asked; the first that holds gives the tier.

    D dormant: no order in the window, or none in the last ``dormant_after_days``.
    A core: among the top ``core_share`` of the customers that are not dormant by value, and at least
    ``core_orders_min`` orders.
    B potential: among the top ``potential_share`` (A included in the count) by value, or at least
    ``potential_orders_min`` orders.
    C basic: everybody else.
    The window is the ``window_days`` before the assessment day. Ties in value go by more orders, then customer id.
    A customer keeps A or B while within ``keep_margin`` (a share of customers) below the border.
    """

    version: str
    window_days: int
    dormant_after_days: int
    core_share: Fraction
    core_orders_min: int
    potential_share: Fraction
    potential_orders_min: int
    keep_margin: Fraction
