"""The report of one period: every figure, read from relations that a roll-up or a session already holds."""

from datetime import date, datetime
from fractions import Fraction

from fenhao.engine import ledger, value, waste
from fenhao.engine.ledger import CostType, Nature, Purpose, Stage
from fenhao.runs.book import Advance, Book, Row, number, rows_of, text
from fenhao.runs.report._budget import next_budget
from fenhao.runs.report._period import ROWS_MAX, Workings, work_out
from fenhao.runs.report._remarks import assumptions, left_out
from fenhao.runs.report._results import (
    CampaignCost,
    CategoryName,
    CostCell,
    CustomerCost,
    Finding,
    PoolCost,
    Report,
    RuleWaste,
    TableVersion,
    TierMove,
    TierResult,
    Totals,
    TypeCost,
    Waste,
    WeekWaste,
    WhalePoint,
)
from fenhao.warehouse import Engine


def build_report(*, book: Book, label: str, at: datetime, engine: Engine, advance: Advance) -> Report:
    """Return the report of a fiscal year, quarter or month; Trouble when the label names no period.

    Same facts, same policies, same bytes: ``at`` only says which quarters are over.
    """
    with work_out(
        book=book, label=label, at=at, engine=engine, rows_max=ROWS_MAX, advance=advance
    ) as workings:
        return assemble(workings, advance=advance)


def assemble(workings: Workings, *, advance: Advance) -> Report:
    """Return the report of a period that has been worked out; checked to add up before anybody sees it."""
    book, session = workings.book, workings.session
    cells = _cells(workings)
    types = _types(book, cells)
    totals = _totals(workings, cells, types)
    advance("step.budget", 0, 1)
    budget = next_budget(workings)
    advance("step.budget", 1, 1)
    used = {each.policy for each in workings.assessments if each.assessed_on <= workings.span.period.end}
    return Report(
        company=book.settings.company,
        currency=book.settings.currency,
        label=workings.span.label,
        period=workings.span.period,
        time_zone=book.settings.time_zone,
        made_from=tuple(
            TableVersion(each.table, each.version, each.rows)
            for each in workings.snapshot.tables
            if each.rows
        ),
        policies=(
            *sorted(f"tiers {each}" for each in used),
            f"waste {book.policies.waste.version}",
            f"budget {book.policies.budget.version}",
        ),
        totals=totals,
        cells=cells,
        types=types,
        campaigns=_campaigns(workings),
        pools=_pools(workings),
        tiers=tuple(_tier_result(row) for row in rows_of(session, value.TIER_RESULT)),
        tier_moves=tuple(
            TierMove(text(row, "tier_then"), text(row, "tier_now"), number(row, "amount_minor"))
            for row in rows_of(session, value.TIER_MOVES)
        ),
        whale=tuple(
            WhalePoint(number(row, "customers"), number(row, "profit_minor"))
            for row in rows_of(session, value.WHALE)
        ),
        best=_customers(workings, "best_customers", best_first=True),
        worst=_customers(workings, "worst_customers", best_first=False),
        waste=_waste(workings, totals.total_minor),
        budget=budget,
        assumptions=assumptions(workings),
        left_out=left_out(workings),
        categories=tuple(
            CategoryName(each.code, each.name_zh, each.name_en) for each in book.chart.categories
        ),
    )


def _cells(workings: Workings) -> tuple[CostCell, ...]:
    return tuple(
        CostCell(
            text(row, "month"),
            text(row, "tier"),
            text(row, "cost_type"),
            number(row, "amount_minor"),
            number(row, "entries"),
        )
        for row in rows_of(workings.session, ledger.COST_CELLS)
    )


def _types(book: Book, cells: tuple[CostCell, ...]) -> tuple[TypeCost, ...]:
    """Return the cost of every leaf that has any, in the order of the chart.

    A type that facts brought and the chart has lost since counts as variable, as it does in the budget.
    """
    known = {leaf.code for leaf in book.chart.cost_types}
    lost = sorted({cell.cost_type for cell in cells} - known)
    strays = [
        CostType(code, "", code, code, Nature.variable, Purpose.service, Stage.all, "") for code in lost
    ]
    found = []
    for leaf in (*book.chart.cost_types, *strays):
        own = [cell for cell in cells if cell.cost_type == leaf.code]
        if own:
            found.append(
                TypeCost(
                    cost_type=leaf.code,
                    category=leaf.category,
                    name_zh=leaf.name_zh,
                    name_en=leaf.name_en,
                    nature=leaf.nature.value,
                    purpose=leaf.purpose.value,
                    stage=leaf.stage.value,
                    amount_minor=sum(cell.amount_minor for cell in own),
                    entries=sum(cell.entries for cell in own),
                )
            )
    return tuple(found)


def _totals(workings: Workings, cells: tuple[CostCell, ...], types: tuple[TypeCost, ...]) -> Totals:
    session = workings.session
    total = sum(cell.amount_minor for cell in cells)
    indirect = sum(number(row, "amount_minor") for row in rows_of(session, ledger.INDIRECT_COST))
    by_tier = rows_of(session, value.TIER_RESULT)
    totals = Totals(
        total_minor=total,
        fixed_minor=sum(each.amount_minor for each in types if each.nature == "fixed"),
        variable_minor=sum(each.amount_minor for each in types if each.nature == "variable"),
        direct_minor=total - indirect,
        allocated_minor=sum(pool.allocated_minor for pool in workings.pools),
        unallocated_minor=sum(pool.unallocated_minor for pool in workings.pools),
        idle_minor=sum(pool.idle_minor for pool in workings.pools),
        entries=sum(cell.entries for cell in cells),
        customers=sum(number(row, "customers") for row in by_tier),
    )
    # Conservation: what the ledger holds is what the customers bear, what lies idle and what nobody bears.
    assert totals.total_minor == totals.fixed_minor + totals.variable_minor, totals
    borne = totals.direct_minor + totals.allocated_minor
    assert totals.total_minor == borne + totals.unallocated_minor + totals.idle_minor, totals
    assert sum(number(row, "direct_minor") for row in by_tier) == totals.direct_minor, (by_tier, totals)
    assert sum(number(row, "allocated_minor") for row in by_tier) == totals.allocated_minor, (by_tier, totals)
    return totals


