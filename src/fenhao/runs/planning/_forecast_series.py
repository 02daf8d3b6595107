"""The series that forecasts are made from: cost by whole month or week of every line, tier and in the whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from fenhao.engine.ledger import Nature
from fenhao.kernel import Grain, Period, Trouble
from fenhao.runs.book import Book
from fenhao.runs.planning._cost_days import CostDay

_THIN = 4
"""First steps with less than a fourth of the usual cost are left out: the books had only begun."""


class Step(Enum):
    """What a forecast counts in: months for budgets, weeks for the near future."""

    month = "month"
    week = "week"

    @property
    def horizon(self) -> int:
        """How many steps ahead."""
        return 18 if self is Step.month else 13

    @property
    def season(self) -> int:
        """How many steps a year has."""
        return 12 if self is Step.month else 52


class CostScope(Enum):
    """What of the cost a forecast is of."""

    whole = "whole"
    tier = "tier"
    line = "line"


@dataclass(frozen=True, slots=True)
class Series:
    """Cost by step of every line, tier and the whole: lines first, then tiers, then the whole."""

    spans: tuple[Period, ...]
    labels: tuple[str, ...]
    keys: tuple[tuple[CostScope, str, str], ...]
    amounts: tuple[tuple[int, ...], ...]
    groups: tuple[tuple[int, ...], ...]


def series_of(book: Book, days: Sequence[CostDay], step: Step, *, today: date) -> Series:
    """Return the cost of each whole step; a step is whole when it has ended and cost is known up to its month.

    Weeks hold variable cost alone: fixed cost comes by the month.
    """
    spans = _whole(book, days, step, today=today)
    leaves = {leaf.code: leaf for leaf in book.chart.cost_types}
    place_of = {day: place for place, span in enumerate(spans) for day in span.each_day()}
    lines: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(spans))
    for each in days:
        leaf = leaves.get(each.cost_type)
        fixed = leaf is not None and leaf.nature is Nature.fixed
        place = place_of.get(each.day)
        if place is not None and not (fixed and step is Step.week):
            key = ("" if fixed else each.tier, leaf.category if leaf else "")
            lines[key][place] += each.amount_minor
    keys = sorted(lines, key=lambda key: (key[0] == "", key))
    tiers = sorted({tier for tier, _ in keys}, key=lambda tier: (tier == "", tier))
    groups = tuple(tuple(at for at, key in enumerate(keys) if key[0] == tier) for tier in tiers)
    rows = [tuple(lines[key]) for key in keys]
    rows += [tuple(sum(rows[at][place] for at in group) for place in range(len(spans))) for group in groups]
    whole = tuple(sum(lines[key][place] for key in keys) for place in range(len(spans)))
    named = [(CostScope.line, tier, category) for tier, category in keys]
    named += [(CostScope.tier, tier, "") for tier in tiers]
    labels = tuple(step_label(book, span, step) for span in spans)
    thin = _thin(whole)
    return Series(
        spans[thin:],
        labels[thin:],
        (*named, (CostScope.whole, "", "")),
        tuple(row[thin:] for row in (*rows, whole)),
        groups,
    )


def _thin(whole: Sequence[int]) -> int:
    """Return how many first steps are left out."""
    usual = sorted(whole)[len(whole) // 2] if whole else 0
    return next((at for at, each in enumerate(whole) if each * _THIN >= usual), 0)


def _whole(book: Book, days: Sequence[CostDay], step: Step, *, today: date) -> tuple[Period, ...]:
    """Return the steps that are known whole, oldest first."""
    first, last = days[0].day, days[-1].day
    if step is Step.month:
        month = book.calendar.containing(last, Grain.month).period
        reach = Period(
            book.calendar.containing(first, Grain.month).period.start,
            month.end if month.end <= today else month.start,
        )
        if reach.end <= reach.start:
            return ()
        spans = [each.period for each in book.calendar.within(reach, Grain.month)]
    else:
        start = first - timedelta(days=(first.isoweekday() - book.calendar.week_start) % 7)
        spans = []
        while start + timedelta(days=7) <= min(last + timedelta(days=1), today):
            spans.append(Period(start, start + timedelta(days=7)))
            start += timedelta(days=7)
    return tuple(spans)


def known_steps(series: Series, until: str) -> int:
    """Return how many steps may be known."""
    if not series.labels:
        raise Trouble("forecast.no_step", {"until": until or "–", "known": "–"})
    if not until:
        return len(series.labels)
    if until not in series.labels:
        known = f"{series.labels[0]} … {series.labels[-1]}"
        raise Trouble("forecast.no_step", {"until": until, "known": known})
    return series.labels.index(until) + 1


def spans_after(book: Book, last: Period, step: Step) -> tuple[Period, ...]:
    """Return the steps that come after a known one."""
    spans = []
    day = last.end
    for _ in range(step.horizon):
        week = Period(day, day + timedelta(days=7))
        span = book.calendar.containing(day, Grain.month).period if step is Step.month else week
        spans.append(span)
        day = span.end
    return tuple(spans)


def step_label(book: Book, span: Period, step: Step) -> str:
    """Return a month's label, or the first day of a week."""
    return (
        book.calendar.containing(span.start, Grain.month).label
        if step is Step.month
        else span.start.isoformat()
    )
