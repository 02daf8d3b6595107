"""Any table in a file as columns of text: for a question asked of a file that never becomes facts."""

import csv
import io
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pyarrow as pa

from fenhao.connectors.files._bounds import within_bounds
from fenhao.connectors.files._cells import as_text
from fenhao.connectors.files._encodings import decoded
from fenhao.connectors.files._parquet_rows import parquet_rows
from fenhao.connectors.files._raw import RawRows
from fenhao.connectors.files._sheet_rows import SheetRows, sheet_head, sheets
from fenhao.connectors.files._survey import Form, survey
from fenhao.connectors.files._text_rows import (
    HEADER_LINES_MAX,
    TextRows,
    first_records,
    likely_delimiter,
    ready_text,
)
from fenhao.kernel import Trouble


def read_columns(path: Path, *, sheet: str = "") -> pa.Table:
    """Return a CSV, Excel or Parquet file as text columns in file order, null where nothing stands.

    The header is the first row that is not blank. Trouble as for a load; ``columns.torn`` for a torn row and
    ``columns.twice`` for a header that stands twice: a table that is asked as a whole is taken whole or not at all.
    """
    workspace = Path(tempfile.mkdtemp(prefix="fenhao-table-"))
    try:
        rows = within_bounds(_opened(path, sheet, workspace), file=path.name)
        for name, times in Counter(name for name in rows.headers if name).items():
            if times > 1:
                raise Trouble("columns.twice", {"file": path.name, "header": name})
        return _whole(rows, path)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _whole(rows: RawRows, path: Path) -> pa.Table:
    parts: list[list[pa.Array]] = [[] for _ in rows.headers]
    for batch in rows.batches():
        for torn in batch.torn:
            if torn.code:
                details = {"file": path.name, "line": str(torn.line_no), **dict(torn.details)}
                raise Trouble("columns.other_encoding", details)
            if any(cell.strip() for cell in torn.cells):
                details = {"cells": str(len(torn.cells)), "headers": str(len(rows.headers))}
                raise Trouble("columns.torn", {"file": path.name, "line": str(torn.line_no), **details})
        for kept, column in zip(parts, batch.columns, strict=True):
            kept.append(as_text(column))
    columns = [
        (name, pa.chunked_array(kept, pa.string()))
        for name, kept in zip(rows.headers, parts, strict=True)
        if name
    ]
    table = pa.table(dict(columns))
    if not table.num_rows:
        raise Trouble("load.no_rows", {"file": path.name})
    return table


def text_records(path: Path) -> list[tuple[str, ...]]:
    """Return every row of a text file, of whatever width; for sheets of our own making.

    Trouble as for a load, and ``columns.other_encoding`` for a line in another encoding than the file.
    """
    text, delimiter = _whole_text(path)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[str, ...]] = []
    try:
        records.extend(tuple(row) for row in rows)
    except csv.Error as error:
        details = {"file": path.name, "line": str(len(records) + 1)}
        raise Trouble("load.unclosed_quote", details) from error
    return records


def text_lines(path: Path) -> list[str]:
    """Return the lines of a text file that hold anything; Trouble as for ``text_records``."""
    return [line.rstrip("\r") for line in _whole_text(path)[0].split("\n") if line.strip()]


def _whole_text(path: Path) -> tuple[str, str]:
    """Return a text file in its one encoding, and its likely delimiter."""
    workspace = Path(tempfile.mkdtemp(prefix="fenhao-table-"))
    try:
        found = survey(path)
        if found.form is not Form.text:
            raise Trouble("load.binary_file", {"file": path.name, "form": found.form.value})
        ready, encoding, mark = ready_text(path, found, workspace)
        other = found.other if ready == path else ""
        lines: list[str] = []
        for place, line in enumerate(ready.read_bytes()[mark:].split(b"\n"), start=1):
            text, strange = decoded(line, encoding, other)
            if strange:
                details = {"line": str(place), "whole": encoding.upper(), "other": other.upper()}
                raise Trouble("columns.other_encoding", {"file": path.name, **details})
            lines.append(text)
        return "\n".join(lines), likely_delimiter(ready, encoding=encoding, mark=mark, other=other)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _opened(path: Path, sheet: str, workspace: Path) -> RawRows:
    found = survey(path)
    if found.form is Form.parquet:
        return parquet_rows(path)
    if found.form is Form.workbook:
        first = next(iter(sheets(path, wanted=sheet, workspace=workspace)))
        head = sheet_head(first, rows=HEADER_LINES_MAX)
        place = _first_filled(head)
        return SheetRows(first, tuple(cell.strip() for cell in head[place]), place + 1)
    ready, encoding, mark = ready_text(path, found, workspace)
    other = found.other if ready == path else ""
    delimiter = likely_delimiter(ready, encoding=encoding, mark=mark, other=other)
    records = first_records(ready, encoding=encoding, mark=mark, delimiter=delimiter, other=other)
    place = _first_filled([cells for cells, _ in records])
    return TextRows(
        path=ready,
        name=path.name,
        encoding=encoding,
        mark=mark,
        delimiter=delimiter,
        headers=tuple(cell.strip().removeprefix("\ufeff") for cell in records[place][0]),
        header_lines=records[place][1],
        total=ready.stat().st_size,
        other=other,
    )


def _first_filled(records: list[tuple[str, ...]]) -> int:
    return next((place for place, cells in enumerate(records) if any(cell.strip() for cell in cells)), 0)