def _pools(workings: Workings) -> tuple[PoolCost, ...]:
    names = {rule.pool_id: rule for rule in workings.book.policies.pools}
    return tuple(
        PoolCost(
            pool_id=pool.pool_id,
            name_zh=names[pool.pool_id].name_zh if pool.pool_id in names else pool.pool_id,
            name_en=names[pool.pool_id].name_en if pool.pool_id in names else pool.pool_id,
            driver=pool.driver,
            amount_minor=pool.amount_minor,
            allocated_minor=pool.allocated_minor,
            idle_minor=pool.idle_minor,
            unallocated_minor=pool.unallocated_minor,
            units=pool.units,
            customers=pool.customers,
            used_seconds=pool.used_seconds,
            capacity_seconds=pool.capacity_seconds,
        )
        for pool in workings.pools
        if pool.amount_minor
    )


def _campaigns(workings: Workings) -> tuple[CampaignCost, ...]:
    return tuple(
        CampaignCost(
            campaign_id=text(row, "campaign_id"),
            name=text(row, "name"),
            kind=text(row, "kind"),
            starts_on=_day(row, "starts_on"),
            ends_on=_day(row, "ends_on"),
            invited=number(row, "invited"),
            participated=number(row, "participated"),
            cost_minor=number(row, "cost_minor"),
            entries=number(row, "entries"),
            judged=bool(row["judged"]),
        )
        for row in sorted(
            rows_of(workings.session, waste.CAMPAIGN_RESULTS),
            key=lambda row: (_day(row, "starts_on"), text(row, "campaign_id")),
        )
    )


def _tier_result(row: Row) -> TierResult:
    return TierResult(
        tier=text(row, "tier"),
        customers=number(row, "customers"),
        orders=number(row, "orders"),
        revenue_minor=number(row, "revenue_minor"),
        margin_minor=number(row, "margin_minor"),
        direct_minor=number(row, "direct_minor"),
        allocated_minor=number(row, "allocated_minor"),
        profit_minor=number(row, "profit_minor"),
    )


def _customers(workings: Workings, relation: str, *, best_first: bool) -> tuple[CustomerCost, ...]:
    rows: list[Row] = workings.session.fetch(relation).to_pylist()
    rows.sort(key=lambda row: number(row, "profit_rank"), reverse=not best_first)
    return tuple(customer_cost(row) for row in rows)


def customer_cost(row: Row) -> CustomerCost:
    """Return one customer from a row of ``customer_cost``."""
    return CustomerCost(
        customer_id=text(row, "customer_id"),
        tier=text(row, "tier"),
        orders=number(row, "orders"),
        revenue_minor=number(row, "revenue_minor"),
        margin_minor=number(row, "margin_minor"),
        direct_minor=number(row, "direct_minor"),
        allocated_minor=number(row, "allocated_minor"),
        profit_minor=number(row, "profit_minor"),
    )


def _waste(workings: Workings, total_minor: int) -> Waste:
    session = workings.session
    rules = tuple(
        RuleWaste(
            text(row, "rule"),
            number(row, "findings"),
            number(row, "found_minor"),
            number(row, "counted_minor"),
        )
        for row in rows_of(session, waste.WASTE_RULES)
    )
    by_code = {each.rule: each for each in rules}
    weeks = tuple(
        WeekWaste(
            _day(row, "week_on"), text(row, "rule"), number(row, "findings"), number(row, "counted_minor")
        )
        for row in rows_of(session, waste.WASTE_WEEKS)
    )
    counted = sum(each.counted_minor for each in rules)
    assert counted == sum(each.counted_minor for each in weeks), (rules, weeks)
    return Waste(
        counted_minor=counted,
        share=Fraction(counted, total_minor) if total_minor > 0 else Fraction(0),
        target=workings.book.policies.waste.share_target,
        rules=tuple(by_code.get(rule.code, RuleWaste(rule.code, 0, 0, 0)) for rule in waste.RULES),
        weeks=weeks,
        findings=tuple(
            finding(row)
            for row in sorted(
                session.fetch("largest_findings").to_pylist(),
                key=lambda row: (-number(row, "counted_minor"), text(row, "rule"), text(row, "entry_id")),
            )
        ),
        findings_total=sum(each.findings for each in rules),
        participation_min=workings.book.policies.waste.participation_min,
    )


def finding(row: Row) -> Finding:
    """Return one finding from a row of ``findings``."""
    return Finding(
        rule=text(row, "rule"),
        subledger=text(row, "subledger"),
        entry_id=text(row, "entry_id"),
        found_on=_day(row, "found_on"),
        customer_id=text(row, "customer_id"),
        campaign_id=text(row, "campaign_id"),
        tier=text(row, "tier"),
        counted_minor=number(row, "counted_minor"),
        evidence=text(row, "evidence"),
    )


def _day(row: Row, name: str) -> date:
    held = row[name]
    assert isinstance(held, date), (name, held)
    return held
