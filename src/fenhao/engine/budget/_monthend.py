"""The end of a month: what a line will come to, what it can spare, where that brings most, and how that is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from fenhao.engine.budget._line import RESERVE_CATEGORY, deviation, utilisation
from fenhao.engine.budget._sheet import CellKey

UTILISATION_TARGET = Fraction(9, 10)
"""A line is used well from here on; what it has beyond is unused."""


class Days(NamedTuple):
    """How far a month has come: days that are over, days still to come."""

    gone: int
    left: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A line of the month. ``planned_minor`` is the frozen baseline's amount, 0 where it has none.

    A ``locked`` line gives nothing and takes nothing: its month is closing, or people have frozen it.
    """

    key: CellKey
    funded_minor: int
    reserved_minor: int
    actual_minor: int
    planned_minor: int = 0
    fixed: bool = False
    locked: bool = False

    @property
    def available_minor(self) -> int:
        """What is neither reserved nor spent; negative when the line is over."""
        return self.funded_minor - self.reserved_minor - self.actual_minor

    @property
    def is_reserve(self) -> bool:
        """Whether this is a quarter's emergency reserve."""
        return self.key.category == RESERVE_CATEGORY


@dataclass(frozen=True, slots=True)
class Execution:
    """How a line is carried out: now, and as it will stand at the month's end. Rates are None (n/a) without a base."""

    line: MonthLine
    expected_minor: int
    projected_minor: int
    rate: Fraction | None
    projected_rate: Fraction | None
    deviation_from_baseline: Fraction | None
    deviation_from_funding: Fraction | None

    @property
    def over(self) -> bool:
        """Whether the month will end above what the line is funded with."""
        return self.projected_minor > self.line.funded_minor


