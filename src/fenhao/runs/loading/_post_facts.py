"""Facts that a machine posts: one batch, a verdict for every row, and the same again however often it is sent.

Beside a file's load this keeps no mapping and writes no file of rejects: what was wrong is told row by row. A row that is
there already with the same content counts as taken, so that a batch whose answer was lost is simply sent again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from pathlib import Path

from fenhao.connectors import Reject
from fenhao.connectors.files import read_canonical
from fenhao.engine.relation import Table
from fenhao.kernel import Trouble
from fenhao.runs.book import Book
from fenhao.runs.loading._load import BOOKS_SOURCE, batch_id_of, conflicts_of, file_settings


@dataclass(frozen=True, slots=True)
class PostedFacts:
    """What became of a batch: rows_read = taken + already_there + rejected.

    ``newer`` of those taken are newer versions of rows that were there; ``batch_id`` is empty when nothing was new.
    """

    batch_id: str
    table: str
    source: str
    rows_read: int
    taken: int
    newer: int
    already_there: int
    rejected: int
    control_total_minor: int


def post_facts(
    *,
    book: Book,
    path: Path,
    table: Table,
    source: str,
    parquet: bool,
    at: datetime,
    keep_rejects: Callable[[Iterable[Reject]], None],
) -> PostedFacts:
    """Take the rows of a file under the canonical names as one batch; hand what was not taken over, in its order.

    Trouble ``warehouse.locked`` while somebody else writes facts; nothing was changed then.
    """
    if source == BOOKS_SOURCE:
        raise Trouble("load.source_reserved", {"source": source})
    settings = file_settings(book, source=source, sheet="", mappings=book.mappings)
    with read_canonical(path, table=table, settings=settings, parquet=parquet) as reading:
        book.warehouse.sweep()
        with book.warehouse.locked():
            known = book.warehouse.batches(include_withdrawn=True)
            digest = reading.content_hash
            used = sum(
                (each.table, each.source, each.content_hash) == (table.name, source, digest) for each in known
            )
            with book.warehouse.compare(table, reading.batches(), source=source) as compared:
                conflicts = conflicts_of(table, compared, reading)
                batch = None
                if compared.new:
                    batch = book.warehouse.append(
                        table,
                        compared.new_rows,
                        batch_id=batch_id_of(table, digest, used),
                        source=source,
                        file_name="api",
                        content_hash=digest,
                        loaded_at=at,
                    )
                keep_rejects(merge(reading.rejects(), conflicts, key=lambda each: each.row_no))
                return PostedFacts(
                    batch_id=batch.batch_id if batch else "",
                    table=table.name,
                    source=source,
                    rows_read=reading.rows_read,
                    taken=compared.new,
                    newer=compared.newer,
                    already_there=compared.same,
                    rejected=reading.rows_rejected + len(conflicts),
                    control_total_minor=batch.control_total_minor if batch else 0,
                )
