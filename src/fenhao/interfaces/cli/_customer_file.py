"""A file of rows that a command writes beside its answer: whole or not at all, Parquet or CSV."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from fenhao.kernel import Trouble


class Sink:
    """A file of customers' rows, begun with the first of them; CSV opens in a spreadsheet with its Chinese intact."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._writer: pq.ParquetWriter | pa_csv.CSVWriter | None = None
        self._opened: pa.NativeFile | None = None

    def write(self, rows: pa.Table) -> None:
        """Add rows."""
        if self._file is None:
            return
        if self._writer is None:
            draft = self._draft(self._file)
            if self._file.suffix == ".parquet":
                self._writer = pq.ParquetWriter(draft, rows.schema, compression="zstd")
            else:
                self._opened = pa.OSFile(str(draft), "wb")
                self._opened.write(b"\xef\xbb\xbf")
                self._writer = pa_csv.CSVWriter(self._opened, rows.schema)
        self._writer.write(rows)

    def close(self, *, whole: bool) -> None:
        """Give the file its name when it is whole; a half-written one is removed."""
        if self._writer is not None and self._file is not None:
            self._writer.close()
            if self._opened is not None:
                self._opened.close()
            draft = self._draft(self._file)
            if whole:
                draft.replace(self._file)
            else:
                draft.unlink()

    @staticmethod
    def _draft(file: Path) -> Path:
        return file.with_name(f"{file.name}.part")


@contextmanager
def opened(file: Path | None) -> Iterator[Sink]:
    """Open the file, if one is asked for; Trouble ``value.file_kind`` for one that is neither Parquet nor CSV."""
    if file is not None and file.suffix not in (".parquet", ".csv"):
        raise Trouble("value.file_kind", {"file": str(file)})
    sink = Sink(file)
    try:
        yield sink
    except BaseException:
        sink.close(whole=False)
        raise
    sink.close(whole=True)