def expected_left(line: MonthLine, days: Days) -> int:
    """Return what the rest of the month will cost: open reservations, or more where the pace or the plan says more.

    Variable cost goes on at its pace, rounded up to the minor unit; fixed cost comes as planned, or as funded where there
    is no plan; a reserve is not spent.
    """
    if line.is_reserve:
        return 0
    if line.fixed:
        planned = line.planned_minor or line.funded_minor
        return max(line.reserved_minor, planned - line.actual_minor, 0)
    pace = -(-line.actual_minor * days.left // days.gone) if days.gone else 0
    return max(line.reserved_minor, pace, 0)


def execution(line: MonthLine, days: Days) -> Execution:
    """Return how a line is carried out after so many days."""
    expected = expected_left(line, days)
    projected = line.actual_minor + expected
    return Execution(
        line=line,
        expected_minor=expected,
        projected_minor=projected,
        rate=utilisation(actual_minor=line.actual_minor, funded_minor=line.funded_minor),
        projected_rate=utilisation(actual_minor=projected, funded_minor=line.funded_minor),
        deviation_from_baseline=deviation(actual_minor=line.actual_minor, baseline_minor=line.planned_minor),
        deviation_from_funding=deviation(actual_minor=line.actual_minor, baseline_minor=line.funded_minor),
    )


def cut_of(*, wanted_minor: int, funded_minor: int, reserved_minor: int, actual_minor: int) -> int:
    """Return how much of a wanted cut a line can give: never below its use, never more than its funding, never negative."""
    return max(0, min(wanted_minor, funded_minor, funded_minor - reserved_minor - actual_minor))


def absorbable(line: MonthLine, days: Days) -> int:
    """Return what a line can still use: what it will lack, and as much again as its pace brings in the days left.

    A rule of thumb for when nobody says better: a line may at most double its pace.
    """
    told = execution(line, days)
    pace = -(-line.actual_minor * days.left // days.gone) if days.gone else 0
    return max(0, told.projected_minor - line.funded_minor) + max(0, pace)


class Basis(Enum):
    """What a return is known from; the further down, the less it says about the next unit spent."""

    measured = "measured"  # against a control group
    stated = "stated"  # somebody answers for it
    average = "average"  # margin per cost of all that was spent, no control group


@dataclass(frozen=True, slots=True)
class LineReturn:
    """What one unit of cost brings in margin on a line: low, mid, high. ``source`` says where the figures are from."""

    low: Fraction
    mid: Fraction
    high: Fraction
    basis: Basis
    source: str


class Exclusion(Enum):
    """Why a line is in no proposal, in the order checked."""

    locked = "locked"
    reserve = "reserve"  # an emergency reserve is drawn on by its own path
    nobody_absorbs = "nobody_absorbs"  # it has money unused, and no line is left that could use it
    fixed = "fixed"  # more money on fixed cost brings no more
    return_unknown = "return_unknown"
    return_too_low = "return_too_low"  # one unit spent brings one back, or less
    nothing_absorbed = "nothing_absorbed"  # it has what it can use
    nothing_unused = "nothing_unused"  # better lines have taken all there was


@dataclass(frozen=True, slots=True)
class Proposal:
    """To carry funding from a line that leaves it unused to one that can use it.

    Gain = margin less the cost spent, over what stays unused; rounded down. Low, mid and high come from the taker's
    return, whose basis and source are its confidence.
    """

    giver: CellKey
    taker: CellKey
    amount_minor: int
    gain_low_minor: int
    gain_mid_minor: int
    gain_high_minor: int
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """All proposals of a month, and for every line in none of them the rule that excluded it.

    Utilisation is projected, over all lines but reserves; ``after`` counts as spent what takers take
    beyond what they were going to overspend.
    """

    proposals: tuple[Proposal, ...]
    excluded: tuple[tuple[CellKey, Exclusion], ...]
    utilisation_before: Fraction | None
    utilisation_after: Fraction | None


def unused(line: MonthLine, days: Days, target: Fraction = UTILISATION_TARGET) -> int:
    """Return what a line can spare: what it will not need, beyond the margin that keeps it at the target."""
    assert 0 < target <= 1, "a target is a share"
    projected = max(0, execution(line, days).projected_minor)
    keep = projected * target.denominator // target.numerator
    return cut_of(
        wanted_minor=line.funded_minor - keep,
        funded_minor=line.funded_minor,
        reserved_minor=line.reserved_minor,
        actual_minor=line.actual_minor,
    )


def exchange(
    lines: Sequence[MonthLine],
    days: Days,
    *,
    returns: Mapping[tuple[str, str], LineReturn],
    absorbs: Mapping[tuple[str, str], int],
    target: Fraction = UTILISATION_TARGET,
) -> Exchange:
    """Return what should move within a month: from lines that leave money unused to those where it brings most.

    ``returns`` and ``absorbs`` speak of (tier, category); a line that ``absorbs`` does not name takes ``absorbable``.
    The best return is served first, the giver with the lowest return first; ties go by key. The sum of all funding
    stays, no giver falls below its use or below the target.
    """
    spare = {line.key: unused(line, days, target) for line in lines if not (line.locked or line.is_reserve)}
    room = {
        line.key: min(absorbs.get(line.key[1:], absorbable(line, days)), sum(spare.values()))
        for line in lines
        if _takes(line, spare, returns)
    }
    takers = sorted((key for key in room if room[key] > 0), key=lambda key: (-returns[key[1:]].mid, key))
    givers = sorted((key for key in spare if spare[key] > 0), key=lambda key: (_own(returns, key), key))
    proposals: list[Proposal] = []
    for taker in takers:
        for giver in givers:
            if (amount := min(room[taker], spare[giver])) > 0:
                proposals.append(_proposal(giver, taker, amount, returns[taker[1:]]))
                room[taker] -= amount
                spare[giver] -= amount
    touched = {key for each in proposals for key in (each.giver, each.taker)}
    excluded = [
        (line.key, _exclusion(line, spare, returns, absorbs, days))
        for line in lines
        if line.key not in touched
    ]
    counted = [execution(line, days) for line in lines if not line.is_reserve]
    funded = sum(each.line.funded_minor for each in counted)
    projected = sum(each.projected_minor for each in counted)
    more = sum(_more_spent(each, proposals) for each in counted)
    return Exchange(
        proposals=tuple(proposals),
        excluded=tuple(excluded),
        utilisation_before=utilisation(actual_minor=projected, funded_minor=funded),
        utilisation_after=utilisation(actual_minor=projected + more, funded_minor=funded),
    )


def _more_spent(told: Execution, proposals: Sequence[Proposal]) -> int:
    """Return what a line will spend beyond its projection with what it takes: what it lacked is projected already."""
    taken = sum(each.amount_minor for each in proposals if each.taker == told.line.key)
    return max(0, taken - max(0, told.projected_minor - told.line.funded_minor))


def _takes(
    line: MonthLine, spare: Mapping[CellKey, int], returns: Mapping[tuple[str, str], LineReturn]
) -> bool:
    """Whether a line may take: its spend can be steered, is known to bring more than it costs, and nothing lies unused."""
    known = returns.get(line.key[1:])
    open_to_it = not (line.locked or line.is_reserve or line.fixed)
    return open_to_it and known is not None and known.mid > 1 and not spare.get(line.key)


def _own(returns: Mapping[tuple[str, str], LineReturn], key: CellKey) -> Fraction:
    """Return what a giver's money would bring; unknown counts as nothing."""
    known = returns.get(key[1:])
    return known.mid if known else Fraction(0)


def _proposal(giver: CellKey, taker: CellKey, amount: int, told: LineReturn) -> Proposal:
    """Return one proposal with its gain."""
    gains = [(rate - 1) * amount for rate in (told.low, told.mid, told.high)]
    low, mid, high = (gain.numerator // gain.denominator for gain in gains)
    return Proposal(giver, taker, amount, low, mid, high, told.basis, told.source)


def _exclusion(
    line: MonthLine,
    spare: Mapping[CellKey, int],
    returns: Mapping[tuple[str, str], LineReturn],
    absorbs: Mapping[tuple[str, str], int],
    days: Days,
) -> Exclusion:
    """Return why a line is in no proposal."""
    if line.locked:
        return Exclusion.locked
    if line.is_reserve:
        return Exclusion.reserve
    if spare[line.key]:
        return Exclusion.nobody_absorbs
    if line.fixed:
        return Exclusion.fixed
    if (known := returns.get(line.key[1:])) is None:
        return Exclusion.return_unknown
    if known.mid <= 1:
        return Exclusion.return_too_low
    if absorbs.get(line.key[1:], absorbable(line, days)) <= 0:
        return Exclusion.nothing_absorbed
    return Exclusion.nothing_unused
