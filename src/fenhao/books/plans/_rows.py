"""A version as rows of a sheet that people edit elsewhere, and such rows as a change: what is unchanged changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fenhao.books.database import Session
from fenhao.books.plans._save import draft, edit_version, preview_edit
from fenhao.books.plans._values import NotSaved, SaveAnswer, SaveRefusal
from fenhao.engine.budget import CellKey, PlanCell, SetCells, Sheet
from fenhao.kernel import Trouble


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One cell as a row. Amounts are minor units; ``quarter`` and ``fixed`` are there to read, not to edit."""

    quarter: str
    month: str
    tier: str
    category: str
    fixed: bool
    amount_minor: int
    held: bool
    department: str
    note: str


@dataclass(frozen=True, slots=True)
class ExportedSheet:
    """A version's rows, the save they were read at, and their sum, by which a cut-off file is told from a whole one."""

    version: int
    token: int
    control_total_minor: int
    rows: tuple[SheetRow, ...]


def rows_of(of: Sheet) -> tuple[SheetRow, ...]:
    """Return the cells as rows, in the sheet's order."""
    return tuple(
        SheetRow(
            of.quarter_of(cell.key.month),
            *cell.key,
            fixed=cell.fixed,
            amount_minor=cell.amount_minor,
            held=cell.held,
            department=cell.department,
            note=cell.note,
        )
        for cell in of.cells
    )


def change_of(of: Sheet, rows: Sequence[SheetRow]) -> SetCells:
    """Return the change that makes the sheet what the rows say. A cell without a row stays as it is.

    Trouble ``plans.row_twice`` when two rows are about one cell, ``plans.row_unknown_month`` for a month of another year.
    """
    there = of.by_key
    months = {month for each in of.quarters for month in each.months}
    found: dict[CellKey, PlanCell] = {}
    for row in rows:
        key = CellKey(row.month, row.tier, row.category)
        if key in found:
            raise Trouble("plans.row_twice", {"cell": "/".join(key)})
        if row.month not in months:
            raise Trouble("plans.row_unknown_month", {"month": row.month, "known": ", ".join(sorted(months))})
        cell = there.get(key, PlanCell(key, 0, fixed=row.fixed))
        found[key] = replace(
            cell, amount_minor=row.amount_minor, held=row.held, department=row.department, note=row.note
        )
    return SetCells(tuple(found.values()))


def apply_rows(
    session: Session, *, key: str, by: int | None, at: datetime, exported: ExportedSheet, preview: bool
) -> SaveAnswer:
    """Return what became, or would become, of making the draft what the rows say.

    The control total is the sum of the rows as they are now: whoever changes amounts changes it with them, so that a file
    that was cut off or mistyped is told from one that was edited.
    """
    try:
        found, now = draft(session, exported.version, lock=not preview)
        total = sum(row.amount_minor for row in exported.rows)
        if total != exported.control_total_minor:
            differs = SaveRefusal.control_total_differs
            raise NotSaved(SaveAnswer(differs, found.token, now.total_minor, detail=str(total)))
    except NotSaved as refused:
        if not preview:
            raise
        return refused.answer
    change = change_of(now, exported.rows)
    version, token = exported.version, exported.token
    if preview:
        return preview_edit(session, by=by, at=at, version=version, token=token, change=change)
    return edit_version(session, key=key, by=by, at=at, version=version, token=token, change=change)
