"""CSV and its kin, in blocks: by Arrow where a block is plain, row by row where it is not.

Arrow parses ten times faster, but tells no line numbers and stops at the first torn row. So a block goes to it only
when every line is one row, which is checked by counting; any other block is read by the csv module.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as arrow_csv

from fenhao.connectors.files._encodings import GB18030, UTF8, decoded, decodes
from fenhao.connectors.files._raw import RawBatch, TornRow
from fenhao.connectors.files._survey import Survey
from fenhao.kernel import Trouble

_BLOCK = 4 << 20
_LINE_MAX = 1 << 20
_HEAD = 256 << 10
_DELIMITERS = (",", "\t", ";", "|")
HEADER_LINES_MAX = 30


def ready_text(path: Path, found: Survey, workspace: Path) -> tuple[Path, str, int]:
    """Return a file, its encoding and where its text begins, such that a line ends in a newline byte and nowhere else.

    UTF-16, and the line ends of old Macintoshes, are copied to UTF-8 first; other files are read as they lie.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    # A lone carriage return ends a line for whoever wrote it: a header that ends so would take the first row along.
    first = head.split(b"\n", HEADER_LINES_MAX)[:HEADER_LINES_MAX]
    old_line_ends = any(b"\r" in line.rstrip(b"\r") for line in first) or (
        b"\r" in head and b"\n" not in head
    )
    if not found.encoding.startswith("utf-16") and not old_line_ends:
        return path, found.encoding, found.mark
    copy = workspace / "text.csv"
    with (
        path.open("r", encoding=found.encoding, errors="replace", newline=None) as source,
        copy.open("w", encoding=UTF8, newline="") as target,
    ):
        while text := source.read(1 << 20):
            target.write(text.removeprefix("\ufeff"))
    return copy, UTF8, 0


