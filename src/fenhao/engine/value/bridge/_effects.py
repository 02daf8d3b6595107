"""The bridge between two costs: volume, mix, rate, price and allocation, exact and summing to the minor unit.

Traced cost of a segment (tier, channel, cost type) is customers x the tier's share of them x units a customer x cost a
unit. The four are exchanged one after another in that order, as controllers do by hand (chain substitution): each effect
is taken at the new values of those before it and the old values of those after it, so what two changes did together
stands with the later one, and nothing is left over. A pool is its cost x the share each tier bears: a change of the
pool's cost is price, a change of the shares is allocation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from fenhao.kernel import split


class BridgeEffect(Enum):
    """What moved cost, in the order in which the effects are taken."""

    volume = "volume"
    mix = "mix"
    rate = "rate"
    price = "price"
    allocation = "allocation"


EFFECTS = tuple(BridgeEffect)
IDLE = "idle"
UNALLOCATED = "unallocated"
"""Who bears the part of a pool that reaches no customer."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Traced cost of one segment; ``units`` is None where none are known, as in a plan."""

    tier: str
    channel: str
    cost_type: str
    amount_minor: int
    units: int | None


@dataclass(frozen=True, slots=True)
class PoolPart:
    """What one bearer (a tier, IDLE or UNALLOCATED) has of a pool."""

    pool_id: str
    bearer: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a bridge: the customers by tier, what was traced to them, and who bears the pools."""

    label: str
    customers: tuple[tuple[str, int], ...]
    traced: tuple[Traced, ...]
    pools: tuple[PoolPart, ...]

    @property
    def total_minor(self) -> int:
        """Return the whole cost."""
        return sum(each.amount_minor for each in self.traced) + sum(each.amount_minor for each in self.pools)


@dataclass(frozen=True, slots=True)
class Moved:
    """One segment's way from one cost to the other; ``effects_minor`` in the order of EFFECTS sum to the difference.

    For a pool ``pool`` is true, ``cost_type`` is the pool's id and ``tier`` the bearer.
    """

    tier: str
    channel: str
    cost_type: str
    pool: bool
    base_minor: int
    now_minor: int
    effects_minor: tuple[int, ...]

    @property
    def difference_minor(self) -> int:
        """Return how much more it costs now."""
        return self.now_minor - self.base_minor


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the cost of one side to that of the other; segments in the order of tier, channel, cost type."""

    base_label: str
    now_label: str
    base_minor: int
    now_minor: int
    effects_minor: tuple[int, ...]
    moves: tuple[Moved, ...]


def bridge(*, base: Side, now: Side) -> Bridge:
    """Return why ``now`` costs what it costs, beginning at ``base``; the order of segments changes nothing.

    A segment that is new takes its quantities a unit and a customer from now, one that has gone from the base: so a
    tier that appears is mix, a spend that appears in a known tier is rate, and neither is price. Where units are not
    known on a side, or come to none or less, rate and price are one and stand as rate; where a cost has no customers to
    be divided by, all of it is rate.
    """
    moves = (*_traced_moves(base, now), *_pool_moves(base, now))
    base_minor, now_minor = base.total_minor, now.total_minor
    totals = tuple(sum(each.effects_minor[place] for each in moves) for place in range(len(EFFECTS)))
    assert base_minor + sum(totals) == now_minor, (base_minor, totals, now_minor)
    return Bridge(base.label, now.label, base_minor, now_minor, totals, moves)


def _traced_moves(base: Side, now: Side) -> list[Moved]:
    was, has = _segments(base.traced), _segments(now.traced)
    before, after = dict(base.customers), dict(now.customers)
    counts = (sum(before.values()), sum(after.values()))
    found = []
    for key in sorted(set(was) | set(has)):
        old, new = was.get(key, (0, 0)), has.get(key, (0, 0))
        tier = key[0]
        exact = _chain(counts, (before.get(tier, 0), after.get(tier, 0)), old, new)
        effects = (*_whole(exact, new[0] - old[0]), 0)
        found.append(Moved(*key, pool=False, base_minor=old[0], now_minor=new[0], effects_minor=effects))
    return found


