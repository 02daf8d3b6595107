"""Why cost moved: one period beside another, or beside the budget that the year before prepared for it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from fenhao.engine.ledger import LINE_DAYS
from fenhao.engine.value import bridge
from fenhao.engine.value.bridge import Bridge, PoolPart, Side, Traced
from fenhao.kernel import Grain, Span, Trouble
from fenhao.runs.book import Advance, Book, number, rows_of, text
from fenhao.runs.report._budget import next_budget
from fenhao.runs.report._period import Workings, work_out
from fenhao.runs.report._period_cost import year_before
from fenhao.warehouse import Engine

PLAN = "plan"


@dataclass(frozen=True, slots=True)
class CostBridge:
    """The bridge with the company's words: names of cost types, categories and pools as (code, zh, en)."""

    company: str
    currency: str
    bridge: Bridge
    against_plan: bool
    names: tuple[tuple[str, str, str], ...]


def bridge_cost(
    *, book: Book, label: str, against: str, at: datetime, engine: Engine, advance: Advance
) -> CostBridge:
    """Return why the cost of a period differs from that of ``against``: another period's label, '' for the one before, or ``plan``.

    The plan is the budget that the fiscal year before prepares for this one, by tier and category; what its customers
    are is not written in it, so those of the same months a year before stand for them. Trouble when a label names no
    period, or when there is no cost on either side.
    """
    span = book.calendar.period(label)
    if against == PLAN:
        found = _beside_plan(book, span, at=at, engine=engine, advance=advance)
    else:
        base = book.calendar.period(against) if against else span_before(book, span)
        sides = []
        for each in (base, span):
            with work_out(
                book=book, label=each.label, at=at, engine=engine, rows_max=1, advance=advance
            ) as workings:
                sides.append(_side(workings))
        found = bridge.bridge(base=sides[0], now=sides[1])
    if not found.moves:
        raise Trouble("bridge.nothing", {"label": found.now_label, "base": found.base_label})
    return CostBridge(
        book.settings.company, book.settings.currency, found, against_plan=against == PLAN, names=_names(book)
    )


def span_before(book: Book, span: Span) -> Span:
    """Return the period of the same kind that ends where this one begins."""
    for grain in (Grain.year, Grain.quarter, Grain.month, Grain.week):
        if book.calendar.containing(span.period.start, grain).label == span.label:
            return book.calendar.containing(span.period.start - timedelta(days=1), grain)
    raise AssertionError(f"{span.label} is a period of no grain")


def _side(workings: Workings) -> Side:
    """Return one period as a bridge sees it: all of its ledger, to the minor unit."""
    session = workings.session
    for relation in bridge.RELATIONS:
        session.define(relation, {})
    pools = [
        PoolPart(text(row, "pool_id"), text(row, "tier"), number(row, "amount_minor"))
        for row in rows_of(session, bridge.BRIDGE_POOLS)
    ]
    for pool in workings.pools:
        for bearer, amount in ((bridge.IDLE, pool.idle_minor), (bridge.UNALLOCATED, pool.unallocated_minor)):
            if amount:
                pools.append(PoolPart(pool.pool_id, bearer, amount))
    return Side(
        workings.span.label,
        _customers(workings),
        tuple(
            Traced(
                text(row, "tier"),
                text(row, "channel"),
                text(row, "cost_type"),
                number(row, "amount_minor"),
                number(row, "units"),
            )
            for row in rows_of(session, bridge.BRIDGE_DIRECT)
        ),
        tuple(pools),
    )


def _customers(workings: Workings) -> tuple[tuple[str, int], ...]:
    return tuple(
        (text(row, "tier"), number(row, "customers"))
        for row in rows_of(workings.session, bridge.BRIDGE_CUSTOMERS)
    )


def _beside_plan(book: Book, span: Span, *, at: datetime, engine: Engine, advance: Advance) -> Bridge:
    """Return the bridge from the prepared budget, on its own lines: tier and category, fixed cost without a tier."""
    year = book.calendar.containing(span.period.start, Grain.year)
    before = book.calendar.containing(year.period.start - timedelta(days=1), Grain.year)
    months = {each.label for each in book.calendar.within(span.period, Grain.month)}
    with work_out(
        book=book, label=before.label, at=at, engine=engine, rows_max=1, advance=advance
    ) as workings:
        budget = next_budget(workings)
    planned: dict[tuple[str, str], int] = defaultdict(int)
    for cell in budget.cells if budget else ():
        if cell.month in months:
            planned[cell.tier, cell.category] += cell.budget_minor
    if not any(planned.values()):
        raise Trouble("bridge.no_plan", {"label": span.label, "before": before.label})
    spent, customers = _spent_by_line(book, span, at=at, engine=engine, advance=advance)
    _, planned_customers = _spent_by_line(
        book, year_before(book, span), at=at, engine=engine, advance=advance
    )
    return bridge.bridge(
        base=_lines(f"{PLAN} {span.label}", planned_customers, planned),
        now=_lines(span.label, customers, spent),
    )


def _spent_by_line(
    book: Book, span: Span, *, at: datetime, engine: Engine, advance: Advance
) -> tuple[dict[tuple[str, str], int], tuple[tuple[str, int], ...]]:
    """Return what each line of the period spent, and the customers it was spent on."""
    spent: dict[tuple[str, str], int] = defaultdict(int)
    with work_out(book=book, label=span.label, at=at, engine=engine, rows_max=1, advance=advance) as workings:
        for row in rows_of(workings.session, LINE_DAYS):
            spent[text(row, "tier"), text(row, "category")] += number(row, "amount_minor")
        for relation in bridge.RELATIONS:
            workings.session.define(relation, {})
        return spent, _customers(workings)


def _lines(label: str, customers: tuple[tuple[str, int], ...], amounts: dict[tuple[str, str], int]) -> Side:
    """Return budget lines as a side: those of a tier follow its customers, the others do not."""
    traced = tuple(
        Traced(tier, "", category, amount, None) for (tier, category), amount in amounts.items() if tier
    )
    fixed = tuple(PoolPart(category, "", amount) for (tier, category), amount in amounts.items() if not tier)
    return Side(label, customers, traced, fixed)


def _names(book: Book) -> tuple[tuple[str, str, str], ...]:
    named = [(each.code, each.name_zh, each.name_en) for each in book.chart.cost_types]
    named += [(each.code, each.name_zh, each.name_en) for each in book.chart.categories]
    named += [(each.pool_id, each.name_zh, each.name_en) for each in book.policies.pools]
    return tuple(named)
