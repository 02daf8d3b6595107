"""What the rules found in a year, finding by finding, for people to decide about."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple, cast

from fenhao.engine import ledger, waste
from fenhao.kernel import FiscalCalendar, Grain, Period, Trouble
from fenhao.runs.book import Advance, Book, number, rows_of
from fenhao.runs.report._period import ROWS_MAX, Workings, work_out
from fenhao.warehouse import Engine


class FoundEntry(NamedTuple):
    """A finding and the entry that it found; (rule, subledger, source, entry_id) is its identity.

    ``found_month`` is the fiscal month in which it became known, ``spent_month`` that of the entry. ``tier`` is the
    customer's on the day, ``line_tier`` that of the budget line: empty for fixed cost. ``counted_minor`` is the amount,
    or 0 when an earlier rule has counted the entry; both are negative for a credit.
    """

    rule: str
    subledger: str
    source: str
    entry_id: str
    found_on: date
    occurred_on: date
    found_month: str
    spent_month: str
    customer: str
    campaign: str
    tier: str
    line_tier: str
    category: str
    cost_type: str
    department: str
    amount_minor: int
    counted_minor: int
    evidence: str
    batch: str


@dataclass(frozen=True, slots=True)
class FoundYear:
    """All findings of a fiscal year up to ``as_of``, by identity; what each week cost; which loads were undone.

    ``weeks`` are (Monday, cost) of the year's days. The findings' counted amounts sum to the report's.
    """

    label: str
    as_of: date
    currency: str
    policy: str
    share_target: Fraction
    entries: tuple[FoundEntry, ...]
    weeks: tuple[tuple[date, int], ...]
    undone: frozenset[str]


def found_in_year(*, book: Book, label: str, at: datetime, engine: Engine, advance: Advance) -> FoundYear:
    """Return the findings of a fiscal year; Trouble ``findings.not_a_year`` for any other period.

    A whole year, because a campaign is judged at its end: of a month, what was spent on one that ended later would
    seem to be gone.
    """
    span = book.calendar.period(label)
    if book.calendar.containing(span.period.start, Grain.year).period != span.period:
        raise Trouble("findings.not_a_year", {"period": label})
    with work_out(
        book=book, label=label, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        workings.session.define(waste.FINDINGS_AS_CASES, {})
        return FoundYear(
            label=label,
            as_of=workings.as_of,
            currency=book.settings.currency,
            policy=f"waste {book.policies.waste.version}",
            share_target=book.policies.waste.share_target,
            entries=_entries(workings),
            weeks=_weeks(workings),
            undone=frozenset(
                each.batch_id
                for each in book.warehouse.batches(include_withdrawn=True)
                if each.withdrawn_at is not None
            ),
        )


def _entries(workings: Workings) -> tuple[FoundEntry, ...]:
    """Return the findings, column by column: there may be hundreds of thousands."""
    table = workings.session.fetch(waste.FINDINGS_AS_CASES.name)
    held = {name: table.column(name).to_pylist() for name in table.column_names}
    month_of = _months(workings.book.calendar, workings.span.period)
    found_on = cast("list[date]", held["found_on"])
    tiers = cast("list[str]", held["tier"])
    natures = cast("list[str]", held["nature"])
    columns: tuple[list[object], ...] = (
        *(held[name] for name in ("rule", "subledger", "source", "entry_id", "found_on", "occurred_on")),
        [month_of[each] for each in found_on],
        *(held[name] for name in ("month", "customer_id", "campaign_id", "tier")),
        ["" if nature == "fixed" else tier for nature, tier in zip(natures, tiers, strict=True)],
        *(held[name] for name in ("category", "cost_type", "department")),
        *(held[name] for name in ("amount_minor", "counted_minor", "evidence", "batch_id")),
    )
    return tuple(FoundEntry(*row) for row in zip(*columns, strict=True))


def _months(calendar: FiscalCalendar, period: Period) -> dict[date, str]:
    """Return the fiscal month of each day; findings become known within their period."""
    return {
        day: span.label for span in calendar.within(period, Grain.month) for day in span.period.each_day()
    }


def _weeks(workings: Workings) -> tuple[tuple[date, int], ...]:
    """Return the ledger's cost by the Monday of its week."""
    cost: dict[date, int] = defaultdict(int)
    for row in rows_of(workings.session, ledger.DAILY_COST):
        on = row["day"]
        assert isinstance(on, date), row
        cost[on - timedelta(days=on.weekday())] += number(row, "amount_minor")
    return tuple(sorted(cost.items()))
