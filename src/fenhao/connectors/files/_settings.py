"""What reading a file must know of the company."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """The company's side of a reading.

    ``cost_types`` are the codes that rows may carry; ``cost_type_names`` are other words for them, as pairs
    (name, code), so that a file may say 系统年费. ``mappings`` is the folder in which the column mapping of
    ``source`` is kept. ``sheet`` picks a sheet of a workbook; empty: the one whose headers fit best.
    """

    digits: int
    currency: str
    time_zone: str
    cost_types: frozenset[str]
    mappings: Path
    source: str
    sheet: str = ""
    cost_type_names: tuple[tuple[str, str], ...] = ()
