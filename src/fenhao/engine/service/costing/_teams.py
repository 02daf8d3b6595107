"""Time-driven costing of service work: what a team's money buys in minutes, and which contacts took them.

The pools are those of the allocation: a team is a pool, its driver is the time of its contacts, one second a unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.allocation import DriverUsage, PlacedPool, PoolAmount, PoolRule, place_pools
from fenhao.kernel import split

HOUR_SECONDS = 3600
MINUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class TeamCost:
    """What the ledger says a team cost, and the time that it was paid for; '' is cost of which nobody says whose it is.

    ``capacity_seconds`` is the practical capacity, what is left of paid time after breaks, training and meetings: 0 where nobody
    wrote it down, and idle time cannot be told.
    """

    team: str
    amount_minor: int
    paid_seconds: int
    capacity_seconds: int


@dataclass(frozen=True, slots=True)
class TeamCapacity:
    """Where a team's cost went: amount = used + idle + unallocated, to the minor unit.

    ``capacity_seconds`` is the practical capacity, 0 where it is not known. ``contacts`` is how many took time of the team.
    """

    team: str
    amount_minor: int
    used_minor: int
    idle_minor: int
    unallocated_minor: int
    paid_seconds: int
    capacity_seconds: int
    used_seconds: int
    contacts: int

    @property
    def idle_seconds(self) -> int:
        """Practical capacity less what was used: below zero when more was worked than is paid for. 0 where it is not known."""
        return self.capacity_seconds - self.used_seconds if self.capacity_seconds else 0

    @property
    def over_capacity(self) -> bool:
        """Whether more minutes were worked than the practical capacity holds."""
        return self.idle_seconds < 0

    @property
    def rate_minor(self) -> Fraction | None:
        """The capacity cost rate: minor units a minute of practical capacity; of used time where capacity is not known."""
        seconds = self.capacity_seconds or self.used_seconds
        return Fraction(self.amount_minor * MINUTE_SECONDS, seconds) if seconds else None

    @property
    def utilisation(self) -> Fraction | None:
        """The share of practical capacity that was used; above one when more was worked than is paid for."""
        return Fraction(self.used_seconds, self.capacity_seconds) if self.capacity_seconds else None


@dataclass(frozen=True, slots=True)
class Costed:
    """The teams, and what each contact cost in the order in which contacts were given; 0 for those of nobody's team."""

    teams: tuple[TeamCapacity, ...]
    minor: tuple[int, ...]

    @property
    def amount_minor(self) -> int:
        """What the ledger holds for all teams."""
        return sum(each.amount_minor for each in self.teams)

    @property
    def used_minor(self) -> int:
        """What contacts carry."""
        return sum(each.used_minor for each in self.teams)

    @property
    def idle_minor(self) -> int:
        """Paid for and not used: a line of its own, never spread over customers."""
        return sum(each.idle_minor for each in self.teams)

    @property
    def unallocated_minor(self) -> int:
        """What nobody's minutes reach."""
        return sum(each.unallocated_minor for each in self.teams)


def practical_seconds(paid_seconds: int, share: Fraction) -> int:
    """Return the share of paid time in which work is expected, in whole seconds, floored."""
    return paid_seconds * share.numerator // share.denominator


def cost_contacts(*, costs: Sequence[TeamCost], team: Sequence[str], seconds: Sequence[int]) -> Costed:
    """Return what each contact cost by its time, and what of each team's cost was used, idle or reached nobody.

    ``team`` and ``seconds`` are one each a contact; '' is nobody's team, whose time carries no cost. A team with contacts and
    no cost in the ledger is told with nothing. Used + idle + unallocated is the ledger's total, to the minor unit, on any input.
    ValueError for a team named twice, a negative time, or lists of different length.
    """
    if len(team) != len(seconds):
        raise ValueError(f"{len(team)} teams for {len(seconds)} contacts")
    if seconds and min(seconds) < 0:
        raise ValueError("a contact takes no negative time")
    members: dict[str, list[int]] = {each.team: [] for each in costs}
    for place, name in enumerate(team):
        members.setdefault(name, []).append(place)
    paid = {each.team: each.paid_seconds for each in costs}
    named = [name for name in members if name]
    capacity = {each.team: each.capacity_seconds for each in costs}
    placed = place_pools(
        costs=[PoolAmount(each.team, each.amount_minor) for each in costs],
        rules=[_rule(name, capacity.get(name, 0)) for name in named],
        usage=[
            DriverUsage(name, sum(seconds[place] for place in members[name]), len(members[name]))
            for name in named
        ],
        days=1,
        year_days=1,
    )
    minor = [0] * len(team)
    for pool in placed:
        places = members.get(pool.pool_id, [])
        if pool.allocated_minor and places:
            parts = split(pool.allocated_minor, [seconds[place] for place in places])
            for place, part in zip(places, parts, strict=True):
                minor[place] = part
    found = tuple(_told(pool, paid.get(pool.pool_id, 0), members.get(pool.pool_id, ())) for pool in placed)
    result = Costed(found, tuple(minor))
    assert result.used_minor == sum(minor), "what was used is what contacts carry"
    assert result.amount_minor == sum(each.amount_minor for each in costs), "nothing of the ledger is lost"
    return result


def _rule(team: str, capacity_seconds: int) -> PoolRule:
    """Return a team as a pool: with a capacity it is time-driven, a second a unit; without one it is charged whole."""
    return PoolRule(team, team, team, team, 1 if capacity_seconds else 0, capacity_seconds)


def _told(pool: PlacedPool, paid_seconds: int, places: Sequence[int]) -> TeamCapacity:
    return TeamCapacity(
        team=pool.pool_id,
        amount_minor=pool.amount_minor,
        used_minor=pool.allocated_minor,
        idle_minor=pool.idle_minor,
        unallocated_minor=pool.unallocated_minor,
        paid_seconds=paid_seconds,
        capacity_seconds=pool.capacity_seconds,
        used_seconds=pool.units,
        contacts=len(places),
    )
