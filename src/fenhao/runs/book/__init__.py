"""One company's folder: its settings and files, its warehouse, results that are kept beside it."""

from fenhao.runs.book._book import (
    CARE_FILE,
    CHART_FILE,
    HOURS_FILE,
    NOTES_FILE,
    POLICY_FILE,
    SETTINGS_FILE,
    SLA_FILE,
    Book,
    check_written,
    create_book,
    current_book,
    open_book,
    put_written,
    written_text,
)
from fenhao.runs.book._clock import DemoClock, write_clock
from fenhao.runs.book._facts import Row, given, number, rows_of, text
from fenhao.runs.book._kept import (
    Kept,
    Refused,
    Stamp,
    keep,
    keep_newest,
    keep_worked,
    kept,
    kept_names,
    stamp_now,
)
from fenhao.runs.book._plain import plain, restored, write_json
from fenhao.runs.book._row_versions import CellChange, RowVersion, row_versions
from fenhao.runs.book._voice import Advance, Reason, Voice, say_nothing
from fenhao.runs.book._whole import whole_file

__all__ = [
    "CARE_FILE",
    "CHART_FILE",
    "HOURS_FILE",
    "NOTES_FILE",
    "POLICY_FILE",
    "SETTINGS_FILE",
    "SLA_FILE",
    "Advance",
    "Book",
    "CellChange",
    "DemoClock",
    "Kept",
    "Reason",
    "Refused",
    "Row",
    "RowVersion",
    "Stamp",
    "Voice",
    "check_written",
    "create_book",
    "current_book",
    "given",
    "keep",
    "keep_newest",
    "keep_worked",
    "kept",
    "kept_names",
    "number",
    "open_book",
    "plain",
    "put_written",
    "restored",
    "row_versions",
    "rows_of",
    "say_nothing",
    "stamp_now",
    "text",
    "whole_file",
    "write_clock",
    "write_json",
    "written_text",
]
