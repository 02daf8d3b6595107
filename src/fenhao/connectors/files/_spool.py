"""Where the rows of a file wait until somebody decides to commit them: on disk, good ones and rejects apart."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc

from fenhao.connectors._reading import ROW_NO, Problem, Reject

_KEYS_AT_ONCE = 4_000_000
_SEPARATOR = "\x1f"


class GoodRows:
    """The good rows, in an Arrow file: written once from front to back, then read as often as needed."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._path, self._schema = path, schema
        self._sink = pa.OSFile(str(path), "wb")
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        self._writer = pa.ipc.new_file(self._sink, schema, options=options)
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Write some rows."""
        if batch.num_rows:
            self._writer.write_batch(batch)
            self.rows += batch.num_rows

    def finish(self) -> None:
        """Write the end of the file; reading may begin."""
        self._writer.close()
        self._sink.close()

    def batches(self, without: pa.Array) -> Iterator[pa.RecordBatch]:
        """Read the rows whose row_no is not in ``without``."""
        with pa.memory_map(str(self._path)) as source:
            reader = pa.ipc.open_file(source)
            for place in range(reader.num_record_batches):
                batch = reader.get_batch(place)
                if len(without):
                    batch = batch.filter(pc.invert(pc.is_in(batch[ROW_NO], value_set=without)))
                yield batch

    def repeated(self, key: tuple[str, ...]) -> dict[int, int]:
        """Return the row_no of every row whose key stood in an earlier row -> the row_no of that first row.

        The keys are looked at in as many passes as keep a few million of them in memory at once.
        """
        passes = self.rows // _KEYS_AT_ONCE + 1
        found: dict[int, int] = {}
        for turn in range(passes):
            found |= _repeated(self._keys(key, turn, passes))
        return found

    def _keys(self, key: tuple[str, ...], turn: int, passes: int) -> pa.Table:
        parts = []
        for batch in self.batches(pa.array([], pa.int64())):
            columns = [batch[name].cast(pa.string()) for name in key]
            joined = columns[0] if len(key) == 1 else pc.binary_join_element_wise(*columns, _SEPARATOR)
            part = pa.table({"key": joined, ROW_NO: batch[ROW_NO]})
            if passes > 1:
                # Ids mostly end in digits that are evenly spread; what ends alike is looked at together.
                endings = pc.utf8_slice_codeunits(part["key"], -2).combine_chunks()
                kinds = pc.unique(endings)
                mine = [sum(ending.encode()) % passes == turn for ending in kinds.to_pylist()]
                part = part.filter(pa.array(mine).take(pc.index_in(endings, value_set=kinds)))
            parts.append(part)
        empty = pa.schema([("key", pa.string()), (ROW_NO, pa.int64())])
        return pa.concat_tables(parts) if parts else empty.empty_table()


def _repeated(keys: pa.Table) -> dict[int, int]:
    if pc.count_distinct(keys["key"]).as_py() == keys.num_rows:
        return {}  # nearly always, and several times cheaper than grouping
    groups = keys.group_by("key").aggregate([(ROW_NO, "min"), (ROW_NO, "count")])
    doubled = groups.filter(pc.greater(groups[f"{ROW_NO}_count"], 1))
    if not doubled.num_rows:
        return {}
    first = dict(zip(doubled["key"].to_pylist(), doubled[f"{ROW_NO}_min"].to_pylist(), strict=True))
    rows = keys.filter(pc.is_in(keys["key"], value_set=doubled["key"].combine_chunks()))
    pairs = zip(rows["key"].to_pylist(), rows[ROW_NO].to_pylist(), strict=True)
    return {row: first[word] for word, row in pairs if row != first[word]}


class RejectedRows:
    """The rejects, a JSON line each; written in the order of the file, then read as often as needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.rows = 0

    def __enter__(self) -> "RejectedRows":
        self._file = self._path.open("w", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, reject: Reject) -> None:
        """Write one reject; only inside a ``with``."""
        assert self._file is not None
        problems = [[each.column, each.value, each.code, each.details] for each in reject.problems]
        line = json.dumps([reject.row_no, reject.line_no, reject.cells, problems])
        self._file.write(line + "\n")
        self.rows += 1

    def read(self) -> Iterator[Reject]:
        """Read the rejects from the first on."""
        with self._path.open(encoding="utf-8") as file:
            for line in file:
                row_no, line_no, cells, problems = json.loads(line)
                yield Reject(row_no, line_no, tuple(cells), tuple(map(_problem, problems)))


def _problem(told: tuple[str, str, str, list[list[str]]]) -> Problem:
    column, value, code, details = told
    return Problem(column, value, code, tuple((key, text) for key, text in details))
