"""How far a customer is from the next tier, in the unit of each criterion."""

from dataclasses import dataclass
from enum import Enum

from fenhao.engine.value._policy import RankedBy
from fenhao.engine.value._thresholds import NO_MINIMUM, Threshold, Thresholds
from fenhao.engine.value._tiering import Standing, is_dormant, tier_of, within


class Measure(Enum):
    """What a gap is counted in: orders, or minor units of the window's revenue or net profit."""

    orders = "orders"
    revenue = "revenue"
    net = "net"


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the top shares end on an assessment day: their last places, 0 for nobody, and the value there."""

    core_place: int
    potential_place: int
    core_value_minor: int | None
    potential_value_minor: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing in one measure; more than 0."""

    measure: Measure
    missing: int


@dataclass(frozen=True, slots=True)
class Distance:
    """The way up from a tier: each way is a set of gaps that must all be closed, and one way is enough.

    ``next_tier`` is '' at the top. ``ways`` is empty when nothing that the customer alone does would be enough: the share
    holds no place at this number of customers. ``quiet_days_left`` is how many more days without an order the customer
    sleeps after; None when it sleeps already.
    """

    next_tier: str
    ways: tuple[tuple[Gap, ...], ...]
    quiet_days_left: int | None


def distance_up(
    borders: Thresholds, standing: Standing, *, edges: Edges, ranked_by: RankedBy, value_minor: int
) -> Distance:
    """Return what the customer lacks for the next tier, everybody else staying as they are.

    ``value_minor`` is what places go by. A gap in money goes one minor unit beyond the customer at the edge.
    """
    tier = tier_of(borders, standing).tier
    dormant = is_dormant(borders, standing)
    left = None if dormant else _quiet_max(borders, standing) - (standing.quiet_days or 0)
    if tier == "A":
        return Distance("", (), left)
    if tier == "D":
        return Distance("C", ((Gap(Measure.orders, 1),),), left)
    awaking = Gap(Measure.orders, 1) if dormant else None

    def way(asked: Threshold, *, by_orders: bool, edge: tuple[int, int | None]) -> tuple[Gap, ...] | None:
        """Return the gaps of one way, by place or by orders alone; None when no place is there."""
        missing = {
            Measure.revenue: _short(asked.revenue_minor, standing.revenue_minor),
            Measure.net: _short(asked.net_minor, standing.net_minor),
            Measure.orders: max(asked.orders - standing.orders, 0) if by_orders else 0,
        }
        if not (by_orders and tier == "C"):
            place, value = edge
            if place == 0 or value is None:
                return None
            inside = not dormant and within(standing, asked.share)
            measure = Measure.net if ranked_by is RankedBy.net else Measure.revenue
            missing[measure] = max(missing[measure], 0 if inside else max(value + 1 - value_minor, 0))
        if awaking is not None:
            missing[Measure.orders] = max(missing[Measure.orders], awaking.missing)
        return tuple(Gap(measure, missing[measure]) for measure in Measure if missing[measure] > 0)

    if tier == "B":
        edge = (edges.core_place, edges.core_value_minor)
        found = (way(borders.core, by_orders=True, edge=edge),)
        return Distance("A", tuple(each for each in found if each), left)
    edge = (edges.potential_place, edges.potential_value_minor)
    both = (
        way(borders.potential, by_orders=False, edge=edge),
        way(borders.potential, by_orders=True, edge=edge),
    )
    return Distance("B", tuple(each for each in both if each), left)


def _quiet_max(borders: Thresholds, standing: Standing) -> int:
    """Return how many quiet days this customer may have."""
    return borders.quiet_days_keep if standing.tier_before in ("A", "B", "C") else borders.quiet_days


def _short(asked: int, have: int) -> int:
    """Return how much is missing of a least amount; 0 when nothing is asked for."""
    return 0 if asked == NO_MINIMUM else max(asked - have, 0)
