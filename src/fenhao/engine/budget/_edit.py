"""Edit a budget: one change is judged as a whole, and either all of it is on the sheet or nothing is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from fenhao.engine.budget._line import RESERVE_CATEGORY
from fenhao.engine.budget._sheet import CellKey, PlanCell, Selection, Sheet, chosen, sheet
from fenhao.engine.budget._spread import SheetCell, SpreadVerdict, spread
from fenhao.kernel import AMOUNT_MINOR_MAX


class EditVerdict(Enum):
    """Every way a change can end on a sheet, in the order checked."""

    no_cells = "no_cells"
    line_exists = "line_exists"
    not_inside = "not_inside"
    negative = "negative"
    amount_too_large = "amount_too_large"
    all_held = "all_held"
    held_exceed_total = "held_exceed_total"
    unchanged = "unchanged"
    not_owner = "not_owner"
    part_ready = "part_ready"
    saved = "saved"


@dataclass(frozen=True, slots=True)
class SetAmount:
    """Set what the chosen cells hold together; the un-held share it as they did before.

    With ``within`` the money comes from, or goes to, the other un-held cells of that selection, whose total stays; without
    it the budget's total changes by the difference.
    """

    chosen: Selection
    amount_minor: int
    within: Selection | None = None


@dataclass(frozen=True, slots=True)
class SetHeld:
    """Hold the chosen cells, or let them go."""

    chosen: Selection
    held: bool


@dataclass(frozen=True, slots=True)
class SetOwner:
    """Give the chosen cells to a department; an empty one leaves them to finance and management."""

    chosen: Selection
    department: str


@dataclass(frozen=True, slots=True)
class SetNote:
    """Write a note on the chosen cells; an empty one takes it away."""

    chosen: Selection
    note: str


@dataclass(frozen=True, slots=True)
class AddLine:
    """Add a tier's category: an empty cell in every month."""

    tier: str
    category: str
    fixed: bool = False
    department: str = ""


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after; None where it was not there."""

    key: CellKey
    before: PlanCell | None
    after: PlanCell | None


@dataclass(frozen=True, slots=True)
class SetCells:
    """Make cells what a sheet from outside says they are, or put back what they were."""

    cells: tuple[PlanCell, ...]
    gone: tuple[CellKey, ...] = ()


Change = SetAmount | SetHeld | SetOwner | SetNote | AddLine | SetCells


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits: everything (finance, management), or what belongs to one department."""

    everything: bool
    department: str

    def owns(self, cell: PlanCell) -> bool:
        """Whether the cell is theirs to change."""
        return self.everything or (bool(self.department) and cell.department == self.department)


@dataclass(frozen=True, slots=True)
class Edited:
    """The sheet after the change, or the same one when it is refused, and the cells that differ.

    ``detail`` names what a refusal is about: a cell, a department, or what the held cells keep.
    """

    verdict: EditVerdict
    sheet: Sheet
    changes: tuple[CellChange, ...]
    detail: str = ""


_SPREAD = {
    SpreadVerdict.no_cells: EditVerdict.no_cells,
    SpreadVerdict.all_held: EditVerdict.all_held,
    SpreadVerdict.held_exceed_total: EditVerdict.held_exceed_total,
}


class _Refused(Exception):
    """A change that cannot be made; it never leaves this module."""

    def __init__(self, verdict: EditVerdict, detail: str = "") -> None:
        super().__init__(verdict.value)
        self.verdict = verdict
        self.detail = detail


def edit(of: Sheet, change: Change, *, editor: Editor, ready: frozenset[str] = frozenset()) -> Edited:
    """Return the sheet with the change on it. Parts that a department has marked ready stay as they are."""
    try:
        then = _changed(of, change)
        changes = differences_of(of, then)
    except _Refused as refused:
        return Edited(refused.verdict, of, (), refused.detail)
    if not changes:
        return Edited(EditVerdict.unchanged, of, ())
    for each in changes:
        for cell in (each.before, each.after):
            if cell is not None and not editor.owns(cell):
                return Edited(EditVerdict.not_owner, of, (), _place(each.key))
    for each in changes:
        for cell in (each.before, each.after):
            if cell is not None and cell.department in ready:
                return Edited(EditVerdict.part_ready, of, (), cell.department)
    return Edited(EditVerdict.saved, then, changes)


def with_changes(of: Sheet, changes: Iterable[CellChange]) -> Sheet:
    """Return the sheet with its cells as the changes leave them."""
    cells = of.by_key
    for change in changes:
        if change.after is None:
            cells.pop(change.key, None)
        else:
            cells[change.key] = change.after
    return sheet(quarters=of.quarters, cells=cells.values())


def taken_back(changes: Iterable[CellChange]) -> tuple[CellChange, ...]:
    """Return the changes that lead back to the sheet before."""
    return tuple(CellChange(each.key, each.after, each.before) for each in changes)


