"""The versions of a row that its source goes on writing: what came with which file, and what it changed."""

from dataclasses import dataclass
from datetime import date, datetime

from fenhao.engine.facts import STAMPED, VERSIONED
from fenhao.engine.relation import Table
from fenhao.runs.book._book import Book


@dataclass(frozen=True, slots=True)
class CellChange:
    """One column that a version changed; '' stands for an empty cell."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowVersion:
    """A version of a row: the file and the row of it that brought it, and what it changed of the one before.

    ``in_force`` is the one that counts. ``stated_at`` is when the source says it changed the row, None where it does not say.
    """

    source: str
    version: int
    in_force: bool
    stated_at: datetime | None
    loaded_at: datetime
    batch_id: str
    file_name: str
    row_no: int
    changes: tuple[CellChange, ...]


def row_versions(*, book: Book, table: Table, row_id: str) -> tuple[RowVersion, ...]:
    """Return every version of a row in the order of sources and versions; none where nothing has that id."""
    dated = VERSIONED.get(table.name, "")
    loads = {each.batch_id: each for each in book.warehouse.batches()}
    rows = book.warehouse.versions_of(table, row_id).to_pylist()
    ordered = sorted(rows, key=lambda row: (row["source"], row["version"] or 1))
    found: list[RowVersion] = []
    for place, row in enumerate(ordered):
        before = ordered[place - 1] if place and ordered[place - 1]["source"] == row["source"] else None
        last = place + 1 == len(ordered) or ordered[place + 1]["source"] != row["source"]
        load = loads[row["batch_id"]]
        found.append(
            RowVersion(
                source=row["source"],
                version=row["version"] or 1,
                in_force=last,
                stated_at=row[dated] if dated else None,
                loaded_at=load.loaded_at,
                batch_id=load.batch_id,
                file_name=load.file_name,
                row_no=row["row_no"],
                changes=_changes(table, before, row) if before is not None else (),
            )
        )
    return tuple(found)


def _changes(table: Table, before: dict[str, object], after: dict[str, object]) -> tuple[CellChange, ...]:
    """Return what differs, a stamped tier left out: it is ours and not the source's."""
    own = [each.name for each in table.columns if not (each.name == "tier" and table.name in STAMPED)]
    return tuple(
        CellChange(name, _cell(before[name]), _cell(after[name]))
        for name in own
        if before[name] != after[name] and name != VERSIONED.get(table.name)
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
