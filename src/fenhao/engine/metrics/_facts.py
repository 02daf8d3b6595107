"""What was measured of one period, part by part, and the totals that metrics are made from for any scope of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fenhao.engine.metrics._metric import Figures


@dataclass(frozen=True, slots=True)
class Where:
    """The part of the company that is asked of; what is empty takes everything in. ``category`` is a branch or a leaf."""

    tier: str = ""
    category: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class CostPart:
    """Cost of the ledger in a cell: tier on the day of spending, leaf and branch of the chart, department."""

    tier: str
    category: str
    cost_type: str
    department: str
    nature: str
    purpose: str
    amount_minor: int
    entries: int


@dataclass(frozen=True, slots=True)
class ServedPart:
    """The cost to serve a tier within a category: traced on the day's tier, allocated by the closing tier."""

    tier: str
    category: str
    direct_minor: int
    allocated_minor: int


@dataclass(frozen=True, slots=True)
class TierPart:
    """The profit and loss of a closing tier."""

    tier: str
    customers: int
    orders: int
    revenue_minor: int
    margin_minor: int
    direct_minor: int
    allocated_minor: int


@dataclass(frozen=True, slots=True)
class BudgetPart:
    """Where the budget of a scope stands from the fiscal year's beginning to the period's end."""

    funded_minor: int
    baseline_minor: int
    actual_minor: int
    lines: int
    overruns: int


@dataclass(frozen=True, slots=True)
class Clv:
    """The net customer lifetime value of everybody at the period's end: an estimate and the ends of its interval."""

    low_minor: int
    mid_minor: int
    high_minor: int


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Everything that metrics ask of one period. ``clv`` is None where no model was fitted.

    ``trailing_minor`` is the cost of the ``trailing_months`` up to the period's end.
    """

    label: str
    months: int
    costs: tuple[CostPart, ...]
    served: tuple[ServedPart, ...]
    tiers: tuple[TierPart, ...]
    unallocated_minor: int
    idle_minor: int
    ineffective_minor: int
    active_customers: int
    new_customers: int
    clv: Clv | None
    trailing_minor: int
    trailing_months: int


def figures_of(facts: PeriodFacts, where: Where, budget: BudgetPart) -> Figures:
    """Return the totals of a part of the company in a period."""
    held = [each for each in facts.costs if _inside(each, where)]
    tiers = [each for each in facts.tiers if where.tier in ("", each.tier)]
    served = [each for each in facts.served if where.tier in ("", each.tier)]
    if where.category:
        direct, allocated = _served(each for each in served if each.category == where.category)
    else:
        direct, allocated = (
            sum(each.direct_minor for each in tiers),
            sum(each.allocated_minor for each in tiers),
        )
    clv = facts.clv or Clv(0, 0, 0)
    return Figures(
        total_minor=_cost(held),
        fixed_minor=_cost([each for each in held if each.nature == "fixed"]),
        variable_minor=_cost([each for each in held if each.nature != "fixed"]),
        direct_minor=direct,
        allocated_minor=allocated,
        unallocated_minor=facts.unallocated_minor,
        idle_minor=facts.idle_minor,
        ineffective_minor=facts.ineffective_minor,
        customers=sum(each.customers for each in tiers),
        active_customers=facts.active_customers,
        new_customers=facts.new_customers,
        orders=sum(each.orders for each in tiers),
        revenue_minor=sum(each.revenue_minor for each in tiers),
        margin_minor=sum(each.margin_minor for each in tiers),
        acquisition_minor=_cost([each for each in held if each.purpose == "acquisition"]),
        entries=sum(each.entries for each in held),
        months=facts.months,
        whole_variable_minor=_cost([each for each in facts.costs if each.nature != "fixed"]),
        whole_served_minor=sum(_served(served)),
        funded_minor=budget.funded_minor,
        baseline_minor=budget.baseline_minor,
        budget_actual_minor=budget.actual_minor,
        lines=budget.lines,
        overruns=budget.overruns,
        clv_low_minor=clv.low_minor,
        clv_minor=clv.mid_minor,
        clv_high_minor=clv.high_minor,
        trailing_minor=facts.trailing_minor,
        trailing_months=facts.trailing_months,
    )


def _inside(part: CostPart, where: Where) -> bool:
    return (
        where.tier in ("", part.tier)
        and where.category in ("", part.category, part.cost_type)
        and where.department in ("", part.department)
    )


def _cost(parts: Sequence[CostPart]) -> int:
    return sum(each.amount_minor for each in parts)


def _served(parts: Iterable[ServedPart]) -> tuple[int, int]:
    """Return direct and allocated cost added up."""
    held = list(parts)
    return sum(each.direct_minor for each in held), sum(each.allocated_minor for each in held)
