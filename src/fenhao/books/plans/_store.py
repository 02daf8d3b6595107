"""Read and write the tables of plans: the only place where their rows are touched."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from fenhao.books.database import Session, Table, instant
from fenhao.books.plans._values import Comment, Opened, Part, Plan, Version
from fenhao.engine.budget import (
    BudgetMonths,
    BudgetStep,
    CellChange,
    CellKey,
    PlanCell,
    Sheet,
    VersionState,
    sheet,
)

VERSION = Table(
    "plans_version",
    (
        ("fiscal_year", "bigint"),
        ("number", "bigint"),
        ("name", "text"),
        ("state", "text"),
        ("scenario", "boolean"),
        ("baseline", "boolean"),
        ("currency", "text"),
        ("token", "bigint"),
        ("quarters", "text"),
        ("based_on_id", "bigint"),
        ("over_id", "bigint"),
        ("case_id", "bigint"),
        ("made_by", "bigint"),
        ("made_at", "timestamptz"),
    ),
)
STEP = Table(
    "plans_step",
    (
        ("version_id", "bigint"),
        ("place", "int"),
        ("code", "text"),
        ("amount_minor", "bigint"),
        ("detail", "text"),
    ),
)
CELL = Table(
    "plans_cell",
    (
        ("version_id", "bigint"),
        ("period", "text"),
        ("tier", "text"),
        ("category", "text"),
        ("fixed", "boolean"),
        ("held", "boolean"),
        ("amount_minor", "bigint"),
        ("department", "text"),
        ("note", "text"),
    ),
)
_HELD_BY_CELL = 4  # in the row of a cell: where its place ends and what it holds begins
EDIT = Table(
    "plans_edit",
    (
        ("version_id", "bigint"),
        ("token", "bigint"),
        ("change", "text"),
        ("cells", "text"),
        ("undoes_id", "bigint"),
        ('"by"', "bigint"),
        ("at", "timestamptz"),
    ),
)
COMMENT = Table(
    "plans_comment",
    (
        ("version_id", "bigint"),
        ("period", "text"),
        ("tier", "text"),
        ("category", "text"),
        ("text", "text"),
        ('"by"', "bigint"),
        ("at", "timestamptz"),
    ),
)
READY = Table(
    "plans_ready",
    (("version_id", "bigint"), ("department", "text"), ('"by"', "bigint"), ("at", "timestamptz")),
)
FROZEN = Table(
    "plans_frozen",
    (
        ("version_id", "bigint"),
        ("period", "text"),
        ("tier", "text"),
        ("category", "text"),
        ("fixed", "boolean"),
        ("amount_minor", "bigint"),
    ),
)
_VERSIONS = f"SELECT id, {VERSION.names}, in_force_at, superseded_at FROM plans_version"


def versions(
    session: Session, condition: str, values: Sequence[object], *, lock: bool = False
) -> tuple[Version, ...]:
    """Return versions by a condition, in order of year and number."""
    tail = session.for_update if lock else ""
    return tuple(
        _version(row)
        for row in session.rows(f"{_VERSIONS} WHERE {condition} ORDER BY fiscal_year, number{tail}", values)
    )


def version_of(session: Session, version: int, *, lock: bool = False) -> Version | None:
    """Return one version; with ``lock`` nobody else changes it or its cells until the end of the transaction."""
    return next(iter(versions(session, "id = ?", (version,), lock=lock)), None)


def in_force(session: Session, fiscal_year: int, *, lock: bool = False) -> Version | None:
    """Return the version in force in a year."""
    found = versions(session, "fiscal_year = ? AND state = 'in_force'", (fiscal_year,), lock=lock)
    return next(iter(found), None)


def next_number(session: Session, fiscal_year: int) -> int:
    """Return the number of a year's next version; a race for it is decided by the database."""
    return cast(
        "int",
        session.rows(
            "SELECT coalesce(max(number), 0) + 1 FROM plans_version WHERE fiscal_year = ?", (fiscal_year,)
        )[0][0],
    )


def sheet_in(session: Session, version: Version) -> Sheet:
    """Return the version's cells."""
    return sheet(
        quarters=version.quarters,
        cells=[
            PlanCell(
                CellKey(str(row[0]), str(row[1]), str(row[2])),
                cast("int", row[3]),
                fixed=bool(row[4]),
                held=bool(row[5]),
                department=str(row[6]),
                note=str(row[7]),
            )
            for row in session.rows(
                "SELECT period, tier, category, amount_minor, fixed, held, department, note FROM plans_cell"
                " WHERE version_id = ?",
                (version.id,),
            )
        ],
    )


