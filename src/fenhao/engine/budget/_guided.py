"""A first budget without a year behind it: people, tools and marketing, as somebody would say them aloud."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fenhao.engine.budget._grid import proportional_grid
from fenhao.engine.budget._line import NO_TIER, BudgetLine, BudgetMonths
from fenhao.engine.budget._policy import BudgetPolicy
from fenhao.engine.budget._prepare import BudgetStep, PreparedBudget, QuarterReserve, percent_text
from fenhao.engine.budget._spread import spread_by
from fenhao.kernel import split


@dataclass(frozen=True, slots=True)
class Staff:
    """People of one kind: how many, what each costs a month, and what their training costs in the year."""

    category: str
    people: int
    monthly_minor: int
    training_minor: int = 0

    def year_minor(self, months: int) -> int:
        """Return what they cost in a year of so many months."""
        return self.people * self.monthly_minor * months + self.training_minor


@dataclass(frozen=True, slots=True)
class Spending:
    """A year's total in one category: tools (fixed) or marketing (variable, shared by the tiers).

    ``weights`` are whole shares: none for even months, one a quarter (its months even), or one a month.
    """

    category: str
    total_minor: int
    fixed: bool
    weights: tuple[int, ...] = ()


def guided(
    *,
    label: str,
    year: Sequence[BudgetMonths],
    staff: Sequence[Staff],
    spending: Sequence[Spending],
    policy: BudgetPolicy,
) -> PreparedBudget:
    """Return the budget: fixed cost has no tier; of variable cost each quarter keeps its reserve, the tiers share the rest.

    No part may be below zero, and weights are as many as the quarters or the months: ValueError otherwise.
    """
    months = [month for each in year for month in each.months]
    fixed: dict[tuple[str, str], int] = defaultdict(int)
    variable: dict[tuple[str, str], int] = defaultdict(int)
    steps = []
    for people in staff:
        _check(people.people, people.monthly_minor, people.training_minor)
        total = people.year_minor(len(months))
        steps.append(BudgetStep("staff", total, f"{people.category} {people.people} x {len(months)}"))
        for month, part in zip(months, _evenly(people, len(months)), strict=True):
            fixed[month, people.category] += part
    for each in spending:
        _check(each.total_minor, *each.weights)
        steps.append(BudgetStep("tools" if each.fixed else "marketing", each.total_minor, each.category))
        to = fixed if each.fixed else variable
        for month, part in zip(months, _by_month(each, year), strict=True):
            to[month, each.category] += part
    reserves = [
        split(
            sum(variable[key] for key in _of(variable, quarter)),
            (policy.reserve_share, 1 - policy.reserve_share),
        )
        for quarter in year
    ]
    for quarter, (_, spendable) in zip(year, reserves, strict=True):
        keys = _of(variable, quarter)
        if keys:
            parts = spread_by(spendable, [variable[key] for key in keys])
            variable.update(zip(keys, parts, strict=True))
    lines, tier_totals = _tiers(variable, policy)
    lines.update({(month, NO_TIER, category): amount for (month, category), amount in fixed.items()})
    held_back = sum(reserve for reserve, _ in reserves)
    fixed_total, variable_total = sum(fixed.values()), sum(variable.values()) + held_back
    steps += [
        BudgetStep("fixed_budget", fixed_total, ""),
        BudgetStep("variable_budget", variable_total, ""),
        BudgetStep("reserve", held_back, percent_text(policy.reserve_share)),
        *(
            BudgetStep("tier", total, f"{each.tier} {percent_text(each.share)}")
            for each, total in zip(policy.tier_shares, tier_totals, strict=True)
        ),
        BudgetStep("total", fixed_total + variable_total, ""),
    ]
    made = PreparedBudget(
        label,
        fixed_total + variable_total,
        tuple(steps),
        tuple(BudgetLine(*key, amount) for key, amount in sorted(lines.items())),
        tuple(
            QuarterReserve(quarter.quarter, part) for quarter, (part, _) in zip(year, reserves, strict=True)
        ),
    )
    assert sum(line.budget_minor for line in made.lines) + held_back == made.total_minor, "nothing is lost"
    return made


def _tiers(
    variable: dict[tuple[str, str], int], policy: BudgetPolicy
) -> tuple[dict[tuple[str, str, str], int], tuple[int, ...]]:
    """Return the tiers' lines and totals: exact by line and exact by tier."""
    whole = 1
    for each in policy.tier_shares:
        whole *= each.share.denominator
    weights = [each.share.numerator * (whole // each.share.denominator) for each in policy.tier_shares]
    keys = sorted(variable)
    columns = [variable[key] for key in keys]
    totals = split(sum(columns), weights)
    grid = proportional_grid(row_totals=totals, column_totals=columns, weights=weights)
    lines = {
        (month, each.tier, category): amount
        for each, row in zip(policy.tier_shares, grid, strict=True)
        for (month, category), amount in zip(keys, row, strict=True)
    }
    return lines, totals


def _evenly(people: Staff, months: int) -> tuple[int, ...]:
    """Return each month's pay and share of the training."""
    return tuple(
        people.people * people.monthly_minor + part for part in spread_by(people.training_minor, [1] * months)
    )


def _by_month(spending: Spending, year: Sequence[BudgetMonths]) -> tuple[int, ...]:
    """Return the total by month."""
    months = sum(len(quarter.months) for quarter in year)
    if len(spending.weights) in {0, months}:
        return spread_by(spending.total_minor, spending.weights or [1] * months)
    if len(spending.weights) != len(year):
        raise ValueError(f"{len(spending.weights)} weights are neither one a quarter nor one a month")
    parts = spread_by(spending.total_minor, spending.weights)
    return tuple(
        part
        for quarter, total in zip(year, parts, strict=True)
        for part in spread_by(total, [1] * len(quarter.months))
    )


def _of(variable: dict[tuple[str, str], int], quarter: BudgetMonths) -> list[tuple[str, str]]:
    """Return the places of a quarter, in order."""
    return sorted(key for key in variable if key[0] in quarter.months)


def _check(*parts: int) -> None:
    """Refuse what is below zero."""
    if min(parts) < 0:
        raise ValueError("no part of a budget is below zero")
