"""A year's budget as a sheet: cells of month x tier x category, emergency reserves among them, and what is chosen of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from fenhao.engine.budget._line import NO_TIER, RESERVE_CATEGORY, BudgetMonths
from fenhao.engine.budget._prepare import PreparedBudget


class CellKey(NamedTuple):
    """The place of a cell: a month's label, a tier (empty for none) and a category."""

    month: str
    tier: str
    category: str


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of a budget. ``amount_minor`` is never negative.

    A ``held`` cell keeps its amount whatever is spread around it. ``department`` is the code of who owns it, empty for
    finance and management alone.
    """

    key: CellKey
    amount_minor: int
    fixed: bool = False
    held: bool = False
    department: str = ""
    note: str = ""

    @property
    def is_reserve(self) -> bool:
        """Whether this is a quarter's emergency reserve."""
        return self.key.category == RESERVE_CATEGORY


@dataclass(frozen=True, slots=True)
class ShortReserve:
    """A quarter whose emergency reserve is smaller than the policy's share: what it holds, what would be expected."""

    quarter: str
    held_minor: int
    wanted_minor: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A budget of one year. Cells go by month, reserves last in it, then category, tiers by name, no tier last.

    total = all cells, reserves included.
    """

    quarters: tuple[BudgetMonths, ...]
    cells: tuple[PlanCell, ...]

    @property
    def total_minor(self) -> int:
        """What may be spent in the year, the reserves included."""
        return sum(cell.amount_minor for cell in self.cells)

    @property
    def by_key(self) -> dict[CellKey, PlanCell]:
        """The cells by their places."""
        return {cell.key: cell for cell in self.cells}

    @property
    def departments(self) -> tuple[str, ...]:
        """Who has a part in it, by code; cells without an owner make no part."""
        return tuple(sorted({cell.department for cell in self.cells} - {""}))

    def short_reserves(self, reserve_share: Fraction) -> tuple[ShortReserve, ...]:
        """Return the quarters that keep less than this share of their variable budget, the reserve in it, as emergency reserve."""
        found = []
        for quarter in self.quarters:
            cells = [cell for cell in self.cells if cell.key.month in quarter.months]
            held = sum(cell.amount_minor for cell in cells if cell.is_reserve)
            variable = sum(cell.amount_minor for cell in cells if not cell.is_reserve and not cell.fixed)
            wanted = (held + variable) * reserve_share.numerator // reserve_share.denominator
            if held < wanted:
                found.append(ShortReserve(quarter.quarter, held, wanted))
        return tuple(found)

    def quarter_of(self, month: str) -> str:
        """Return the quarter of a month of the sheet."""
        return next(each.quarter for each in self.quarters if month in each.months)


@dataclass(frozen=True, slots=True)
class Selection:
    """What an edit is about: every cell that fits all that is said. ``tier`` None means every tier, empty means no tier.

    A reserve belongs to its quarter: it is chosen with the year and with its quarter, and by its own category, never with
    a month, a tier or another category.
    """

    quarter: str = ""
    month: str = ""
    tier: str | None = None
    category: str = ""
    department: str = ""


def sheet(*, quarters: Sequence[BudgetMonths], cells: Iterable[PlanCell]) -> Sheet:
    """Return the cells in order. ValueError for a cell there twice, below zero, or outside the year."""
    place = {month: at for at, month in enumerate(month for each in quarters for month in each.months)}
    ordered: dict[tuple[int, bool, str, bool, str], PlanCell] = {}
    given = tuple(cells)
    for cell in given:
        month, tier, category = cell.key
        if month not in place:
            raise ValueError(f"a month outside the budget's year: {month}")
        if cell.amount_minor < 0:
            raise ValueError(f"a cell below zero: {cell.key}")
        ordered[place[month], category == RESERVE_CATEGORY, category, tier == NO_TIER, tier] = cell
    if len(ordered) != len(given):
        raise ValueError("a cell appears twice")
    return Sheet(tuple(quarters), tuple(ordered[each] for each in sorted(ordered)))


def chosen(of: Sheet, selection: Selection) -> tuple[PlanCell, ...]:
    """Return the cells that the selection speaks of, in the sheet's order."""
    return tuple(cell for cell in of.cells if _fits(of, cell, selection))


def reserve_key(quarters: Sequence[BudgetMonths], quarter: str) -> CellKey:
    """Return the place of a quarter's emergency reserve: no tier, in its last month."""
    months = next(each.months for each in quarters if each.quarter == quarter)
    return CellKey(months[-1], NO_TIER, RESERVE_CATEGORY)


def sheet_of(
    prepared: PreparedBudget,
    *,
    quarters: Sequence[BudgetMonths],
    fixed_categories: frozenset[str],
    owners: Mapping[str, str],
) -> Sheet:
    """Return a prepared budget as a sheet; its total is the proposal's.

    ``fixed_categories`` say which lines without a tier are fixed cost; ``owners`` are departments by category.
    """
    lines = [
        PlanCell(
            CellKey(line.month, line.tier, line.category),
            line.budget_minor,
            fixed=line.tier == NO_TIER and line.category in fixed_categories,
            department=owners.get(line.category, ""),
        )
        for line in prepared.lines
    ]
    reserves = [
        PlanCell(
            reserve_key(quarters, each.quarter),
            each.reserve_minor,
            department=owners.get(RESERVE_CATEGORY, ""),
        )
        for each in prepared.reserves
    ]
    made = sheet(quarters=quarters, cells=(*lines, *reserves))
    assert made.total_minor == prepared.total_minor, "a sheet holds all of its proposal"
    return made


def _fits(of: Sheet, cell: PlanCell, selection: Selection) -> bool:
    """Whether one cell is chosen."""
    key = cell.key
    if cell.is_reserve and selection.category != RESERVE_CATEGORY:
        asks = selection.month or selection.category or selection.tier is not None
        if asks:
            return False
    return (
        (not selection.quarter or of.quarter_of(key.month) == selection.quarter)
        and (not selection.month or key.month == selection.month)
        and (selection.tier is None or key.tier == selection.tier)
        and (not selection.category or key.category == selection.category)
        and (not selection.department or cell.department == selection.department)
    )
