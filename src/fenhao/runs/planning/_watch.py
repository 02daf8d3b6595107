"""The watch over cost: the roll-up by day looked at whole, and what stood out kept with the days around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from fenhao.engine import watch as engine
from fenhao.engine.watch import ANY, Event, FloatArray, Kind, Place, Rules, TierMoves
from fenhao.kernel import Trouble
from fenhao.runs.book import Advance, Book, Kept, Refused, keep_worked, kept, stamp_now
from fenhao.runs.planning._cost_days import CostDay, cost_days, moved_days
from fenhao.warehouse import Engine

_NAME = "watch"
_GATE = 0.002
"""What moved less than this share of a usual month's cost is nobody's time worth."""
_BEFORE, _AFTER = 42, 14
"""Days around an event that are kept with it, for its picture."""
_SHARES = 12
_THIN = 4


@dataclass(frozen=True, slots=True)
class Mover:
    """How much of an event lies with one code of a dimension (tier, cost_type, channel), in minor units: an estimate."""

    dimension: str
    code: str
    moved_minor: int


@dataclass(frozen=True, slots=True)
class CostEvent:
    """Something that happened to cost, told once: where, when, noticed when, and how much beside what was to be expected.

    A code is ``*`` where all of a dimension is meant, and '' where it is not known. ``actual_minor`` is booked cost of the days;
    ``expected_minor`` an estimate that holds what customers who moved tier brought, ``mixed_minor``. ``days_minor`` are the daily cost from ``days_from`` on.
    """

    kind: Kind
    tier: str
    cost_type: str
    channel: str
    first_on: date
    last_on: date
    noticed_on: date
    actual_minor: int
    expected_minor: int
    score: float
    movers: tuple[Mover, ...]
    days_from: date
    days_minor: tuple[int, ...]
    mixed_minor: int

    @property
    def impact_minor(self) -> int:
        """How much more (or less) than was to be expected."""
        return self.actual_minor - self.expected_minor


@dataclass(frozen=True, slots=True)
class Sight:
    """The smallest change that would be seen in a place today: of one day, and of the level of four weeks, as shares of its cost."""

    tier: str
    cost_type: str
    day: float
    level: float


@dataclass(frozen=True, slots=True)
class Watch:
    """What the watch saw from the first to the last day; ``gate_minor`` is the least that it tells of.

    ``moved`` changed level because customers moved tier, and by no more than that: they are no alerts.

    ``unwatched`` are the cost types that do not cost daily: their budgets are watched, not their days.
    """

    first: date
    last: date
    gate_minor: int
    events: tuple[CostEvent, ...]
    moved: tuple[CostEvent, ...]
    sights: tuple[Sight, ...]
    unwatched: tuple[str, ...]


def watch_cost(*, book: Book, at: datetime, engine_used: Engine, advance: Advance) -> Watch:
    """Return what stood out in daily cost up to yesterday. Trouble ``forecast.no_cost`` without any."""
    rows = cost_days(book=book, at=at, engine=engine_used, advance=advance)
    yesterday = book.today(at) - timedelta(days=1)
    rows = tuple(each for each in rows if each.day <= yesterday)
    if not rows:
        raise Trouble("forecast.no_cost", {})
    advance("step.watch", 0, 1)
    last = rows[-1].day
    first = _begun(rows)
    cells = _cells(tuple(each for each in rows if each.day >= first), first, last)
    watched = engine.watched(cells)
    daily = float(np.mean(np.sum(list(cells.values()), axis=0)))
    gate = max(int(np.ceil(30 * _GATE * daily)), 1)
    rules = Rules(impact_min=float(gate))
    found, moved = engine.apart_from_moves(
        engine.find_events(cells, rules), cells, _moves(book, first, last), rules
    )
    advance("step.watch", 1, 1)
    return Watch(
        first=first,
        last=last,
        gate_minor=gate,
        events=tuple(_told(each, cells, first) for each in found),
        moved=tuple(_told(each, cells, first) for each in moved),
        sights=_sights(watched),
        unwatched=tuple(sorted({place.cost_type for place in cells if place not in watched})),
    )


def work_watch(*, book: Book, at: datetime, advance: Advance) -> None:
    """Look at cost and keep what was seen, or why there is nothing to see."""

    def look() -> Watch:
        return watch_cost(book=book, at=at, engine_used=Engine.duckdb, advance=advance)

    keep_worked(book=book, name=_NAME, work=look, at=at)


def kept_watch(*, book: Book) -> Kept[Watch] | Kept[Refused] | None:
    """Return what was seen last; None when nobody has looked."""
    return kept(Watch, book=book, name=_NAME, now=stamp_now(book))


def _begun(rows: tuple[CostDay, ...]) -> date:
    """Return the first day of the first week with a fourth of the usual cost: before it the books had only begun."""
    first = rows[0].day
    weeks: dict[int, int] = {}
    for each in rows:
        week = (each.day - first).days // 7
        weeks[week] = weeks.get(week, 0) + each.amount_minor
    usual = sorted(weeks.values())[len(weeks) // 2]
    begun = next((week for week in sorted(weeks) if weeks[week] * _THIN >= usual), 0)
    return first + timedelta(days=7 * begun)


def _cells(rows: tuple[CostDay, ...], first: date, last: date) -> dict[Place, FloatArray]:
    """Return the daily series of every tier, type and channel."""
    count = (last - first).days + 1
    found: dict[Place, FloatArray] = {}
    for each in rows:
        place = Place(each.tier, each.cost_type, each.channel)
        series = found.setdefault(place, np.zeros(count))
        series[(each.day - first).days] += each.amount_minor
    return found


def _moves(book: Book, first: date, last: date) -> TierMoves:
    """Return what each assessment brought the tiers by day; the first of all moved nobody."""
    assessed, rows = moved_days(book)
    count = (last - first).days + 1
    net: dict[tuple[str, str], FloatArray] = {}
    came: dict[tuple[str, str], FloatArray] = {}
    for each in rows:
        at = (each.day - first).days
        if 0 <= at < count:
            for tier, sign in ((each.tier, 1), (each.tier_then, -1)):
                net.setdefault((tier, each.cost_type), np.zeros(count))[at] += sign * each.amount_minor
            came.setdefault((each.tier, each.cost_type), np.zeros(count))[at] += each.amount_minor
    starts = tuple(max((day - first).days, 0) for day in assessed[1:] if day <= last)
    return TierMoves(starts, net, came)


def _told(event: Event, cells: Mapping[Place, FloatArray], first: date) -> CostEvent:
    """Return an event by its days, with those around it."""
    series = engine.series_at(cells, event.place)
    start, end = max(event.first - _BEFORE, 0), min(event.last + _AFTER + 1, len(series))
    actual = int(np.sum(series[event.first : event.last + 1]))
    return CostEvent(
        kind=event.kind,
        tier=event.place.tier,
        cost_type=event.place.cost_type,
        channel=event.place.channel,
        first_on=first + timedelta(days=event.first),
        last_on=first + timedelta(days=event.last),
        noticed_on=first + timedelta(days=event.noticed),
        actual_minor=actual,
        expected_minor=int(np.rint(event.expected)),
        score=event.score,
        movers=tuple(
            Mover(each.dimension, each.code, int(np.rint(each.moved))) for each in event.shares[:_SHARES]
        ),
        days_from=first + timedelta(days=start),
        days_minor=tuple(int(each) for each in series[start:end]),
        mixed_minor=int(np.rint(event.mixed)),
    )


def _sights(watched: Mapping[Place, FloatArray]) -> tuple[Sight, ...]:
    """Return what would be seen of each tier, each type, and the whole."""
    found = []
    for place, values in sorted(watched.items()):
        if place.channel == ANY and ANY in (place.tier, place.cost_type):
            day, level = engine.detectable(values, Rules())
            if np.isfinite(day):
                found.append(Sight(place.tier, place.cost_type, day, level))
    return tuple(found)
