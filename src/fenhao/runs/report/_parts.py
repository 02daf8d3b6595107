"""What a figure is made of: the lines of its arithmetic."""

from dataclasses import dataclass

from fenhao.engine import allocation, ledger, value, waste
from fenhao.kernel import Grain, Trouble
from fenhao.runs.book import number, rows_of, text
from fenhao.runs.report._budget import months_after, next_budget
from fenhao.runs.report._figure import Figure
from fenhao.runs.report._make import customer_cost
from fenhao.runs.report._period import Workings


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a figure's arithmetic. ``minor`` is false for counts; ``sums`` tells that it adds to the total."""

    code: str
    detail: str
    amount: int
    minor: bool
    sums: bool


def parts_of(workings: Workings, figure: Figure, *, entries: int, entries_minor: int) -> tuple[Part, ...]:
    """Return the lines of a figure's arithmetic; behind it are ``entries``, together ``entries_minor``.

    Trouble ``explain.not_found`` when the period has no such month, customer, tier, pool, campaign or entry.
    """
    only = dict(figure.only)
    _check_known(workings, figure)
    match figure.subject:
        case "total":
            return _total_parts(workings, only.get("part", ""), entries_minor)
        case "customer":
            return _customer_parts(workings, only["customer"])
        case "tier":
            return _tier_parts(workings, only["tier"])
        case "pool":
            return _pool_parts(workings, only["pool"])
        case "campaign":
            return _campaign_parts(workings, only["campaign"], entries_minor)
        case "budget":
            return _budget_parts(workings, figure)
        case "entry" if not entries:
            raise Trouble("explain.not_found", {"subject": "entry", "id": only["entry"]})
        case _:
            return (_sum("part.entries", entries_minor),)


def _check_known(workings: Workings, figure: Figure) -> None:
    """Refuse a month, type, rule ... that there is not: its figure would be a nought that means nothing.

    What only facts can name (a customer, campaign, channel or department) may well have no cost.
    """
    book = workings.book
    held = rows_of(workings.session, ledger.COST_CELLS)
    months = (
        months_after(workings)
        if figure.subject == "budget"
        else book.calendar.within(workings.span.period, Grain.month)
    )
    tiers = {each.tier for each in book.policies.budget.tier_shares} | {text(row, "tier") for row in held}
    known = {
        "cost_type": {each.code for each in book.chart.cost_types} | {text(row, "cost_type") for row in held},
        "category": {each.code for each in book.chart.categories},
        "nature": {each.value for each in ledger.Nature},
        "purpose": {each.value for each in ledger.Purpose},
        "stage": {each.value for each in ledger.Stage},
        "tier": tiers,
        "tier_now": tiers,
        "rule": {each.code for each in waste.RULES},
        "month": {each.label for each in months},
    }
    for key, wanted in figure.only:
        # The empty word is what has no tier, and what a type outside the chart has for a category.
        if key in known and wanted not in known[key] | {""}:
            raise Trouble("explain.not_found", {"subject": key, "id": wanted})


def _total_parts(workings: Workings, part: str, entries_minor: int) -> tuple[Part, ...]:
    """Return the four parts of the total, or one of them pool by pool; the entries are those behind them."""
    indirect = sum(pool.amount_minor for pool in workings.pools)
    parts = (
        _sum("part.direct", entries_minor if part == "direct" else entries_minor - indirect),
        _sum("part.allocated", sum(pool.allocated_minor for pool in workings.pools)),
        _sum("part.idle", sum(pool.idle_minor for pool in workings.pools)),
        _sum("part.unallocated", sum(pool.unallocated_minor for pool in workings.pools)),
    )
    if part in ("", "direct"):
        return parts if not part else parts[:1]
    return tuple(
        Part(
            "part.pool",
            _pool_name(workings, pool.pool_id),
            getattr(pool, f"{part}_minor"),
            minor=True,
            sums=True,
        )
        for pool in workings.pools
        if getattr(pool, f"{part}_minor")
    )


