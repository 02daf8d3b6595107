"""What was spent through the books becomes cost entries of the warehouse, so that reports and explanations include it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import pyarrow as pa

from fenhao.connectors import reading_of
from fenhao.engine.facts import COST_ENTRIES
from fenhao.engine.relation import Value
from fenhao.runs.book import Book, Voice, given
from fenhao.runs.loading._load import BOOKS_SOURCE, LoadResult, load_reading


@dataclass(frozen=True, slots=True)
class BooksCost:
    """One cost entry that the books posted. ``amount_minor`` is negative for what was taken back; '' is none.

    ``entry_id`` is the books' own id, ``reverses`` that of the entry that it takes back.
    """

    entry_id: str
    occurred_on: date
    cost_type: str
    amount_minor: int
    customer: str
    campaign: str
    channel: str
    department: str
    tier: str
    reverses: str
    note: str


def load_books_cost(
    *, book: Book, name: str, rows: Sequence[BooksCost], at: datetime, voice: Voice
) -> LoadResult:
    """Load these entries as one batch of the source ``books``; the same rows again change nothing.

    The batch is known by what it says: ``content_hash`` is over every field of every row.
    """
    content = sha256("\n".join(map(repr, rows)).encode()).hexdigest()
    columns: list[tuple[Value, ...]] = [
        (
            row.entry_id,
            row.occurred_on,
            row.cost_type,
            row.amount_minor,
            row.customer or None,
            row.campaign or None,
            row.channel or None,
            row.department or None,
            row.tier,
            row.reverses or None,
            row.note or None,
        )
        for row in rows
    ]
    table: pa.Table = given(COST_ENTRIES, columns)
    with reading_of(table=COST_ENTRIES, origin=name, content_hash=content, rows=table) as reading:
        return load_reading(book=book, reading=reading, source=BOOKS_SOURCE, strict=True, at=at, voice=voice)
