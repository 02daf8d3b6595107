"""Points as a liability, worked out once and kept: every member's account first in first out, and what nobody will redeem.

The liability is an estimate beside the books: it is never added to booked money.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby

import pyarrow as pa

from fenhao.engine import loyalty
from fenhao.engine.loyalty import Account, Breakage, Cohort, Move, PointsMove, account, breakage
from fenhao.kernel import Trouble, months_after, months_between
from fenhao.profiles import Loyalty, read_care
from fenhao.runs.book import (
    CARE_FILE,
    Advance,
    Book,
    Kept,
    Refused,
    keep_worked,
    kept,
    rows_of,
    stamp_now,
    text,
)
from fenhao.warehouse import Engine, open_session

LARGEST_MAX = 100
_NAME = "points"
_COLUMNS = ("customer_id", "happened_on", "movement", "points", "expires_on")


@dataclass(frozen=True, slots=True)
class PointsSum:
    """Points of a month of earning, or of a level of members ('' without one)."""

    name: str
    members: int
    earned: int
    redeemed: int
    withdrawn: int
    expired: int
    outstanding: int


@dataclass(frozen=True, slots=True)
class Member:
    """A member with many points: what is left of them, and what expires next."""

    customer_id: str
    level: str
    outstanding: int
    next_points: int
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Points:
    """Where points stand on a day. What is likely to be redeemed is an estimate: ``low`` to ``high`` around ``mid``, in minor units and parts of them.

    ``full_minor`` is what it costs if every point is redeemed, exactly, rounded up. ``overdrawn`` points were taken that were not there.
    """

    as_of: date
    currency: str
    life_months: int
    unit_cost_minor: Fraction
    members: int
    total: PointsSum
    overdrawn: int
    cohorts: tuple[PointsSum, ...]
    levels: tuple[PointsSum, ...]
    largest: tuple[Member, ...]
    expiring: int
    breakage: Breakage
    full_minor: int
    low: float
    mid: float
    high: float


@dataclass(slots=True)
class _Cohort:
    """One month of earning while it is added up."""

    earned: int = 0
    outstanding: int = 0
    members: int = 0
    redeemed: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    gone: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    moved: dict[Move, int] = field(default_factory=lambda: defaultdict(int))


def loyalty_rules(book: Book) -> Loyalty:
    """Return the company's rules of points and care: those of care.toml over the default ones."""
    file = book.root / CARE_FILE
    return read_care(file.read_text(encoding="utf-8") if file.exists() else "")


def work_points(*, book: Book, at: datetime, advance: Advance) -> None:
    """Work out where points stand and keep it, or the reason why there is nothing to say."""

    def found() -> Points:
        return measure_points(book=book, at=at, engine=Engine.duckdb, advance=advance)

    keep_worked(book=book, name=_NAME, work=found, at=at)


def kept_points(*, book: Book) -> Kept[Points] | Kept[Refused] | None:
    """Return what was worked out last; None when that never happened."""
    return kept(Points, book=book, name=_NAME, now=stamp_now(book))


def measure_points(*, book: Book, at: datetime, engine: Engine, advance: Advance) -> Points:
    """Return where points stand today. Trouble ``points.none`` when no member has any movement."""
    rules, on = loyalty_rules(book).points, book.today(at)
    advance("step.points", 0, 1)
    with open_session(book.warehouse.snapshot(), engine=engine) as session:
        for relation in (loyalty.POINTS_MOVES, loyalty.MEMBER_LEVELS):
            session.define(relation, {"on": on})
        levels = {
            text(row, "customer_id"): text(row, "level") for row in rows_of(session, loyalty.MEMBER_LEVELS)
        }
        accounts = [
            (customer, account(moves, life_months=rules.life_months, on=on))
            for customer, moves in _by_member(session.fetch(loyalty.POINTS_MOVES.name))
        ]
    advance("step.points", 1, 1)
    if not accounts:
        raise Trouble("points.none", {})
    held = _cohorts(accounts)
    unit = rules.unit_cost * 10**book.digits
    told = breakage(
        [_cohort(month, each, on=on) for month, each in sorted(held.items())], life_months=rules.life_months
    )
    outstanding = sum(each.outstanding for _, each in accounts)
    soon = on + timedelta(days=90)
    return Points(
        as_of=on,
        currency=book.settings.currency,
        life_months=rules.life_months,
        unit_cost_minor=unit,
        members=len(accounts),
        total=_sum("", [each for _, each in accounts]),
        overdrawn=sum(each.overdrawn for _, each in accounts),
        cohorts=tuple(
            PointsSum(
                name=month,
                members=each.members,
                earned=each.earned,
                redeemed=each.moved[Move.redeemed],
                withdrawn=each.moved[Move.withdrawn],
                expired=each.moved[Move.expired],
                outstanding=each.outstanding,
            )
            for month, each in sorted(held.items())
        ),
        levels=_levels(accounts, levels),
        largest=_largest(accounts, levels),
        expiring=sum(
            layer.left
            for _, each in accounts
            for layer in each.layers
            if layer.expires_on is not None and layer.expires_on <= soon
        ),
        breakage=told,
        full_minor=loyalty.full_liability_minor(outstanding, unit),
        low=loyalty.likely_liability(told.redeemed_low, unit),
        mid=loyalty.likely_liability(told.redeemed_mid, unit),
        high=loyalty.likely_liability(told.redeemed_high, unit),
    )


