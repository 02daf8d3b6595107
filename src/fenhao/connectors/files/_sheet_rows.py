"""Workbooks: each sheet to text in a child process that may not grow, then read like any other table of text."""

import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors.files._bounds import check_sheets
from fenhao.connectors.files._raw import RawBatch
from fenhao.kernel import Trouble

SIZE_MAX = 64 << 20
_UNPACKED_MAX = 1 << 30
_MEMORY_MAX = 3 << 30
_SECONDS_MAX = 600


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as an Arrow file of text columns, its header among the rows."""

    name: str
    path: Path
    rows: int


def sheets(path: Path, *, wanted: str, workspace: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook that hold anything, or the wanted one.

    Trouble: the workbook is too large, cannot be read, or has no such sheet.
    """
    _check_size(path)
    child = [
        sys.executable,
        str(Path(__file__).with_name("_workbook_child.py")),
        str(path),
        wanted,
        str(workspace),
        str(_MEMORY_MAX),
    ]
    # out of memory it would print a backtrace, which takes memory: then it may wait for its own lock until its time is over
    around = {**os.environ, "RUST_BACKTRACE": "0"}
    try:
        done = subprocess.run(child, capture_output=True, timeout=_SECONDS_MAX, check=False, env=around)
    except subprocess.TimeoutExpired as error:
        raise Trouble("load.workbook_too_large", _sizes(path)) from error
    if done.returncode == 3:
        reason = done.stderr.decode(errors="replace").strip() or "?"
        raise Trouble("load.workbook_unreadable", {"file": path.name, "reason": reason})
    if done.returncode:
        raise Trouble("load.workbook_too_large", _sizes(path))
    told = json.loads(done.stdout)
    if wanted and wanted not in told["names"]:
        raise Trouble(
            "load.unknown_sheet", {"file": path.name, "sheet": wanted, "sheets": ", ".join(told["names"])}
        )
    found = tuple(Sheet(each["name"], Path(each["file"]), each["rows"]) for each in told["sheets"])
    if not found:
        raise Trouble("load.empty_file", {"file": path.name})
    return found


def _check_size(path: Path) -> None:
    """Refuse a workbook that is large, or small and unpacks to something large."""
    if path.stat().st_size > SIZE_MAX:
        raise Trouble("load.workbook_too_large", _sizes(path))
    if not zipfile.is_zipfile(path):
        return  # the old .xls is no zip file; its size on disk is its size
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        details = {"file": path.name, "reason": str(error) or type(error).__name__}
        raise Trouble("load.workbook_unreadable", details) from error
    if unpacked > _UNPACKED_MAX:
        raise Trouble("load.workbook_too_large", _sizes(path))
    try:
        check_sheets(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        details = {"file": path.name, "reason": str(error) or type(error).__name__}
        raise Trouble("load.workbook_unreadable", details) from error


def _sizes(path: Path) -> dict[str, str]:
    return {"file": path.name, "megabytes": str(SIZE_MAX >> 20)}


def sheet_head(sheet: Sheet, *, rows: int) -> list[tuple[str, ...]]:
    """Return the first rows of a sheet; a blank cell is the empty text."""
    with pa.memory_map(str(sheet.path)) as source:
        head = pa.ipc.open_file(source).read_all().slice(0, rows)
        columns = [[cell or "" for cell in column.to_pylist()] for column in head.columns]
    return list(zip(*columns, strict=True))


def workbook_lines(path: Path) -> list[tuple[str, ...]]:
    """Return every row of a workbook's first sheet that holds anything, as text; for sheets of our own making."""
    with TemporaryDirectory() as workspace:
        first = sheets(path, wanted="", workspace=Path(workspace))[0]
        return sheet_head(first, rows=first.rows)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A sheet whose header is known: the row ``header_row``, counted from 1."""

    sheet: Sheet
    headers: tuple[str, ...]
    header_row: int

    @property
    def total(self) -> int:
        """Return the number of rows of the sheet."""
        return self.sheet.rows

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows from the beginning."""
        with pa.memory_map(str(self.sheet.path)) as source:
            reader = pa.ipc.open_file(source)
            begins = 1
            for place in range(reader.num_record_batches):
                batch = reader.get_batch(place)
                skipped = min(max(self.header_row - begins + 1, 0), batch.num_rows)
                kept = batch.slice(skipped)
                first = begins + skipped
                columns = tuple(pc.fill_null(column, "") for column in kept.columns)
                line_nos = pa.array(range(first, first + kept.num_rows), pa.int64())
                yield RawBatch(columns, line_nos, (), batch.num_rows)
                begins += batch.num_rows
