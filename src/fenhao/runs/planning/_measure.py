"""What goals are measured by: the parts of one period's cost, service, value and waste, worked out once and kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from fenhao.engine import allocation, ledger, value, waste
from fenhao.engine.facts import COST_ENTRIES, ORDERS
from fenhao.engine.metrics import Clv, CostPart, PeriodFacts, ServedPart, TierPart
from fenhao.engine.value import bridge
from fenhao.engine.value.lifetime import Outlook
from fenhao.kernel import Grain, Period, Span, Trouble, split
from fenhao.runs.book import (
    Advance,
    Book,
    Kept,
    Refused,
    keep,
    kept,
    kept_names,
    number,
    rows_of,
    say_nothing,
    stamp_now,
    text,
)
from fenhao.runs.report import Workings, work_out
from fenhao.runs.value import ValueRules, build_cohorts, value_customers
from fenhao.warehouse import Engine

_MEASURED = "measured-"
_TRAILING = 12
_NORMAL = 1.96
"""Standard errors to each side of an interval of 95 %."""
_CLV = Outlook(span_days=1095, discount_yearly=0.1, draws=20, seed=0)


def measure_periods(
    *, book: Book, labels: Sequence[str], clv: bool, at: datetime, engine: Engine, advance: Advance
) -> None:
    """Measure each period and keep what was measured; one whose facts have not changed since is left as it is.

    ``clv`` asks for the customers' value at each period's end as well. A period that cannot be measured, because nothing
    was loaded yet, is kept with the reason.
    """
    spans = [book.calendar.period(each) for each in labels]
    spans.sort(key=lambda each: (each.period.end, each.period.days))
    wanted = [each for each in spans if _due(measured(book=book, label=each.label), clv=clv)]
    advance("step.measure", 0, len(wanted))
    won = _new_customers(book, at=at, engine=engine) if wanted else {}
    for place, span in enumerate(wanted, 1):
        try:
            found: PeriodFacts | Refused = _measured(book, span, won, clv=clv, at=at, engine=engine)
        except Trouble as trouble:
            found = Refused(trouble.code, trouble.details)
        now = stamp_now(book)  # tiers that were due have been assessed on the way
        keep(book=book, name=f"{_MEASURED}{span.label}", value=found, stamp=now, at=at)
        advance("step.measure", place, len(wanted))


def measured(*, book: Book, label: str) -> Kept[PeriodFacts] | None:
    """Return what was measured of a period; None when it was not, or could not be."""
    found = kept(PeriodFacts, book=book, name=f"{_MEASURED}{label}", now=stamp_now(book))
    if found is None or isinstance(found.value, Refused):
        return None
    return Kept(found.made_at, found.stamp, found.stale, found.value)


def measured_labels(*, book: Book) -> tuple[str, ...]:
    """Return the periods of which something is kept, oldest first."""
    names = [each.removeprefix(_MEASURED) for each in kept_names(book=book, begins=_MEASURED)]
    return tuple(sorted(names, key=lambda each: book.calendar.period(each).period.start))


def months_with_facts(*, book: Book, until: date) -> tuple[str, ...]:
    """Return the fiscal months from the first order or cost up to a day, oldest first; none without facts."""
    days = [
        (each.first_on, each.last_on)
        for each in book.warehouse.batches()
        if each.table in (ORDERS.name, COST_ENTRIES.name) and each.first_on and each.last_on
    ]
    first, last = (
        min((day for day, _ in days), default=until),
        min(until, max((day for _, day in days), default=until)),
    )
    if not days or first > last:
        return ()
    spans = book.calendar.within(Period(first, last + timedelta(days=1)), Grain.month)
    return tuple(each.label for each in spans)


def _due(found: Kept[PeriodFacts] | None, *, clv: bool) -> bool:
    return found is None or found.stale or (clv and found.value.clv is None)


def _measured(
    book: Book, span: Span, won: dict[str, int], *, clv: bool, at: datetime, engine: Engine
) -> PeriodFacts:
    months = [each.label for each in book.calendar.within(span.period, Grain.month)]
    with work_out(
        book=book, label=span.label, at=at, engine=engine, rows_max=1, advance=say_nothing
    ) as workings:
        for relation in bridge.RELATIONS:
            workings.session.define(relation, {})
        costs, tiers = _costs(workings), rows_of(workings.session, value.TIER_RESULT)
        facts = PeriodFacts(
            label=span.label,
            months=len(months),
            costs=costs,
            served=_served(workings),
            tiers=tuple(
                TierPart(
                    text(row, "tier"),
                    number(row, "customers"),
                    number(row, "orders"),
                    number(row, "revenue_minor"),
                    number(row, "margin_minor"),
                    number(row, "direct_minor"),
                    number(row, "allocated_minor"),
                )
                for row in tiers
            ),
            unallocated_minor=sum(pool.unallocated_minor for pool in workings.pools),
            idle_minor=sum(pool.idle_minor for pool in workings.pools),
            ineffective_minor=sum(
                number(row, "counted_minor") for row in rows_of(workings.session, waste.WASTE_RULES)
            ),
            active_customers=sum(
                number(row, "customers")
                for row in rows_of(workings.session, allocation.DRIVER_TOTALS)
                if text(row, "driver") == "orders"
            ),
            new_customers=sum(won.get(each, 0) for each in months),
            clv=None,
            trailing_minor=0,
            trailing_months=0,
        )
    if not clv:
        return facts
    until = min(span.period.last, book.today(at))
    trailing = _trailing(book, facts, span)
    return replace(
        facts,
        clv=_clv(book, until=until, at=at, engine=engine),
        trailing_minor=sum(trailing),
        trailing_months=len(trailing),
    )


def _costs(workings: Workings) -> tuple[CostPart, ...]:
    """Return the ledger by tier, leaf and department; a leaf that the chart has lost since counts as variable."""
    leaves = {leaf.code: leaf for leaf in workings.book.chart.cost_types}
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows_of(workings.session, ledger.COST_ROLLUP):
        held = sums[text(row, "tier"), text(row, "cost_type"), text(row, "department")]
        held[0] += number(row, "amount_minor")
        held[1] += number(row, "entries")
    found = []
    for (tier, cost_type, department), (amount, entries) in sorted(sums.items()):
        leaf = leaves.get(cost_type)
        found.append(
            CostPart(
                tier=tier,
                category=leaf.category if leaf else "",
                cost_type=cost_type,
                department=department,
                nature=leaf.nature.value if leaf else "variable",
                purpose=leaf.purpose.value if leaf else "",
                amount_minor=amount,
                entries=entries,
            )
        )
    return tuple(found)


def _served(workings: Workings) -> tuple[ServedPart, ...]:
    """Return the cost to serve by tier and category: what is traced, and each pool's part by the categories in the pool."""
    leaves = {leaf.code: leaf for leaf in workings.book.chart.cost_types}
    direct: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(workings.session, bridge.BRIDGE_DIRECT):
        leaf = leaves.get(text(row, "cost_type"))
        direct[text(row, "tier"), leaf.category if leaf else ""] += number(row, "amount_minor")
    pooled: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows_of(workings.session, ledger.INDIRECT_COST):
        leaf = leaves.get(text(row, "cost_type"))
        if leaf is not None:
            pooled[leaf.pool_id][leaf.category] += max(number(row, "amount_minor"), 0)
    allocated: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(workings.session, bridge.BRIDGE_POOLS):
        weights = {name: weight for name, weight in pooled[text(row, "pool_id")].items() if weight} or {"": 1}
        parts = split(number(row, "amount_minor"), list(weights.values()))
        for name, part in zip(weights, parts, strict=True):
            allocated[text(row, "tier"), name] += part
    return tuple(
        ServedPart(tier, category, direct[tier, category], allocated[tier, category])
        for tier, category in sorted({*direct, *allocated})
    )


