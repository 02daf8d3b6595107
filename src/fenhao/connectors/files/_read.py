"""Reading a file: look at it, map its columns, convert its rows, and set the bad ones apart."""

import hashlib
import heapq
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors._reading import (
    Original,
    Progress,
    Reading,
    Reject,
    Step,
    StrangeWord,
    canonical_schema,
    silent,
)
from fenhao.connectors.files._bounds import within_bounds
from fenhao.connectors.files._cells import problem
from fenhao.connectors.files._convert import Converter
from fenhao.connectors.files._encodings import Encodings, other_than
from fenhao.connectors.files._headers import recognised
from fenhao.connectors.files._json_rows import JsonRows
from fenhao.connectors.files._mapping import (
    NO_SHAPE,
    ColumnMapping,
    keep_text,
    mapping_path,
    mapping_text,
    read_mapping,
    settled,
)
from fenhao.connectors.files._parquet_rows import narrow_parquet, parquet_rows
from fenhao.connectors.files._raw import RawBatch, RawRows
from fenhao.connectors.files._settings import ReadSettings
from fenhao.connectors.files._sheet_rows import SheetRows, sheet_head, sheets
from fenhao.connectors.files._spool import GoodRows, RejectedRows
from fenhao.connectors.files._survey import Form, Survey, content_hash, survey
from fenhao.connectors.files._text_rows import (
    HEADER_LINES_MAX,
    TextRows,
    first_records,
    likely_delimiter,
    ready_text,
)
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble

CELLS_AT_ONCE = 1 << 18
"""How many cells of rejected rows are put into text at once."""


def read_file(path: Path, *, table: Table, settings: ReadSettings, progress: Progress = silent) -> Reading:
    """Read a CSV, Excel or Parquet file to its end and return its good rows and its rejects.

    Nothing of it is committed anywhere; the caller sees how many rows were rejected before it decides. The column
    mapping is found on the first reading of a table and source and kept in ``settings.mappings``.
    Trouble when the file as a whole cannot be read; every code is under ``load.``.
    """
    workspace = Path(tempfile.mkdtemp(prefix="fenhao-load-"))
    try:
        return _read(path, table, settings, progress, workspace)
    except BaseException:
        shutil.rmtree(workspace, ignore_errors=True)
        raise


def _read(path: Path, table: Table, settings: ReadSettings, progress: Progress, workspace: Path) -> Reading:
    found = survey(path)
    kept_at = mapping_path(settings.mappings, table=table, source=settings.source)
    kept = read_mapping(kept_at, table=table)
    rows = within_bounds(open_rows(path, found, kept, table, settings, workspace), file=path.name)
    mapping, is_new = settled(kept, rows.headers, table=table, file=path.name, kept_at=kept_at)
    reading = read_rows(
        rows,
        table=table,
        mapping=mapping,
        settings=settings,
        serials=found.form is Form.workbook,
        origin=path.name,
        digest=found.content_hash,
        workspace=workspace,
        progress=progress,
    )
    if is_new:
        keep_text(kept_at, mapping_text(mapping, headers=rows.headers, table=table))
    return reading


def read_rows(
    rows: RawRows,
    *,
    table: Table,
    mapping: ColumnMapping,
    settings: ReadSettings,
    serials: bool,
    origin: str,
    digest: str,
    workspace: Path,
    progress: Progress = silent,
) -> Reading:
    """Read rows of any origin to their end under a whole mapping; closing the reading gives ``workspace`` back.

    ``digest`` is that of the rows as they came; ``serials`` allows the day numbers of spreadsheets.
    """
    converter = Converter(
        table=table, headers=rows.headers, mapping=mapping, settings=settings, serials=serials
    )
    spool = _Spool(table, rows, converter, workspace)
    spool.fill(progress)
    if not spool.rows_read:
        raise Trouble("load.no_rows", {"file": origin})
    repeated = pa.array(list(spool.repeated), pa.int64())
    return Reading(
        table=table,
        origin=origin,
        content_hash=_content_hash(digest, mapping, rows, table, settings),
        headers=rows.headers,
        rows_read=spool.rows_read,
        rows_rejected=spool.rows_rejected,
        batches=lambda: spool.good.batches(repeated),
        rejects=spool.rejects,
        originals=spool.originals,
        close=lambda: shutil.rmtree(workspace, ignore_errors=True),
        minutes=tuple(converter.minutes),
        strange=tuple(StrangeWord(*word, rows) for word, rows in converter.strange.most_common()),
    )