def _segments(traced: Sequence[Traced]) -> dict[tuple[str, str, str], tuple[int, int | None]]:
    """Return amount and units by segment; a segment that is named twice is summed."""
    found: dict[tuple[str, str, str], tuple[int, int | None]] = {}
    for each in traced:
        key = (each.tier, each.channel, each.cost_type)
        amount, units = found.get(key, (0, 0))
        known = None if units is None or each.units is None else units + each.units
        found[key] = (amount + each.amount_minor, known)
    return found


def _chain(
    counts: tuple[int, int],
    own: tuple[int, int],
    old: tuple[int, int | None],
    new: tuple[int, int | None],
) -> list[Fraction]:
    """Return volume, mix, rate and price of one segment, exact."""
    sides = [_factors(counts[0], own[0], old), _factors(counts[1], own[1], new)]
    unknown = any(amount and not customers for customers, (amount, _) in zip(own, (old, new), strict=True))
    if unknown:
        return [Fraction(0), Fraction(0), Fraction(new[0] - old[0]), Fraction(0)]
    if any(amount and (units is None or units <= 0) for amount, units in (old, new)):
        sides = [
            (each[0], each[1], Fraction(amount, customers) if customers else None, Fraction(1))
            for each, customers, (amount, _) in zip(sides, own, (old, new), strict=True)
        ]
    # Where a side has no value of its own for a factor it takes the other's, and without either nothing moved.
    pairs = [
        (
            old_one if old_one is not None else new_one if new_one is not None else Fraction(0),
            new_one if new_one is not None else old_one if old_one is not None else Fraction(0),
        )
        for old_one, new_one in zip(*sides, strict=True)
    ]
    steps = [_product([pair[place < turn] for place, pair in enumerate(pairs)]) for turn in range(5)]
    return [later - earlier for earlier, later in pairwise(steps)]


_Factors = tuple[Fraction, Fraction | None, Fraction | None, Fraction | None]


def _factors(count: int, own: int, held: tuple[int, int | None]) -> _Factors:
    """Return customers, the tier's share, units a customer, cost a unit; None where there is nothing to divide by."""
    amount, units = held
    return (
        Fraction(count),
        Fraction(own, count) if count else None,
        Fraction(units or 0, own) if own else None,
        Fraction(amount, units) if units else None,
    )


def _product(factors: Sequence[Fraction]) -> Fraction:
    found = Fraction(1)
    for each in factors:
        found *= each
    return found


def _pool_moves(base: Side, now: Side) -> list[Moved]:
    was, has = _bearers(base.pools), _bearers(now.pools)
    old_pools = {pool: sum(amount for (each, _), amount in was.items() if each == pool) for pool, _ in was}
    new_pools = {pool: sum(amount for (each, _), amount in has.items() if each == pool) for pool, _ in has}
    found = []
    for pool, bearer in sorted(set(was) | set(has)):
        old, new = was.get((pool, bearer), 0), has.get((pool, bearer), 0)
        before, after = old_pools.get(pool, 0), new_pools.get(pool, 0)
        # A pool that cost nothing before had no shares: it is new money whoever bears it.
        price = Fraction((after - before) * old, before) if before else Fraction(new - old)
        nothing = [Fraction(0)] * 3
        exact = [*nothing, price, Fraction(new - old) - price]
        effects = tuple(_whole(exact, new - old))
        found.append(Moved(bearer, "", pool, pool=True, base_minor=old, now_minor=new, effects_minor=effects))
    return found


def _bearers(parts: Sequence[PoolPart]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for each in parts:
        key = (each.pool_id, each.bearer)
        found[key] = found.get(key, 0) + each.amount_minor
    return found


def _whole(exact: Sequence[Fraction], total: int) -> list[int]:
    """Return whole effects that sum to ``total``: floored, and what is left goes to the largest remainders."""
    assert sum(exact) == total, (exact, total)
    floors = [each.numerator // each.denominator for each in exact]
    rest = [each - floor for each, floor in zip(exact, floors, strict=True)]
    left = total - sum(floors)
    parts = split(left, rest) if left else (0,) * len(rest)
    return [floor + part for floor, part in zip(floors, parts, strict=True)]
