"""What a connector hands over: canonical rows in Arrow batches, and the rows that it could not take."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType

import pyarrow as pa

from fenhao.engine.relation import Column, Kind, Table

ROW_NO = "row_no"

_ARROW: dict[Kind, pa.DataType] = {
    Kind.text: pa.string(),
    Kind.day: pa.date32(),
    Kind.instant: pa.timestamp("us", tz="UTC"),
    Kind.money: pa.int64(),
    Kind.count: pa.int64(),
    Kind.flag: pa.bool_(),
}


def arrow_type(column: Column) -> pa.DataType:
    """Return how a canonical column travels in Arrow."""
    return _ARROW[column.kind]


def canonical_schema(table: Table) -> pa.Schema:
    """Return the schema of a reading: the table's columns, then row_no."""
    fields = [pa.field(c.name, arrow_type(c), nullable=not c.needed) for c in table.columns]
    return pa.schema([*fields, pa.field(ROW_NO, pa.int64(), nullable=False)])


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell: the canonical column, the text found, a code whose words a user reads."""

    column: str
    value: str
    code: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that was not taken, as it stood in the source, and everything that is wrong with it.

    ``row_no`` counts the rows of data from 1; ``line_no`` is the line (of a text file) or the sheet row where it
    begins, the header counted. ``cells`` are the original cells in the order of ``Reading.headers``.
    """

    row_no: int
    line_no: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Original:
    """One row as it stood in the source, whatever came of it; numbers and cells as in ``Reject``."""

    row_no: int
    line_no: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a reading is: ``rows`` so far, and ``done`` of ``total`` bytes or rows (total 0: not known)."""

    rows: int
    done: int
    total: int


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Take a step and tell nobody: the progress of a caller that shows none."""


@dataclass(frozen=True, slots=True)
class StrangeWord:
    """A word of the file that is none of its column's short list, and how many rows it turns away."""

    column: str
    word: str
    rows: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one file or one part of a source gave, checked to its end before anybody commits it.

    rows_read = rows_good + rows_rejected. ``batches()`` streams the good rows in ``canonical_schema`` and may be
    called again; ``rejects()`` streams the others. The rows wait on disk, not in memory; ``close`` (or leaving a
    ``with``) gives the disk back. ``originals`` gives the rows of these numbers as they stood, in their order, for a
    caller that finds fault with them later. ``origin`` is the file's or the source's name for people, ``content_hash`` is
    sha256 in hex over every byte that the rows depend on. ``minutes`` are the headers of lengths of time that name no unit
    and were taken for minutes. ``strange`` are words that are none of a column's short list, those of most rows first.
    """

    table: Table
    origin: str
    content_hash: str
    headers: tuple[str, ...]
    rows_read: int
    rows_rejected: int
    batches: Callable[[], Iterator[pa.RecordBatch]]
    rejects: Callable[[], Iterator[Reject]]
    originals: Callable[[frozenset[int]], Iterator[Original]]
    close: Callable[[], None]
    minutes: tuple[str, ...] = ()
    strange: tuple[StrangeWord, ...] = ()

    @property
    def rows_good(self) -> int:
        """Return how many rows ``batches`` will stream."""
        return self.rows_read - self.rows_rejected

    @property
    def schema(self) -> pa.Schema:
        """Return the schema of the batches."""
        return canonical_schema(self.table)

    def __enter__(self) -> "Reading":
        """Return the reading itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the disk back."""
        self.close()


def reading_of(*, table: Table, origin: str, content_hash: str, rows: pa.Table) -> Reading:
    """Return the reading of rows that are canonical already and few enough to sit in memory.

    ``rows`` has the table's columns in any order; row_no is numbered here.
    """
    numbered = rows.append_column(ROW_NO, pa.array(range(1, rows.num_rows + 1), pa.int64()))
    schema = canonical_schema(table)
    ordered = numbered.select(schema.names).cast(schema)
    for column in table.columns:
        assert not (column.needed and ordered[column.name].null_count), (table.name, column.name)

    def batches() -> Iterator[pa.RecordBatch]:
        yield from ordered.to_batches(max_chunksize=65_536)

    def originals(row_nos: frozenset[int]) -> Iterator[Original]:
        for row_no in sorted(row_nos):
            row = ordered.slice(row_no - 1, 1).to_pylist()[0]
            cells = tuple("" if held is None else str(held) for held in row.values())
            yield Original(row_no, row_no, cells)

    return Reading(
        table=table,
        origin=origin,
        content_hash=content_hash,
        headers=tuple(schema.names),
        rows_read=ordered.num_rows,
        rows_rejected=0,
        batches=batches,
        rejects=lambda: iter(()),
        originals=originals,
        close=lambda: None,
    )


@dataclass(frozen=True, slots=True)
class Connector:
    """A source with a connector of its own. ``read`` takes the text of the source's settings (TOML)."""

    name: str
    note_en: str
    note_zh: str
    read: Callable[[str], Iterator[Reading]]
