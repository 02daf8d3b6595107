"""Rows that a machine sends as JSON, one object a line, under the canonical names. No line is ever wholly in doubt.

A number is read as the text it is written as, so that no amount passes through a float. What is no object of plain values
under known names comes back as a torn row with the reason; memory holds a few megabytes of lines and one batch.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyarrow as pa

from fenhao.connectors.files._encodings import GB18030, decodes
from fenhao.connectors.files._json_columns import plain_columns
from fenhao.connectors.files._raw import RawBatch, TornRow

LINE_BYTES_MAX = 1 << 18
_ROWS_A_BATCH = 20_000
_BLOCK_BYTES = 1 << 22
_SHOWN = 3
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonRows:
    """A file of JSON lines. Its line numbers count every line, blank ones too; blank lines are no rows."""

    path: Path
    headers: tuple[str, ...]
    total: int

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows from the beginning: by columns where a block is plain, otherwise line after line."""
        line_no = 1
        for block in _blocks(self.path):
            columns = plain_columns(block, self.headers, line_bytes_max=LINE_BYTES_MAX)
            if columns is None:
                yield from self._line_by_line(block, line_no)
            else:
                numbers = pa.array(range(line_no, line_no + len(columns[0])), pa.int64())
                yield RawBatch(columns, numbers, (), len(block))
            line_no += block.count(b"\n")

    def _line_by_line(self, block: bytes, first: int) -> Iterator[RawBatch]:
        """Read the lines of a block; its first one has that number."""
        rows: list[Mapping[str, str | None]] = []
        lines: list[int] = []
        torn: list[TornRow] = []
        done = 0
        for line_no, line, size in _lines(BytesIO(block), first):
            done += size
            if not line.strip():
                continue
            row = self._row(line_no, line)
            if isinstance(row, TornRow):
                torn.append(row)
            else:
                rows.append(row)
                lines.append(line_no)
            if len(rows) + len(torn) >= _ROWS_A_BATCH:
                yield self._batch(rows, lines, torn, done)
                rows, lines, torn, done = [], [], [], 0
        if rows or torn:
            yield self._batch(rows, lines, torn, done)

    def _batch(
        self, rows: list[Mapping[str, str | None]], lines: list[int], torn: list[TornRow], done: int
    ) -> RawBatch:
        columns = tuple(pa.array([row.get(name) for row in rows], pa.string()) for name in self.headers)
        return RawBatch(columns, pa.array(lines, pa.int64()), tuple(torn), done)

    def _row(self, line_no: int, line: bytes) -> Mapping[str, str | None] | TornRow:
        """Return the cells of a line, or why it is no row."""
        if len(line) > LINE_BYTES_MAX:
            return _torn(line_no, "load.json_too_long", {"bytes": f"{LINE_BYTES_MAX:,}"})
        try:
            found: object = json.loads(line.decode(), parse_int=str, parse_float=str, parse_constant=_refuse)
        except UnicodeDecodeError:
            chinese = decodes(line, GB18030)
            return _torn(line_no, "load.json_encoding" if chinese else "load.json_broken", {})
        except (ValueError, RecursionError):
            return _torn(line_no, "load.json_broken", {})
        if not isinstance(found, dict) or all(held is None or held == "" for held in found.values()):
            return _torn(line_no, "load.json_no_object", {})
        unknown = [name for name in found if name not in self.headers]
        if unknown:
            named = ", ".join(name[:40] for name in unknown[:_SHOWN])
            return _torn(line_no, "load.json_unknown", {"fields": _clean(named), "count": str(len(unknown))})
        cells: dict[str, str | None] = {}
        for name, held in found.items():
            if isinstance(held, (dict, list)):
                return _torn(line_no, "load.json_nested", {"field": name})
            cells[name] = str(held).lower() if isinstance(held, bool) else held
            if isinstance(held, str) and _clean(held) != held:
                return _torn(line_no, "load.json_not_text", {"field": name})
        return cells


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield a file in blocks of whole lines."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block + file.readline()


def _lines(file: BytesIO, first: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield each line with its number and size; of a line that is too long no more than that it is."""
    line_no = first - 1
    while line := file.readline(LINE_BYTES_MAX + 2):
        line_no += 1
        size = len(line)
        whole = line
        while not whole.endswith(b"\n") and (rest := file.readline(LINE_BYTES_MAX)):
            size, whole = size + len(rest), rest
        yield line_no, line.removeprefix(_MARK) if line_no == 1 else line, size


def _torn(line_no: int, code: str, details: Mapping[str, str]) -> TornRow:
    return TornRow(line_no, (), code, tuple(details.items()))


def _clean(text: str) -> str:
    """Return text that can be stored: halves of a sign and zero bytes are no text."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def _refuse(name: str) -> None:
    raise ValueError(name)
