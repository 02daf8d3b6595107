"""Rows of a kept result in a file of their own, in the order in which a page asks for them."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fenhao.runs.book import Book, whole_file

_ROWS_A_GROUP = 8192


def rows_file(book: Book, name: str) -> Path:
    """Return where the rows of a kept result lie."""
    return book.root / "results" / f"{name}.parquet"


def keep_rows(book: Book, name: str, rows: list[pa.Table], *, order: tuple[str, ...]) -> None:
    """Write rows in an order, so that a page finds one customer's without reading the others; none remove what was there."""
    path = rows_file(book, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not rows:
        path.unlink(missing_ok=True)
        return
    sorted_rows = pa.concat_tables(rows).sort_by([(each, "ascending") for each in order])
    with whole_file(path) as draft:
        pq.write_table(sorted_rows, draft, row_group_size=_ROWS_A_GROUP, compression="zstd")
