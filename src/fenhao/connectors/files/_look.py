"""Look at a file before anything is read of it: what it is, where its header stands, what its headers would fill."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from fenhao.connectors.files._bounds import within_bounds
from fenhao.connectors.files._codes import is_listed, read_listed
from fenhao.connectors.files._headers import accepted, friendly, in_minor_units
from fenhao.connectors.files._mapping import (
    AUTOMATIC,
    ColumnMapping,
    FileShape,
    completed,
    mapping_path,
    mapping_text,
    missing,
    read_mapping,
)
from fenhao.connectors.files._parquet_rows import parquet_rows
from fenhao.connectors.files._read import header_place, open_rows
from fenhao.connectors.files._settings import ReadSettings
from fenhao.connectors.files._sheet_rows import SheetRows, sheet_head, sheets
from fenhao.connectors.files._survey import Form, survey
from fenhao.connectors.files._text_rows import (
    HEADER_LINES_MAX,
    TextRows,
    first_records,
    likely_delimiter,
    ready_text,
)
from fenhao.engine.relation import Kind, Table
from fenhao.kernel import Trouble

_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class FileLook:
    """What was found of a file that is to fill a table.

    ``encoding`` and ``delimiter`` are empty unless the form is text, ``sheet`` and ``sheets`` unless it is a workbook.
    ``header_line`` is the line or sheet row of the header, counted from 1; 0 in Parquet. ``samples`` are the first rows,
    ``mapping`` is what the kept mapping and the headers make together, ``missing`` the needed fields that nothing fills.
    """

    form: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    header_line: int
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldWish:
    """What a person says about one column of a table: the header it stands under, a value for every row, or neither."""

    header: str
    constant: str


def look_at(path: Path, *, table: Table, settings: ReadSettings) -> FileLook:
    """Return what a file is, for that table; nothing is written. Trouble when it cannot be read at all."""
    kept_at = mapping_path(settings.mappings, table=table, source=settings.source)
    kept = read_mapping(kept_at, table=table)
    with _workspace() as workspace:
        found = survey(path)
        rows = within_bounds(open_rows(path, found, kept, table, settings, workspace), file=path.name)
        # What the kept mapping names and the file no longer has is left open: a person looks at it next.
        there = tuple(pair for pair in kept.columns if rows.headers.count(pair[1]) == 1)
        mapping = completed(
            replace(kept, columns=there),
            headers=rows.headers,
            table=table,
            file=path.name,
            path=kept_at,
        )
        names: tuple[str, ...] = ()
        if found.form is Form.workbook:
            names = tuple(each.name for each in sheets(path, wanted="", workspace=workspace))
        return FileLook(
            form=found.form.value,
            encoding=rows.encoding if isinstance(rows, TextRows) else "",
            delimiter=rows.delimiter if isinstance(rows, TextRows) else "",
            sheet=rows.sheet.name if isinstance(rows, SheetRows) else "",
            sheets=names,
            header_line=_header_line(rows),
            headers=rows.headers,
            samples=tuple(
                tuple("" if cell is None else str(cell) for cell in row)
                for batch in islice(rows.batches(), 1)
                for row in zip(
                    *(column.slice(0, _SAMPLES).to_pylist() for column in batch.columns), strict=True
                )
            ),
            mapping=mapping,
            missing=tuple(friendly(column) for column in missing(mapping, table)),
        )


def likely_tables(path: Path, tables: Sequence[Table]) -> tuple[Table, ...]:
    """Return the tables, that first whose columns the headers of the file name best. Trouble when it cannot be read."""
    with _workspace() as workspace:
        heads = _heads(path, workspace)

        def fit(table: Table) -> tuple[int, int]:
            """How many columns are named somewhere, less the needed ones that are not; and the latter below nought."""
            best = (-len(table.columns), 0)
            for records in heads:
                place, known = header_place(records, AUTOMATIC, table)
                headers = tuple(cell.strip() for cell in records[place]) if records else ()
                try:
                    whole = completed(AUTOMATIC, headers=headers, table=table, file=path.name, path=path)
                except Trouble:
                    continue
                lacks = len(missing(whole, table))
                best = max(best, (known - lacks, -lacks))
            return best

        return tuple(sorted(tables, key=fit, reverse=True))


def wished_mapping(
    table: Table, wishes: Mapping[str, FieldWish], *, shape: FileShape, before: ColumnMapping
) -> ColumnMapping:
    """Return the mapping that a person chose, by column; what was fixed for blank cells stays as it was.

    A money column whose header says cents, or that was mapped in minor units before, stays in minor units.
    """
    minor = {header for field, header in before.columns if field.endswith("_minor")}
    columns, constants = [], []
    for column in table.columns:
        wish = wishes.get(column.name)
        if wish is None:
            continue
        in_minor = column.kind is Kind.money and (in_minor_units(wish.header) or wish.header in minor)
        if wish.constant:
            constants.append((friendly(column), wish.constant))
        elif wish.header:
            columns.append((column.name if in_minor else friendly(column), wish.header))
    currency = wishes.get("currency")
    if currency is not None and currency.constant:
        constants.append(("currency", currency.constant))
    elif currency is not None and currency.header:
        columns.append(("currency", currency.header))
    return replace(before, columns=tuple(columns), constants=tuple(constants), shape=shape)


def with_words(before: ColumnMapping, column: str, meanings: Mapping[str, str]) -> ColumnMapping:
    """Return a mapping in which words of a column stand for what is said here; what was said of others stays."""
    kept = tuple(
        each for each in before.words if (each[0], each[1]) not in {(column, word) for word in meanings}
    )
    return replace(before, words=(*kept, *((column, word, meaning) for word, meaning in meanings.items())))


def with_known_words(before: ColumnMapping, *, table: Table, settings: ReadSettings) -> ColumnMapping:
    """Return a mapping without words that stand for what is there no more, such as a cost type that left the chart."""

    def is_known(column: str, meaning: str) -> bool:
        """Whether the meaning can be read as a value of the column."""
        if not is_listed(table.name, column):
            return True
        return not read_listed(table.name, column, pa.array([meaning], pa.string()), settings).problems

    return replace(before, words=tuple(each for each in before.words if is_known(each[0], each[2])))


def write_mapping(
    folder: Path, mapping: ColumnMapping, *, table: Table, source: str, headers: tuple[str, ...]
) -> Path:
    """Write a mapping where readings of the table and source look for it, in one step; return the file."""
    path = mapping_path(folder, table=table, source=source)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(mapping_text(mapping, headers=headers, table=table), encoding="utf-8")
    draft.replace(path)
    return path


def known_as(table: Table, field: str) -> str:
    """Return the Chinese header under which a field is asked for most often; the field itself when there is none."""
    words = [word for word in accepted(table, field)[1:] if not word.isascii()]
    return words[0] if words else field


def _heads(path: Path, workspace: Path) -> list[list[tuple[str, ...]]]:
    """Return the first records of a file, of each sheet of a workbook."""
    found = survey(path)
    if found.form is Form.parquet:
        return [[parquet_rows(path).headers]]
    if found.form is Form.workbook:
        return [
            sheet_head(each, rows=HEADER_LINES_MAX) for each in sheets(path, wanted="", workspace=workspace)
        ]
    ready, encoding, mark = ready_text(path, found, workspace)
    other = found.other if ready == path else ""
    delimiter = likely_delimiter(ready, encoding=encoding, mark=mark, other=other)
    records = first_records(ready, encoding=encoding, mark=mark, delimiter=delimiter, other=other)
    return [[cells for cells, _ in records]]


def _header_line(rows: object) -> int:
    """Return where the header of opened rows stands."""
    if isinstance(rows, TextRows):
        return rows.header_lines
    return rows.header_row if isinstance(rows, SheetRows) else 0


@contextmanager
def _workspace() -> Iterator[Path]:
    """Give a folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fenhao-look-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