def read_canonical(path: Path, *, table: Table, settings: ReadSettings, parquet: bool) -> Reading:
    """Read what a machine sent under the canonical names, JSON lines or Parquet; nothing is guessed and no mapping kept.

    ``line_no`` of a reject is the row's line, or its number in the Parquet file. Trouble when a Parquet file cannot be read,
    names a column that the table does not have, or claims to be larger than it may be.
    """
    workspace = Path(tempfile.mkdtemp(prefix="fenhao-post-"))
    try:
        names = tuple(column.name for column in table.columns)
        rows: RawRows = JsonRows(path, names, path.stat().st_size)
        if parquet:
            rows = narrow_parquet(path, names)
        mapping = ColumnMapping(tuple((name, name) for name in rows.headers), (), (), NO_SHAPE)
        converter = Converter(
            table=table, headers=rows.headers, mapping=mapping, settings=settings, serials=False
        )
        spool = _Spool(table, rows, converter, workspace)
        spool.fill(silent)
        repeated = pa.array(list(spool.repeated), pa.int64())
        digest = hashlib.sha256(f"{content_hash(path)} {table.name} {settings.source} {parquet}".encode())
        return Reading(
            table=table,
            origin=path.name,
            content_hash=digest.hexdigest(),
            headers=rows.headers,
            rows_read=spool.rows_read,
            rows_rejected=spool.rows_rejected,
            batches=lambda: spool.good.batches(repeated),
            rejects=spool.rejects,
            originals=spool.originals,
            close=lambda: shutil.rmtree(workspace, ignore_errors=True),
        )
    except BaseException:
        shutil.rmtree(workspace, ignore_errors=True)
        raise


def _content_hash(
    digest: str, mapping: ColumnMapping, rows: RawRows, table: Table, settings: ReadSettings
) -> str:
    """Return the hash of all that the rows depend on: the bytes, the mapping, and the words they were read by.

    The same file under a mended mapping or a longer chart gives other rows, so it is another content.
    """
    read_by = (settings.digits, settings.currency, settings.time_zone)
    words: tuple[object, ...] = ()
    if any(column.name == "cost_type" for column in table.columns):
        words = (sorted(settings.cost_types), settings.cost_type_names)
    part = rows.sheet.name if isinstance(rows, SheetRows) else ""
    recipe = f"{digest} {mapping} {read_by} {words} {part}{mapping.words or ''}"
    return hashlib.sha256(recipe.encode()).hexdigest()


def open_rows(
    path: Path, found: Survey, kept: ColumnMapping, table: Table, settings: ReadSettings, workspace: Path
) -> RawRows:
    """Return the rows of a file of any form, with its sheet and header found."""
    if found.form is Form.parquet:
        return parquet_rows(path)
    if found.form is Form.workbook:
        return _sheet(path, kept, table, settings, workspace)
    ready, encoding, mark = ready_text(path, found, workspace)
    if kept.shape.encoding and ready == path and not mark:
        encoding = _encoding(kept.shape.encoding)
    other = other_than(encoding, Encodings(found.encoding, found.other)) if ready == path else ""
    delimiter = kept.shape.delimiter or likely_delimiter(ready, encoding=encoding, mark=mark, other=other)
    records = first_records(ready, encoding=encoding, mark=mark, delimiter=delimiter, other=other)
    place, _ = header_place([cells for cells, _ in records], kept, table)
    headers = tuple(cell.strip().removeprefix("\ufeff") for cell in records[place][0])
    return TextRows(
        path=ready,
        name=path.name,
        encoding=encoding,
        mark=mark,
        delimiter=delimiter,
        headers=headers,
        header_lines=records[place][1],
        total=ready.stat().st_size,
        other=other,
    )


def _encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError as error:
        raise Trouble("load.unknown_encoding", {"encoding": name}) from error
    return name


