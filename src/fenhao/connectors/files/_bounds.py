"""How many cells are read of one file. It is counted before the work begins, so that nobody waits for what will be refused.

Reading takes time by the cell: about ten million a second of plain text, two million where every row is rejected, two
million of a workbook. What a table of facts needs are a dozen columns; a file with thousands of them is damaged, turned on
its side, or meant to break something.
"""

import zipfile
from pathlib import Path

from fenhao.connectors.files._raw import RawRows
from fenhao.connectors.files._text_rows import TextRows
from fenhao.kernel import Trouble

WIDE = 1_000
"""A file with more columns than these has a limit of cells; others have none, but for workbooks."""
CELLS_MAX = 100_000_000
SHEET_CELLS_MAX = 40_000_000
"""How many cells a sheet of a workbook has at most: a full one of 38 columns. More do not fit into the memory that it is given."""
_SMALLEST_CELL = len(b"<c/>")
_BLOCK = 1 << 22


def within_bounds(rows: RawRows, *, file: str) -> RawRows:
    """Return rows that are few enough to be read; Trouble ``load.too_wide`` with how many there are."""
    columns = len(rows.headers)
    if columns <= WIDE:
        return rows
    count = _line_ends(rows.path) if isinstance(rows, TextRows) else rows.total
    if columns * count > CELLS_MAX:
        raise Trouble(
            "load.too_wide",
            {
                "file": file,
                "columns": f"{columns:,}",
                "rows": f"{count:,}",
                "most": f"{CELLS_MAX:,}",
                "wide": f"{WIDE:,}",
            },
        )
    return rows


def check_sheets(path: Path) -> None:
    """Count the cells of each sheet of a workbook without opening it; Trouble ``load.too_many_cells`` for too many."""
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            is_sheet = entry.filename.lower().startswith("xl/worksheets/")
            if not is_sheet or entry.file_size <= SHEET_CELLS_MAX * _SMALLEST_CELL:
                continue
            cells = _cells(archive, entry)
            if cells > SHEET_CELLS_MAX:
                told = {"file": path.name, "cells": f"{cells:,}", "most": f"{SHEET_CELLS_MAX:,}"}
                raise Trouble("load.too_many_cells", told)


def _line_ends(path: Path) -> int:
    """Return how many lines a text file has; a cell with line ends in it counts as several."""
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))


def _cells(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Return how many cells a sheet begins; one whose sign lies across two blocks is counted with the second."""
    found, left = 0, b""
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            text = left + block
            found += sum(text.count(sign) for sign in (b"<c ", b"<c>", b"<c/"))
            left = text[-2:]
    return found
