"""Which facts of a book were generated from a seed: whatever shows them says so."""

from functools import lru_cache
from pathlib import Path

from fenhao.runs.book import Book
from fenhao.runs.service._made import GENERATED
from fenhao.warehouse import Warehouse


def generated_tables(book: Book) -> frozenset[str]:
    """Return the fact tables with generated rows in force; the loads are read once for each state of the facts."""
    return _tables(book.warehouse.root, tuple(sorted(book.warehouse.versions().items())))


@lru_cache(maxsize=8)
def _tables(root: Path, versions: tuple[tuple[str, int], ...]) -> frozenset[str]:
    """Return the tables; ``versions`` is what the answer holds for."""
    if not versions:
        return frozenset()
    return frozenset(each.table for each in Warehouse(root).batches() if each.source == GENERATED)