def _sheet(
    path: Path, kept: ColumnMapping, table: Table, settings: ReadSettings, workspace: Path
) -> SheetRows:
    wanted = settings.sheet or kept.shape.sheet
    best: tuple[int, SheetRows] | None = None
    for sheet in sheets(path, wanted=wanted, workspace=workspace):
        head = sheet_head(sheet, rows=HEADER_LINES_MAX)
        place, fit = header_place(head, kept, table)
        if best is None or fit > best[0]:
            headers = tuple(cell.strip() for cell in head[place])
            best = fit, SheetRows(sheet, headers, place + 1)
    assert best is not None, "sheets() gives one at least"
    return best[1]


def header_place(records: list[tuple[str, ...]], kept: ColumnMapping, table: Table) -> tuple[int, int]:
    """Return which record is the header, and how many of its cells are known; else the first that is not blank."""
    mapped = {header for _, header in kept.columns}
    fits = []
    for cells in records:
        stripped = tuple(cell.strip() for cell in cells)
        fits.append(len(recognised(stripped, table)) + len(mapped & set(stripped)))
    best = max(fits, default=0)
    if best:
        return fits.index(best), best
    filled = [place for place, cells in enumerate(records) if any(cell.strip() for cell in cells)]
    return (filled or [0])[0], 0


@dataclass(frozen=True, slots=True)
class _Rejected:
    """Two files of rejects: those found on the way, and the rows whose id stood before, found at the end."""

    on_the_way: RejectedRows
    repeats: RejectedRows