def _by_member(rows: pa.Table) -> Iterator[tuple[str, list[PointsMove]]]:
    """Yield each member with the movements of its points; rows come member by member."""
    columns = [rows[name].to_pylist() for name in _COLUMNS]
    for customer, group in groupby(zip(*columns, strict=True), key=lambda row: row[0]):
        moves = (_move(movement, points, on, ends) for _, on, movement, points, ends in group)
        yield str(customer), [each for each in moves if each is not None]


def _move(movement: str, points: int, on: date, expires_on: date | None) -> PointsMove | None:
    """Return a row as a movement: an adjustment earns or withdraws, and a sign against the movement turns it round."""
    kinds = {
        "earned": Move.earned,
        "adjusted": Move.earned,
        "redeemed": Move.redeemed,
        "expired": Move.expired,
    }
    kind = kinds.get(movement)
    if kind is None:
        return None
    if points < 0:
        kind = Move.withdrawn if kind is Move.earned else Move.earned
    return PointsMove(on, kind, abs(points), expires_on if kind is Move.earned else None)


def _cohorts(accounts: Iterable[tuple[str, Account]]) -> dict[str, _Cohort]:
    """Return all accounts by the month in which points were earned."""
    held: dict[str, _Cohort] = defaultdict(_Cohort)
    for _, each in accounts:
        months = set()
        for layer in each.layers:
            month = layer.earned_on.strftime("%Y-%m")
            held[month].outstanding += layer.left
            held[month].earned += layer.left
            months.add(month)
        for taken in each.taken:
            month = taken.earned_on.strftime("%Y-%m")
            months.add(month)
            cohort, age = held[month], months_between(taken.earned_on, taken.on)
            cohort.earned += taken.points
            cohort.moved[taken.move] += taken.points
            (cohort.redeemed if taken.move is Move.redeemed else cohort.gone)[age] += taken.points
        for month in months:
            held[month].members += 1
    return held


def _cohort(month: str, held: _Cohort, *, on: date) -> Cohort:
    """Return a month of earning as breakage reads it: an age is over once it is over for the month's last day."""
    first = date.fromisoformat(f"{month}-01")
    last = months_after(first, 1) - timedelta(days=1)
    ages = max(0, months_between(last, on)) if last <= on else 0
    return Cohort(
        month=month,
        earned=held.earned,
        redeemed={age: points for age, points in held.redeemed.items() if age < ages},
        expired={age: points for age, points in held.gone.items() if age < ages},
        ages=ages,
        outstanding=held.outstanding,
    )


def _levels(accounts: Sequence[tuple[str, Account]], levels: dict[str, str]) -> tuple[PointsSum, ...]:
    """Return points by the level of their members, the level with most of them first."""
    held: dict[str, list[Account]] = defaultdict(list)
    for customer, each in accounts:
        held[levels.get(customer, "")].append(each)
    made = [_sum(level, each) for level, each in held.items()]
    return tuple(sorted(made, key=lambda each: (-each.outstanding, each.name)))


def _sum(name: str, accounts: Sequence[Account]) -> PointsSum:
    """Return accounts added up."""
    return PointsSum(
        name=name,
        members=len(accounts),
        earned=sum(each.earned for each in accounts),
        redeemed=sum(each.redeemed for each in accounts),
        withdrawn=sum(each.withdrawn for each in accounts),
        expired=sum(each.expired for each in accounts),
        outstanding=sum(each.outstanding for each in accounts),
    )


def _largest(accounts: Sequence[tuple[str, Account]], levels: dict[str, str]) -> tuple[Member, ...]:
    """Return the members with most points, what expires next beside each."""
    ranked = sorted(accounts, key=lambda each: (-each[1].outstanding, each[0]))[:LARGEST_MAX]
    made = []
    for customer, each in ranked:
        days = [layer.expires_on for layer in each.layers if layer.expires_on is not None]
        ends = min(days, default=None)
        points = sum(layer.left for layer in each.layers if ends is not None and layer.expires_on == ends)
        if each.outstanding:
            made.append(Member(customer, levels.get(customer, ""), each.outstanding, points, ends))
    return tuple(made)