def undoing(changes: Iterable[CellChange]) -> SetCells:
    """Return the change that puts every cell back to what it was."""
    given = tuple(changes)
    cells = tuple(each.before for each in given if each.before is not None)
    return SetCells(cells, tuple(each.key for each in given if each.before is None))


def differences_of(before: Sheet, after: Sheet) -> tuple[CellChange, ...]:
    """Return the cells in which two sheets differ, in the order of the second, then what it no longer has."""
    old, new = before.by_key, after.by_key
    keys = [*new, *(key for key in old if key not in new)]
    pairs = ((key, old.get(key), new.get(key)) for key in keys)
    # Most cells are the very same ones, which is seen without comparing what they hold.
    return tuple(
        CellChange(key, one, other) for key, one, other in pairs if one is not other and one != other
    )


def _changed(of: Sheet, change: Change) -> Sheet:
    """Return the sheet as the change alone would have it."""
    match change:
        case SetAmount():
            return _with_amount(of, change)
        case SetHeld():
            return _put(of, [replace(cell, held=change.held) for cell in _some(of, change.chosen)])
        case SetOwner():
            return _put(
                of, [replace(cell, department=change.department) for cell in _some(of, change.chosen)]
            )
        case SetNote():
            return _put(of, [replace(cell, note=change.note) for cell in _some(of, change.chosen)])
        case AddLine():
            return _with_line(of, change)
        case SetCells():
            return _with_cells(of, change)


def _some(of: Sheet, selection: Selection) -> tuple[PlanCell, ...]:
    """Return the chosen cells, of which there is at least one."""
    if not (found := chosen(of, selection)):
        raise _Refused(EditVerdict.no_cells)
    return found


def _put(of: Sheet, cells: Iterable[PlanCell]) -> Sheet:
    """Return the sheet with these cells in place of those that were there."""
    return sheet(quarters=of.quarters, cells={**of.by_key, **{cell.key: cell for cell in cells}}.values())


def _with_amount(of: Sheet, change: SetAmount) -> Sheet:
    """Return the sheet with the chosen cells at their new sum, and the rest of ``within`` giving or taking it."""
    cells = _some(of, change.chosen)
    _check_amount(change.amount_minor)
    moved = _spread(cells, change.amount_minor)
    if change.within is None:
        return _put(of, moved)
    inside = _some(of, change.within)
    keys = {cell.key for cell in cells}
    if not keys <= {cell.key for cell in inside}:
        raise _Refused(EditVerdict.not_inside)
    others = [cell for cell in inside if cell.key not in keys]
    left = sum(cell.amount_minor for cell in inside) - change.amount_minor
    return _put(of, [*moved, *_spread(others, left)])


def _spread(cells: Sequence[PlanCell], total_minor: int) -> list[PlanCell]:
    """Return the cells with their sum at the total."""
    told = spread([SheetCell(cell.amount_minor, cell.held) for cell in cells], total_minor=total_minor)
    if told.verdict is not SpreadVerdict.spread:
        raise _Refused(_SPREAD[told.verdict], str(told.held_minor))
    return [
        replace(cell, amount_minor=amount) for cell, amount in zip(cells, told.amounts_minor, strict=True)
    ]


def _with_line(of: Sheet, change: AddLine) -> Sheet:
    """Return the sheet with an empty cell for the tier's category in each month that has none."""
    months = [month for each in of.quarters for month in each.months]
    if change.category == RESERVE_CATEGORY:
        months = [each.months[-1] for each in of.quarters]
    if chosen(of, Selection(tier=change.tier, category=change.category)):
        raise _Refused(EditVerdict.line_exists, f"{change.tier}/{change.category}")
    return _put(
        of,
        [
            PlanCell(
                CellKey(month, change.tier, change.category),
                0,
                fixed=change.fixed,
                department=change.department,
            )
            for month in months
        ],
    )


def _with_cells(of: Sheet, change: SetCells) -> Sheet:
    """Return the sheet with these cells as given."""
    there = {month for each in of.quarters for month in each.months}
    for cell in change.cells:
        if cell.key.month not in there:
            raise _Refused(EditVerdict.no_cells, _place(cell.key))
        _check_amount(cell.amount_minor)
    kept = {key: cell for key, cell in of.by_key.items() if key not in change.gone}
    return sheet(quarters=of.quarters, cells={**kept, **{cell.key: cell for cell in change.cells}}.values())


def _check_amount(amount_minor: int) -> None:
    """Refuse what no cell can hold."""
    if amount_minor < 0:
        raise _Refused(EditVerdict.negative, str(amount_minor))
    if amount_minor > AMOUNT_MINOR_MAX:
        raise _Refused(EditVerdict.amount_too_large, str(amount_minor))


def _place(key: CellKey) -> str:
    """Return the place of a cell in words for a refusal."""
    return "/".join(key)