def frozen(session: Session, version: int) -> tuple[PlanCell, ...]:
    """Return the version's cells as they were when it was put in force."""
    return tuple(
        PlanCell(CellKey(str(row[0]), str(row[1]), str(row[2])), cast("int", row[3]), fixed=bool(row[4]))
        for row in session.rows(
            "SELECT period, tier, category, amount_minor, fixed FROM plans_frozen WHERE version_id = ?"
            " ORDER BY id",
            (version,),
        )
    )


def plan_of(session: Session, version: Version) -> Plan:
    """Return the version with all that belongs to it."""
    of = sheet_in(session, version)
    done = ready(session, version.id)
    return Plan(
        version=version,
        sheet=of,
        steps=steps(session, version.id),
        parts=tuple(
            Part(each, sum(cell.amount_minor for cell in of.cells if cell.department == each), each in done)
            for each in of.departments
        ),
        comments=comments(session, version.id),
    )


def comments(session: Session, version: int) -> tuple[Comment, ...]:
    """Return what was said about a version and its cells, in order."""
    return tuple(
        Comment(
            CellKey(str(row[0]), str(row[1]), str(row[2])) if row[0] else None,
            str(row[3]),
            cast("int | None", row[4]),
            _instant(row[5]),
        )
        for row in session.rows(
            'SELECT period, tier, category, text, "by", at FROM plans_comment WHERE version_id = ? ORDER BY id',
            (version,),
        )
    )


def opened(session: Session, version: int, *, known: tuple[int, Sheet] | None = None) -> Opened | None:
    """Return a version as a page shows it, in four questions; None when there is none.

    ``known`` is a save's token and the sheet as that left it: where it is the last one, its cells need not be read again.
    """
    siblings = versions(
        session, "fiscal_year = (SELECT fiscal_year FROM plans_version WHERE id = ?)", (version,)
    )
    found = next((each for each in siblings if each.id == version), None)
    if found is None:
        return None
    cells = known[1] if known is not None and known[0] == found.token else sheet_in(session, found)
    return Opened(found, siblings, cells, ready(session, version), comments(session, version))


def steps(session: Session, version: int) -> tuple[BudgetStep, ...]:
    """Return the arithmetic behind a version, in order."""
    return tuple(
        BudgetStep(str(code), cast("int", amount), str(detail))
        for code, amount, detail in session.rows(
            "SELECT code, amount_minor, detail FROM plans_step WHERE version_id = ? ORDER BY place",
            (version,),
        )
    )


def insert_version(session: Session, version: Version, of: Sheet, arithmetic: Sequence[BudgetStep]) -> int:
    """Return the id of a new version with its cells and the arithmetic behind it; the id given is left aside."""
    new = session.insert(
        VERSION,
        [
            (
                version.fiscal_year, version.number, version.name, version.state.value, version.scenario,
                version.baseline, version.currency, version.token, quarters_text(version.quarters),
                version.based_on, version.over, version.case, version.made_by, version.made_at,
            )
        ],
    )[0]  # fmt: skip
    session.insert(
        STEP,
        [(new, place, each.code, each.amount_minor, each.detail) for place, each in enumerate(arithmetic)],
    )
    session.insert(CELL, [_row(new, cell) for cell in of.cells])
    return new


def save(session: Session, version: Version, changes: Sequence[CellChange]) -> None:
    """Write changed cells and count the save. Nobody but the holder of the version's lock does."""
    cell = "version_id = ? AND period = ? AND tier = ? AND category = ?"
    gone = [(version.id, *each.key) for each in changes if each.after is None]
    new = [_row(version.id, each.after) for each in changes if each.before is None and each.after is not None]
    moved = [
        (*_row(version.id, each.after)[_HELD_BY_CELL:], version.id, *each.key)
        for each in changes
        if each.before is not None and each.after is not None
    ]
    session.run_each(f"DELETE FROM plans_cell WHERE {cell}", gone)
    session.insert(CELL, new)
    held = ", ".join(f"{name} = ?" for name, _ in CELL.columns[_HELD_BY_CELL:])
    session.run_each(f"UPDATE plans_cell SET {held} WHERE {cell}", moved)
    touched = session.run(
        "UPDATE plans_version SET token = token + 1 WHERE id = ? AND token = ?", (version.id, version.token)
    )
    assert touched == 1, "a version is saved under its lock"