def first_records(
    path: Path, *, encoding: str, mark: int, delimiter: str, other: str = ""
) -> list[tuple[tuple[str, ...], int]]:
    """Return the first records of a text file, each with the number of lines that are over when it ends."""
    with path.open("rb") as stream:
        stream.seek(mark)
        head = stream.read(_HEAD)
    if len(head) == _HEAD:
        cut = head.rfind(b"\n") + 1
        if not cut:
            raise Trouble("load.line_too_long", {"file": path.name, "line": "1"})
        head = head[:cut]
    text = "\n".join(decoded(line, encoding, other)[0] for line in head.split(b"\n"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[tuple[tuple[str, ...], int]] = []
    try:
        for record in reader:
            records.append((tuple(record), reader.line_num))
            if len(records) == HEADER_LINES_MAX:
                break
    except csv.Error as error:
        if not records:  # further down, the reading itself tells the line
            raise Trouble("load.unclosed_quote", {"file": path.name, "line": "1"}) from error
    return records


def likely_delimiter(path: Path, *, encoding: str, mark: int, other: str = "") -> str:
    """Return the delimiter under which the most records have the same number of cells, above one."""
    best, best_score = ",", (0, 0)
    for delimiter in _DELIMITERS:
        records = first_records(path, encoding=encoding, mark=mark, delimiter=delimiter, other=other)
        widths = [len(cells) for cells, _ in records if len(cells) > 1]
        common = max(widths, key=lambda width: (widths.count(width), width), default=0)
        score = (widths.count(common), common)
        if score > best_score:
            best, best_score = delimiter, score
    return best


@dataclass(frozen=True, slots=True)
class TextRows:
    """A text file whose header is known: it ends after ``header_lines`` lines, counted after ``mark`` bytes.

    ``other`` is the encoding that some lines are in instead, empty where none is: their rows are read as they were
    meant, and are no rows of the file until somebody has looked at them.
    """

    path: Path
    name: str
    encoding: str
    mark: int
    delimiter: str
    headers: tuple[str, ...]
    header_lines: int
    total: int
    other: str = ""

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows from the beginning."""
        with self.path.open("rb") as stream:
            stream.seek(self.mark)
            for _ in range(self.header_lines):
                stream.readline()
            blocks = _Blocks(stream, self.name, self.header_lines + 1)
            while (block := blocks.following()) is not None:
                plain = self._plain(block, blocks.line_no)
                if plain is None:
                    yield from self._row_by_row(block, blocks)
                else:
                    blocks.line_no += len(plain.line_nos)
                    yield plain

    def _plain(self, block: bytes, line_no: int) -> RawBatch | None:
        """Return the block as Arrow reads it, or None when a line is not a row in it."""
        if block.count(b'"') % 2 or block.count(b'"', block.rfind(b"\n", 0, -1) + 1) % 2:
            return None
        if self.other and self._strange(block):
            return None
        if self.encoding != UTF8:
            block = block.decode(self.encoding, errors="replace").encode()
        elif not decodes(block, UTF8):
            block = block.decode(UTF8, errors="replace").encode()
        names = [str(place) for place in range(len(self.headers))]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(block),
                read_options=arrow_csv.ReadOptions(
                    use_threads=False, column_names=names, block_size=len(block) + 1
                ),
                parse_options=arrow_csv.ParseOptions(delimiter=self.delimiter, newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None
        rows = table.num_rows
        if rows != block.count(b"\n"):
            return None
        columns = tuple(column.combine_chunks() for column in table.columns)
        return RawBatch(columns, pa.array(range(line_no, line_no + rows), pa.int64()), (), len(block))

    def _strange(self, block: bytes) -> bool:
        """Whether a block has lines of the other encoding."""
        if self.other == GB18030:
            return not decodes(block, UTF8)
        return any(decoded(line, self.encoding, self.other)[1] for line in block.split(b"\n"))

    def _row_by_row(self, block: bytes, blocks: "_Blocks") -> Iterator[RawBatch]:
        """Read a block by the csv module, and as much of the next as its last record reaches into."""
        width = len(self.headers)
        pending = _Pending(block, blocks, self.encoding, self.other)
        reader = csv.reader(pending, delimiter=self.delimiter)
        begins = blocks.line_no
        rows: list[list[str]] = []
        line_nos: list[int] = []
        torn: list[TornRow] = []
        while pending.lines:
            line_no = begins + reader.line_num
            pending.strange = False
            try:
                record = next(reader)
            except csv.Error as error:
                raise Trouble("load.unclosed_quote", {"file": self.name, "line": str(line_no)}) from error
            if pending.ended:
                raise Trouble("load.unclosed_quote", {"file": self.name, "line": str(line_no)})
            while len(record) > width and not record[-1].strip():
                record.pop()
            if pending.strange:
                told = (("whole", self.encoding.upper()), ("other", self.other.upper()))
                torn.append(TornRow(line_no, tuple(record), "load.other_encoding", told))
            elif len(record) == width:
                rows.append(record)
                line_nos.append(line_no)
            elif any(cell.strip() for cell in record):
                torn.append(TornRow(line_no, tuple(record)))
        blocks.line_no = begins + reader.line_num
        columns = tuple(pa.array(cells, pa.string()) for cells in zip(*rows, strict=True))
        if not rows:
            columns = tuple(pa.array([], pa.string()) for _ in self.headers)
        yield RawBatch(columns, pa.array(line_nos, pa.int64()), tuple(torn), pending.size)


class _Blocks:
    """The rest of a file in blocks that end at a line's end."""

    def __init__(self, stream: BinaryIO, name: str, line_no: int) -> None:
        self._stream, self._name, self._tail = stream, name, b""
        self.line_no = line_no

    def following(self) -> bytes | None:
        """Return the next block, ending in a newline, or None at the end of the file."""
        while block := self._stream.read(_BLOCK):
            cut = block.rfind(b"\n") + 1
            whole, rest = self._tail + block[:cut], block[cut:]
            if cut:
                self._tail = rest
                return whole
            self._tail += block
            if len(self._tail) > _LINE_MAX:
                raise Trouble("load.line_too_long", {"file": self._name, "line": f"≥ {self.line_no}"})
        whole, self._tail = self._tail, b""
        return whole + b"\n" if whole else None


class _Strange(str):
    """A line of the other encoding. Blocks may have millions of lines, so the others carry no mark."""

    __slots__ = ()


class _Pending:
    """The lines of a block, and of the next ones as long as a record is open. ``strange``: one was of the other encoding."""

    def __init__(self, block: bytes, blocks: _Blocks, encoding: str, other: str) -> None:
        self._blocks, self._encoding, self._other = blocks, encoding, other
        self.size = 0
        self.ended = False
        self.strange = False
        self.lines: deque[str] = deque()
        self._take(block)

    def _take(self, block: bytes) -> None:
        self.size += len(block)
        if self._other:
            found = (decoded(line, self._encoding, self._other) for line in block.split(b"\n")[:-1])
            self.lines.extend(_Strange(f"{line}\n") if strange else f"{line}\n" for line, strange in found)
        else:
            text = block.decode(self._encoding, errors="replace")
            self.lines.extend(line + "\n" for line in text.split("\n")[:-1])

    def __iter__(self) -> "_Pending":
        return self

    def __next__(self) -> str:
        if not self.lines:
            block = self._blocks.following()
            if block is None:
                self.ended = True
                raise StopIteration
            self._take(block)
        line = self.lines.popleft()
        self.strange = self.strange or isinstance(line, _Strange)
        return line
