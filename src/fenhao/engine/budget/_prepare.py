"""Next year's budget from this year's cost, with its arithmetic shown.

variable x growth -> quarters -> reserve | tiers -> months -> categories;  fixed x growth -> quarters -> months -> categories.
Each arrow is an exact split by this year's shape, so that every level sums to the one above it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget._grid import proportional_grid
from fenhao.engine.budget._line import NO_TIER, Actual, BudgetLine, BudgetMonths
from fenhao.engine.budget._missing import stand_ins
from fenhao.engine.budget._policy import BudgetPolicy
from fenhao.engine.budget._spread import spread_by
from fenhao.kernel import split


@dataclass(frozen=True, slots=True)
class BudgetStep:
    """One line of the arithmetic: a code that the interfaces name, its amount, and the rate or tier it used.

    Codes, in order: fixed_actual, fixed_missing, fixed_growth, fixed_budget, variable_actual, variable_missing,
    variable_growth, variable_budget, reserve, tier (one each), without_tier, total. What stands in for missing months
    is a step of its own, and there only where months are missing.
    """

    code: str
    amount_minor: int
    detail: str


@dataclass(frozen=True, slots=True)
class QuarterReserve:
    """The emergency reserve of one quarter, inside the total."""

    quarter: str
    reserve_minor: int


@dataclass(frozen=True, slots=True)
class PreparedBudget:
    """A proposal: total = sum of lines + sum of reserves. Lines go by month, tier, category in declared order."""

    label: str
    total_minor: int
    steps: tuple[BudgetStep, ...]
    lines: tuple[BudgetLine, ...]
    reserves: tuple[QuarterReserve, ...]


class _Shape:
    """The year's cost by line, as weights for the next; sums are kept signed until they become weights."""

    def __init__(self, actuals: Iterable[Actual]) -> None:
        self.fixed: dict[tuple[str, str], int] = defaultdict(int)
        self.variable: dict[tuple[str, str, str], int] = defaultdict(int)
        for actual in actuals:
            if actual.fixed:
                self.fixed[actual.month, actual.category] += actual.amount_minor
            else:
                self.variable[actual.month, actual.tier, actual.category] += actual.amount_minor

    def months(self, months: Sequence[str], tier: str) -> list[int]:
        """Return a tier's variable cost by month; everybody's where the tier had none."""
        own = [
            sum(self.variable.get((month, tier, each), 0) for each in self.categories()) for month in months
        ]
        return own if _has_weight(own) else self.variable_months(months)

    def variable_months(self, months: Sequence[str]) -> list[int]:
        """Return all variable cost by month."""
        by_month: dict[str, int] = defaultdict(int)
        for (month, _, _), amount in self.variable.items():
            by_month[month] += amount
        return [by_month[month] for month in months]

    def fixed_months(self, months: Sequence[str]) -> list[int]:
        """Return all fixed cost by month."""
        by_month: dict[str, int] = defaultdict(int)
        for (month, _), amount in self.fixed.items():
            by_month[month] += amount
        return [by_month[month] for month in months]

    def mix(self, month: str, tier: str, categories: Sequence[str]) -> list[int]:
        """Return the categories' weights: the tier's in that month, else in the year, else everybody's in the year."""
        here = [self.variable.get((month, tier, category), 0) for category in categories]
        if _has_weight(here):
            return here
        own = [self._variable_of(category, {tier}) for category in categories]
        return (
            own
            if _has_weight(own)
            else [self._variable_of(category, self.tiers()) for category in categories]
        )

    def fixed_mix(self, month: str, categories: Sequence[str]) -> list[int]:
        """Return the categories' weights in that month, else in the year."""
        here = [self.fixed.get((month, category), 0) for category in categories]
        if _has_weight(here):
            return here
        return [
            sum(amount for (_, own), amount in self.fixed.items() if own == category)
            for category in categories
        ]

    def categories(self) -> set[str]:
        """Return every category with variable cost."""
        return {category for _, _, category in self.variable}

    def tiers(self) -> set[str]:
        """Return every tier with variable cost."""
        return {tier for _, tier, _ in self.variable}

    def _variable_of(self, category: str, tiers: set[str]) -> int:
        """Return the year's variable cost of one category for these tiers."""
        return sum(
            amount for (_, tier, own), amount in self.variable.items() if own == category and tier in tiers
        )