def _new_customers(book: Book, *, at: datetime, engine: Engine) -> dict[str, int]:
    """Return how many customers ordered first in each month; nobody where there is no order."""
    try:
        found = build_cohorts(book=book, until=None, at=at, engine=engine, advance=say_nothing)
    except Trouble:
        return {}
    return {each.month: each.customers for each in found.cohorts}


def _trailing(book: Book, facts: PeriodFacts, span: Span) -> list[int]:
    """Return the cost of each month up to the period's end, newest first: those kept without a gap, twelve at most."""
    last = book.calendar.containing(span.period.last, Grain.month)
    if facts.label == last.label:
        found = [sum(each.amount_minor for each in facts.costs)]
        day = last.period.start - timedelta(days=1)
    else:
        found, day = [], span.period.last
    while len(found) < _TRAILING:
        held = measured(book=book, label=book.calendar.containing(day, Grain.month).label)
        if held is None or not held.value.costs:
            break
        found.append(sum(each.amount_minor for each in held.value.costs))
        day = book.calendar.period(held.value.label).period.start - timedelta(days=1)
    return found


def _clv(book: Book, *, until: date, at: datetime, engine: Engine) -> Clv | None:
    """Return everybody's net value over three years as it was known on a day; None where no model could be fitted.

    The interval is that of the orders expected of all customers together; what an order brings is taken as known.
    """
    rules = ValueRules(model="", on=until, hold_out_days=0, outlook=_CLV)
    try:
        found = value_customers(
            book=book, rules=rules, at=at, engine=engine, advance=say_nothing, write=lambda _rows: None
        )
    except Trouble:
        return None
    if not found.scored or found.orders_expected <= 0:
        return None
    reach = abs(found.net_minor) * _NORMAL * found.orders_error / found.orders_expected
    return Clv(int(found.net_minor - reach), found.net_minor, int(found.net_minor + reach))
