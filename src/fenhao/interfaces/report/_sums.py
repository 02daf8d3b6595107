"""Sums over a report's cells that several faces of it need. Whole minor units, in declared order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from fenhao.engine.budget import BudgetCell
from fenhao.runs.report import CampaignCost, CostCell, PoolCost, Report


def months(report: Report) -> tuple[str, ...]:
    """Return the months of the report's cells, in order."""
    return tuple(sorted({cell.month for cell in report.cells}))


def fixed_types(report: Report) -> frozenset[str]:
    """Return the cost types that are fixed by nature."""
    return frozenset(each.cost_type for each in report.types if each.nature == "fixed")


def cost_of(cells: Iterable[CostCell], wanted: Callable[[CostCell], bool]) -> int:
    """Return what the wanted cells cost together."""
    return sum(cell.amount_minor for cell in cells if wanted(cell))


def by_month(report: Report, wanted: Callable[[CostCell], bool]) -> tuple[int, ...]:
    """Return the cost of the wanted cells for each month of ``months``."""
    sums = dict.fromkeys(months(report), 0)
    for cell in report.cells:
        if wanted(cell):
            sums[cell.month] += cell.amount_minor
    return tuple(sums.values())


def unpooled_minor(report: Report) -> int:
    """Return the unallocated cost that no pool takes, so that pools and it add up."""
    return report.totals.unallocated_minor - sum(pool.unallocated_minor for pool in report.pools)


def live_pools(report: Report) -> tuple[PoolCost, ...]:
    """Return the pools that hold anything."""
    return tuple(pool for pool in report.pools if pool.amount_minor or pool.units)


def participation(campaign: CampaignCost) -> Fraction | None:
    """Return participants / invited; none where nobody was invited."""
    return Fraction(campaign.participated, campaign.invited) if campaign.invited else None


def campaign_name(campaign: CampaignCost) -> str:
    """Return a campaign's name behind its id, unless the name says the id already."""
    said = campaign.campaign_id in campaign.name.split()
    return campaign.name if said else f"{campaign.campaign_id} {campaign.name}".strip()


def misses(report: Report, campaign: CampaignCost) -> bool:
    """Return whether an ended campaign lies below the policy's participation."""
    mark, taken = report.waste.participation_min, participation(campaign)
    return mark is not None and taken is not None and campaign.judged and taken < mark


@dataclass(frozen=True, slots=True)
class Line:
    """Budget lines summed: over months, tiers or categories, as the keys say."""

    key: tuple[str, ...]
    budget_minor: int
    actual_minor: int
    warned: int
    over: int
    lines: int

    @property
    def gap_minor(self) -> int:
        """Return actual - budget: above zero is overspent."""
        return self.actual_minor - self.budget_minor

    @property
    def used(self) -> Fraction | None:
        """Return actual / budget; none without a budget."""
        return Fraction(self.actual_minor, self.budget_minor) if self.budget_minor else None

    @property
    def deviation(self) -> Fraction | None:
        """Return (actual - budget) / budget; none without a budget."""
        return Fraction(self.gap_minor, self.budget_minor) if self.budget_minor else None


def lines_by(cells: Iterable[BudgetCell], key: Callable[[BudgetCell], tuple[str, ...]]) -> tuple[Line, ...]:
    """Return the budget cells summed by ``key``, in key order, cost without a tier last."""
    groups: dict[tuple[str, ...], list[BudgetCell]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell)
    return tuple(
        Line(
            key=name,
            budget_minor=sum(cell.budget_minor for cell in group),
            actual_minor=sum(cell.actual_minor for cell in group),
            warned=sum(cell.warned_on is not None for cell in group),
            over=sum(cell.over_on is not None for cell in group),
            lines=len(group),
        )
        for name, group in sorted(groups.items(), key=lambda each: [(part == "", part) for part in each[0]])
    )
