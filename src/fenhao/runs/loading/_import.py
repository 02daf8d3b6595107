"""A file step by step, as a person takes it in: looked at, its columns mapped, checked to its end, then loaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from fenhao.connectors import Problem, Reading, Step, StrangeWord
from fenhao.connectors.files import (
    FieldWish,
    FileLook,
    FileShape,
    ReadSettings,
    likely_tables,
    look_at,
    mapping_path,
    read_file,
    read_mapping,
    wished_mapping,
    with_known_words,
    with_words,
    write_mapping,
)
from fenhao.engine.facts import TABLES, TIER_ASSIGNMENTS
from fenhao.engine.relation import Column, Kind, Table
from fenhao.kernel import Trouble, major_text
from fenhao.runs.book import Advance, Book
from fenhao.runs.loading._load import BOOKS_SOURCE, file_settings

ROWS_SHOWN = 8
PROBLEMS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file that is to fill a table: ``source`` is the name within which ids are unique, ``sheet`` '' for the best fit.

    ``mappings`` is the folder with its column mapping while nobody has decided to keep it.
    """

    path: Path
    table: Table
    source: str
    sheet: str
    mappings: Path


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be taken: its line, its cells as they stand, and what is wrong."""

    line_no: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file read to its end, nothing loaded. ``rows`` are the first good ones as understood, money in major units.

    ``loaded_as`` names the batch in force that this very content was loaded as; empty when it would be new. ``minutes`` are
    headers of lengths of time that name no unit and were taken for minutes; ``strange`` are words of columns with a short list
    that are none of it, those that turn most rows away first.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_read: int
    rows_rejected: int
    headers: tuple[str, ...]
    wrong: tuple[WrongRow, ...]
    loaded_as: str
    minutes: tuple[str, ...] = ()
    strange: tuple[StrangeWord, ...] = ()


def guess_tables(path: Path) -> tuple[Table, ...]:
    """Return the fact tables that a file may fill, the likeliest first. Trouble when it is no table at all."""
    return likely_tables(path, [each for each in TABLES if each is not TIER_ASSIGNMENTS])


def look_at_file(*, book: Book, file: FileSource) -> FileLook:
    """Return what a file is and what its headers would fill; nothing is written."""
    return look_at(file.path, table=file.table, settings=_settings(book, file))


def begin_mapping(*, book: Book, file: FileSource) -> None:
    """Begin with the mapping that the book keeps for this table and source; Trouble for a source that is reserved.

    Words that stand for what is there no more are left out: the check asks for them again.
    """
    if file.source == BOOKS_SOURCE:
        raise Trouble("load.source_reserved", {"source": file.source})
    kept = mapping_path(book.mappings, table=file.table, source=file.source)
    draft = mapping_path(file.mappings, table=file.table, source=file.source)
    if kept.exists() and not draft.exists():
        draft.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(kept.read_bytes())
        look = look_at_file(book=book, file=file)
        mapping = with_known_words(look.mapping, table=file.table, settings=_settings(book, file))
        if mapping != look.mapping:
            write_mapping(file.mappings, mapping, table=file.table, source=file.source, headers=look.headers)


def choose_mapping(
    *, book: Book, file: FileSource, wishes: Mapping[str, FieldWish], shape: FileShape
) -> tuple[str, ...]:
    """Write down which header fills which column, beside the file; return the needed fields that nothing fills yet."""
    before = look_at_file(book=book, file=file)
    mapping = wished_mapping(file.table, wishes, shape=shape, before=before.mapping)
    write_mapping(file.mappings, mapping, table=file.table, source=file.source, headers=before.headers)
    filled = {field for field, _ in (*mapping.columns, *mapping.constants, *mapping.defaults)}
    names = ((each, each.name.removesuffix("_minor")) for each in file.table.columns if each.needed)
    return tuple(friendly for each, friendly in names if not filled & {each.name, friendly})


def choose_words(*, book: Book, file: FileSource, column: str, meanings: Mapping[str, str]) -> None:
    """Write down, beside the file, what words of a column stand for: word -> code or name of the column's list."""
    before = look_at_file(book=book, file=file)
    mapping = with_words(before.mapping, column, meanings)
    write_mapping(file.mappings, mapping, table=file.table, source=file.source, headers=before.headers)


def keep_mapping(*, book: Book, file: FileSource) -> None:
    """Make the mapping chosen for a file the one that the book keeps for its table and source."""
    draft = mapping_path(file.mappings, table=file.table, source=file.source)
    kept = mapping_path(book.mappings, table=file.table, source=file.source)
    if draft.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_name(f".{kept.name}.draft")
        half.write_bytes(draft.read_bytes())
        half.replace(kept)


def check_file(*, book: Book, file: FileSource, advance: Advance) -> CheckedFile:
    """Read a file to its end and say what would become of it. Trouble when it cannot be read as a whole."""

    def read(step: Step) -> None:
        """Tell how far the reading is."""
        advance("step.read", step.done, step.total)

    with read_file(file.path, table=file.table, settings=_settings(book, file), progress=read) as reading:
        advance("step.compare", 0, 1)
        mapping = read_mapping(
            mapping_path(file.mappings, table=file.table, source=file.source), table=file.table
        )
        filled = {field for field, _ in (*mapping.columns, *mapping.constants, *mapping.defaults)}
        shown = [
            each
            for each in file.table.columns
            if filled & {each.name, each.name.removesuffix("_minor")} or each.needed
        ]
        same = (file.table.name, file.source, reading.content_hash)
        found = [
            each.batch_id
            for each in book.warehouse.batches()
            if (each.table, each.source, each.content_hash) == same
        ]
        return CheckedFile(
            columns=tuple(each.name for each in shown),
            rows=first_rows(book=book, reading=reading, columns=shown),
            rows_read=reading.rows_read,
            rows_rejected=reading.rows_rejected,
            headers=reading.headers,
            wrong=tuple(
                WrongRow(each.line_no, each.cells, each.problems)
                for each in islice(reading.rejects(), PROBLEMS_SHOWN)
            ),
            loaded_as=found[0] if found else "",
            minutes=reading.minutes,
            strange=reading.strange,
        )


def first_rows(*, book: Book, reading: Reading, columns: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    """Return the first good rows of a reading as they are shown, these columns of them."""
    money = {each.name for each in columns if each.kind is Kind.money}
    return tuple(
        tuple(_text(row[each.name], book=book, money=each.name in money) for each in columns)
        for row in _first_rows(reading.batches(), [each.name for each in columns])
    )


def _settings(book: Book, file: FileSource) -> ReadSettings:
    """Return the settings under which the file is read."""
    return file_settings(book, source=file.source, sheet=file.sheet, mappings=file.mappings)


def _first_rows(batches: Iterator[pa.RecordBatch], columns: Sequence[str]) -> list[dict[str, object]]:
    """Return the first good rows."""
    found: list[dict[str, object]] = []
    for batch in batches:
        found += batch.select(columns).slice(0, ROWS_SHOWN - len(found)).to_pylist()
        if len(found) == ROWS_SHOWN:
            break
    return found


def _text(value: object, *, book: Book, money: bool) -> str:
    """Return a cell as it is shown: an amount in major units, a moment by the company's clocks."""
    if value is None:
        return ""
    if money and isinstance(value, int):
        return major_text(value, digits=book.digits)
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(book.settings.time_zone)):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
