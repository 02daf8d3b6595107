"""Rows as a file holds them, before anything is known of their meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class TornRow:
    """A row that is none of the file's: its number of cells is not the header's, unless ``code`` says what is wrong."""

    line_no: int
    cells: tuple[str, ...]
    code: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows in file order: one array per header, the line on which each row begins, and the torn rows.

    ``done`` says how much of the file it took, in the unit of ``RawRows.total``.
    """

    columns: tuple[pa.Array, ...]
    line_nos: pa.Array
    torn: tuple[TornRow, ...]
    done: int


class RawRows(Protocol):
    """A file opened: its headers, its size in bytes or rows, and its rows, as often as they are asked for."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Return the headers as they stand in the file."""

    @property
    def total(self) -> int:
        """Return the size of the file, in the unit of ``RawBatch.done``."""

    def batches(self) -> Iterator[RawBatch]:
        """Read the rows from the beginning."""
