"""A snapshot pins one version of every fact and lists its files, so that every engine reads the same rows."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from fenhao.warehouse._types import PART_BATCH


@dataclass(frozen=True, slots=True)
class PinnedTable:
    """One fact at one version. ``columns`` are those that its files may hold; ``files`` are absolute paths.

    ``before`` are the files of the whole fact where ``files`` are those of some batches: what these corrected is there.
    """

    table: str
    version: int
    rows: int
    columns: tuple[str, ...]
    files: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every fact, pinned."""

    tables: tuple[PinnedTable, ...]

    def pinned(self, table: str) -> PinnedTable:
        """Return the pinned fact of that name; KeyError for any other."""
        return {each.table: each for each in self.tables}[table]

    def of_batches(self, tables: Collection[str], batch_ids: Collection[str]) -> "Snapshot":
        """Return the snapshot with these tables narrowed to what these batches brought and took back; for the embedded engine."""
        folders = {f"{PART_BATCH}={each}" for each in batch_ids}
        return Snapshot(
            tuple(
                replace(
                    pinned,
                    files=tuple(file for file in pinned.files if Path(file).parent.name in folders),
                    before=pinned.files,
                )
                if pinned.table in tables
                else pinned
                for pinned in self.tables
            )
        )
