"""A version of the budget as rows and columns: what each cell of the page shows, and which cells of the budget it speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fenhao.engine.budget import RESERVE_CATEGORY, BudgetMonths, CellKey, PlanCell, Selection, Sheet

UNOWNED = "-"
"""How an address names what belongs to no department."""


@dataclass(frozen=True, slots=True)
class Across:
    """A column: a month, a quarter or the year. ``code`` names it in addresses and forms."""

    code: str
    quarter: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Down:
    """A row: a tier's sum, a line of it, the sum of all lines, the reserves, or everything."""

    code: str
    kind: str
    tier: str | None = None
    category: str = ""


class GridCell(NamedTuple):
    """What a place shows: an amount, None where nothing can be; whether it is held; whether something was said about it."""

    amount_minor: int | None
    held: bool = False
    said: bool = False


NOTHING = GridCell(None)


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet laid out; ``department`` leaves only what that one owns, empty everything. ``down`` and ``across`` are by code."""

    sheet: Sheet
    department: str
    columns: tuple[Across, ...]
    rows: tuple[Down, ...]
    cells: Mapping[tuple[str, str], GridCell]
    down: Mapping[str, Down]
    across: Mapping[str, Across]

    def at(self, row: Down, column: Across) -> GridCell:
        """Return what a place shows."""
        return self.cells.get((row.code, column.code), NOTHING)

    def selection(self, row: str, column: str) -> Selection | None:
        """Return what typing into a place is about; None where nobody can type."""
        down, across = self.down.get(row), self.across.get(column)
        if down is None or across is None or (row, column) not in self.cells:
            return None
        if down.kind == "sum" and not across.month:
            return None
        quarter = "" if across.month else across.quarter
        owner = "" if self.department == UNOWNED else self.department
        if self.department == UNOWNED and not self.is_leaf(row, column):
            return None
        return Selection(quarter, across.month, down.tier, down.category, owner)

    def is_leaf(self, row: str, column: str) -> bool:
        """Whether a place is one cell of the budget and not a sum of some."""
        down, across = self.down.get(row), self.across.get(column)
        if down is None or across is None:
            return False
        if down.kind == "reserve":
            return bool(across.quarter and not across.month)
        return down.kind == "line" and bool(across.month)

    def key(self, row: str, column: str) -> CellKey | None:
        """Return the one cell of a place that is no sum; None of a sum, or where the budget has no cell."""
        if not self.is_leaf(row, column) or (row, column) not in self.cells:
            return None
        down, across = self.down[row], self.across[column]
        month = across.month or self._months(across.quarter)[-1]
        return CellKey(month, down.tier or "", down.category)

    def block(self, row: str, column: str, *, down: int, across: int) -> tuple[list[str], list[str]]:
        """Return the rows and columns that a block of that size falls on when its first cell is put there.

        A block that is put on a line falls on lines: tiers between them are passed over. One that is too wide for its months
        is laid out as the sheet is, quarters and the year included.
        """
        rows = [each.code for each in self.rows]
        columns = [each.code for each in self.columns]
        if row not in rows or column not in columns:
            return [], []
        rows, columns = rows[rows.index(row) :], columns[columns.index(column) :]
        first_row, first_column = self.down[row], self.across[column]
        if first_row.kind == "line":
            rows = [each for each in rows if self.down[each].kind == "line"]
        if first_column.month:
            months = [each for each in columns if self.across[each].month]
            columns = months if across <= len(months) else columns
        return rows[:down], columns[:across]

    def _months(self, quarter: str) -> Sequence[str]:
        return next(each.months for each in self.sheet.quarters if each.quarter == quarter)


def grid_of(
    sheet: Sheet, *, department: str, by_quarter: bool, order: Sequence[str], said: Iterable[CellKey]
) -> Grid:
    """Return a sheet laid out; categories go by ``order``, tiers by name, no tier last, then the reserves and the total."""
    owner = "" if department == UNOWNED else department
    own = [cell for cell in sheet.cells if not department or cell.department == owner]
    columns = _columns(sheet.quarters, by_quarter=by_quarter)
    rows = _rows(own, order)
    return Grid(
        sheet=sheet,
        department=department,
        columns=columns,
        rows=rows,
        cells=_cells(sheet, own, columns, set(said)),
        down={row.code: row for row in rows},
        across={column.code: column for column in columns},
    )


def _columns(quarters: Sequence[BudgetMonths], *, by_quarter: bool) -> tuple[Across, ...]:
    """Return the months with their quarter after them, and the year last."""
    found = []
    for each in quarters:
        if not by_quarter:
            found += [Across(f"m:{month}", each.quarter, month) for month in each.months]
        found.append(Across(f"q:{each.quarter}", each.quarter))
    return (*found, Across("y"))


def _rows(own: Sequence[PlanCell], order: Sequence[str]) -> tuple[Down, ...]:
    """Return the rows that these cells need."""
    place = {code: at for at, code in enumerate(order)}
    lines: dict[str, set[str]] = defaultdict(set)
    for cell in own:
        if not cell.is_reserve:
            lines[cell.key.tier].add(cell.key.category)
    found = []
    for tier in sorted(lines, key=lambda each: (not each, each)):
        found.append(Down(f"t~{tier}", "tier", tier))
        named = sorted(lines[tier], key=lambda each: (place.get(each, len(place)), each))
        found += [Down(f"l~{tier}~{category}", "line", tier, category) for category in named]
    if lines:
        found.append(Down("s", "sum"))
    if any(cell.is_reserve for cell in own):
        found.append(Down("r", "reserve", None, RESERVE_CATEGORY))
    if found:
        found.append(Down("a", "total"))
    return tuple(found)


def _cells(
    sheet: Sheet, own: Sequence[PlanCell], columns: Sequence[Across], said: set[CellKey]
) -> dict[tuple[str, str], GridCell]:
    """Return what every place shows: each cell of the budget is added wherever it belongs."""
    spans = _spans(sheet, columns)
    by_month = [(code, first) for code, first, last in spans if code.startswith("m:")]
    sums = [(code, first, last) for code, first, last in spans if not code.startswith("m:")]
    found: dict[tuple[str, str], GridCell] = {}
    for row, (line, unheld) in _added(sheet, own).items():
        if row not in ("r", "a"):
            for code, at in by_month:
                if (amount := line[at]) is not None:
                    found[row, code] = GridCell(amount, not unheld[at])
        for code, first, last in sums:
            part = [each for each in line[first:last] if each is not None]
            if part:
                found[row, code] = GridCell(sum(part), not any(unheld[first:last]))
    for key in said:
        quarter = next((f"q:{each.quarter}" for each in sheet.quarters if key.month in each.months), "")
        single = (f"l~{key.tier}~{key.category}", f"m:{key.month}")
        leaf = single if key.category != RESERVE_CATEGORY else ("r", quarter)
        if leaf in found:
            found[leaf] = found[leaf]._replace(said=True)
    return found


_Line = tuple[list[int | None], list[bool]]
"""A row by month: what it comes to, None where it has no cell; whether some cell of it can be changed."""


def _added(sheet: Sheet, own: Sequence[PlanCell]) -> dict[str, _Line]:
    """Return every row by month. A cell is put on its line alone; the sums are made of lines, of which there are fewer."""
    months = [month for each in sheet.quarters for month in each.months]
    place = {month: at for at, month in enumerate(months)}

    def blank() -> _Line:
        """Return a row without a cell."""
        return [None] * len(months), [False] * len(months)

    lines: dict[tuple[str, str], _Line] = defaultdict(blank)
    for cell in own:
        month, tier, category = cell.key
        line, free = lines["" if category == RESERVE_CATEGORY else tier, category]
        at = place[month]
        line[at] = (line[at] or 0) + cell.amount_minor
        if not cell.held:
            free[at] = True
    rows: dict[str, _Line] = defaultdict(blank)
    for (tier, category), (line, free) in lines.items():
        reserve = category == RESERVE_CATEGORY
        rows["r" if reserve else f"l~{tier}~{category}"] = line, free
        for row in ("a",) if reserve else (f"t~{tier}", "s", "a"):
            total, open_ = rows[row]
            for at, amount in enumerate(line):
                if amount is not None:
                    total[at] = (total[at] or 0) + amount
                    open_[at] = open_[at] or free[at]
    return rows


def _spans(sheet: Sheet, columns: Sequence[Across]) -> list[tuple[str, int, int]]:
    """Return each column with the place of its first month in the year and the place after its last."""
    shown = {column.code for column in columns}
    found, at = [], 0
    for each in sheet.quarters:
        found += [(f"m:{month}", at + number, at + number + 1) for number, month in enumerate(each.months)]
        found.append((f"q:{each.quarter}", at, at + len(each.months)))
        at += len(each.months)
    return [(code, first, last) for code, first, last in (*found, ("y", 0, at)) if code in shown]