def prepare(
    *,
    label: str,
    policy: BudgetPolicy,
    year: Sequence[BudgetMonths],
    categories: Sequence[str],
    actuals: Iterable[Actual],
    missing: Sequence[str] = (),
) -> PreparedBudget:
    """Return the budget of ``year`` from this year's ``actuals``, whose months are already named as in ``year``.

    ``missing`` are months of it for which the average of the others stands in.

    ``categories`` is the chart's order and holds every category of the actuals. Variable cost without a tier (no
    customer is known) keeps its own lines; the tiers share the rest by policy. Nothing spent gives a budget of zero.
    """
    loaded = [each for each in actuals if each.month not in missing]
    whole = {month for quarter in year for month in quarter.months}.difference(missing)
    filled = stand_ins(loaded, whole=whole, missing=missing) if missing else []
    shape = _Shape((*loaded, *filled))
    _check(shape, year, categories)
    fixed_actual, variable_actual = sum(shape.fixed.values()), sum(shape.variable.values())
    fixed, variable = (
        scaled(max(fixed_actual, 0), 1 + policy.fixed_growth),
        scaled(max(variable_actual, 0), 1 + policy.growth),
    )
    by_quarter = spread_by(variable, [sum(shape.variable_months(quarter.months)) for quarter in year])
    carved = [split(total, (policy.reserve_share, 1 - policy.reserve_share)) for total in by_quarter]
    reserves = tuple(
        QuarterReserve(quarter.quarter, reserve) for quarter, (reserve, _) in zip(year, carved, strict=True)
    )
    spendable = [rest for _, rest in carved]
    tiers, tier_weights = _tier_weights(shape, policy)
    tier_totals = split(sum(spendable), tier_weights)
    grid = proportional_grid(row_totals=tier_totals, column_totals=spendable, weights=tier_weights)
    cells: dict[tuple[str, str, str], int] = defaultdict(int)
    for tier, row in zip(tiers, grid, strict=True):
        _spread_tier(cells, shape, tier=tier, year=year, totals=row, categories=categories)
    _spread_fixed(cells, shape, total=fixed, year=year, categories=categories)
    reserve = sum(carved_reserve for carved_reserve, _ in carved)
    tier_steps = [
        BudgetStep("tier", total, f"{each.tier} {percent_text(each.share)}")
        for each, total in zip(policy.tier_shares, tier_totals, strict=False)
    ]
    steps = (
        *_cost_steps("fixed", fixed_actual, fixed, policy.fixed_growth, _filled(filled, fixed=True), missing),
        *_cost_steps(
            "variable", variable_actual, variable, policy.growth, _filled(filled, fixed=False), missing
        ),
        BudgetStep("reserve", reserve, percent_text(policy.reserve_share)),
        *tier_steps,
        BudgetStep("without_tier", tier_totals[-1], ""),
        BudgetStep("total", fixed + variable, ""),
    )
    lines = _lines(cells, year=year, tiers=tiers, categories=categories)
    assert sum(line.budget_minor for line in lines) + reserve == fixed + variable, (
        "lines and reserves are the total"
    )
    return PreparedBudget(label, fixed + variable, steps, lines, reserves)


def _cost_steps(
    nature: str, actual: int, budget: int, growth: Fraction, filled_minor: int, missing: Sequence[str]
) -> tuple[BudgetStep, ...]:
    """Return how one nature's budget follows from its cost."""
    stand_in = (BudgetStep(f"{nature}_missing", filled_minor, ", ".join(missing)),) if missing else ()
    return (
        BudgetStep(f"{nature}_actual", actual - filled_minor, ""),
        *stand_in,
        BudgetStep(f"{nature}_growth", budget - actual, percent_text(growth)),
        BudgetStep(f"{nature}_budget", budget, ""),
    )


def _filled(stand_ins: Iterable[Actual], *, fixed: bool) -> int:
    """Return what stands in for missing months of one nature."""
    return sum(each.amount_minor for each in stand_ins if each.fixed is fixed)


