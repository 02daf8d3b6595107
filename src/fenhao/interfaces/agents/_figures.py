"""Tools about figures: a period's published numbers with their definitions, a number opened to its rows, customers, value."""

from fractions import Fraction

from fenhao.engine.metrics import METRICS, BudgetPart, Metric, Unit, Where, figures_of
from fenhao.interfaces.agents._asked import Asked
from fenhao.interfaces.agents._told import Seat, Told, paged, quote
from fenhao.interfaces.report import exact_text
from fenhao.interfaces.words import say
from fenhao.kernel import Trouble
from fenhao.runs.book import say_nothing
from fenhao.runs.mart import CustomerFilter, ListedCustomer, Segment, open_mart
from fenhao.runs.planning import measure_periods, measured
from fenhao.runs.report import EntryRow, Part, explain as explain_figure, figure, newest_month, newest_year
from fenhao.warehouse import Engine

ROWS_MAX = 2000
"""How many rows behind a figure can be leafed through."""
_NO_BUDGET = BudgetPart(0, 0, 0, 0, 0)


def figures_of_period(seat: Seat, asked: Asked) -> Told:
    """Return every published number of a period with its definition, and where its rows are opened."""
    label = asked.text("period") or newest_month(seat.book)
    held = measured(book=seat.book, label=label) if label else None
    if label and (held is None or held.stale):
        measure_periods(
            book=seat.book, labels=[label], clv=False, at=seat.at, engine=Engine.duckdb, advance=say_nothing
        )
        held = measured(book=seat.book, label=label)
    if held is None:
        raise Trouble("agents.no_facts", {"period": label or "–"})
    where = Where(tier=asked.text("tier"), category=asked.text("category"))
    found = figures_of(held.value, where, _NO_BUDGET)
    only = " ".join(f"{name}={asked.text(name)}" for name in ("tier", "category") if asked.text(name))
    wanted = [each for each in METRICS if (not where.tier and not where.category) or each.scopes]
    return {
        "period": label,
        "name": seat.period(label),
        "made_at": held.made_at.isoformat(),
        "total_cost": seat.money(found.total_minor),
        "entries": found.entries,
        "open_rows_with": {"tool": "explain", "figure": f"cost {only}".strip(), "period": label},
        "figures": [
            _metric(seat, each, value) for each in wanted if (value := each.value(found)) is not None
        ],
    }


def _metric(seat: Seat, metric: Metric, value: Fraction) -> Told:
    zh = seat.lang == "zh"
    told: Told = {
        "code": metric.code,
        "version": metric.version,
        "name": metric.name_zh if zh else metric.name_en,
        "definition": metric.formula_zh if zh else metric.formula_en,
        "made_from": list(metric.source),
        "unit": metric.unit.value,
        "exact": str(value),
        "text": exact_text(metric.unit, value, digits=seat.book.digits),
    }
    return told | ({"currency": seat.book.settings.currency} if metric.unit is Unit.minor else {})


def explain(seat: Seat, asked: Asked) -> Told:
    """Return a figure's arithmetic and the entries behind it."""
    period = asked.text("period") or newest_year(seat.book)
    wanted = figure([asked.text("figure")], period=period)
    most = min(asked.skip + asked.limit, ROWS_MAX)
    found = explain_figure(
        book=seat.book, figure=wanted, at=seat.at, rows_max=most, engine=Engine.duckdb, advance=say_nothing
    )

    def part(each: Part) -> Told:
        """Return one line of the arithmetic."""
        value: Told = seat.money(each.amount) if each.minor else {"count": each.amount}
        return {
            "part": say(each.code, {}, seat.lang),
            "detail": quote(each.detail),
            "adds_to_total": each.sums,
        } | value

    def row(each: EntryRow) -> Told:
        """Return one entry."""
        return {
            "entry": quote(each.entry_id),
            "on": each.on.isoformat(),
            "what": each.cost_type,
            "amount": seat.money(each.amount_minor),
            "customer": seat.customer(each.customer_id),
            "campaign": quote(each.campaign_id),
            "tier": each.tier,
            "file": quote(each.file_name),
            "row": each.row_no,
            "evidence": quote(each.evidence),
        }

    return {
        "figure": quote(found.figure),
        "total": seat.money(found.total_minor),
        "arithmetic": [part(each) for each in found.parts],
        "entries_sum": seat.money(found.entries_minor),
        "entries": paged(
            found.rows[asked.skip :],
            skip=asked.skip,
            limit=asked.limit,
            tell=row,
            total=min(found.entries_total, ROWS_MAX),
        ),
    }


def customers(seat: Seat, asked: Asked) -> Told:
    """Return customers of a tier or segment, masked, those with the largest profit first unless asked otherwise."""
    mart = open_mart(seat.book)
    if mart is None:
        raise Trouble("agents.no_customers", {})
    wanted = CustomerFilter(
        tier=asked.text("tier") or None,
        segment=Segment(asked.text("segment")) if asked.text("segment") else None,
    )
    sums = mart.sums(wanted)
    found = mart.page(
        wanted,
        sort="profit_minor",
        descending=asked.text("order") != "worst",
        after=asked.skip or None,
        limit=asked.limit,
    )
    return {
        "year": mart.facts.stamp.label,
        "stale": bool(mart.stale(seat.book)),
        "customers": sums.customers,
        "profit": seat.money(sums.profit_minor),
        "rows": [_listed(seat, each) for each in found.rows],
        "next_cursor": str(found.after) if found.after is not None else None,
    }


def customer(seat: Seat, asked: Asked) -> Told:
    """Return one customer: what they brought and cost, by type, and what a model expects of them."""
    mart = open_mart(seat.book)
    found = mart.customer(asked.text("ref")) if mart is not None else None
    if mart is None or found is None:
        raise Trouble("agents.unknown_customer", {})
    told = _listed(seat, found.listed) | {
        "year": mart.facts.stamp.label,
        "stale": bool(mart.stale(seat.book)),
        "direct_cost_by_type": [
            {"type": code, "amount": seat.money(minor)} for code, minor in mart.direct(found)
        ],
        "share_of_pools": [
            {"pool": quote(cut.pool_id), "driver": cut.driver, "amount": seat.money(minor)}
            for cut, minor in mart.allocated(found)
            if minor
        ],
        "found_ineffective": [
            {
                "rule": each.rule,
                "on": each.found_on.isoformat(),
                "counted": seat.money(each.counted_minor),
                "evidence": quote(each.evidence),
            }
            for each in mart.found(found)[: asked.limit]
        ],
    }
    if found.valued is not None:
        net = found.valued.clv_net
        told["value_to_come"] = seat.estimate(int(net.low), int(net.mid), int(net.high))
    return told


def _listed(seat: Seat, each: ListedCustomer) -> Told:
    return {
        "customer": seat.customer(each.customer_id),
        "tier": each.tier,
        "segment": each.segment.value,
        "orders": each.orders,
        "revenue": seat.money(each.revenue_minor),
        "margin": seat.money(each.margin_minor),
        "direct_cost": seat.money(each.direct_minor),
        "allocated_cost": seat.money(each.allocated_minor),
        "profit": seat.money(each.profit_minor),
        "last_order_on": each.last_on.isoformat() if each.last_on else None,
    }