def insert_edit(
    session: Session,
    version: Version,
    changes: Sequence[CellChange],
    *,
    change: str,
    undoes: int | None,
    by: int | None,
    at: datetime,
) -> None:
    """Append what a save did."""
    session.insert(EDIT, [(version.id, version.token + 1, change, changes_text(changes), undoes, by, at)])


def edits_after(session: Session, version: int, token: int) -> tuple[tuple[CellChange, ...], ...]:
    """Return what was saved since a token, newest first."""
    return tuple(
        read_changes(str(text))
        for (text,) in session.rows(
            "SELECT cells FROM plans_edit WHERE version_id = ? AND token > ? ORDER BY token DESC",
            (version, token),
        )
    )


def edit_at(session: Session, version: int, token: int) -> tuple[CellChange, ...]:
    """Return what the save that led to a token did."""
    rows = session.rows("SELECT cells FROM plans_edit WHERE version_id = ? AND token = ?", (version, token))
    return read_changes(str(rows[0][0]))


def last_edit(session: Session, version: int) -> tuple[int, tuple[CellChange, ...]] | None:
    """Return the last save that is neither undone nor an undoing, and what it did."""
    rows = session.rows(
        "SELECT id, cells FROM plans_edit WHERE version_id = ? AND undoes_id IS NULL"
        " AND id NOT IN (SELECT undoes_id FROM plans_edit WHERE version_id = ? AND undoes_id IS NOT NULL)"
        " ORDER BY token DESC LIMIT 1",
        (version, version),
    )
    return (cast("int", rows[0][0]), read_changes(str(rows[0][1]))) if rows else None


def ready(session: Session, version: int) -> frozenset[str]:
    """Return the departments whose part is ready."""
    return frozenset(
        str(each)
        for (each,) in session.rows("SELECT department FROM plans_ready WHERE version_id = ?", (version,))
    )


def quarters_text(quarters: Iterable[BudgetMonths]) -> str:
    """Return the year's months as canonical text."""
    return json.dumps([[each.quarter, list(each.months)] for each in quarters])


def changes_text(changes: Iterable[CellChange]) -> str:
    """Return changes as canonical text."""
    return json.dumps(
        [[list(each.key), _facts(each.before), _facts(each.after)] for each in changes],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read_changes(text: str) -> tuple[CellChange, ...]:
    """Return the changes that the text tells."""
    return tuple(
        CellChange(CellKey(*key), _cell(CellKey(*key), before), _cell(CellKey(*key), after))
        for key, before, after in json.loads(text)
    )


_Facts = list[int | bool | str]


def _facts(cell: PlanCell | None) -> _Facts | None:
    """Return what a cell holds, without its place."""
    return [cell.amount_minor, cell.fixed, cell.held, cell.department, cell.note] if cell else None


def _cell(key: CellKey, facts: _Facts | None) -> PlanCell | None:
    """Return the cell that the facts tell."""
    if facts is None:
        return None
    amount, fixed, held, department, note = facts
    return PlanCell(
        key,
        cast("int", amount),
        fixed=bool(fixed),
        held=bool(held),
        department=str(department),
        note=str(note),
    )


def _row(version: int, cell: PlanCell) -> tuple[object, ...]:
    """Return a cell as its table has it."""
    return (version, *cell.key, cell.fixed, cell.held, cell.amount_minor, cell.department, cell.note)


def _version(row: Sequence[object]) -> Version:
    """Return a version as its table tells it."""
    (each, year, number, name, state, scenario, baseline, currency, token, quarters, based_on, over, case, by, at,
     since, until) = row  # fmt: skip
    return Version(
        id=cast("int", each),
        fiscal_year=cast("int", year),
        number=cast("int", number),
        name=str(name),
        state=VersionState(state),
        scenario=bool(scenario),
        baseline=bool(baseline),
        currency=str(currency),
        token=cast("int", token),
        quarters=tuple(BudgetMonths(quarter, tuple(months)) for quarter, months in json.loads(str(quarters))),
        based_on=cast("int | None", based_on),
        over=cast("int | None", over),
        case=cast("int | None", case),
        made_by=cast("int | None", by),
        made_at=_instant(at),
        in_force_at=instant(cast("datetime | None", since)),
        superseded_at=instant(cast("datetime | None", until)),
    )


def _instant(value: object) -> datetime:
    """Return an instant that is never missing."""
    found = instant(cast("datetime | str | None", value))
    assert found is not None, "a row says when it was made"
    return found
