"""Many amounts typed at once, as a paste brings them: what can be taken becomes one change, the rest is left alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fenhao.engine.budget._edit import EditVerdict, SetCells
from fenhao.engine.budget._sheet import CellKey, PlanCell, Selection, Sheet, chosen
from fenhao.engine.budget._spread import SheetCell, SpreadVerdict, spread
from fenhao.kernel import AMOUNT_MINOR_MAX


@dataclass(frozen=True, slots=True)
class Typed:
    """An amount for what is chosen: one cell, or cells that share it as they did before."""

    chosen: Selection
    amount_minor: int


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """What could not be taken: its place among what was typed, and why."""

    place: int
    verdict: EditVerdict


@dataclass(frozen=True, slots=True)
class Taken:
    """What a paste comes to: one change, and what it leaves alone."""

    change: SetCells
    left: tuple[LeftAlone, ...]


_WHY = {
    SpreadVerdict.no_cells: EditVerdict.no_cells,
    SpreadVerdict.all_held: EditVerdict.all_held,
    SpreadVerdict.held_exceed_total: EditVerdict.held_exceed_total,
}


def taken(of: Sheet, typed: Sequence[Typed]) -> Taken:
    """Return the typed amounts as one change, each seeing what those before it have done; held cells stay."""
    now = of.by_key
    lines = _lines(of)
    left = []
    for place, each in enumerate(typed):
        one = _single(now, each.chosen)
        cells = [one] if one is not None else [now[key] for key in _keys(of, lines, each.chosen)]
        told = _told(cells, each.amount_minor)
        if isinstance(told, EditVerdict):
            left.append(LeftAlone(place, told))
            continue
        for cell, amount in zip(cells, told, strict=True):
            now[cell.key] = PlanCell(cell.key, amount, cell.fixed, cell.held, cell.department, cell.note)
    before = of.by_key
    changed = tuple(cell for key, cell in now.items() if before[key] is not cell and before[key] != cell)
    return Taken(SetCells(changed), tuple(left))


def _told(cells: Sequence[PlanCell], amount_minor: int) -> tuple[int, ...] | EditVerdict:
    """Return what the cells hold when this is their sum, or why they cannot."""
    if amount_minor < 0:
        return EditVerdict.negative
    if amount_minor > AMOUNT_MINOR_MAX:
        return EditVerdict.amount_too_large
    if len(cells) == 1 and not cells[0].held:
        return (amount_minor,)
    told = spread([SheetCell(cell.amount_minor, cell.held) for cell in cells], total_minor=amount_minor)
    return _WHY.get(told.verdict, told.amounts_minor)


def _single(now: Mapping[CellKey, PlanCell], selection: Selection) -> PlanCell | None:
    """Return the one cell of a line that is chosen by month, tier and category: most of a paste; None for anything else."""
    if not selection.month or selection.tier is None or not selection.category or selection.quarter:
        return None
    cell = now.get(CellKey(selection.month, selection.tier, selection.category))
    if cell is None or cell.is_reserve or (selection.department and cell.department != selection.department):
        return None
    return cell


_Lines = dict[tuple[str, str], list[PlanCell]]


def _lines(of: Sheet) -> _Lines:
    """Return the cells of each line: looked up instead of searched for, a paste has thousands of them."""
    found: _Lines = defaultdict(list)
    for cell in of.cells:
        found[cell.key.tier, cell.key.category].append(cell)
    return found


def _keys(of: Sheet, lines: _Lines, selection: Selection) -> list[CellKey]:
    """Return the places of the chosen cells."""
    if selection.tier is None or not selection.category:
        return [cell.key for cell in chosen(of, selection)]
    line = lines.get((selection.tier, selection.category), [])
    if selection.month and not selection.quarter:
        line = [cell for cell in line if cell.key.month == selection.month]
    return [cell.key for cell in chosen(Sheet(of.quarters, tuple(line)), selection)]
