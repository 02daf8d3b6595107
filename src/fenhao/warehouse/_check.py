"""Looks whether the facts on disk are still what was loaded: files, rows, control totals, ids."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from fenhao.engine.facts import VERSION
from fenhao.engine.relation import Table
from fenhao.warehouse._batches import Batch, DataFile
from fenhao.warehouse._types import control_column

_EXAMPLES_MAX = 10
_MEMORY_LIMIT = "1GB"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was loaded: the code of a message, and what fills it in."""

    code: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what was wrong with it; no faults means that all of it still holds."""

    batches: int
    files: int
    rows: int
    faults: tuple[Fault, ...]


def check_table(folder: Path, table: Table, batches: Sequence[Batch], listed: Sequence[str]) -> Checked:
    """Check one fact's batches in force against its files; ``listed`` are the files that readers would be given."""
    faults: list[Fault] = []
    sound: list[Batch] = []
    for batch in batches:
        found = [fault for file in batch.files for fault in _file_faults(folder, batch, file)]
        faults += found
        if not found:
            sound.append(batch)
    recorded = {str((folder / file.path).resolve()) for batch in batches for file in batch.files}
    faults += [
        _fault("warehouse.file_unrecorded", table, ("file", path)) for path in sorted(set(listed) - recorded)
    ]
    faults += [
        _fault("warehouse.file_unlisted", table, ("file", path)) for path in sorted(recorded - set(listed))
    ]
    paths = [str(folder / file.path) for batch in sound for file in batch.files]
    if paths:
        faults += _row_faults(table, sound, paths)
    return Checked(
        len(batches),
        sum(len(each.files) for each in batches),
        sum(each.rows for each in batches),
        tuple(faults),
    )


def _file_faults(folder: Path, batch: Batch, file: DataFile) -> list[Fault]:
    """Return what is wrong with one file."""
    path = folder / file.path
    names = (("table", batch.table), ("batch", batch.batch_id), ("file", str(path)))
    if not path.is_file():
        return [Fault("warehouse.file_missing", names)]
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if path.stat().st_size != file.size or digest != file.sha256:
        return [Fault("warehouse.file_altered", names)]
    return []


def _row_faults(table: Table, batches: Sequence[Batch], paths: Sequence[str]) -> list[Fault]:
    """Return what is wrong with the rows of sound files: their number, their total, an id that comes twice."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    with (
        TemporaryDirectory(prefix="fenhao-check-") as spill,
        duckdb.connect(config={"memory_limit": _MEMORY_LIMIT, "temp_directory": spill}) as connection,
    ):
        connection.execute(
            "CREATE VIEW facts AS SELECT *"
            f" FROM read_parquet([{listed}], hive_partitioning = false, union_by_name = true)"
        )
        money = control_column(table)
        total = f"coalesce(sum({money}), 0)" if money else "0"
        counted = {
            (batch_id, source): (rows, int(total_minor))
            for batch_id, source, rows, total_minor in connection.execute(
                f"SELECT batch_id, source, count(*), {total} FROM facts GROUP BY batch_id, source"
            ).fetchall()
        }
        key = ", ".join(("source", *table.key))
        has = {each[0] for each in connection.execute("SELECT * FROM facts LIMIT 0").description or ()}
        version = f", coalesce({VERSION.name}, 1)" if VERSION.name in has else ""
        twice = connection.execute(
            f"SELECT {key}, count(*) FROM facts GROUP BY {key}{version} HAVING count(*) > 1"
            f" ORDER BY {key} LIMIT {_EXAMPLES_MAX}"
        ).fetchall()
    faults = [
        _fault(
            "warehouse.id_repeated",
            table,
            ("source", str(row[0])),
            ("id", " / ".join(map(str, row[1:-1]))),
            ("times", str(row[-1])),
        )
        for row in twice
    ]
    for batch in batches:
        rows, total_minor = counted.pop((batch.batch_id, batch.source), (0, 0))
        if (rows, total_minor) != (batch.rows, batch.control_total_minor):
            faults.append(
                _fault(
                    "warehouse.total_differs",
                    table,
                    ("batch", batch.batch_id),
                    ("rows", str(rows)),
                    ("recorded_rows", str(batch.rows)),
                    ("total", str(total_minor)),
                    ("recorded_total", str(batch.control_total_minor)),
                )
            )
    faults += [_fault("warehouse.rows_foreign", table, ("batch", str(batch_id))) for batch_id, _ in counted]
    return faults


def _fault(code: str, table: Table, *details: tuple[str, str]) -> Fault:
    return Fault(code, (("table", table.name), *details))