class _Spool:
    """One reading's rows on disk."""

    def __init__(self, table: Table, rows: RawRows, converter: Converter, workspace: Path) -> None:
        self._table, self._rows, self._converter = table, rows, converter
        self._schema = canonical_schema(table)
        self.good = GoodRows(workspace / "good.arrow", self._schema)
        self._rejected = _Rejected(
            RejectedRows(workspace / "rejects.jsonl"), RejectedRows(workspace / "repeats.jsonl")
        )
        self.rows_read = 0
        self.repeated: dict[int, int] = {}

    @property
    def rows_rejected(self) -> int:
        """Return how many rows were rejected, each counted once."""
        return self._rejected.on_the_way.rows + self._rejected.repeats.rows

    def rejects(self) -> Iterator[Reject]:
        """Read the rejects in the order of the file."""
        parts = (self._rejected.on_the_way.read(), self._rejected.repeats.read())
        return heapq.merge(*parts, key=lambda reject: reject.row_no)

    def originals(self, row_nos: frozenset[int]) -> Iterator[Original]:
        """Read the file again for the rows of these numbers, as they stood."""
        wanted = pa.array(sorted(row_nos), pa.int64())
        for raw, numbers in self._numbered():
            here = pa.array(numbers[: len(raw.line_nos)], pa.int64())
            for place in pc.indices_nonzero(pc.is_in(here, value_set=wanted)).to_pylist():
                yield Original(numbers[place], raw.line_nos[place].as_py(), _cells(raw, place))

    def fill(self, progress: Progress) -> None:
        """Read the file, then look for ids that stand twice."""
        done = 0
        try:
            with self._rejected.on_the_way as rejects:
                for raw, row_nos in self._numbered():
                    self._take(raw, row_nos, rejects)
                    done += raw.done
                    progress(Step(self.rows_read, min(done, self._rows.total), self._rows.total))
                progress(Step(self.rows_read, self._rows.total, self._rows.total))
        finally:
            self.good.finish()
        self.repeated = self.good.repeated(self._table.key)
        with self._rejected.repeats as rejects:
            if self.repeated:
                self._reject_repeats(rejects)

    def _numbered(self) -> Iterator[tuple[RawBatch, list[int]]]:
        """Give the batches without blank rows, and the row_no of each row: the whole ones, then the torn ones."""
        read = 0
        for batch in self._rows.batches():
            raw = _without_blank(batch)
            whole = len(raw.line_nos)
            if raw.torn:
                lines = [*raw.line_nos.to_pylist(), *(torn.line_no for torn in raw.torn)]
                order = {line: read + place for place, line in enumerate(sorted(lines), start=1)}
                row_nos = [order[line] for line in lines]
            else:
                row_nos = list(range(read + 1, read + whole + 1))
            read += whole + len(raw.torn)
            self.rows_read = read
            yield raw, row_nos

    def _take(self, raw: RawBatch, row_nos: list[int], rejects: RejectedRows) -> None:
        whole = len(raw.line_nos)
        converted = self._converter.converted(raw.columns, whole)
        arrays = [*converted.columns, pa.array(row_nos[:whole], pa.int64())]
        if converted.problems:
            keep = pa.array([place for place in range(whole) if place not in converted.problems], pa.int64())
            arrays = [array.take(keep) for array in arrays]
        self.good.add(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        found = zip(converted.problems.items(), _rows(raw, list(converted.problems)), strict=True)
        bad = [
            Reject(row_nos[place], raw.line_nos[place].as_py(), cells, problems)
            for (place, problems), cells in found
        ]
        for place, torn in enumerate(raw.torn, start=whole):
            counts = {"cells": str(len(torn.cells)), "headers": str(len(raw.columns))}
            wrong = problem("", "", torn.code or "load.cells_do_not_fit", dict(torn.details) or counts)
            bad.append(Reject(row_nos[place], torn.line_no, torn.cells, (wrong,)))
        for reject in sorted(bad, key=lambda reject: reject.row_no):
            rejects.add(reject)

    def _reject_repeats(self, rejects: RejectedRows) -> None:
        """Read the file again for the cells of the rows whose id stood before, and the lines on which it did."""
        firsts = pa.array(sorted(set(self.repeated.values())), pa.int64())
        wanted = pa.array(list(self.repeated), pa.int64())
        line_of: dict[int, int] = {}
        named = " + ".join(map(self._converter.header, self._table.key))
        for raw, row_nos in self._numbered():
            numbers = pa.array(row_nos[: len(raw.line_nos)], pa.int64())
            for place in pc.indices_nonzero(pc.is_in(numbers, value_set=firsts)).to_pylist():
                line_of[row_nos[place]] = raw.line_nos[place].as_py()
            for place in pc.indices_nonzero(pc.is_in(numbers, value_set=wanted)).to_pylist():
                row_no = row_nos[place]
                first = str(line_of[self.repeated[row_no]])
                told = problem(named, self._key(raw, place), "load.duplicate_id", {"first": first})
                wrong = replace(told, column=self._table.key[0])
                rejects.add(Reject(row_no, raw.line_nos[place].as_py(), _cells(raw, place), (wrong,)))

    def _key(self, raw: RawBatch, place: int) -> str:
        one = tuple(column.slice(place, 1) for column in raw.columns)
        values = dict(zip(self._schema.names, self._converter.converted(one, 1).columns, strict=False))
        return " ".join(str(values[name][0].as_py()) for name in self._table.key)


def _rows(raw: RawBatch, places: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of rows: column by column for some rows at once, since a cell for itself takes ten times as long."""
    step = max(1, CELLS_AT_ONCE // max(1, len(raw.columns)))
    for begins in range(0, len(places), step):
        some = pa.array(places[begins : begins + step], pa.int64())
        columns = (column.take(some).to_pylist() for column in raw.columns)
        told = [["" if value is None else str(value) for value in column] for column in columns]
        yield from zip(*told, strict=True)


def _cells(raw: RawBatch, place: int) -> tuple[str, ...]:
    values = (column[place].as_py() for column in raw.columns)
    return tuple("" if value is None else str(value) for value in values)


def _without_blank(raw: RawBatch) -> RawBatch:
    """Return the batch without rows in which nothing stands: they are no rows, as in any spreadsheet."""
    blank: pa.Array | None = None
    for column in raw.columns:
        nothing = pc.is_null(column)
        if pa.types.is_string(column.type):
            nothing = pc.or_kleene(nothing, pc.equal(pc.utf8_trim_whitespace(column), ""))
        blank = nothing if blank is None else pc.and_(blank, nothing)
        if not pc.any(blank).as_py():
            return raw
    keep = pc.invert(blank)
    columns = tuple(column.filter(keep) for column in raw.columns)
    return RawBatch(columns, raw.line_nos.filter(keep), raw.torn, raw.done)
