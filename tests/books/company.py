"""A company's folder for tests of what the books and the warehouse say of each other, and cost to load into it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from fenhao.connectors import reading_of
from fenhao.engine.facts import COST_ENTRIES
from fenhao.kernel import FiscalCalendar
from fenhao.profiles import Settings
from fenhao.runs.book import Book, Voice, create_book, say_nothing
from fenhao.runs.loading import LoadResult, Place, load_reading
from tests.books.stage import NOW

VOICE = Voice(say_nothing, lambda code, _: code)

Entry = tuple[str, str, str, int, str, str]
"""entry_id, day, cost type, amount in minor units, campaign, tier; an empty text is none."""


def company(root: Path) -> Book:
    """Make a company's folder with the default chart, in euros."""
    settings = Settings(
        company="Shop",
        currency="EUR",
        time_zone="UTC",
        language="en",
        profile="retail",
        calendar=FiscalCalendar(),
    )
    return create_book(root=root / "company", settings=settings)


def load_costs(
    book: Book,
    name: str,
    entries: Sequence[Entry],
    *,
    source: str = "bank",
    corrects: bool = False,
    at: datetime = NOW,
) -> LoadResult:
    """Load cost entries as one batch, of a file or of a system that corrects what it said before."""
    days = pa.array([entry[1] for entry in entries], pa.string()).cast(pa.date32())
    nothing = pa.nulls(len(entries), pa.string())
    rows = pa.table(
        {
            "entry_id": [entry[0] for entry in entries],
            "occurred_on": days,
            "cost_type": [entry[2] for entry in entries],
            "amount_minor": pa.array([entry[3] for entry in entries], pa.int64()),
            "customer_id": nothing,
            "campaign_id": pa.array([entry[4] or None for entry in entries], pa.string()),
            "channel": nothing,
            "department": nothing,
            "tier": pa.array([entry[5] or None for entry in entries], pa.string()),
            "reverses": nothing,
            "note": nothing,
        }
    )
    with reading_of(table=COST_ENTRIES, origin=name, content_hash=name.ljust(64, "0"), rows=rows) as reading:
        return load_reading(
            book=book,
            reading=reading,
            source=source,
            strict=True,
            at=at,
            voice=VOICE,
            place=Place("entries", "", corrects=corrects),
        )