def scaled(amount_minor: int, factor: Fraction) -> int:
    """Return amount x factor to the nearest minor unit, halves away from zero; the factor is not negative."""
    whole = factor.numerator // factor.denominator
    part = factor - whole
    return amount_minor * whole + split(amount_minor, (part, 1 - part))[0]


def percent_text(share: Fraction) -> str:
    """Return the share as exact text: ``12.5%``, or ``1/3`` where a percentage would never end."""
    thousandths = share * 100_000
    if thousandths.denominator != 1:
        return str(share)
    whole, part = divmod(abs(thousandths.numerator), 1000)
    decimals = f".{part:03d}".rstrip("0") if part else ""
    return f"{'-' if share < 0 else ''}{whole}{decimals}%"


def _tier_weights(shape: _Shape, policy: BudgetPolicy) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the tiers, no tier last, and their whole weights: policy shares of what has a tier, and the rest."""
    untiered = max(sum(amount for (_, tier, _), amount in shape.variable.items() if tier == NO_TIER), 0)
    tiered = max(sum(amount for (_, tier, _), amount in shape.variable.items() if tier != NO_TIER), 0)
    whole = 1
    for each in policy.tier_shares:
        whole *= each.share.denominator
    shares = [each.share.numerator * (whole // each.share.denominator) for each in policy.tier_shares]
    if tiered == untiered == 0:
        tiered = 1
    weights = (*(share * tiered for share in shares), whole * untiered)
    return (*(each.tier for each in policy.tier_shares), NO_TIER), weights


def _spread_tier(
    cells: dict[tuple[str, str, str], int],
    shape: _Shape,
    *,
    tier: str,
    year: Sequence[BudgetMonths],
    totals: Sequence[int],
    categories: Sequence[str],
) -> None:
    """Add a tier's quarters to the cells: to its months, and in each to the categories."""
    for quarter, total in zip(year, totals, strict=True):
        by_month = spread_by(total, shape.months(quarter.months, tier))
        for month, amount in zip(quarter.months, by_month, strict=True):
            for category, part in zip(
                categories, spread_by(amount, shape.mix(month, tier, categories)), strict=True
            ):
                cells[month, tier, category] += part


def _spread_fixed(
    cells: dict[tuple[str, str, str], int],
    shape: _Shape,
    *,
    total: int,
    year: Sequence[BudgetMonths],
    categories: Sequence[str],
) -> None:
    """Add the fixed budget to the cells: to quarters, months and categories, without a tier."""
    by_quarter = spread_by(total, [sum(shape.fixed_months(quarter.months)) for quarter in year])
    for quarter, quarter_total in zip(year, by_quarter, strict=True):
        by_month = spread_by(quarter_total, shape.fixed_months(quarter.months))
        for month, amount in zip(quarter.months, by_month, strict=True):
            for category, part in zip(
                categories, spread_by(amount, shape.fixed_mix(month, categories)), strict=True
            ):
                cells[month, NO_TIER, category] += part


def _lines(
    cells: dict[tuple[str, str, str], int],
    *,
    year: Sequence[BudgetMonths],
    tiers: Sequence[str],
    categories: Sequence[str],
) -> tuple[BudgetLine, ...]:
    """Return the cells in declared order; a tier's category that is empty all year has no lines."""
    used = {(tier, category) for (_, tier, category), amount in cells.items() if amount}
    return tuple(
        BudgetLine(month, tier, category, cells[month, tier, category])
        for quarter in year
        for month in quarter.months
        for tier in tiers
        for category in categories
        if (tier, category) in used
    )


def _check(shape: _Shape, year: Sequence[BudgetMonths], categories: Sequence[str]) -> None:
    """Assert that the actuals speak of the year's months and the chart's categories, so that nothing falls out."""
    months = {month for quarter in year for month in quarter.months}
    stray = {month for month, _, _ in shape.variable} | {month for month, _ in shape.fixed}
    if not stray <= months:
        raise ValueError(f"months outside the budget's year: {sorted(stray - months)}")
    named = shape.categories() | {category for _, category in shape.fixed}
    if not named <= set(categories):
        raise ValueError(f"categories that the chart does not have: {sorted(named - set(categories))}")


def _has_weight(weights: Sequence[int]) -> bool:
    """Whether some weight is above zero."""
    return any(weight > 0 for weight in weights)
