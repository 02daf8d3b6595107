"""A snapshot pins one version of every fact and lists its files, so that every engine reads the same rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PinnedTable:
    """One fact at one version. ``columns`` are those that its files may hold; ``files`` are absolute paths."""

    table: str
    version: int
    rows: int
    columns: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every fact, pinned."""

    tables: tuple[PinnedTable, ...]

    def pinned(self, table: str) -> PinnedTable:
        """Return the pinned fact of that name; KeyError for any other."""
        return {each.table: each for each in self.tables}[table]