def _customer_parts(workings: Workings, customer_id: str) -> tuple[Part, ...]:
    session = workings.session
    session.define(allocation.CUSTOMER_BEHIND, {"only_customer": customer_id})
    session.define(allocation.SHARES_BEHIND, {"only_customer": customer_id})
    found = rows_of(session, allocation.CUSTOMER_BEHIND)
    if not found:
        raise Trouble("explain.not_found", {"subject": "customer", "id": customer_id})
    held = customer_cost(found[0])
    shares = {
        text(row, "pool_id"): number(row, "amount_minor")
        for row in rows_of(session, allocation.SHARES_BEHIND)
    }
    assert sum(shares.values()) == held.allocated_minor, (customer_id, shares, held)
    return (
        _count("part.orders", held.orders),
        _money("part.revenue", held.revenue_minor),
        _sum("part.margin", held.margin_minor),
        _sum("part.direct", -held.direct_minor),
        *(
            Part("part.pool", _pool_name(workings, pool), -amount, minor=True, sums=True)
            for pool, amount in shares.items()
        ),
    )


def _tier_parts(workings: Workings, tier: str) -> tuple[Part, ...]:
    found = [row for row in rows_of(workings.session, value.TIER_RESULT) if text(row, "tier") == tier]
    if not found:
        raise Trouble("explain.not_found", {"subject": "tier", "id": tier})
    row = found[0]
    return (
        _count("part.customers", number(row, "customers")),
        _count("part.orders", number(row, "orders")),
        _money("part.revenue", number(row, "revenue_minor")),
        _sum("part.margin", number(row, "margin_minor")),
        _sum("part.direct", -number(row, "direct_minor")),
        _sum("part.allocated", -number(row, "allocated_minor")),
    )


def _pool_parts(workings: Workings, pool_id: str) -> tuple[Part, ...]:
    for pool in workings.pools:
        if pool.pool_id == pool_id:
            return (
                _count("part.units", pool.units),
                _count("part.used_seconds", pool.used_seconds),
                _count("part.capacity_seconds", pool.capacity_seconds),
                _sum("part.allocated", pool.allocated_minor),
                _sum("part.idle", pool.idle_minor),
                _sum("part.unallocated", pool.unallocated_minor),
            )
    raise Trouble("explain.not_found", {"subject": "pool", "id": pool_id})


def _campaign_parts(workings: Workings, campaign_id: str, entries_minor: int) -> tuple[Part, ...]:
    found = [
        row
        for row in rows_of(workings.session, waste.CAMPAIGN_RESULTS)
        if text(row, "campaign_id") == campaign_id
    ]
    if not found:
        raise Trouble("explain.not_found", {"subject": "campaign", "id": campaign_id})
    return (
        _count("part.invited", number(found[0], "invited")),
        _count("part.participated", number(found[0], "participated")),
        _sum("part.entries", entries_minor),
    )


def _budget_parts(workings: Workings, figure: Figure) -> tuple[Part, ...]:
    budget = next_budget(workings)
    if budget is None:
        raise Trouble("explain.no_budget", {"period": figure.period})
    only = dict(figure.only)
    cells = [
        cell
        for cell in budget.cells
        if only.get("month", cell.month) == cell.month
        and only.get("tier", cell.tier) == cell.tier
        and only.get("category", cell.category) == cell.category
    ]
    return (
        *(
            Part(f"budget_step.{step.code}", step.detail, step.amount_minor, minor=True, sums=False)
            for step in budget.steps
        ),
        Part("part.budget", budget.label, sum(cell.budget_minor for cell in cells), minor=True, sums=True),
        Part("part.actual", figure.period, -sum(cell.actual_minor for cell in cells), minor=True, sums=True),
    )


def _pool_name(workings: Workings, pool_id: str) -> str:
    """Return the pool's name in both languages, parted by a bar; the interfaces show one of them."""
    for rule in workings.book.policies.pools:
        if rule.pool_id == pool_id:
            return f"{rule.name_zh}|{rule.name_en}"
    return pool_id


def _sum(code: str, amount: int) -> Part:
    return Part(code, "", amount, minor=True, sums=True)


def _money(code: str, amount: int) -> Part:
    return Part(code, "", amount, minor=True, sums=False)


def _count(code: str, amount: int) -> Part:
    return Part(code, "", amount, minor=False, sums=False)
