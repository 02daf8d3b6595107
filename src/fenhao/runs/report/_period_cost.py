"""The cost of one period by everything a controller asks for, beside the same period a year before: kept once worked out.

Working it out reads the ledger; reading what was kept costs nothing. It carries the stamp of the facts that it was made
from, and says whether they have changed since.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from fenhao.engine import ledger
from fenhao.kernel import Span
from fenhao.runs.book import Advance, Book, Kept, Refused, Stamp, keep, kept, number, rows_of, stamp_now, text
from fenhao.runs.report._make import assemble
from fenhao.runs.report._period import ROWS_MAX, Workings, work_out
from fenhao.runs.report._results import Remark, Report
from fenhao.warehouse import Engine

_KEPT = "report-"
DIMENSIONS = ("tier", "category", "cost_type", "nature", "purpose", "stage", "channel", "department")
"""What cost is parted by; each part's code is '' where nothing is known."""


@dataclass(frozen=True, slots=True)
class CostPart:
    """Ledger cost under one code of one dimension, in the period and in the same period a year before."""

    by: str
    code: str
    amount_minor: int
    before_minor: int
    entries: int


@dataclass(frozen=True, slots=True)
class PeriodCost:
    """The cost of a period. The parts of each dimension sum to the total, in both years.

    ``before`` is '' where there are no facts of the year before; its amounts are then 0. ``rules`` are (rule, findings,
    counted) and sum to ``waste_minor``.
    """

    label: str
    before: str
    stamp: Stamp
    policies: tuple[str, ...]
    start: date
    end: date
    total_minor: int
    before_minor: int
    entries: int
    customers: int
    idle_minor: int
    unallocated_minor: int
    parts: tuple[CostPart, ...]
    waste_minor: int
    waste_target: Fraction
    rules: tuple[tuple[str, int, int], ...]
    assumptions: tuple[Remark, ...]
    left_out: tuple[Remark, ...]

    def by(self, dimension: str) -> tuple[CostPart, ...]:
        """Return the parts of a dimension, in the order in which they are kept."""
        return tuple(each for each in self.parts if each.by == dimension)


def period_cost(*, book: Book, label: str, at: datetime, engine: Engine, advance: Advance) -> PeriodCost:
    """Return the cost of a fiscal month, quarter or year; Trouble when the label names no period."""
    with work_out(
        book=book, label=label, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        stamp = stamp_now(book)  # tiers that were due have been assessed on the way
        report = assemble(workings, advance=advance)
        now = _sums(workings)
    span = year_before(book, book.calendar.period(label))
    advance("step.compare", 0, 1)
    with work_out(book=book, label=span.label, at=at, engine=engine, rows_max=1, advance=advance) as workings:
        then = _sums(workings)
    advance("step.compare", 1, 1)
    found = PeriodCost(
        label=report.label,
        before=span.label if then else "",
        stamp=stamp,
        policies=report.policies,
        start=report.period.start,
        end=report.period.end,
        total_minor=report.totals.total_minor,
        before_minor=sum(amount for (by, _), (amount, _) in then.items() if by == "tier"),
        entries=report.totals.entries,
        customers=report.totals.customers,
        idle_minor=report.totals.idle_minor,
        unallocated_minor=report.totals.unallocated_minor,
        parts=tuple(_part(key, now, then) for key in _in_order(book, {*now, *then})),
        waste_minor=report.waste.counted_minor,
        waste_target=report.waste.target,
        rules=tuple((each.rule, each.findings, each.counted_minor) for each in report.waste.rules),
        assumptions=report.assumptions,
        left_out=report.left_out,
    )
    _assert_whole(found, report)
    return found


def year_before(book: Book, span: Span) -> Span:
    """Return the same year, quarter or month of the year before."""
    year, dash, part = span.label.partition("-")
    return book.calendar.period(f"{int(year) - 1}{dash}{part}")


def keep_period_cost(book: Book, found: PeriodCost, *, at: datetime) -> None:
    """Keep what was worked out in place of what was kept of that period before."""
    keep(book=book, name=f"{_KEPT}{found.label}", value=found, stamp=found.stamp, at=at)


def kept_period_cost(book: Book, label: str) -> Kept[PeriodCost] | None:
    """Return what is kept of a period, stale when facts, chart or policies have changed since; None for nothing."""
    found = kept(PeriodCost, book=book, name=f"{_KEPT}{label}", now=stamp_now(book))
    if found is None or isinstance(found.value, Refused):
        return None
    return Kept(found.made_at, found.stamp, found.stale, found.value)


def _sums(workings: Workings) -> dict[tuple[str, str], tuple[int, int]]:
    """Return amount and entries for every dimension and code."""
    leaves = {leaf.code: leaf for leaf in workings.book.chart.cost_types}
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows_of(workings.session, ledger.COST_ROLLUP):
        code = text(row, "cost_type")
        leaf = leaves.get(code)
        codes = {
            "tier": text(row, "tier"),
            "category": leaf.category if leaf else "",
            "cost_type": code,
            "nature": leaf.nature.value if leaf else ledger.Nature.variable.value,
            "purpose": leaf.purpose.value if leaf else ledger.Purpose.service.value,
            "stage": leaf.stage.value if leaf else ledger.Stage.all.value,
            "channel": text(row, "channel"),
            "department": text(row, "department"),
        }
        for key in codes.items():
            found[key][0] += number(row, "amount_minor")
            found[key][1] += number(row, "entries")
    return {key: (amount, entries) for key, (amount, entries) in found.items()}


def _in_order(book: Book, keys: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return dimension by dimension: types and categories in the chart's order, the rest by code, nothing known last."""
    chart = book.chart
    places = {("category", each.code): place for place, each in enumerate(chart.categories)}
    places |= {("cost_type", each.code): place for place, each in enumerate(chart.cost_types)}
    late = len(chart.cost_types)
    return sorted(
        keys, key=lambda key: (DIMENSIONS.index(key[0]), key[1] == "", places.get(key, late), key[1])
    )


def _part(
    key: tuple[str, str],
    now: dict[tuple[str, str], tuple[int, int]],
    then: dict[tuple[str, str], tuple[int, int]],
) -> CostPart:
    amount, entries = now.get(key, (0, 0))
    return CostPart(*key, amount, then.get(key, (0, 0))[0], entries)


def _assert_whole(found: PeriodCost, report: Report) -> None:
    """Every dimension parts the same cost, and the report's own sums say the same."""
    for dimension in DIMENSIONS:
        parts = found.by(dimension)
        assert sum(each.amount_minor for each in parts) == found.total_minor, (dimension, found.label)
        assert sum(each.before_minor for each in parts) == found.before_minor, (dimension, found.before)
    fixed = sum(each.amount_minor for each in found.by("nature") if each.code == "fixed")
    assert fixed == report.totals.fixed_minor, (fixed, report.totals)
